"""Points that a paragraph numbers (一是…。二是…。), given all together where one of them, or the sentence that
announces them, answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.kit import Kit, unit_line
from assistant.compose.sections import list_children
from assistant.draft import Draft, Line
from assistant.knowledge import Unit

_POINT = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]是|[一二三四五六七八九十][）)]|其[一二三四五六]|第[一二三四五六七八九十][，、]|首先|其次|再次|最后)"
)
_FIRST = re.compile(r"^[（(]?(?:一是|一[）)]|其一|第一[，、]|首先)")
_ALL = re.compile(
    r"哪些|哪几|几个?(?:方面|点|条)|概括|归纳|总结|主要(?:问题|短板|不足|困难|挑战|措施|原因|成效)"
    r"|都有|都是|what are",
    re.IGNORECASE,
)
"""All of the points are asked for, not the one that names a thing."""
_ASKS_LIMIT = re.compile(
    r"封顶|上限|最多|最高|不超过|\bcap(?:ped)?\b|\bat most\b|\bmaximum\b|\bceiling\b|\blimit", re.IGNORECASE
)
_LIMIT = re.compile(r"最高|不超过|上限|以内|封顶|至多")
_NEAR = 2
_LONGEST_LEAD, _MOST_POINTS, _FEWEST = 60, 8, 2


def complete_sequence(kit: Kit, draft: Draft) -> Draft:
    """``draft`` with all points of the paragraph that its first line announces or belongs to, in place of its lines."""
    first = draft.blocks[0] if draft.blocks else None
    if draft.status != "answered" or draft.sums or not isinstance(first, Line) or not _ALL.search(kit.question.plain):
        return draft
    unit = _unit_of(kit, first)
    if unit is None or unit.chunk.cells or unit.chunk.kind in ("table", "footnote"):
        return draft
    if listed := _list_below(kit, unit):
        return listed
    units = kit.knowledge.chunk_units[unit.chunk.id]
    points = _points(units, unit)
    if len(points) < _FEWEST:
        return draft
    lines = [unit_line(kit, point, style="item") for point in points[:_MOST_POINTS]]
    if not _POINT.match(unit.text):
        lines.insert(0, unit_line(kit, unit))
    draft.blocks = list(lines)
    return draft


def _list_below(kit: Kit, unit: Unit) -> Draft | None:
    """The sub-headings of the section that a short sentence alone opens (仍存在一些短板弱项：（一）…（二）…)."""
    document = kit.knowledge.documents[unit.source_id]
    section = next((s for s in document.sections if s.path == unit.chunk.path), None)
    if section is None or len(unit.text) > _LONGEST_LEAD or _POINT.match(unit.text):
        return None
    children = [s for s in document.sections if s.path[:-1] == section.path and s.kind in ("body", "box")]
    between = [
        u for u in kit.knowledge.units[unit.source_id] if section.start <= u.start and u.chunk.path == section.path
    ]
    if len(children) < _FEWEST or len(between) != 1:
        return None
    return list_children(kit, document, section, children)


def complete_limit(kit: Kit, draft: Draft) -> Draft:
    """``draft`` with the ceiling that the paragraph sets behind its first sentence (单个企业每年奖励不超过600万元),
    where one is asked for and no line has it."""
    first = draft.blocks[0] if draft.blocks else None
    if draft.status != "answered" or draft.sums or not isinstance(first, Line):
        return draft
    wording = f"{kit.question.plain} {kit.question.text}"
    unit = _unit_of(kit, first)
    if not _ASKS_LIMIT.search(wording) or unit is None or _LIMIT.search(unit.text) or unit.chunk.cells:
        return draft
    behind = [u for u in kit.knowledge.chunk_units[unit.chunk.id] if unit.start < u.start]
    limit = next((u for u in behind[:_NEAR] if _LIMIT.search(u.text)), None)
    said = any(isinstance(block, Line) and limit and limit.text[:8] in block.text for block in draft.blocks)
    if limit is not None and not said:
        draft.blocks.insert(1, unit_line(kit, limit))
    return draft


def _unit_of(kit: Kit, line: Line) -> Unit | None:
    """The sentence that a line quotes, where it quotes one."""
    if len(line.quotes) != 1:
        return None
    quote = line.quotes[0]
    return next((u for u in kit.knowledge.units[quote.source_id] if u.start <= quote.start < u.end), None)


def _points(units: Sequence[Unit], unit: Unit) -> list[Unit]:
    """The run of points that ``unit`` is one of, or that begins right behind it; [] where it is neither."""
    at = next((position for position, other in enumerate(units) if other.start == unit.start), 0)
    if not _POINT.match(unit.text):
        at += 1
        if at >= len(units) or not _FIRST.match(units[at].text) or len(unit.text) > _LONGEST_LEAD:
            return []
    while at > 0 and not _FIRST.match(units[at].text):
        at -= 1
    run: list[Unit] = []
    for other in units[at:]:
        if run and _FIRST.match(other.text):
            break
        if _POINT.match(other.text):
            run.append(other)
        elif not run:
            return []
    return run if unit in run or not _POINT.match(unit.text) else []
