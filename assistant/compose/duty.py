"""Who carries a task: the sentence that says so, or the line of responsible units under the task's section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.clauses import split_clauses
from assistant.compose.kit import Kit, unit_line
from assistant.compose.support import chance_peak
from assistant.draft import Draft, Line
from assistant.evidence import Scored
from assistant.knowledge import Unit
from assistant.matching import Term

HOLDS_DUTY = re.compile(
    r"(?:责任|牵头|主管|实施|承担|承办|建设|运营|配合|主体)(?:单位|部门|主体)|牵头|负责|由[^，。；]{2,24}?(?:承担|运营|建设|实施|管理|组织)"
    r"|按?职责分工"
)
"""How a sentence looks that says who carries something."""
_NAMED = re.compile(r"^[（(]?(?:责任|牵头|主管|实施|承担|承办|建设|运营)(?:单位|部门|主体)")
_DUTY_WORDS = re.compile(
    r"牵头|负责|单位|部门|责任|主管|承办|承担|配合|哪家|公司|企业|机构|实施|运营|经营|组织|落实|管理?|建设?"
)
_BEST, _NEARLY, _FOLLOWING = 4, 0.8, 12
_LOOKED_AT, _SEVERAL, _IN_FULL = 30, 3, 0.8
_LEAST, _CLEARLY, _NAMED_AS = 0.55, 0.8, 0.5


def compose_duty(kit: Kit) -> Draft | None:
    """Who leads, runs or answers for what is asked about; None where it is not asked, or the plan does not say."""
    if not kit.question.has("duty") or kit.question.has("who"):  # a person by name is no office
        return None
    terms = tuple(t for t in kit.question.subjects if not _DUTY_WORDS.fullmatch(t.text))
    if not any(term.known for term in terms):
        return None
    units = kit.evidence.pool(kit.question)
    ranked = kit.evidence.rank(kit.question, units, terms)
    if not ranked:
        return None
    if clause := _clause_with(kit, ranked, terms):
        return Draft([clause])
    if not _is_meant(kit, ranked[0], terms):
        return None
    best = [item for item in ranked[:_BEST] if item.score >= ranked[0].score * _NEARLY]
    said = next((item for item in best if HOLDS_DUTY.search(item.unit.text)), None)
    if said:
        return Draft([unit_line(kit, said.unit)])
    for item in best:
        if carrier := _line_below(kit, item, units):
            return Draft([unit_line(kit, carrier), unit_line(kit, item.unit, style="item")])
    return None


def _clause_with(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> Line | None:
    """The clause that gives just this task to somebody, in a sentence that hands out several (甲局牵头X，乙局牵头Y)."""
    if any(not term.known for term in terms):
        return None
    for item in ranked[:_LOOKED_AT]:
        unit = item.unit
        held = [
            clause for clause in split_clauses(unit.text) if HOLDS_DUTY.search(unit.text[clause.start : clause.end])
        ]
        if len(held) < _SEVERAL or unit.chunk.cells:
            continue
        for clause in held:
            text = unit.text[clause.start : clause.end]
            if all(kit.matcher.match(term, text) >= _IN_FULL for term in terms):
                return unit_line(kit, unit, clause.start, clause.end)
    return None


def _is_meant(kit: Kit, item: Scored, terms: Sequence[Term]) -> bool:
    """Whether the best sentence is on what is asked about: by its words, or clearly by meaning with all names in it."""
    unit = item.unit
    if any(t.entity and kit.matcher.match_with(t, unit.text, unit.context) < _NAMED_AS for t in terms):
        return False
    return item.coverage >= _LEAST or item.closeness - chance_peak(kit) >= _CLEARLY


def _line_below(kit: Kit, item: Scored, units: Sequence[Unit]) -> Unit | None:
    """The line of responsible units that closes the paragraph or section a sentence stands in."""
    own = item.unit
    following = [
        unit
        for unit in units
        if own.position < unit.position <= own.position + _FOLLOWING
        and unit.source_id == own.source_id
        and unit.chunk.path == own.chunk.path
    ]
    return next((unit for unit in following if _NAMED.search(unit.text)), None)
