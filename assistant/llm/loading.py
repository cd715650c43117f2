"""The chat model that the settings name, behind LangChain's ``BaseChatModel``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.llm.files import QWEN, find_model
from assistant.settings import EXTRACTIVE, LLAMA, Settings, check_generator
from corpus.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.llm.generator import ModelGenerator

KEY_VARIABLES = ("PLANQA_OPENAI_API_KEY", "OPENAI_API_KEY")
"""Where an endpoint's key is read from, and the only places: it is never stored, printed or put into an error."""
_NO_KEY = "none"
"""What is sent to an endpoint of one's own that asks for no key; the interface wants some."""


def load_chat_model(settings: Settings, environ: Mapping[str, str] = os.environ) -> BaseChatModel | None:
    """The model behind ``settings.generator``; None for the extractive one. Nothing is read or connected to yet.

    Raises ``ModelUnavailable`` where the file, the library or the key is not there.
    """
    kind, _, name = settings.generator.partition(":")
    if kind == EXTRACTIVE:
        return None
    if kind == LLAMA:
        from assistant.llm.llama import ChatLlamaCpp

        return ChatLlamaCpp(model_path=_find_file(settings, name), timeout=float(settings.model_seconds))
    return _open_endpoint(settings, name, environ)


def load_generator(settings: Settings, environ: Mapping[str, str] = os.environ) -> ModelGenerator | None:
    """The generator that ``settings`` name, for ``Assistant``; None for the extractive one. Raises as above."""
    model = load_chat_model(settings, environ)
    if model is None:
        return None
    from assistant.llm.generator import ModelGenerator

    return ModelGenerator(model, name_generator(settings), float(settings.model_seconds), settings.model_role)


def choose_generator(settings: Settings, name: str | None) -> Settings:
    """``settings`` with the generator named on the command line, where one is; raises ``SettingsError``."""
    return settings if name is None else replace(settings, generator=check_generator(name, "--generator"))


def name_generator(settings: Settings) -> str:
    """The generator as answers name it: ``extractive``, ``llama.cpp:FILE`` (without folder) or ``openai:MODEL``."""
    kind, _, name = settings.generator.partition(":")
    return f"{LLAMA}:{Path(name or QWEN.name).stem}" if kind == LLAMA else settings.generator


def _find_file(settings: Settings, name: str) -> Path:
    if name:
        path = Path(name).expanduser()
        found = path if path.is_file() else settings.model_folder / name
        if found.is_file():
            return found
        raise ModelUnavailable(
            f"语言模型文件不存在：{name}。",
            f"There is no language model file {name}.",
            next_step_zh="请更正 generator 设置，或改为 extractive。",
            next_step_en="Correct the setting generator, or set it to extractive.",
        )
    if found_model := find_model(settings.model_folder):
        return found_model
    raise ModelUnavailable(
        "还没有下载语言模型。",
        "The language model has not been fetched yet.",
        next_step_zh="请运行 planqa model pull（约 1.1 GB），或把 generator 设为 extractive。",
        next_step_en="Run `planqa model pull` (about 1.1 GB), or set generator to extractive.",
    )


def _open_endpoint(settings: Settings, model: str, environ: Mapping[str, str]) -> BaseChatModel:
    try:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr
    except ImportError as error:
        raise ModelUnavailable(
            "没有安装 langchain-openai。",
            "langchain-openai is not installed.",
            next_step_zh="请运行 pip install 'planqa[llm]'，或把 generator 设为 extractive。",
            next_step_en="Run pip install 'planqa[llm]', or set generator to extractive.",
        ) from error
    key = next((environ[name] for name in KEY_VARIABLES if environ.get(name)), "")
    if not key and not settings.openai_base_url:
        raise ModelUnavailable(
            f"没有访问密钥，也没有设置 openai_base_url。请在环境变量 {KEY_VARIABLES[0]} 中给出密钥。",
            f"There is neither a key nor openai_base_url. Put the key into the environment's {KEY_VARIABLES[0]}.",
        )
    return ChatOpenAI(
        model=model,
        base_url=settings.openai_base_url or None,
        api_key=SecretStr(key or _NO_KEY),
        temperature=0,
        timeout=float(settings.model_seconds),
        max_retries=0,
    )
