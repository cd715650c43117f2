"""What something consists of where a sentence strings it together: A、B、C等战略性新兴产业, 五大片区包括A、B、C."""

from __future__ import annotations

import re

from assistant.compose.kit import Kit, unit_line
from assistant.draft import Draft
from assistant.evidence import Scored
from assistant.matching import Term

_ASKS_PARTS = re.compile(
    r"(?:都|主要|具体|分别|一共|总共|到底|究竟)*(?:包括|包含|涵盖|有|是指?|指的?是?)(?:了)?(?:哪|什么|啥)|是?哪[一二两三四五六七八九十几\d]+[个大类项种]"
)
_SHORTEST, _FEWEST = 4, 2
_LEAST_NEAR = 0.6


def compose_enumeration(kit: Kit) -> Draft | None:
    """The sentence that names the parts of the one thing asked about; None where it is not asked or none does."""
    question = kit.question
    if kit.voice.is_english or not question.has("list") or question.facets or question.families:
        return None
    if not _ASKS_PARTS.search(question.plain):
        return None
    asked = [term for term in question.subjects if term.known]
    named = [term for term in asked if len(term.text) >= _SHORTEST]
    if len(named) != 1 or len(asked) > _FEWEST:
        return None
    ranked = kit.evidence.rank(question, kit.evidence.pool(question), asked)
    found = [item for item in ranked if _strings_together(item, named[0])]
    best = found[0] if found else None
    if best is None or best.score < ranked[0].score * _LEAST_NEAR:
        return None
    return Draft([unit_line(kit, best.unit)])


def _strings_together(item: Scored, term: Term) -> bool:
    """Whether a sentence gives three or more things as parts of what the term names, before or behind it."""
    name, text = re.escape(term.text), item.unit.text
    if item.unit.chunk.cells or item.unit.chunk.kind == "footnote":
        return False
    before = rf"(?:[^，。；：、]{{2,14}}、){{2,}}[^，。；：、]{{2,14}}?等(?:[一二三四五六七八九十\d]+[大个类项])?{name}"
    behind = rf"{name}(?:主要)?(?:包括|包含|涵盖|分别[为是]|即|有|为|是|：|——)(?:[^，。；、]{{2,14}}、){{2,}}"
    return re.search(before, text) is not None or re.search(behind, text) is not None
