"""Versions of one plan (征求意见稿, 送审稿, 正式稿): which documents belong together, and which of them counts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.types import Source

_STAGES = (
    (0, "初稿"), (1, "讨论稿"), (2, "征求意见稿"), (2, "公开征求意见"), (2, "征求意见"), (2, "公示稿"), (3, "草案"),
    (4, "送审稿"), (4, "审议稿"), (5, "报批稿"), (7, "修订稿"), (7, "修订版"), (7, "修订"), (6, "正式稿"),
    (6, "印发稿"), (6, "定稿"), (6, "正式版"), (6, "试行"),
)  # fmt: skip
_FINAL = 6
"""The stage of a plan whose title and status name none: it is the plan as issued."""
_MARK = re.compile(
    "[（(【\\[][^（()）】\\]]*(?:" + "|".join(word for _, word in _STAGES) + ")[^（()）】\\]]*[）)】\\]]|"
    "(?:" + "|".join(word for _, word in _STAGES if len(word) > 2) + ")$|[（(]20\\d{2}年?版?[）)]|[-_ ]?[vV]\\d+$"
)
_NOISE = re.compile(r"[\s《》“”\"'‘’〈〉·]|关于印发|的通知$")


@dataclass(frozen=True, slots=True)
class Version:
    """One document of a plan: ``name`` is its stage as it is called (正式稿 where it calls itself nothing)."""

    source_id: str
    title: str
    name: str
    date: str
    stage: int


def find_family(title: str) -> str:
    """What the titles of all versions of a plan have in common."""
    plain = unicodedata.normalize("NFKC", title)
    return _NOISE.sub("", _MARK.sub("", _MARK.sub("", plain).strip()))


def read_version(source: Source) -> Version:
    """The stage of a document, by its stated status, else its title."""
    for text in (source.status, source.title):
        found = next((item for item in _STAGES if item[1] in text), None)
        if found:
            return Version(source.id, source.title, found[1], source.date, found[0])
    return Version(source.id, source.title, "正式稿", source.date, _FINAL)


def group_versions(sources: Iterable[Source]) -> list[tuple[Version, ...]]:
    """The plans of which there are several versions, each from the oldest to the one that counts.

    By date where all of them state one to the same precision, else by stage.
    """
    families: dict[str, list[Version]] = defaultdict(list)
    for source in sources:
        if family := find_family(source.title):
            families[family].append(read_version(source))
    return [_order(members) for members in families.values() if len(members) > 1]


def _order(members: list[Version]) -> tuple[Version, ...]:
    dates = [member.date for member in members]
    dated = len(set(dates)) == len(dates) and all(dates) and len({len(date) for date in dates}) == 1
    return tuple(sorted(members, key=lambda item: (item.date if dated else "", item.stage, item.date)))
