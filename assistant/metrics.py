"""Statements of a number: of which indicator, place and year, in which unit, from text or table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.clauses import Clause, needs_subject, split_clauses
from assistant.dating import base_year, is_other_year, is_still_to_come, last_year, section_year, year_of
from assistant.draft import Quote, quote_unit
from assistant.evidence import Evidence, Scored, scale_closeness
from assistant.figure_fit import as_limit, is_share_of, is_shared, nearness, respective
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.quantities import FAMILIES, Quantity, find_quantities, find_spoken, find_years
from assistant.question import Question
from assistant.respective import share_out
from assistant.transitions import find_transition
from corpus.tables import is_blank
from corpus.types import Cell

_ONE_YEAR = re.compile(
    r"这一年|当年|单年|单单|光是?(?=\d)|一年(?:内|里|要|计划|能)?(?:开|新|建|产|投|完成|安排)|全年(?:开|新|建|产|投|完成)"
)
_SUMMED = re.compile(r"累计|总计|历年|共计")
_OF_BEFORE = 0.06
"""What a figure was (由4100张增加到…) is less often asked for than what it becomes; the year asked decides first."""
_SHOWN_WHOLE = 120
"""A sentence up to this long is shown whole where several things are asked of it."""
_RECORD = 0.08
_HELD_BY_ITEM, _NAMED_COLUMN = 0.5, 0.5
_NOTE_MARKS = "*＊"
_FIGURE_KIND = re.compile(
    r"(?:目标|基[数期]|现状|完成|实际|预[计期]|规划|数|值|指标|年均|累计|增长|增速|情况|属性|备注|序号|单位|率|[：:、/\s])*"
)
"""Column heads that say which figure of a row's indicator stands below."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with what it is of: ``text`` is the clause or the row it stands in, ``quote`` its place.

    ``value`` is None where the plan gives words (稳中有升) or a number in Chinese numerals; ``shown`` is the number
    with its unit as the plan has it. ``cell`` is set in a table of records, whose columns are the indicators.
    """

    unit_text: Unit
    text: str
    quote: Quote
    value: Decimal | None
    unit: str
    shown: str
    year: str
    score: float
    indicator: str = ""
    coverage: float = 0.0
    closeness: float = 0.0
    cell: Cell | None = None

    @property
    def own_words(self) -> str:
        """The clause of the figure, or the heads of its row and, in a table of records, of its column."""
        if self.cell is not None:
            return " ".join((*self.cell.row, column_words(self.cell)))
        cells = self.unit_text.chunk.cells
        return " ".join(cells[0].row) if cells else self.text


def find_metrics(evidence: Evidence, question: Question, terms: Sequence[Term], limit: int = 6) -> list[Metric]:
    """Numbers that the question asks for, best first: right place, right year or none stated, right kind of unit."""
    units = [
        unit
        for unit in evidence.pool(question)
        if find_quantities(unit.text) or find_spoken(unit.text) or unit.chunk.cells
    ]
    ranked = evidence.rank(question, units, terms)[:60]
    found: list[Metric] = []
    for scored in ranked:
        if scored.unit.chunk.cells:
            found += _row_metrics(evidence, question, terms, scored)
        elif scored.unit.chunk.kind != "table":
            metric = _shared_metric(evidence, question, terms, scored)
            metric = metric or _sentence_metric(evidence, question, terms, scored)
            found += [metric] if metric else []
    found.sort(key=lambda metric: -metric.score)
    return found[:limit]


def years_agree(asked: Sequence[str], stated: str) -> bool:
    """Whether a statement's year or period is one that is asked; a statement without a year agrees with any."""
    return not asked or not stated or any(year in stated or stated in year for year in asked)


def indicator_name(cell: Cell) -> str:
    """The indicator a table row is about, without its unit and note marks: 全口径工业增加值."""
    name = "".join(cell.row[-1:]).rstrip(_NOTE_MARKS)
    if cell.unit and name.endswith((f"（{cell.unit}）", f"({cell.unit})")):
        name = name[: -len(cell.unit) - 2]
    return re.sub(r"^其中\s*[:：]\s*", "", name).rstrip(_NOTE_MARKS)


def column_words(cell: Cell) -> str:
    """What a column is about where it names an indicator (2030年机构床位（张） → 机构床位); '' where it names
    a year or a kind of figure only (2030年目标, 属性)."""
    words = re.sub(r"[（(][^（）()]*[）)]", "", cell.column[-1])
    words = re.sub(r"(?:19|20)\d{2}\s*年?|十[一二三四五]五|年末|年底", "", words).strip()
    return "" if _FIGURE_KIND.fullmatch(words) else words


def _asks_column(evidence: Evidence, question: Question, cell: Cell, own: str) -> bool:
    """Whether a question asks for what a column holds: by its words, or by its kind of figure."""
    if any(evidence.matcher.match(term, own) >= _NAMED_COLUMN for term in question.terms):
        return True
    return _family_of(cell) in set(question.families) - {"count"}


