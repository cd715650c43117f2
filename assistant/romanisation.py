"""Chinese names in Latin letters: readings, administrative suffixes and the usual English form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

from assistant.cedict import look_up
from assistant.language import strip_tones
from assistant.termtable import load_terms

SUFFIXES: Mapping[str, str] = {
    "高新技术产业开发区": "High-tech Zone",
    "经济技术开发区": "Economic and Technological Development Zone",
    "经济开发区": "Economic Development Zone",
    "特别行政区": "Special Administrative Region",
    "高新区": "High-tech Zone",
    "经开区": "Economic Development Zone",
    "自治区": "Autonomous Region",
    "自治州": "Autonomous Prefecture",
    "自治县": "Autonomous County",
    "新区": "New Area",
    "新城": "New Town",
    "街道": "Subdistrict",
    "地区": "Prefecture",
    "区": "District",
    "县": "County",
    "市": "City",
    "省": "Province",
    "州": "Prefecture",
    "盟": "League",
    "旗": "Banner",
    "镇": "Town",
    "乡": "Township",
    "村": "Village",
}
"""Ends of place names and their English, the longer ones first."""

_MOST_READINGS = 64


def join_syllables(syllables: Iterable[str]) -> str:
    """Pinyin syllables as one capitalised name, with the apostrophe that Xi'an needs."""
    name = ""
    for syllable in syllables:
        name += f"'{syllable}" if name and syllable[:1] in "aeo" else syllable
    return name[:1].upper() + name[1:]


def split_suffix(name: str) -> tuple[str, str]:
    """A place name as stem and administrative suffix, which is empty where the stem would be under 2 characters."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)], suffix
    return name, ""


def likely_syllables(word: str) -> list[str]:
    """The syllables of a word as it is usually read, toneless, ü kept: the dictionary's reading of a name first.

    A general reader takes 都 for the adverb dōu; at the end of an unknown name it is dū.
    """
    for reading in look_up(word):
        if reading.is_name:
            return [syllable.rstrip("12345").lower().replace("u:", "ü") for syllable in reading.pinyin.split()]
    syllables = [strip_tones(syllable).replace("v", "ü") for syllable in lazy_pinyin(word, v_to_u=True)]
    return [*syllables[:-1], "du"] if word.endswith("都") and syllables[-1:] == ["dou"] else syllables


@lru_cache(maxsize=16_384)
def readings(word: str) -> tuple[str, ...]:
    """All toneless readings of a word, the likeliest first, letters only (ü as v); heteronyms are combined."""
    options = [
        sorted({strip_tones(item) for item in syllable}) for syllable in pinyin(word, Style.NORMAL, heteronym=True)
    ]
    combined = ("".join(syllables) for syllables in islice(product(*options), _MOST_READINGS))
    return tuple(dict.fromkeys(("".join(likely_syllables(word)).replace("ü", "v"), *combined)))


@lru_cache(maxsize=8192)
def romanise(name: str) -> str:
    """A Chinese place name in pinyin with its suffix in English: 新都区 → ``Xindu District``; usual exonyms are kept.

    市 is left out (成都市 → ``Chengdu``). Latin letters and figures in the name stay.
    """
    terms = load_terms()
    stem, suffix = split_suffix(name)
    for whole in (name, stem):
        if whole in terms and terms[whole].topic == "exonyms":
            english = terms[whole].en
            return english if whole == name or suffix == "市" else f"{english} {SUFFIXES[suffix]}"
    roman = join_syllables(likely_syllables(stem))
    return roman if suffix in ("", "市") else f"{roman} {SUFFIXES[suffix]}"
