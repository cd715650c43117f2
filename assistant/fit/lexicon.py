"""General words of business: sectors, needs, what any enterprise says of itself. Data in ``words/``, no plan's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from assistant.fit.types import Need

Sector = tuple[str, str]
"""``(parent, sector)``; the sector is "-" for a parent as a whole."""
WHOLE = "-"
_HORIZONTAL, _SHARE = ("数字经济", "检测服务", "物流"), 0.3
"""Parents whose words stand in descriptions of every kind of business, and what they count for there."""

_PART_OF_GROUP, _GROUP_OF_PART, _SAME_GROUP = 0.9, 0.8, 0.45
_PART_OF_PARENT, _SAME_PARENT = 0.6, 0.2
"""Kinship of a part with its group and the other way round, of two parts of a group; of a part and its parent, of two
parts of a parent."""
_CLAUSE_END = re.compile(r"[，,。；;、：:（(]|和|及|，")
_SHORTEST_TERM = 2
_HEAD, _NEAR_END, _ATTRIBUTE, _APPLIED = 1.5, 4, 0.6, 2.2
"""What a word counts for at the end of a clause, where the thing is named, before 的, where an attribute is, and
before 用的, where the field is (加氢站用的压缩机: a pump or a gear is any field's)."""
_MADE_FOR = re.compile(r"[\u4e00-\u9fff]{0,3}用的?(?=[^，,。；;]{2})")
ASIDE = 0.4
"""What a word counts for in a part that does not say what is made."""
_ASIDE = re.compile(
    r"(?:(?:主要)?客户|自有|自研|自主|内置|搭载|采用|基于|配套(?=[^，,。；;]{0,8}(?:处理|加工))|面向|用于|用在|应用于|装在|卖给|供给|供应给|服务于|(?:想|要|最好)?(?:挨着|靠近|临近|毗邻|紧邻))[^，,。；;\n]*"
    r"|(?:给|为|替)[^，,。；;、的]{1,10}?(?=做(?!检|修|维|翻|保养|清洗|改)|生产|供应|提供|供货|配送|加工|制造|炒|造|开发|设计|定制|代工|送)"
    r"|(?:戴着|(?:想|要|拟|打算|计划|准备|顺便)(?:再)?(?:上|添|购置|采购|引进))[^，,。；;\n]*"
    r"|\b(?:customers?|for use in|used in|sold to|supplying)\b[^,.;]*"
    r"|\b(?:looking for|we need|we want|we(?:'d| would) like|we (?:also )?hope)\b[^.;]*",
    re.IGNORECASE,
)
STAGE_NEEDS: Mapping[str, tuple[str, ...]] = {
    "start": ("incubator", "finance"),
    "pilot": ("pilot",),
    "growth": ("workshop", "land"),
}
"""What an enterprise at a stage looks for, although it may not say so; soft needs."""


def _read_lines(name: str) -> list[str]:
    text = (files("assistant.fit") / "words" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def _sector_words() -> Mapping[str, tuple[Sector, ...]]:
    """Word, in lower case, → its sectors. Words joined by hyphens are found with spaces, too."""
    found: dict[str, list[Sector]] = {}
    for line in _read_lines("sectors.tsv"):
        parent, sector, words = line.split("\t")
        own = [] if sector == WHOLE else [sector.rsplit("/", 1)[-1]]
        for word in (*words.split(), *own):
            for written in {word.lower(), word.lower().replace("-", " ")}:
                found.setdefault(written, []).append((parent, sector))
    return {word: tuple(dict.fromkeys(sectors)) for word, sectors in found.items()}


@lru_cache(maxsize=1)
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """First two characters → the lengths of the words that begin with them, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in _sector_words():
        lengths.setdefault(word[:2], set()).add(len(word))
    return {start: tuple(sorted(own, reverse=True)) for start, own in lengths.items()}


def _longest_at(text: str, start: int) -> int:
    """Where the longest word that begins at ``start`` ends; ``start`` where none does."""
    words = _sector_words()
    for length in _lengths().get(text[start : start + 2], ()):
        word = text[start : start + length]
        # A Latin word must not be a part of another one (AI in "main").
        plural = 1 if text[start + length : start + length + 1] == "s" else 0
        inside = word.isascii() and (_is_letter(text, start - 1) or _is_letter(text, start + length + plural))
        if len(word) == length and word in words and not inside:
            return start + length
    return start


def _is_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and "a" <= text[at] <= "z"


def _find_words(text: str) -> list[tuple[int, int]]:
    """The spans of the table's words in ``text``, in order; of two that overlap only the longer, then the later."""
    spans = [(start, end) for start in range(len(text)) if (end := _longest_at(text, start)) > start]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], -span[0])):
        if all(end <= other or start >= other_end for other, other_end in kept):
            kept.append((start, end))
    return sorted(kept)


