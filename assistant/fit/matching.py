"""How well an industry of a profile fits what an enterprise makes: by meaning, by shared words, by kind of business.

Meaning alone is not enough (an encoder finds ships near water turbines), so a match must agree in the kind of business
where both are known, or be near in meaning or share words where one is not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from assistant.fit.lexicon import WHOLE, Sector, agree, find_sectors, has_parts
from assistant.fit.types import Enterprise, Item, Match
from assistant.wording import is_generic
from index.encoder import Vectors

_NEAR, _FAR = 0.72, 0.34
"""Cosines at which a phrase is taken to mean the same, and to have nothing to do with the product."""
_KIN = 0.45
"""Agreement in the kind of business from which it carries a match."""
_SURE_KIN, _SAME_KIND, _UNKNOWN_KIN = 0.75, 0.42, 0.7
"""Agreement that is enough by itself, the strength it gives, and what stands for agreement that is not known."""
_LEAST, _SHARPNESS = 0.36, 1.6
_SEEN, _HALF = 0.15, 0.5
"""Nearness in meaning and share of words from which there is more than the kind of business."""
_OTHER_KIND = 0.6
"""What sharing only the last word is worth, of its share of the phrase."""
_COMMON, _RARE = 20, 0.75
"""How often a word that tells nothing stands in a plan; what a word that stands there once is worth."""
_ADJECTIVES = re.compile(
    r"高端|先进|新型|智能|绿色|现代|精密|高性能|重点|特色|新兴|前沿|关键|产业化?|装备|设备|产品|制造|研发|加工|应用|技术|系统|领域|项目|建设|生产"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is matched: the product's words, its sectors and vectors (the whole and its clauses), ``(n, dimension)``."""

    text: str
    sectors: Mapping[Sector, float]
    vectors: Vectors
    count: Callable[[str], int]
    """How often a word stands in the documents."""


def match_item(subject: Subject, item: Item, vector: Vectors) -> Match | None:
    """The match of an item, or None where the plan's phrase is about something else."""
    near = float(np.clip((float((subject.vectors @ vector).max()) - _FAR) / (_NEAR - _FAR), 0.0, 1.0))
    shared = share_words(subject, item.text)
    kin = agree(subject.sectors, item_sectors(item.text, item.head))
    if not _holds(near, shared, kin):
        return None
    known = _UNKNOWN_KIN if kin is None else kin
    strength = (0.5 * near + 0.35 * shared + 0.15) * (0.5 + 0.5 * known)
    kind_only = near < _SEEN and shared < _HALF
    strength = max(strength, _SAME_KIND * known) if known >= _SURE_KIN else strength
    # Sharper, so that the thing itself stands out from what is only of its kind.
    return Match(item, min(1.0, strength) ** _SHARPNESS, kind_only) if strength >= _LEAST else None


def _holds(near: float, shared: float, kin: float | None) -> bool:
    if kin is None:
        return shared >= 0.99 or near >= 0.6 or (near >= 0.4 and shared >= 0.5)
    if kin >= _SURE_KIN:
        return True
    if kin >= _KIN:
        return near >= _SEEN or shared >= _HALF
    return near >= 0.85


def is_whole(item: Item) -> bool:
    """Whether an item is a whole sector (先进能源), not a part of one (固态电池)."""
    sectors = find_sectors(item.text)
    if not sectors:
        return not item.named
    return all(sector == WHOLE and has_parts(parent) for parent, sector in sectors)


@lru_cache(maxsize=8192)
def item_sectors(text: str, head: str) -> Mapping[Sector, float]:
    """The kinds of business of a phrase; those of its heading where it tells none itself."""
    return find_sectors(text) or {sector: 0.6 * weight for sector, weight in find_sectors(head).items()}


def share_words(subject: Subject, phrase: str) -> float:
    """How much of what is particular in ``phrase`` the product's words have, in [0, 1].

    A word that the plan hardly uses tells more than its share of the phrase's characters.
    """
    core = _ADJECTIVES.sub("", phrase).replace(" ", "") or phrase
    if len(core) < 2 or is_generic(core):
        return 0.0
    block = SequenceMatcher(None, subject.text, core, autojunk=False).find_longest_match()
    common = core[block.b : block.b + block.size]
    if block.size < 2 or is_generic(common):
        return 0.0
    if block.b > 0 and block.b + block.size == len(core):
        # Only the head is shared: another kind of the same thing (储能电池 for 固态电池).
        return _OTHER_KIND * block.size / len(core)
    rarity = 1.0 - min(1.0, math.log(max(subject.count(common), 1)) / math.log(_COMMON))
    return max(block.size / len(core), _RARE * rarity if find_sectors(common) else 0.0)


def best_matches(enterprise: Subject, items: Sequence[Item], vectors: Mapping[str, Vectors]) -> list[Match]:
    """The items that fit, strongest first."""
    found = [match_item(enterprise, item, vectors[item.text]) for item in items]
    return sorted((match for match in found if match), key=lambda match: -match.strength)


def list_clauses(enterprise: Enterprise) -> list[str]:
    """The product as a whole and its parts, for embedding."""
    parts = [part.strip() for part in re.split(r"[，,、：:和与及]", enterprise.product)]
    return [enterprise.product, *(part for part in parts if len(part) >= 2 and find_sectors(part))]
