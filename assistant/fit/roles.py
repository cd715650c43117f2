"""What role the plan gives an industry, read from its own headings and words: general words of planning language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.fit.types import Carrier, Role

_PRESENT = re.compile(r"现有|现状|目前|已有|传统产业|其他产业")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("future", re.compile(r"(?:未来|先导)(?:产业|赛道|领域)|前瞻布局|前沿(?:赛道|领域|产业)")),
    ("leading", re.compile(r"(?:主导|支柱|首位|主攻|核心)产业|[为以作].{0,12}主导(?:$|，|,)|产业主导|主导方向")),
    ("special", re.compile(r"(?:特色|优势|重点|新兴|辅助|培育|战略性新兴)产业|特色领域|重点发展")),
)
_CARRIER_PLACE = re.compile(r"承载|载体|布局|集聚|牵头|参与|协作|协同|区域|地区|市县")
_MAIN = re.compile(r"主要|核心|主承|牵头|首要|重点")
_SUPPORT = re.compile(r"协同|协作|配套|支撑|联动|参与|次要|辅助")


def read_role(titles: Sequence[str], clause: str = "") -> tuple[Role, str]:
    """The role and the words that give it: from the innermost heading that tells, else from the clause."""
    if any(_PRESENT.search(title) for title in titles):
        present = next(title for title in titles if _PRESENT.search(title))
        return "present", titles[-1] if titles else present
    for title in reversed(titles):
        for role, pattern in _ROLES:
            if pattern.search(title):
                return role, title
    for role, pattern in _ROLES:
        if match := pattern.search(clause):
            return role, match.group()
    return "mentioned", ""


def read_carrier(heads: Sequence[str]) -> tuple[Carrier | None, str]:
    """Whether a table row's heads make its place a main or a supporting carrier, and the head that says so."""
    for head in heads:
        if _CARRIER_PLACE.search(head):
            if _SUPPORT.search(head):
                return "support", head
            if _MAIN.search(head):
                return "main", head
    return None, ""
