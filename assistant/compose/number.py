"""A number with its unit, year and scope, from the sentence or table row that states it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.compose.fitting import LEAST_COVERAGE, claimed_values, fits, only_candidate, subject_terms
from assistant.compose.kit import Kit, clarify, row_quotes
from assistant.compose.parts import figures_of_parts
from assistant.dating import base_year
from assistant.draft import Draft, Line, Quote, Sum, Table
from assistant.intents import find_families
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics, indicator_name
from assistant.quantities import find_quantities
from assistant.wording import is_verb
from corpus.tables import is_blank, is_number
from corpus.types import Cell

_CLOSE = 0.9
_TWO = range(2)
_STATED = 0.9
"""A figure whose own clause or row has this share of the subject is stated of it: no learnt doubt outweighs that."""
_SAME_INDICATOR = 0.9
"""Where the question doubts a figure, other statements of the same indicator are shown too."""
_NOW = re.compile(r"现在|目前|当前|现状|眼下|如今|现有|已有|从.{1,12}到|\bnow\b|current|at present", re.IGNORECASE)
_HELD = 0.6
"""A subject matched less than this is not what the first number is of."""
_FEW_CELLS = 3
"""A row of up to this many figures is shown whole where the present one is asked for beside that of a year."""


def compose_number(kit: Kit) -> Draft | None:
    """The best number, or a counter-question when several places have one; None when nothing fits."""
    question = kit.question
    terms = subject_terms(kit) or question.terms
    if not terms:
        return None
    if question.years and not any(kit.knowledge.count(year) for year in question.years):
        return None
    found = find_metrics(kit.evidence, question, terms, 12)
    metrics = [metric for metric in found if fits(kit, metric, terms)]
    if not metrics:
        if draft := _compose_parts(kit, terms):
            return draft
        metrics = only_candidate(kit, found)
    if not metrics:
        return None
    best = metrics[0]
    if choices := _ask_which(kit, metrics):
        return choices
    if (both := _of_claims(kit, metrics)) is not None:
        return both
    draft = Draft(sure=_is_stated(kit, best, terms))
    _add(kit, best, draft)
    lines = [block for block in draft.blocks if isinstance(block, Line)]
    parts = figures_of_parts(kit, lines, terms)
    for metric in parts:
        _add(kit, metric, draft, also=True)
    if not parts:
        _add_rest(kit, best, terms, draft)
    doubts = question.has("check", "consistency")
    for other in metrics[1:]:
        near = other.score >= best.score * _CLOSE or (doubts and other.coverage >= _SAME_INDICATOR)
        elsewhere = other.unit_text.chunk.id != best.unit_text.chunk.id
        if elsewhere and other.unit_text.source_id == best.unit_text.source_id and near and _same_fact(best, other):
            _add(kit, other, draft, also=True)
            if len(draft.blocks) > (2 if doubts else 1):
                break
    return draft


def _is_stated(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a figure's own clause or row has the whole subject asked for, verbs aside."""
    nouns = tuple(term for term in terms if not is_verb(term.text))
    if not nouns or not all(term.known for term in terms):
        return False
    return kit.matcher.coverage(nouns, metric.own_words) >= _STATED


def _of_claims(kit: Kit, metrics: list[Metric]) -> Draft | None:
    """Where the question holds two figures against each other (3.2%和3.3%哪个对), the statement of each."""
    claims = claimed_values(kit)
    if len(claims) != len(_TWO) or not kit.question.has("check", "consistency", "compare", "place"):
        return None
    stated = [next((m for m in metrics if m.value == claim), None) for claim in sorted(claims)]
    found = [metric for metric in stated if metric is not None]
    if len(found) != len(_TWO) or found[0].unit_text is found[1].unit_text or found[0].unit != found[1].unit:
        return None
    draft = Draft(sure=True)
    for metric in found:
        _add(kit, metric, draft)
    return draft


