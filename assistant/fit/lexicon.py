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

_CLAUSE_END = re.compile(r"[，,。；;、：:（(]|和|及|，")
_HEAD, _NEAR_END, _ATTRIBUTE = 1.5, 4, 0.6
"""What a word counts for at the end of a clause, where the thing is named, and before 的, where an attribute is."""
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
def _sector_words() -> tuple[Mapping[str, tuple[Sector, ...]], re.Pattern[str]]:
    """Word → its sectors, and a pattern that finds the longest word at each place."""
    found: dict[str, list[Sector]] = {}
    for line in _read_lines("sectors.tsv"):
        parent, sector, words = line.split("\t")
        own = [] if sector == WHOLE else [sector]
        for word in (*words.split(), *own):
            found.setdefault(word.lower(), []).append((parent, sector))
    words_by_length = sorted(found, key=len, reverse=True)
    # A Latin word must not be a part of another one (AI in "main").
    parts = [rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in words_by_length]
    return {word: tuple(dict.fromkeys(sectors)) for word, sectors in found.items()}, re.compile("|".join(parts))


def find_sectors(text: str) -> dict[Sector, float]:
    """The sectors whose words ``text`` has, the weightiest 1.0. Longer words and later ones (heads) weigh more."""
    words, pattern = _sector_words()
    weights: dict[Sector, float] = {}
    for match in pattern.finditer(text.lower()):
        sectors = words[match.group()]
        rest = _CLAUSE_END.search(text, match.end())
        left = (rest.start() if rest else len(text)) - match.end()
        weight = (1.0 + 0.25 * min(len(match.group()) - 2, 4)) * (_HEAD if left <= _NEAR_END else 1.0)
        if "的" in text[match.end() : match.end() + left]:
            weight *= _ATTRIBUTE
        for sector in sectors:
            weights[sector] = weights.get(sector, 0.0) + weight / len(sectors)
    # What any product may contain tells less of its maker than what it is made for.
    if any(parent not in _HORIZONTAL for parent, _ in weights):
        weights = {key: weight * (_SHARE if key[0] in _HORIZONTAL else 1.0) for key, weight in weights.items()}
    most = max(weights.values(), default=0.0)
    return {sector: weight / most for sector, weight in weights.items()}


@lru_cache(maxsize=1)
def sector_texts() -> Mapping[Sector, str]:
    """A description of each sector, for embedding."""
    found = {}
    for line in _read_lines("sectors.tsv"):
        parent, sector, words = line.split("\t")
        name = parent if sector == WHOLE else f"{parent} {sector}"
        found[(parent, sector)] = f"{name} {' '.join(words.split()[:8])}"
    return found


@lru_cache(maxsize=128)
def has_parts(parent: str) -> bool:
    """Whether a parent is told apart into sectors."""
    return any(key[0] == parent and key[1] != WHOLE for key in sector_texts())


def agree(product: Mapping[Sector, float], item: Mapping[Sector, float]) -> float | None:
    """How far two sets of sectors agree, in [0, 1]; None where one of them is not known.

    The same sector counts in full, its parent as a whole by half; two parts of one parent hardly at all.
    """
    if not product or not item:
        return None
    best = 0.0
    for (parent, sector), weight in product.items():
        for (other_parent, other), other_weight in item.items():
            if parent != other_parent:
                continue
            kinship = 1.0 if sector == other else 0.6 if WHOLE in (sector, other) else 0.2
            best = max(best, kinship * weight * (0.6 + 0.4 * other_weight))
    return best


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
