"""What the plan says of a need at a place. Only what it says the place has is a pass; silence is not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.fit.lexicon import Sector, agree, find_sectors
from assistant.fit.types import Need, NeedCheck, Statement

_PLANNED = re.compile(
    r"争取|规划|加快|推进|推动|谋划|拟|布局|探索|建设|打造|培育|申报|创建|引进|招引|力争|积极|构建|鼓励|支持"
)
_LACKS = re.compile(r"尚无|没有|缺乏|缺少|尚未|短缺|未建|空白(?!.*填补)")
_HAS = re.compile(r"依托|拥有|发挥.{0,20}(?:优势|作用)|汇聚|聚集|现有|已建成|立足|叠加优势|开行|资源|投运")
_MOST = 2
_OF_A_FIELD, _KIN = ("pilot", "incubator", "testing"), 0.25
"""Needs that only serve where they are for the enterprise's own field (clinical trials are for medicine anyway)."""


def check_need(
    need: Need, own: Sequence[Statement], general: Sequence[Statement], sectors: Mapping[Sector, float]
) -> NeedCheck:
    """``own`` are the statements about the place, ``general`` those about all places alike, ``sectors`` the
    enterprise's: a pilot line for another kind of business is none for this one."""
    patterns = [re.compile(word, re.IGNORECASE) for word in need.words]
    found = [item for item in own if _says(item.text, patterns) and _serves(item.text, need, sectors)]
    if found:
        there = [item for item in found if _HAS.search(item.text) or not _PLANNED.search(item.text)]
        chosen = there or found
        return NeedCheck(need, "met" if there else "planned", tuple(item.quote for item in chosen[:_MOST]))
    shared = [item for item in general if _says(item.text, patterns)]
    if shared:
        return NeedCheck(need, "general", (shared[0].quote,))
    return NeedCheck(need, "unknown")


def _serves(text: str, need: Need, sectors: Mapping[Sector, float]) -> bool:
    if need.key not in _OF_A_FIELD:
        return True
    kin = agree(sectors, find_sectors(text))
    return kin is None or kin >= _KIN


def _says(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether a statement speaks of a need, other than to say that it is not met."""
    return any(pattern.search(text) for pattern in patterns) and not _LACKS.search(text)