@lru_cache(maxsize=8192)
def find_sectors(text: str) -> Mapping[Sector, float]:
    """The sectors whose words ``text`` has, the weightiest 1.0. Longer words and later ones (heads) weigh more.

    Words that only tell whom or what the product is for count less, and where there are no others none has 1.0.
    """
    words = _sector_words()
    weights: dict[Sector, float] = {}
    asides, only_aside = list_asides(text), True
    text = text.lower()
    for start, end in _find_words(text):
        sectors = words[text[start:end]]
        rest = _CLAUSE_END.search(text, end)
        left = (rest.start() if rest else len(text)) - end
        weight = (1.0 + 0.25 * min(end - start - 2, 4)) * (_HEAD if left <= _NEAR_END else 1.0)
        if _MADE_FOR.match(text, end):
            weight *= _APPLIED
        elif "的" in text[end : end + left]:
            weight *= _ATTRIBUTE
        aside = ASIDE if any(first <= start < last for first, last in asides) else 1.0
        for sector in sectors:
            weights[sector] = weights.get(sector, 0.0) + aside * weight / len(sectors)
        only_aside = only_aside and aside < 1.0
    # What any product may contain tells less of its maker than what it is made for.
    if any(parent not in _HORIZONTAL for parent, _ in weights):
        weights = {key: weight * (_SHARE if key[0] in _HORIZONTAL else 1.0) for key, weight in weights.items()}
    most = max(weights.values(), default=0.0) / (ASIDE if only_aside else 1.0)
    return {sector: min(1.0, weight / most) for sector, weight in weights.items()}


def list_asides(text: str) -> list[tuple[int, int]]:
    """The parts of a description that do not say what is made: customers, uses, what the product contains."""
    return [match.span() for match in _ASIDE.finditer(text)]


@lru_cache(maxsize=1)
def list_terms() -> tuple[tuple[str, tuple[Sector, ...]], ...]:
    """Every word of the table that is long enough to be told by its meaning, with its sectors."""
    return tuple(
        (word, sectors) for word, sectors in _sector_words().items() if len(word) >= _SHORTEST_TERM and " " not in word
    )


@lru_cache(maxsize=128)
def has_parts(parent: str) -> bool:
    """Whether a parent is told apart into sectors."""
    return any(key[0] == parent and key[1] != WHOLE for _, sectors in list_terms() for key in sectors)


def agree(product: Mapping[Sector, float], item: Mapping[Sector, float]) -> float | None:
    """How far two sets of sectors agree, in [0, 1]; None where one of them is not known.

    The same sector counts in full, and so nearly does one of the item's that the product's is a part of; two parts of
    one group count by less than half, two parts of one parent hardly at all.
    """
    if not product or not item:
        return None
    best, covered = 0.0, 0.0
    for other, other_weight in item.items():
        kin = max(measure_kinship(sector, other) * weight for sector, weight in product.items())
        best = max(best, kin * (0.6 + 0.4 * other_weight))
        covered += kin * other_weight
    # A phrase of two kinds (汽车芯片) is about both: that one of them agrees is half of it.
    return 0.5 * best + 0.5 * min(best, covered / sum(item.values()))


@lru_cache(maxsize=65536)
def measure_kinship(product: Sector, item: Sector) -> float:
    """How near the kind of a product is to that of an item, in [0, 1]: their common way down the table."""
    own, other = _path(product), _path(item)
    common = next((n for n, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other)))
    if common == 0:
        return 0.0
    if own == other:
        return 1.0
    if common == len(other):
        return _PART_OF_GROUP if common > 1 else _PART_OF_PARENT
    if common == len(own):
        return _GROUP_OF_PART if common > 1 else _PART_OF_PARENT
    return _SAME_GROUP if common > 1 else _SAME_PARENT


def _path(sector: Sector) -> tuple[str, ...]:
    return (sector[0],) if sector[1] == WHOLE else (sector[0], *sector[1].split("/"))


@lru_cache(maxsize=1)
def _need_rows() -> tuple[tuple[str, str, str, re.Pattern[str], tuple[str, ...]], ...]:
    rows = []
    for line in _read_lines("needs.tsv"):
        key, label, english, asked, has = line.split("\t")
        rows.append((key, label, english, re.compile(asked, re.IGNORECASE), tuple(has.split("|"))))
    return tuple(rows)


def list_needs() -> tuple[Need, ...]:
    """Every need that is known, as soft ones."""
    return tuple(Need(key, label, english, words, False) for key, label, english, _, words in _need_rows())


def find_needs(clause: str, *, hard: bool) -> tuple[Need, ...]:
    """The known needs that a clause names."""
    return tuple(
        Need(key, label, english, words, hard)
        for key, label, english, asked, words in _need_rows()
        if asked.search(clause)
    )


@lru_cache(maxsize=1)
def generic_words() -> frozenset[str]:
    """Words with which any enterprise speaks of itself."""
    return frozenset(word for line in _read_lines("generic.txt") for word in line.lower().split())
