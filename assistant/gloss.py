"""English for a short Chinese noun phrase, or None: a reader is better served by the Chinese than by a guess.

Figures are never converted: ``700亿元`` keeps its digits and its unit, and only the unit is explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.cedict import Reading, look_up
from assistant.language import HAN
from assistant.romanisation import SUFFIXES, join_syllables, split_suffix
from assistant.termtable import load_terms

_MAX_WORDS, _MAX_LETTERS, _MAX_HAN = 16, 120, 40
_PIECE = re.compile(
    r"(?P<latin>\d*[A-Za-zα-ω][A-Za-z0-9.+/-]*)|(?P<figure>\d[\d,.]*(?:[~～—-]\d[\d,.]*)?%?)|(?P<mark>[^\w\s])|\s+"
)
_UNIT = re.compile(
    r"(?P<scale>万亿|亿|万)(?P<unit>美元|元|千瓦时|千瓦|平方公里|立方米|[吨辆户人亩公顷列架台套件家个册辆]{1,2})?级?"
)
_SCALES = {"万": "ten-thousand", "亿": "hundred-million", "万亿": "trillion"}
_COUNTERS = frozenset("个家户条项种座所款名届批件台套处类")
_AND = {"和": "and", "与": "and", "及": "and", "以及": "and", "或": "or", "及其": "and its"}
# Kept with the longer first: the phrase before it is what is measured.
_MEASURES = (
    "利用率",
    "覆盖率",
    "普及率",
    "增长率",
    "数量",
    "占比",
    "比重",
    "比例",
    "产量",
    "规模",
    "总量",
    "增速",
    "产值",
)
_ALWAYS_PLURAL = frozenset(
    ("goods", "sales", "communications", "textiles", "chemicals", "services", "materials", "news", "sports", "systems",
     "works", "resources", "human-resources", "exports", "imports", "affairs", "parts", "operations", "furnishings")
)  # fmt: skip
# What a noun turns into in front of another.
_ATTRIBUTIVE = {
    "经济": "economic", "社会": "social", "区域": "regional", "地区": "regional", "工业": "industrial",
    "国家": "national", "全国": "national", "农业": "agricultural", "农村": "rural", "乡村": "rural",
    "产业": "industrial", "城市": "urban", "文化": "cultural", "生态": "ecological", "专业化": "specialised",
    "市场化": "market-based", "数字化": "digital", "科学": "scientific", "战略": "strategic", "市场": "market",
    "技术": "technical", "海外": "overseas", "境外": "overseas", "优化": "optimised", "企业": "enterprise",
    "政府": "government", "地方": "local", "公共": "public", "工作": "work", "全市": "city", "全省": "provincial",
    "服务": "service", "示范": "demonstration",
}  # fmt: skip
_MARKS = {
    "、": ", ", "，": ", ", "；": "; ", "：": ": ", "（": " (", "）": ")", "“": ' "', "”": '" ', "《": ' "', "》": '" ',
    "+": " + ", "—": " – ", "－": "-", "·": " · ", "/": "/", "&": " & ", "-": "-", "(": " (", ")": ")", '"': '"',
    "%": "%", "．": ".", ",": ", ", ".": ".", ":": ": ", ";": "; ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    zh: str
    en: str
    cost: float


def _name_from_pinyin(reading: Reading, suffix: str) -> str:
    syllables = [re.sub(r"\d", "", part).lower().replace("u:", "ü") for part in reading.pinyin.split()]
    name = join_syllables(syllables[: len(syllables) - len(suffix)])
    return name if suffix in ("", "市") else f"{name} {SUFFIXES[suffix]}"


@lru_cache(maxsize=16_384)
def dictionary_gloss(word: str) -> str | None:
    """The dictionary's short English for one word: a noun, or a place in pinyin; None for verbs, which read badly."""
    for reading in look_up(word):
        if reading.is_place:
            return _name_from_pinyin(reading, split_suffix(word)[1])
        short = [sense for sense in reading.senses if len(sense.english.split()) <= 4 and len(sense.english) <= 32]
        if not short:
            continue
        nouns = [sense for sense in short[:3] if not sense.is_verb]
        if nouns:
            return nouns[0].english
    return None


