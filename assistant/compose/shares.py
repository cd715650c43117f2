"""Shares that a plan does not state, but whose part and whole it does."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.compose.calculate import OPERATIONS, conclude, operand_line
from assistant.compose.fitting import fits, subject_terms
from assistant.compose.kit import Kit
from assistant.compose.number import metric_line, metric_quotes
from assistant.draft import Draft
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics, years_agree
from assistant.quantities import FAMILIES

_OF_WHOLE = re.compile(r"占(?:到|了)?全(?:市|省|区|县|州|国)[^，。？]{0,14}(?:百分之|几成|多少|比[例重]|多大)")
_OF_OTHER = re.compile(
    r"(?P<part>[^，。；？?占]{2,24})占(?:到|了)?(?P<whole>[^，。；？?占]{2,24}?)的?(?:比[例重]|份额|百分之|几成|多大|多少)"
)
_SUMS = frozenset(("money", "count", "area", "people", "weight", "length"))
"""Kinds of figure of which one is a part of another; a rate is of none."""
_NEAR = 600
"""Characters between two figures that one passage gives together."""


def compose_share(kit: Kit) -> Draft | None:
    """The share, with both figures; None where none is asked for, or the plan states it itself."""
    if not kit.question.has("share"):
        return None
    return _share_of_whole(kit) or _share_of_other(kit)


def _share_of_other(kit: Kit) -> Draft | None:
    """What one thing is of another that the same passage gives (社会资本占…总投资的比例)."""
    question = kit.question
    match = _OF_OTHER.search(question.plain)
    if match is None or _is_stated(kit):
        return None
    named = match.group("part") + match.group("whole")
    if any(not term.known and term.text in named for term in question.terms):
        return None  # 外国资本 is not the 社会资本 that is given
    terms = [term for term in subject_terms(kit) if term.text not in OPERATIONS]
    parts = tuple(term for term in terms if term.text in match.group("part"))
    wholes = tuple(term for term in terms if term.text in match.group("whole"))
    if not parts or not wholes:
        return None
    of_part, of_whole = _figures(kit, parts), _figures(kit, wholes)
    for whole in of_whole:
        for part in of_part:
            if _is_part(part, whole):
                draft = Draft([metric_line(kit, part), metric_line(kit, whole)])
                quotes = tuple(dict.fromkeys((*metric_quotes(kit, part), *metric_quotes(kit, whole))))
                expression = f"{part.value} ÷ {whole.value} × 100"
                conclude(kit, draft, expression, _divide(part, whole) * 100, "%", quotes)
                return draft
    return None


def _is_stated(kit: Kit) -> bool:
    """Whether the plan gives a percentage for what is asked."""
    terms = subject_terms(kit)
    asked = replace(kit.question, families=("percent",))
    inner = Kit(asked, kit.evidence, kit.voice)
    return any(m.unit == "%" and fits(inner, m, terms) for m in find_metrics(kit.evidence, asked, terms, 12))


def _figures(kit: Kit, terms: tuple[Term, ...]) -> list[Metric]:
    asked = replace(kit.question, families=(), terms=terms)
    inner = Kit(asked, kit.evidence, kit.voice)
    found = find_metrics(kit.evidence, asked, terms, 24)
    # A row's figure is of the row's thing, which may be any part of what is asked about.
    found = [m for m in found if m.value and not m.unit_text.chunk.cells and FAMILIES.get(m.unit, "count") in _SUMS]
    return [m for m in found if fits(inner, m, terms, near=False)]


def _divide(part: Metric, whole: Metric) -> Decimal:
    return Decimal(part.value or 0) / Decimal(whole.value or 1)


def _is_part(part: Metric, whole: Metric) -> bool:
    if part.value is None or whole.value is None or part.unit != whole.unit or not part.value < whole.value:
        return False
    together = part.unit_text.source_id == whole.unit_text.source_id
    return (
        together
        and abs(part.unit_text.start - whole.unit_text.start) <= _NEAR
        and (not part.year or not whole.year or part.year == whole.year)
    )


def _share_of_whole(kit: Kit) -> Draft | None:
    """What one place's figure is of that of the whole (枫浦县…占全市的百分之几); None where either is not stated."""
    question = kit.question
    if len(question.regions) != 1 or not _OF_WHOLE.search(question.plain):
        return None
    terms = tuple(term for term in subject_terms(kit) if term.known and term.text not in OPERATIONS)
    figures = []
    for regions in (question.regions, ()):
        asked = replace(question, regions=regions, families=(), terms=terms)
        inner = Kit(asked, kit.evidence, kit.voice)
        found = [
            m for m in find_metrics(kit.evidence, asked, terms, 12) if m.value is not None and fits(inner, m, terms)
        ]
        found = [m for m in found if bool(m.unit_text.regions) == bool(regions) and m.unit not in ("%", "个百分点")]
        figures.append(next(iter(found), None))
    part, whole = figures
    if part is None or whole is None or not part.value or not whole.value:
        return None
    if (
        part.unit != whole.unit
        or part.value > whole.value
        or not years_agree((part.year,) if part.year else (), whole.year)
    ):
        return None
    draft = Draft([operand_line(kit, question.regions[0], part), metric_line(kit, whole)])
    quotes = tuple(dict.fromkeys((*metric_quotes(kit, part), *metric_quotes(kit, whole))))
    conclude(kit, draft, f"{part.value} ÷ {whole.value} × 100", part.value / whole.value * 100, "%", quotes)
    return draft
