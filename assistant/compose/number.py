"""A number with its unit, year and scope, from the sentence or table row that states it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.compose.kit import Kit, clarify, row_quotes
from assistant.compose.support import chance_peak
from assistant.draft import Draft, Line, Quote, Sum, Table
from assistant.intents import find_families
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics, indicator_name
from assistant.quantities import FAMILIES, find_quantities, find_spoken, find_years
from assistant.wording import is_verb, names_thing
from corpus.tables import is_blank
from corpus.types import Cell

LEAST_COVERAGE = 0.6
"""Share of the subject terms that must stand in the sentence (with its headings) a number is taken from."""
LEAST_NEAR = 0.42
"""Share that must stand in the clauses shown themselves."""
_CLOSE_IN_MEANING, _CLOSE_COVERAGE, _CLOSE_NEAR = 2.9, 0.4, 0.3
_NEAR_SURPLUS = 0.15
"""A sentence this far above what chance would bring near in meaning needs to share no words; only its figure must be
of the kind asked for. No unanswerable development question has such a sentence with such a figure."""
_FIRMS = re.compile(r"(?:多少|几)\s*[家户]")
_FIRM = re.compile(r"企业|公司|机构|单位|商户|厂|店|主体")
_BEHIND = 14
"""Characters behind a figure in which what it counts is named."""
_CLEAR_LEAD, _SOME_SHARED, _SOME_NEAR = 0.1, 0.35, 1.5
_LONG_NAME, _HELD_FULL = 7, 0.9
"""An indicator named in so many characters, in full by the figure, is the one asked for."""
_KNOWN_SHARE, _STANDS_OUT, LEAST_KNOWN = 0.45, 2.4, 0.75
_CLOSE = 0.9
_SAME_INDICATOR = 0.9
"""Where the question doubts a figure, other statements of the same indicator are shown too."""
_NOW = re.compile(r"现在|目前|当前|现状|眼下|如今|现有|已有|从.{1,12}到|\bnow\b|current|at present", re.IGNORECASE)
_HELD = 0.6
"""A subject matched less than this is not what the first number is of."""
_FEW_CELLS = 3
"""A row of up to this many figures is shown whole where the present one is asked for beside that of a year."""
_CLAIMED_COVERAGE = 0.4
"""A figure that the question itself names needs fewer shared words to be the one meant."""


def compose_number(kit: Kit) -> Draft | None:
    """The best number, or a counter-question when several places have one; None when nothing fits."""
    question = kit.question
    terms = subject_terms(kit)
    if not terms:
        return None
    if question.years and not any(kit.knowledge.count(year) for year in question.years):
        return None
    found = find_metrics(kit.evidence, question, terms, 12)
    metrics = [metric for metric in found if fits(kit, metric, terms)]
    if not metrics:
        if draft := _compose_parts(kit, terms):
            return draft
        metrics = _only_candidate(kit, found)
    if not metrics:
        return None
    best = metrics[0]
    if choices := _ask_which(kit, metrics):
        return choices
    draft = Draft()
    _add(kit, best, draft)
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


def _only_candidate(kit: Kit, found: Sequence[Metric]) -> list[Metric]:
    """The one figure of the kind, year and place asked for that shares words with the question, where no other comes
    near it; [] else. On the development questions it was never one that does not answer."""
    kind = [metric for metric in found if _answers_kind(kit, metric) and not _counts_other(kit, metric)]
    if not kind or (kind[0].value is None and not find_spoken(kind[0].text)):
        return []
    best = kind[0]
    others = [metric.score for metric in kind[1:] if metric.unit_text is not best.unit_text]
    clear = best.score - max(others, default=0.0) >= _CLEAR_LEAD
    return [best] if clear and best.coverage >= _SOME_SHARED and best.closeness >= _SOME_NEAR else []


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
    text = best.text if not best.unit_text.chunk.cells else " ".join(best.unit_text.chunk.cells[0].row)
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


def subject_terms(kit: Kit) -> tuple[Term, ...]:
    """The terms a number must be about; the asked unit's own words (亿元, 百分点) are no subject."""
    return tuple(
        term
        for term in kit.question.subjects
        if not re.fullmatch(r"[百千万]?亿?美?元|个?百分点|平方公里|公里|万?吨|千亿|万亿", term.text)
    )


def fits(kit: Kit, metric: Metric, terms: tuple[Term, ...], *, near: bool = True) -> bool:
    """Whether a number is about what is asked: enough of the subject stands by it, and nothing named is missing.

    ``near`` lets nearness to the whole question stand for shared words; not so where ``terms`` are a part of it.
    """
    if _counts_other(kit, metric):
        return False
    unit = metric.unit_text
    claimed = metric.value is not None and metric.value in claimed_values(kit)
    if (
        claimed
        and metric.coverage >= _CLAIMED_COVERAGE
        and (not kit.question.families or _has_family(metric, kit.question.families))
    ):
        return True
    if _stands_out(kit, metric, terms):
        return not (kit.question.families and not _has_family(metric, kit.question.families))
    if near and metric.closeness - chance_peak(kit) >= _NEAR_SURPLUS:
        return _answers_kind(kit, metric)
    if any(
        len(t.text) >= _LONG_NAME and t.known and kit.matcher.match(t, _own_words(metric)) >= _HELD_FULL for t in terms
    ):
        return _answers_kind(kit, metric)
    if _has_all_kinds(kit, metric) and kit.matcher.coverage(terms, unit.text, unit.context) >= _CLOSE_COVERAGE:
        return True
    # Close in meaning, a sentence may share fewer words, but none of the question's may be unknown to the plan.
    close = metric.closeness >= _CLOSE_IN_MEANING and all(term.known for term in terms)
    if kit.matcher.coverage(terms, unit.text, unit.context) < (_CLOSE_COVERAGE if close else LEAST_COVERAGE):
        return False
    if metric.coverage < (_CLOSE_NEAR if close else LEAST_NEAR):
        return False
    unknown = sum(term.weight for term in terms if not term.known)
    if unknown > 0.3 * sum(term.weight for term in terms):
        return False
    return not (kit.question.families and not _has_family(metric, kit.question.families))