def _caption_year(unit: Unit) -> str:
    """The year that a table's heading names, where it names one (2030年主要目标)."""
    years = find_years(unit.chunk.path[-1]) if unit.chunk.path else ()
    return years[0] if len(years) == 1 else ""


def _row_metrics(evidence: Evidence, question: Question, terms: Sequence[Term], scored: Scored) -> list[Metric]:
    unit = scored.unit
    found = []
    for cell in unit.chunk.cells:
        quantities = find_quantities(cell.value)
        number = quantities[0] if len(quantities) == 1 and quantities[0].text == cell.value.strip() else None
        own = column_words(cell) if number is not None else ""
        year = " ".join(find_years(cell.column[-1])) or (_caption_year(unit) if own else "")
        if is_blank(cell.value) or not (year or own) or not years_agree(question.years, year):
            continue
        if own and not _asks_column(evidence, question, cell, own):
            continue
        name = " ".join((*cell.row, *cell.column))
        coverage = evidence.matcher.coverage(terms, name, unit.context)
        strict = evidence.matcher.coverage(terms, f"{' '.join(cell.row[-1:])} {own}".strip())
        # The shorter indicator that covers the question is the one asked for, not one that merely contains it.
        excess = 0.10 * max(0, len(own or indicator_name(cell)) - sum(len(term.text) for term in terms)) / 20
        score = 0.55 * coverage + 0.3 * strict + 0.15 * scale_closeness(scored.closeness) + 0.1 - excess
        if own:
            score -= _RECORD  # a sentence that states it says more
        if question.families:
            score += 0.1 if _family_of(cell) in question.families else -0.15
        if len(question.years) > 1:
            heads = " ".join(other.column[-1] for other in unit.chunk.cells)
            score += 0.3 * sum(asked in heads for asked in question.years) / len(question.years)
        shown = cell.value + cell.unit if number is not None else cell.value
        found.append(
            Metric(
                unit,
                unit.text,
                quote_unit(unit),
                number.value if number else None,
                cell.unit,
                shown,
                year,
                score,
                own or indicator_name(cell),
                strict,
                scored.closeness,
                cell if own else None,
            )
        )
    return found


def _shared_metric(evidence: Evidence, question: Question, terms: Sequence[Term], scored: Scored) -> Metric | None:
    """The figure of a thing that the sentence before lists (到2030年分别达到…); both are quoted."""
    unit = scored.unit
    units = evidence.knowledge.chunk_units[unit.chunk.id]
    before = next((other for other in units if other.position == unit.position - 1), None)
    shared = share_out(before.text, unit.text) if before else []
    if before is None or not shared:
        return None
    name, figure = max(shared, key=lambda item: evidence.matcher.coverage(terms, item[0]))
    coverage = evidence.matcher.coverage(terms, name, unit.context)
    years = find_years(unit.text)
    year = years[0] if years else ""
    if coverage < _HELD_BY_ITEM or not years_agree(question.years, year):
        return None
    score = 0.8 * coverage + (0.06 if question.years and year else 0.0) + 0.15 * scale_closeness(scored.closeness)
    if question.families:
        score += 0.15 if figure.family in question.families else -0.2
    text = unit.chunk.text[before.start - unit.chunk.start : unit.end - unit.chunk.start]
    return Metric(
        unit, text, Quote(unit.source_id, before.start, unit.end), figure.value, figure.unit, figure.text, year, score,
        name, coverage, scored.closeness,
    )  # fmt: skip


def _family_of(cell: Cell) -> str:
    return FAMILIES.get(cell.unit, "count" if cell.unit else "")