_PLACE_KINDS = {"区": "districts", "县": "counties", "市": "cities", "省": "provinces", "镇": "towns", "村": "villages"}
_OF = _Piece("", "of", 0.0)
_SUCH_AS = _Piece("", "such as", 0.0)


def _piece_at(text: str, names: Mapping[str, str]) -> _Piece | None:
    if text in names:
        return _Piece(text, names[text], 1.0)
    entry = load_terms().get(text)
    if entry is not None:
        return _Piece(text, entry.en, 1.0 if len(text) > 1 else 1.6)
    if len(text) > 1 and (english := dictionary_gloss(text)) is not None:
        return _Piece(text, english, 1.3)
    return None


def _segment(han: str, names: Mapping[str, str]) -> list[_Piece] | None:
    """The cheapest chain of known pieces that covers ``han`` whole (fewest pieces, the table before the dictionary)."""
    best: list[tuple[float, list[_Piece]] | None] = [(0.0, [])] + [None] * len(han)
    for end in range(1, len(han) + 1):
        for start in range(max(0, end - 14), end):
            before = best[start]
            if before is None or (piece := _piece_at(han[start:end], names)) is None:
                continue
            cost = before[0] + piece.cost
            known = best[end]
            if known is None or cost < known[0]:
                best[end] = (cost, [*before[1], piece])
    final = best[-1]
    return final[1] if final else None


def _join_pieces(pieces: list[_Piece]) -> str:
    """Modifiers stay in front of their noun; a long one before 的 goes behind it with "of"."""
    for index in range(len(pieces) - 1, -1, -1):
        left, right = pieces[:index], pieces[index + 1 :]
        if pieces[index].zh == "的":
            if not left or not right:
                return _join_pieces(left or right)
            one_word = len(left) == 1 and " " not in left[0].en
            return " ".join(map(_join_pieces, (left, right) if one_word else (right, [_OF], left)))
        if pieces[index].zh == "等" and left and len(right) == 1 and right[0].zh in _PLACE_KINDS:
            return f"{_join_pieces(left)} and other {_PLACE_KINDS[right[0].zh]}"
        if pieces[index].zh == "等" and left and right:
            return " ".join(map(_join_pieces, (right, [_SUCH_AS], left)))
    words = ""
    for index, piece in enumerate(pieces):
        english = _AND.get(piece.zh, piece.en)
        following = load_terms().get(pieces[index + 1].zh) if index + 1 < len(pieces) else None
        if piece.zh == "发展" and index == 0 and following is not None and following.topic == "industry":
            english = "developing"
        elif index + 1 < len(pieces) and pieces[index + 1].zh not in _AND:
            english = _ATTRIBUTIVE.get(piece.zh) or _singular(english)
        glue = "" if english.startswith("-") or words.endswith("-") or not words else " "
        words += glue + english
    return words


def _singular(english: str) -> str:
    """A noun as it stands in front of another: vehicles → vehicle."""
    last = english.rsplit(" ", 1)[-1]
    if (
        " and " in english
        or not last.endswith("s")
        or last in _ALWAYS_PLURAL
        or last.endswith(("ss", "us", "is", "ics"))
    ):
        return english
    if last.endswith("ies") and last not in ("series",):
        return english[:-3] + "y"
    return english[:-1]


def _gloss_unit(figure: str, rest: str) -> tuple[str, int] | None:
    """A figure with 万 or 亿, digits and unit untouched and the unit explained; with the Han characters it used."""
    match = _UNIT.match(rest)
    if match is None:
        return None
    scale, unit, whole = match["scale"], match["unit"], match.group()
    noun = ""
    if unit and unit not in _COUNTERS:
        entry = load_terms().get(unit)
        if entry is None:
            return None
        noun = f" {entry.en}"
    level = " level" if whole.endswith("级") else ""
    return f"{figure}{whole} ({_SCALES[scale]}{noun}{level})", match.end()


