"""The two figures that a change lies between: of one row, one clause, or of a sentence for each year."""

from __future__ import annotations

from dataclasses import replace

from assistant.clauses import split_clauses
from assistant.compose.fitting import TELLING_KINDS, fits
from assistant.compose.kit import Kit
from assistant.dating import base_year, last_year
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics, years_agree
from assistant.question import Question
from assistant.transitions import find_transition

_LEAST_NAMED = 0.5
"""Share of the subject's words that must stand by each figure."""


def pick_pair(question: Question, metrics: list[Metric]) -> tuple[Metric, Metric] | None:
    """Two figures of one indicator for different years, the better-ranked indicator first."""
    for metric in metrics:
        row = [m for m in metrics if m.unit_text is metric.unit_text and m.value is not None and m.year]
        by_year = {m.year: m for m in row}
        if len(by_year) < 2:
            continue
        years = sorted(by_year)
        asked = [year for year in years if years_agree(question.years, year)] if question.years else []
        if sum(year.isdigit() for year in question.years) >= 2 > len(asked):
            return None
        if len(asked) >= 2:
            return by_year[asked[0]], by_year[asked[-1]]
        if len(asked) == 1 and asked[0] != years[0]:
            return by_year[years[0]], by_year[asked[0]]
        return by_year[years[0]], by_year[years[-1]]
    return None


def pair_in_clause(kit: Kit, metrics: list[Metric]) -> tuple[Metric, Metric] | None:
    """The two figures of a change that one clause states (由2025年的186亿元提高到320亿元), of the years asked for."""
    for metric in metrics:
        sentence = metric.unit_text.text
        for clause in split_clauses(sentence):
            change = find_transition(sentence[clause.start : clause.end])
            if change is None or metric.value not in (change.before.value, change.after.value):
                continue
            kinds = set(kit.question.families) - {"percent", "points", "times"}
            if kinds and change.before.family not in kinds:
                continue
            base = base_year(kit.knowledge, metric.unit_text)
            years = [change.year_of(figure, sentence[: clause.start], base) for figure in (change.before, change.after)]
            if base:  # a plan's change ends with its period where it names no year
                years[1] = years[1] or last_year(kit.knowledge, metric.unit_text.source_id) or ""
            asked = [year for year in kit.question.years if year.isdigit()]
            if change.before.unit != change.after.unit or not set(asked) <= set(years):
                continue
            before, after = (
                replace(metric, value=figure.value, unit=figure.unit, shown=figure.text, year=year)
                for figure, year in zip((change.before, change.after), years, strict=True)
            )
            return before, after
    return None


def pair_by_year(kit: Kit, terms: tuple[Term, ...]) -> tuple[Metric, Metric] | None:
    """The figures of two years that the question names, each from the sentence that states it."""
    years = sorted(year for year in kit.question.years if year.isdigit())
    if len(years) != 2:
        return None
    pair = []
    for year in years:
        kinds = tuple(family for family in kit.question.families if family in TELLING_KINDS)
        asked = replace(kit.question, years=(year,), families=kinds)
        inner = Kit(asked, kit.evidence, kit.voice)
        found = [m for m in find_metrics(kit.evidence, asked, terms, 8) if year in m.year and m.value is not None]
        pair.append(next((m for m in found if m.coverage >= _LEAST_NAMED and fits(inner, m, terms)), None))
    one, other = pair
    if one is None or other is None or one.unit != other.unit or one.quote == other.quote:
        return None
    return one, other