def compose_joint_number(kit: Kit) -> Draft | None:
    """A figure that the plan states of several places together (新都区、新津区…约占全市45%); None without one."""
    question = kit.question
    terms = subject_terms(kit)
    if len(question.regions) < 2 or not question.has("number") or not terms:
        return None
    for metric in find_metrics(kit.evidence, question, terms, 8):
        if set(question.regions) <= metric.unit_text.named and fits(kit, metric, terms):
            clause = set(kit.knowledge.find_regions(metric.text))
            if set(question.regions) <= clause:
                draft = Draft()
                _add(kit, metric, draft)
                return draft
    return None


def _compose_parts(kit: Kit, terms: tuple[Term, ...]) -> Draft | None:
    """A question that asks for several numbers (…多少亩？…又是多少？): each part by itself."""
    parts = [part for part in re.split(r"[，,？?；;]|和|以及", kit.question.plain) if part.strip()]
    groups = [(part, tuple(term for term in terms if term.text in part)) for part in parts]
    groups = [(part, group) for part, group in groups if any(not is_verb(term.text) for term in group)]
    if len(groups) < 2:
        return None
    draft = Draft()
    shown: set[Quote] = set()
    for part, group in groups:
        form = replace(kit.question, terms=group, families=find_families(part))
        asked = Kit(form, kit.evidence, kit.voice)
        found = [m for m in find_metrics(kit.evidence, form, group, 6) if fits(asked, m, group, near=False)]
        if not found:
            return None
        if found[0].quote not in shown:
            shown.add(found[0].quote)
            _add(asked, found[0], draft)
    return draft


def _add_rest(kit: Kit, best: Metric, terms: tuple[Term, ...], draft: Draft) -> None:
    """The number of a subject that the first one leaves out (新增建设用地…，单位GDP用水量…)."""
    text = best.own_words
    rest = tuple(
        t for t in terms if t.known and not is_verb(t.text) and len(t.text) >= 4 and kit.matcher.match(t, text) < _HELD
    )
    if not rest:
        return
    asked = Kit(replace(kit.question, terms=rest, families=()), kit.evidence, kit.voice)
    for metric in find_metrics(kit.evidence, asked.question, rest, 3):
        if fits(asked, metric, rest, near=False) and metric.coverage >= LEAST_COVERAGE and metric.quote != best.quote:
            _add(asked, metric, draft, also=True)
            return


def _same_fact(one: Metric, other: Metric) -> bool:
    return one.value is not None and other.value is not None and one.unit == other.unit


def _ask_which(kit: Kit, metrics: list[Metric]) -> Draft | None:
    """When the number exists for several places alike and none is named, ask which one."""
    if kit.question.regions or (kit.question.years and not metrics[0].unit_text.regions):
        return None
    best = metrics[0]
    if not best.unit_text.regions:
        return None
    rivals = [m for m in metrics if m.unit_text.regions and m.score >= best.score - 0.08]
    places = list(dict.fromkeys(region for metric in rivals for region in metric.unit_text.regions))
    if len(places) < (2 if kit.knowledge.title_places else 3):
        return None
    names = [name for name in kit.groups() if name in places] or places
    stem = kit.question.plain
    voice = kit.voice
    return clarify(
        voice.choose(
            f"规划中有多个地区的这项数据，您想问哪一个？（{'、'.join(names)}）",
            "The plan has this figure for several places. Which one do you mean? "
            f"({'; '.join(voice.name(name) for name in names)})",
        ),
        [f"{name}{stem}" if not voice.is_english else f"{kit.question.text} ({voice.name(name)})" for name in names],
    )


def metric_quotes(kit: Kit, metric: Metric) -> tuple[Quote, ...]:
    """The places of a figure: its clauses, or the row's label, the column's head and the cell."""
    cells = metric.unit_text.chunk.cells
    if not cells:
        return (metric.quote,)
    held = [metric.cell] if metric.cell is not None else [c for c in cells if _is_cell_of(c, metric)]
    return row_quotes(kit.knowledge, metric.unit_text, held)


def _is_cell_of(cell: Cell, metric: Metric) -> bool:
    return not is_blank(cell.value) and metric.shown.startswith(cell.value)


