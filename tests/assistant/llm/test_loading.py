"""Which model the settings mean, and that a key goes nowhere but to the endpoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.llm.files import QWEN
from assistant.llm.loading import choose_generator, load_chat_model, load_generator, name_generator
from assistant.settings import Settings, load_settings
from corpus.errors import ModelUnavailable, SettingsError


def settings_for(tmp_path: Path, generator: str, **others: str | int) -> Settings:
    environ = {"PLANQA_CACHE": str(tmp_path), "PLANQA_GENERATOR": generator}
    environ |= {f"PLANQA_{name.upper()}": str(value) for name, value in others.items()}
    return load_settings(environ, tmp_path / "data")


def test_the_extractive_generator_needs_no_model(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.generator == name_generator(settings) == "extractive"
    assert load_chat_model(settings, {}) is None
    assert load_generator(settings, {}) is None


@pytest.mark.parametrize("name", ["llama", "llama.cpp:", "openai", "openai: ", "extractive:x", "gpt"])
def test_an_unknown_generator_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PLANQA_GENERATOR: generator must be"):
        settings_for(tmp_path, name)
    with pytest.raises(SettingsError, match="--generator: generator must be"):
        choose_generator(load_settings({}, tmp_path), name)


def test_the_option_wins_over_the_setting(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "llama.cpp")
    assert choose_generator(settings, None) == settings
    assert choose_generator(settings, "extractive").generator == "extractive"


@pytest.mark.parametrize(
    ("name", "value"),
    [("model_role", "talk"), ("model_seconds", 0), ("model_seconds", "soon"), ("model_seconds", 3601)],
)
def test_bad_values_are_refused(name: str, value: str | int, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"PLANQA_{name.upper()}: {name} must be"):
        settings_for(tmp_path, "extractive", **{name: value})


def test_a_model_that_was_not_fetched_is_named_with_the_next_step(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "llama.cpp")
    assert name_generator(settings) == f"llama.cpp:{Path(QWEN.name).stem}"
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(settings, {})
    assert "planqa model pull" in caught.value.message("zh")


def test_half_a_model_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / QWEN.name).write_bytes(b"GGUF")
    with pytest.raises(ModelUnavailable, match="has not been fetched yet"):
        load_chat_model(settings_for(tmp_path, "llama.cpp"), {})


def test_a_file_of_ones_own_is_found_by_path_or_among_the_models(tmp_path: Path) -> None:
    file = tmp_path / "models" / "own.gguf"
    file.parent.mkdir()
    file.write_bytes(b"GGUF")
    for name in (str(file), "own.gguf"):
        settings = settings_for(tmp_path, f"llama.cpp:{name}", model_seconds=9)
        model = load_chat_model(settings, {})
        assert model is not None
        assert (model.model_path, model.timeout) == (file, 9.0)  # type: ignore[attr-defined]
        assert name_generator(settings) == "llama.cpp:own"
    with pytest.raises(ModelUnavailable, match=r"no language model file other\.gguf"):
        load_chat_model(settings_for(tmp_path, "llama.cpp:other.gguf"), {})


def test_an_endpoint_is_taken_from_the_settings_and_its_key_from_the_environment(tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai", reason="the extra llm is not installed")
    settings = settings_for(tmp_path, "openai:qwen3", openai_base_url="http://127.0.0.1:9/v1", model_seconds=5)
    generator = load_generator(settings, {"OPENAI_API_KEY": "sk-vendor", "PLANQA_OPENAI_API_KEY": "sk-own"})
    assert generator is not None
    assert (generator.name, generator.seconds, generator.role) == ("openai:qwen3", 5.0, "choose")
    key = generator.model.openai_api_key  # type: ignore[attr-defined]
    assert key.get_secret_value() == "sk-own"
    assert "sk-own" not in repr(generator) + str(settings)


def test_the_role_of_a_writer_is_a_setting(tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai", reason="the extra llm is not installed")
    settings = settings_for(tmp_path, "openai:qwen3", openai_base_url="http://127.0.0.1:9/v1", model_role="write")
    generator = load_generator(settings, {})
    assert generator is not None and generator.role == "write"


def test_a_vendors_endpoint_without_a_key_says_where_to_put_it(tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai", reason="the extra llm is not installed")
    with pytest.raises(ModelUnavailable, match="PLANQA_OPENAI_API_KEY"):
        load_chat_model(settings_for(tmp_path, "openai:gpt-5"), {})


def test_a_key_is_no_setting(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('openai_api_key = "sk-1"', "utf-8")
    with pytest.raises(SettingsError, match="there is no setting openai_api_key"):
        load_settings({}, tmp_path)