def _sentence_metric(evidence: Evidence, question: Question, terms: Sequence[Term], scored: Scored) -> Metric | None:
    """The clause of a sentence whose number answers best, with the clauses its subject and year stand in."""
    unit = scored.unit
    clauses = split_clauses(unit.text)
    best: tuple[float, int, Quantity | None, str] | None = None
    for position, clause in enumerate(clauses):
        text = unit.text[clause.start : clause.end]
        quantities: list[Quantity | None] = [q for q in find_quantities(text) if q.unit or len(q.text) > 1]
        spoken = find_spoken(text)
        if not quantities and spoken:
            quantities = [None]
        change = find_transition(text)
        for quantity in quantities:
            if change and quantity in (change.before, change.after):
                base = base_year(evidence.knowledge, unit)
                year = change.year_of(quantity, unit.text[: clause.start], base)
                if base and not year:  # a plan's change ends with its period where it names no year
                    year = last_year(evidence.knowledge, unit.source_id) or ""
            else:
                year = year_of(unit.text, clauses, position, quantity.start if quantity else None)
            year = year or evidence.knowledge.lead_year(unit) or section_year(evidence.knowledge, unit)
            if not years_agree(question.years, year) or is_other_year(evidence.knowledge, question, unit, year):
                continue
            if is_still_to_come(evidence.knowledge, question, unit, year) or _is_summed(question, text):
                continue
            subject = _subject_text(unit.text, clauses, position)
            near = evidence.matcher.coverage(terms, subject)
            wide = evidence.matcher.coverage(terms, unit.text, unit.context)
            value = 0.6 * near + 0.2 * wide
            if question.years:
                value += 0.06 if year else -0.2
            if change and quantity == change.before:
                value -= _OF_BEFORE
            value += as_limit(question.plain, text)
            if quantity is not None:
                value += nearness(evidence, terms, text, quantity)
                value += respective(evidence, terms, text, quantities, quantity)
            if quantity is not None and not question.families and is_share_of(question, terms, quantity, text):
                value -= 0.25
            if question.families:
                family = quantity.family if quantity else FAMILIES.get(spoken[0][1], "count")
                value += 0.15 if family in question.families else -0.2
            if best is None or value > best[0] + 1e-9:
                best = (value, position, quantity, year)
    if best is None:
        return None
    value, position, quantity, year = best
    start, end = _extent(evidence, question, terms, unit, clauses, position)
    text = unit.text[start:end]
    if _is_summed(question, text):
        return None
    said = unit.text[clauses[position].start : clauses[position].end]
    shown = quantity.text if quantity else "".join(find_spoken(said)[0])
    if is_shared(said):
        quantity, shown = None, said
    score = value + 0.15 * scale_closeness(scored.closeness)
    return Metric(
        unit, text, quote_unit(unit, start, end), quantity.value if quantity else None,
        quantity.unit if quantity else "", shown, year, score, "",
        evidence.matcher.coverage(terms, text, ""), scored.closeness,
    )  # fmt: skip


def _subject_text(sentence: str, clauses: Sequence[Clause], position: int) -> str:
    """A clause with the ones before it that hold its subject."""
    first = position
    while first > 0 and needs_subject(sentence[clauses[first].start : clauses[first].end]):
        first -= 1
    return sentence[clauses[first].start : clauses[position].end]


def _is_summed(question: Question, clause: str) -> bool:
    """Whether one year's figure is asked for and a clause gives one summed up over the years (累计开行…)."""
    return bool(_SUMMED.search(clause) and _ONE_YEAR.search(question.text) and not _SUMMED.search(question.text))


def _extent(
    evidence: Evidence, question: Question, terms: Sequence[Term], unit: Unit, clauses: Sequence[Clause], position: int
) -> tuple[int, int]:
    """The clauses to show: with the subject and year before, and with those behind that answer the rest."""
    whole = question.several or (question.has("check") and bool(question.regions))
    if whole and len(unit.text) <= _SHOWN_WHOLE:
        return clauses[0].start, clauses[-1].end
    first = last = position
    while first > 0 and needs_subject(unit.text[clauses[first].start : clauses[first].end]):
        first -= 1
    own = unit.text[clauses[first].start : clauses[position].end]
    if question.years and not find_years(own):
        for earlier in range(first - 1, max(-1, first - 3), -1):
            if any(year in unit.text[clauses[earlier].start : clauses[earlier].end] for year in question.years):
                first = earlier
                break
    elif (
        first > 0
        and len(unit.text[clauses[first - 1].start : clauses[first - 1].end]) <= 9
        and re.search(r"年|时期|期间", unit.text[clauses[first - 1].start : clauses[first - 1].end])
    ):
        first -= 1
    first = _reach_back(question, unit, clauses, first, last)
    covered = {
        term.text for term in terms if evidence.matcher.match(term, unit.text[clauses[first].start : clauses[last].end])
    }
    for later in range(position + 1, min(len(clauses), position + 4)):
        text = unit.text[clauses[later].start : clauses[later].end]
        adds = any(
            term.text not in covered and evidence.matcher.match(term, text)
            for term in question.terms
            if term.text not in _LOOSE
        )
        wants = set(question.families) - {
            q.family for q in find_quantities(unit.text[clauses[first].start : clauses[last].end])
        }
        if adds or wants & {q.family for q in find_quantities(text)}:
            last = later
            covered |= {term.text for term in terms if evidence.matcher.match(term, text)}
    return clauses[first].start, clauses[last].end


def _reach_back(question: Question, unit: Unit, clauses: Sequence[Clause], first: int, last: int) -> int:
    """The first clause to show where a kind of figure that is asked too stands shortly before (…亿元，…项目117个)."""
    for earlier in range(first - 1, max(-1, first - 4), -1):
        held = {q.family for q in find_quantities(unit.text[clauses[first].start : clauses[last].end])}
        wants = set(question.families) - held
        if wants & {q.family for q in find_quantities(unit.text[clauses[earlier].start : clauses[earlier].end])}:
            first = earlier
            while first > 0 and needs_subject(unit.text[clauses[first].start : clauses[first].end]):
                first -= 1
            return first
    return first


_LOOSE = frozenset({"目标", "达到", "规模", "增加", "提高", "发展", "实现", "推动", "推进", "建设", "产业", "企业"})