def metric_line(kit: Kit, metric: Metric) -> Line:
    """A line that states a number with its place, year and indicator."""
    voice, unit = kit.voice, metric.unit_text
    if unit.chunk.cells:
        cells = [metric.cell] if metric.cell is not None else shown_cells(kit, unit)
        return Line(voice.end(_row_text(kit, metric)), row_quotes(kit.knowledge, unit, cells))
    label = ""
    regions = [region for region in unit.regions if region not in unit.named or region not in metric.text]
    if len(regions) == 1:
        label = voice.name(regions[0])
    return Line(voice.end(voice.label(label, voice.passage(metric.text.rstrip("；。 ")))), (metric.quote,))


def _row_text(kit: Kit, metric: Metric) -> str:
    voice = kit.voice
    if metric.cell is not None:
        label = voice.choose("·".join(metric.cell.row), " · ".join(map(voice.phrase, metric.cell.row)))
        return voice.label(label, f"{voice.phrase(_head(metric.cell))} {metric.cell.value}{metric.cell.unit}")
    wanted = shown_cells(kit, metric.unit_text)
    name = indicator_name(wanted[0])
    values = [
        voice.choose(
            f"{_head(cell)}{'为' if _is_stated_so(kit, cell) else ''}{cell.value}{cell.unit}",
            f"{_head(cell).rstrip('年')}: {cell.value}{cell.unit}",
        )
        for cell in wanted
    ]
    return voice.label(voice.phrase(name), ("，" if not voice.is_english else ", ").join(values))


def _is_stated_so(kit: Kit, cell: Cell) -> bool:
    return cell.value[:1].isdigit() or cell.value in kit.question.plain


def _head(cell: Cell) -> str:
    """What stands over a figure, without the unit in brackets that is said behind it."""
    return re.sub(rf"\s*[（(]{re.escape(cell.unit)}[）)]$", "", cell.column[-1]) if cell.unit else cell.column[-1]


def shown_cells(kit: Kit, unit: Unit) -> list[Cell]:
    """The cells of a row for the years asked, or all that hold something."""
    cells = [cell for cell in unit.chunk.cells if not is_blank(cell.value)]
    if _NOW.search(kit.question.plain) and len(cells) <= _FEW_CELLS:
        return cells
    asked = [c for c in cells if c.value in kit.question.plain or c.column[-1] in kit.question.plain]
    years = list(kit.question.years)
    if years and _NOW.search(kit.question.plain):
        years.append(base_year(kit.knowledge, unit) or years[0])
    dated = [c for c in cells if any(year in c.column[-1] for year in years)]
    # 约束性还是预期性 names what the column says, not the year.
    return [c for c in cells if c in dated or (c in asked and not is_number(c.value))] if dated else cells


def _add(kit: Kit, metric: Metric, draft: Draft, *, also: bool = False) -> None:
    line = metric_line(kit, metric)
    if also and any(isinstance(block, Line) and block.text == line.text for block in draft.blocks):
        return
    draft.blocks.append(line)
    if kit.voice.is_english and metric.unit == "亿元":
        _convert(kit, metric, draft)


def _convert(kit: Kit, metric: Metric, draft: Draft) -> None:
    """亿元 is 0.1 billion yuan; the conversion is a calculation and shown as one."""
    if metric.value is None:
        return
    result = metric.value * Decimal("0.1")
    quotes = draft.blocks[-1].quotes if isinstance(draft.blocks[-1], Line) else (metric.quote,)
    shown = f"{result.normalize():f}"
    draft.sums.append(Sum(f"{metric.value} × 0.1", result, "billion yuan", quotes))
    draft.blocks.append(Line(f"That is {shown} billion yuan ({metric.value} × 0.1 = {shown}).", quotes))


def keep_numbers(draft: Draft) -> Draft:
    """Only the figures of an answer (只要数字): each line cut to its numbers with their units."""
    blocks: list[Line | Table] = []
    for block in draft.blocks:
        if isinstance(block, Table):
            blocks.append(block)
            continue
        figures = [quantity.text for quantity in find_quantities(block.text) if quantity.unit]
        if figures:
            blocks.append(Line("、".join(figures) + "。", block.quotes, block.style))
    return Draft(blocks, draft.sums, draft.warnings, draft.status, draft.choices) if blocks else draft
