"""Figures that a sentence gives year by year (2023年、2024年分别…): one of them, their change, the highest year."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.compose.calculate import conclude
from assistant.compose.fitting import subject_terms
from assistant.compose.kit import Kit
from assistant.draft import Draft, Line, Quote, Sum, Table, TableCell, quote_unit
from assistant.knowledge import Unit
from assistant.quantities import Quantity
from assistant.respective import find_series

Series = tuple[tuple[str, Quantity], ...]
_YEAR_BY_YEAR = re.compile(
    r"哪一?年|哪个年(?:份|度)|哪几年|逐年|历年|每一?年(?:各|分别|都)|各年度?|每年(?:各|分别|是|都)"
    r"|年度(?:安排|投资|计划)|\bwhich year|year by year|each year",
    re.IGNORECASE,
)
_HIGH = re.compile(r"最[高多大快好长]|\b(?:highest|largest|most|biggest|peak)", re.IGNORECASE)
_LOW = re.compile(r"最[低少小慢差短]|\b(?:lowest|smallest|least|fewest)", re.IGNORECASE)
_PERIODS = {f"十{number}五": 2006 + 5 * place for place, number in enumerate("一二三四五六")}
"""The first year of each five-year period (十一五: 2006)."""
_LEAST_COVERAGE = 0.6
_OF_CHANGE = frozenset({"percent", "points", "times"})
"""Kinds of unit that a change is asked for in, whatever its operands are in."""
_NOT_SUBJECT = frozenset({"年度", "哪一年", "年份", "每年", "各年", "逐年", "历年", "最高", "最低", "最多", "最少"})


def compose_series(kit: Kit) -> Draft | None:
    """An answer from one sentence's figures for several years; None where none is about what is asked."""
    question = kit.question
    asked = tuple(year for year in question.years if year.isdigit())
    by_year = _YEAR_BY_YEAR.search(question.plain + question.text)
    if not (by_year or asked):
        return None
    found = _find(kit, asked)
    if found is None:
        return None
    unit, series = found
    chosen = tuple(item for item in series if item[0] in asked) if asked else series
    quotes = (quote_unit(unit),)
    draft = Draft(sums=_count_years(unit, chosen, quotes), sure=True)
    if question.has("difference", "growth", "ratio") and len(chosen) == 2:
        return _change(kit, draft, chosen, quotes)
    if question.has("sum", "average") and len(chosen) > 1:
        return _together(kit, draft, chosen, quotes)
    if question.has("difference", "growth", "ratio", "share", "sum", "average"):
        return None
    if by_year and not asked:
        draft.blocks += _extremes(kit, series, quotes)
    if len(chosen) == 1:
        draft.blocks.append(_say(kit, *chosen[0], quotes))
        return draft
    heads = (kit.voice.choose("年份", "year"), kit.voice.choose("数值", "figure"))
    draft.blocks.append(
        Table(heads, tuple((TableCell(year, quotes), TableCell(figure.text, quotes)) for year, figure in chosen))
    )
    return draft


def _find(kit: Kit, asked: tuple[str, ...]) -> tuple[Unit, Series] | None:
    """The sentence about what is asked that gives figures for the years asked for."""
    question = kit.question
    terms = tuple(t for t in subject_terms(kit) if t.text not in _NOT_SUBJECT and not t.text.isdigit())
    if not terms or any(term.entity and not term.known for term in terms):
        return None
    for scored in kit.evidence.rank(question, kit.evidence.pool(question), terms)[:12]:
        unit = scored.unit
        if unit.chunk.cells or not (series := find_series(unit.text)):
            continue
        years = {year for year, _ in series}
        if not set(asked) <= years or not _within(question.years, years):
            continue
        kinds = set(question.families) - (_OF_CHANGE if question.has("growth", "ratio", "difference") else set())
        if kinds and not {figure.family for _, figure in series} & kinds:
            continue
        if kit.evidence.matcher.coverage(terms, unit.text, unit.context) >= _LEAST_COVERAGE:
            return unit, series
    return None


def _count_years(unit: Unit, chosen: Series, quotes: tuple[Quote, ...]) -> list[Sum]:
    """How a year within a run that is named by its first and last (2026年至2030年) comes about, for the reader."""
    stated = [year for year, _ in find_series(unit.text) if year in unit.text]
    return [
        Sum(f"{stated[0]} + {int(year) - int(stated[0])}", Decimal(year), "年", quotes)
        for year, _ in chosen
        if year not in unit.text
    ]


def _within(asked: tuple[str, ...], years: set[str]) -> bool:
    """Whether the years lie in the five-year period that is asked about, where one is."""
    for period, first in _PERIODS.items():
        if any(period in item for item in asked):
            return all(first <= int(year) < first + 5 for year in years)
    return True


def _extremes(kit: Kit, series: Series, quotes: tuple[Quote, ...]) -> list[Line]:
    wording, voice, lines = kit.question.plain + kit.question.text, kit.voice, []
    for pattern, pick, word, english in ((_HIGH, max, "最高", "highest"), (_LOW, min, "最低", "lowest")):
        if not pattern.search(wording):
            continue
        best = pick(figure.value for _, figure in series)
        years = [year for year, figure in series if figure.value == best]
        shown = next(figure.text for _, figure in series if figure.value == best)
        said = voice.choose(
            f"{'、'.join(f'{y}年' for y in years)}{word}，为{shown}。", f"{', '.join(years)} is the {english}: {shown}."
        )
        lines.append(Line(said, quotes, "text"))
    return lines


def _say(kit: Kit, year: str, figure: Quantity, quotes: tuple[Quote, ...]) -> Line:
    return Line(kit.voice.end(kit.voice.label(kit.voice.choose(f"{year}年", year), figure.text)), quotes)


def _change(kit: Kit, draft: Draft, chosen: Series, quotes: tuple[Quote, ...]) -> Draft:
    """The change between two years, in the figures' unit, as a share of the first, or as so many times it."""
    question, voice = kit.question, kit.voice
    (first, before), (last, after) = chosen
    draft.blocks += [_say(kit, first, before, quotes), _say(kit, last, after, quotes)]
    if question.has("ratio"):
        conclude(
            kit,
            draft,
            f"{after.value} ÷ {before.value}",
            after.value / before.value,
            voice.choose("倍", "times"),
            quotes,
        )
    elif question.has("growth") or ("percent" in question.families and before.unit != "%"):
        expression = f"({after.value} - {before.value}) ÷ {before.value} × 100"
        conclude(kit, draft, expression, (after.value - before.value) / before.value * 100, "%", quotes)
    else:
        unit = voice.choose("个百分点", "percentage points") if before.unit == "%" else before.unit
        high, low = max(before.value, after.value), min(before.value, after.value)
        meaning = voice.choose("增加" if after.value >= before.value else "减少", "")
        conclude(kit, draft, f"{high} - {low}", high - low, unit, quotes, meaning=meaning)
    return draft


def _together(kit: Kit, draft: Draft, chosen: Series, quotes: tuple[Quote, ...]) -> Draft:
    """The sum of the years' figures, or their mean."""
    values = [figure.value for _, figure in chosen]
    draft.blocks += [_say(kit, year, figure, quotes) for year, figure in chosen]
    added, total = " + ".join(map(str, values)), sum(values, Decimal(0))
    if kit.question.has("average"):
        conclude(kit, draft, f"({added}) ÷ {len(values)}", total / len(values), chosen[0][1].unit, quotes)
    else:
        conclude(kit, draft, added, total, chosen[0][1].unit, quotes)
    return draft
