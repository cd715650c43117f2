"""The language models that an evaluation may ask: for the baselines, and to judge faithfulness."""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.settings import Settings
from corpus.errors import PlanError

AUTO, OFF = "auto", "off"


def open_model(settings: Settings, name: str) -> BaseChatModel | None:
    """The model that ``name`` means: a generator's name (``llama.cpp``, ``llama.cpp:FILE``, ``openai:MODEL``),
    ``"auto"`` (the settings' own, else the local model; None where there is neither) or ``"off"`` (None).

    Raises ``PlanError`` where a named model cannot be had.
    """
    if name == OFF:
        return None
    loading = _find_loading()
    if loading is None:
        if name == AUTO:
            return None
        raise PlanError("此版本不能运行语言模型。", "This version cannot run a language model.")
    wanted: Any = settings
    if name != AUTO:
        wanted = loading.choose_generator(settings, name)
    elif getattr(settings, "generator", "extractive") == "extractive":
        wanted = loading.choose_generator(settings, "llama.cpp")
    try:
        model: BaseChatModel | None = loading.load_chat_model(wanted)
    except PlanError:
        if name == AUTO:
            return None
        raise
    return model


def open_judge(model: str, url: str) -> BaseChatModel:
    """The judging model at an endpoint with OpenAI's interface; ``url`` "" is the vendor's own.

    The key is read from the environment's ``PLANQA_OPENAI_API_KEY`` or ``OPENAI_API_KEY`` and kept nowhere. Raises
    ``PlanError``.
    """
    try:
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise PlanError("没有安装 langchain-openai。", "langchain-openai is not installed.") from error
    key = os.environ.get("PLANQA_OPENAI_API_KEY") or os.environ.get("OPENAI_API_KEY")
    if not key and not url:
        raise PlanError(
            "评判模型需要 --judge-url，或环境变量 PLANQA_OPENAI_API_KEY。",
            "The judging model needs --judge-url, or PLANQA_OPENAI_API_KEY in the environment.",
        )
    return ChatOpenAI(model=model, base_url=url or None, api_key=lambda: key or "none", temperature=0, max_retries=2)


def _find_loading() -> ModuleType | None:
    try:
        return importlib.import_module("assistant.llm.loading")
    except ModuleNotFoundError:
        return None
