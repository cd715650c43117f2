"""The language models that an evaluation may ask: behind the assistant, for the baselines, as a judge."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel

from assistant.llm.generator import ModelGenerator
from assistant.llm.loading import choose_generator, load_chat_model, name_generator
from assistant.settings import EXTRACTIVE, LLAMA, Settings
from corpus.errors import PlanError

AUTO, OFF = "auto", "off"
BASELINE_SECONDS = 900
"""How long a baseline's model may take for an answer: what it says is measured, not only whether it is quick."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A chat model for the baselines, and the same one as the assistant's generator."""

    chat: BaseChatModel
    generator: ModelGenerator


def open_model(settings: Settings, name: str) -> LanguageModel | None:
    """The model that ``name`` means: a generator's name (``llama.cpp``, ``llama.cpp:FILE``, ``openai:MODEL``),
    ``"auto"`` (the settings' own, else the local model) or ``"off"`` (None). A local one is loaded.

    Raises ``PlanError`` where it cannot be had: no file, no library, no key.
    """
    if name == OFF:
        return None
    if name != AUTO:
        wanted = choose_generator(settings, name)
    else:
        wanted = choose_generator(settings, LLAMA if settings.generator == EXTRACTIVE else None)
    chat = load_chat_model(replace(wanted, model_seconds=BASELINE_SECONDS))
    if chat is None:
        return None
    if load := getattr(chat, "load", None):
        load()
    generator = ModelGenerator(chat, name_generator(wanted), float(wanted.model_seconds), wanted.model_role)
    return LanguageModel(chat, generator)


def open_judge(model: str, url: str) -> BaseChatModel:
    """The judging model at an endpoint with OpenAI's interface; ``url`` "" is the vendor's own.

    The key is read from the environment's ``PLANQA_OPENAI_API_KEY`` or ``OPENAI_API_KEY`` and kept nowhere. Raises
    ``PlanError``.
    """
    try:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr
    except ImportError as error:
        raise PlanError(
            "没有安装 langchain-openai，请运行 pip install 'planqa[llm]'。",
            "langchain-openai is not installed; run pip install 'planqa[llm]'.",
        ) from error
    key = os.environ.get("PLANQA_OPENAI_API_KEY") or os.environ.get("OPENAI_API_KEY")
    if not key and not url:
        raise PlanError(
            "评判模型需要 --judge-url，或环境变量 PLANQA_OPENAI_API_KEY。",
            "The judging model needs --judge-url, or PLANQA_OPENAI_API_KEY in the environment.",
        )
    # An endpoint of one's own may ask for no key; the interface wants some.
    return ChatOpenAI(
        model=model, base_url=url or None, api_key=SecretStr(key or "none"), temperature=0, timeout=120, max_retries=2
    )