def _gloss_figure(figure: str, rest: str) -> tuple[str, int]:
    if (with_unit := _gloss_unit(figure, rest)) is not None:
        return with_unit
    if rest[:1] in _COUNTERS:
        return figure, 1
    if rest[:1] == "年" and re.fullmatch(r"(?:19|20)\d\d", figure):
        return figure, 1
    return figure, 0


def _gloss_parts(phrase: str, names: Mapping[str, str]) -> list[str] | None:
    parts: list[str] = []
    at = 0
    while at < len(phrase):
        if HAN.match(phrase[at]):
            end = at
            while end < len(phrase) and HAN.match(phrase[end]):
                end += 1
            pieces = _segment(phrase[at:end], names)
            if pieces is None:
                return None
            parts.append(_join_pieces(pieces))
            at = end
            continue
        mixed = _mixed_term_at(phrase, at)
        if mixed is not None:
            parts.append(load_terms()[mixed].en)
            at += len(mixed)
            continue
        match = _PIECE.match(phrase, at)
        if match is None:
            return None
        at = match.end()
        if match["figure"]:
            english, used = _gloss_figure(match["figure"], phrase[at:])
            parts.append(english)
            at += used
        elif match["latin"]:
            parts.append(match["latin"])
        elif match["mark"]:
            if match["mark"] not in _MARKS:
                return None
            parts.append("\0" + _MARKS[match["mark"]])
    return parts


def _mixed_term_at(phrase: str, at: int) -> str | None:
    """A term that begins with a letter or digit and goes on with Han (3D打印), if one stands at ``at``."""
    ends = range(min(len(phrase), at + 8), at + 1, -1)
    return next((phrase[at:end] for end in ends if HAN.match(phrase[end - 1]) and phrase[at:end] in load_terms()), None)


def _tidy(parts: list[str]) -> str:
    text = ""
    for part in parts:
        if part.startswith("\0"):
            text = text.rstrip() + part[1:] if part[1:2] not in ' "' else text + part[1:]
        else:
            text += part if not text or text[-1] in ' (-"/' else f" {part}"
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r'" ([^"]*?) "', r'"\1"', text)
    return re.sub(r"\s+([,.;:)%])", r"\1", text).replace("( ", "(")


@lru_cache(maxsize=8192)
def _gloss_cached(phrase: str, names: tuple[tuple[str, str], ...]) -> str | None:
    text = phrase.strip()
    entry = load_terms().get(text)
    if entry is not None:
        return entry.en
    if not text or sum(1 for _ in HAN.finditer(text)) > _MAX_HAN:
        return None
    measure = next((item for item in _MEASURES if text.endswith(item) and len(text) > len(item) + 1), None)
    if measure is not None:
        measured = _gloss_cached(text.removesuffix(measure).removesuffix("的"), names)
        return None if measured is None else f"{load_terms()[measure].en} of {measured}"
    parts = _gloss_parts(text, dict(names))
    if parts is None:
        return None
    english = _tidy(parts)
    if not english or len(english.split()) > _MAX_WORDS or len(english) > _MAX_LETTERS:
        return None
    return english


def gloss(zh_phrase: str, names: Mapping[str, str] | None = None) -> str | None:
    """English for a short noun phrase, or None when a piece of it is unknown or the result is too long to help.

    ``names`` gives the English of proper names that may stand in it (新都区 → Xindu District). Digits and the units of
    figures are kept exactly as they stand.
    """
    return _gloss_cached(zh_phrase, tuple(sorted((names or {}).items())))


def gloss_list(items: Iterable[str], names: Mapping[str, str] | None = None) -> list[str | None]:
    """``gloss`` of each item, in order."""
    return [gloss(item, names) for item in items]