def _own_words(metric: Metric) -> str:
    """The clause of a figure, or the heads of its row."""
    cells = metric.unit_text.chunk.cells
    return " ".join(cells[0].row) if cells else metric.text


def _has_all_kinds(kit: Kit, metric: Metric) -> bool:
    """Whether several kinds of figure are asked for together (几倍 and 多少辆) and the one sentence holds them all."""
    asked = set(kit.question.families)
    return len(asked) > 1 and asked <= {quantity.family for quantity in find_quantities(metric.unit_text.text)}


def _answers_kind(kit: Kit, metric: Metric) -> bool:
    """Whether a sentence near in meaning holds the kind of figure asked for, and nothing it must name is missing."""
    question, unit = kit.question, metric.unit_text
    if question.families and not _has_family(metric, question.families):
        return False
    if not question.families and not metric.unit and metric.value is not None:
        return False
    years = [year for year in question.years if year.isdigit()]
    if years and not any(year in unit.text + unit.context for year in years):
        return False
    named = [term for term in question.subjects if term.entity]
    return all(kit.matcher.match_with(term, unit.text, unit.context) >= 0.5 for term in named)


def _counts_other(kit: Kit, metric: Metric) -> bool:
    """Whether firms are counted in the question (多少家企业) and something else by the figure (2 个国际合作园区)."""
    if not _FIRMS.search(kit.question.plain) or metric.value is None or metric.unit_text.chunk.cells:
        return False
    after = metric.text.partition(metric.shown)[2]
    return metric.unit == "个" and not _FIRM.search(after[:_BEHIND])


def _stands_out(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether the words that the plan knows are nearly all by the number, and they are the greater part: then a word
    it does not know (盘子, 货代) was only a way of putting it."""
    known = tuple(term for term in terms if term.known)
    if not known or sum(t.weight for t in known) < _KNOWN_SHARE * sum(t.weight for t in terms):
        return False
    # A noun the plan does not have may be the very thing asked for (旅客吞吐量): then its figure is not given.
    if any(names_thing(term.text) for term in terms if not term.known) or all(is_verb(term.text) for term in known):
        return False
    unit = metric.unit_text
    text = " ".join(unit.chunk.cells[0].row) if unit.chunk.cells else metric.text
    return metric.closeness >= _STANDS_OUT and kit.matcher.coverage(known, text) >= LEAST_KNOWN


def claimed_values(kit: Kit) -> set[Decimal]:
    """The figures that the question itself states."""
    return {quantity.value for quantity in find_quantities(kit.question.plain)}


_COUNTED = {"count", "vehicle", "people", "weight", "volume", "energy"}


def _has_family(metric: Metric, families: tuple[str, ...]) -> bool:
    found = {quantity.family for quantity in find_quantities(metric.shown)}
    if not any(find_years(clause) for clause in re.split(r"[，,；;]", metric.text)):
        # A clause beside it with a year of its own may be of another year than asked.
        found |= {quantity.family for quantity in find_quantities(metric.text)}
    if metric.unit_text.chunk.cells:
        found |= {q.family for cell in metric.unit_text.chunk.cells for q in find_quantities("1" + cell.unit)}
    if metric.value is None:
        found |= {FAMILIES.get(unit, "count") for _, unit in find_spoken(metric.text)}
    if "points" in families and "percent" in found:
        found.add("points")
    if found & _COUNTED:
        # 多少 asks for any of what is counted: the plan may say 家, 户, 万辆 or 列 where the question says 个.
        found.add("count")
    return bool(found & set(families))


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


def metric_line(kit: Kit, metric: Metric) -> Line:
    """A line that states a number with its place, year and indicator."""
    voice, unit = kit.voice, metric.unit_text
    if unit.chunk.cells:
        return Line(voice.end(_row_text(kit, metric)), row_quotes(kit.knowledge, unit, shown_cells(kit, unit)))
    label = ""
    regions = [region for region in unit.regions if region not in unit.named or region not in metric.text]
    if len(regions) == 1:
        label = voice.name(regions[0])
    return Line(voice.end(voice.label(label, voice.passage(metric.text.rstrip("；。 ")))), (metric.quote,))


def _row_text(kit: Kit, metric: Metric) -> str:
    voice = kit.voice
    wanted = shown_cells(kit, metric.unit_text)
    name = indicator_name(wanted[0])
    values = [
        voice.choose(
            f"{cell.column[-1]}{'为' if cell.value[:1].isdigit() else ''}{cell.value}{cell.unit}",
            f"{cell.column[-1].rstrip('年')}: {cell.value}{cell.unit}",
        )
        for cell in wanted
    ]
    return voice.label(voice.phrase(name), ("，" if not voice.is_english else ", ").join(values))


def shown_cells(kit: Kit, unit: Unit) -> list[Cell]:
    """The cells of a row for the years asked, or all that hold something."""
    cells = [cell for cell in unit.chunk.cells if not is_blank(cell.value)]
    if _NOW.search(kit.question.plain) and len(cells) <= _FEW_CELLS:
        return cells
    return [c for c in cells if any(year in c.column[-1] for year in kit.question.years)] or cells


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
