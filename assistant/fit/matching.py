"""How well an industry of a profile fits what an enterprise makes: by meaning, by shared words, by kind of business.

Meaning alone is not enough (an encoder finds ships near water turbines), so a match must agree in the kind of business
where both are known, or be near in meaning or share words where one is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from assistant.fit.lexicon import WHOLE, Sector, agree, find_sectors
from assistant.fit.types import Enterprise, Item, Match
from assistant.wording import is_generic
from index.encoder import Vectors

_NEAR, _FAR = 0.64, 0.34
"""Cosines at which a phrase is taken to mean the same, and to have nothing to do with the product."""
_KIN = 0.45
"""Agreement in the kind of business from which it carries a match."""
_LEAST = 0.3
_ADJECTIVES = re.compile(r"高端|先进|新型|智能|绿色|现代|精密|高性能|重点|特色|新兴|前沿|关键|产业化?|装备|设备|产品|制造|研发|加工|应用|技术|系统|领域|项目|建设|生产")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is matched: the product's words, its sectors and vectors (the whole and its clauses), ``(n, dimension)``."""

    text: str
    sectors: Mapping[Sector, float]
    vectors: Vectors


def match_item(subject: Subject, item: Item, vector: Vectors) -> Match | None:
    """The match of an item, or None where the plan's phrase is about something else."""
    near = float(np.clip((float((subject.vectors @ vector).max()) - _FAR) / (_NEAR - _FAR), 0.0, 1.0))
    shared = share_words(subject.text, item.text)
    kin = agree(subject.sectors, item_sectors(item.text, item.head))
    if not _holds(near, shared, kin):
        return None
    strength = 0.5 * max(near, shared) + 0.2 * shared + 0.3 * (kin if kin is not None else 0.5)
    return Match(item, min(1.0, strength)) if strength >= _LEAST else None


def _holds(near: float, shared: float, kin: float | None) -> bool:
    if kin is None:
        return shared >= 0.99 or near >= 0.7 or (near >= 0.45 and shared >= 0.5)
    if kin >= _KIN:
        return near >= 0.15 or shared >= 0.5
    return (shared >= 0.99 and near >= 0.5) or near >= 0.95


def is_whole(item: Item) -> bool:
    """Whether an item is a whole sector (先进能源), not a part of one (固态电池)."""
    sectors = find_sectors(item.text)
    return not item.named or (bool(sectors) and all(sector == WHOLE for _, sector in sectors))


@lru_cache(maxsize=8192)
def item_sectors(text: str, head: str) -> Mapping[Sector, float]:
    """The kinds of business of a phrase; those of its heading where it tells none itself."""
    return find_sectors(text) or {sector: 0.6 * weight for sector, weight in find_sectors(head).items()}


def share_words(text: str, phrase: str) -> float:
    """How much of what is particular in ``phrase`` stands in ``text``, in [0, 1]."""
    core = _ADJECTIVES.sub("", phrase) or phrase
    if len(core) < 2 or is_generic(core):
        return 0.0
    block = SequenceMatcher(None, text, core, autojunk=False).find_longest_match()
    if block.size < 2 or is_generic(core[block.b : block.b + block.size]):
        return 0.0
    return block.size / len(core)


def best_matches(enterprise: Subject, items: Sequence[Item], vectors: Mapping[str, Vectors]) -> list[Match]:
    """The items that fit, strongest first."""
    found = [match_item(enterprise, item, vectors[item.text]) for item in items]
    return sorted((match for match in found if match), key=lambda match: -match.strength)


def list_clauses(enterprise: Enterprise) -> list[str]:
    """The product as a whole and its parts, for embedding."""
    parts = [part.strip() for part in re.split(r"[，,、：:]", enterprise.product)]
    return [enterprise.product, *(part for part in parts if len(part) >= 2 and find_sectors(part))]
