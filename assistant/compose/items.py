"""Sums, differences and ratios over several things that a question names (A、B和C合计多少), each with its figure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.compose.calculate import OPERATIONS, conclude
from assistant.compose.kit import Kit
from assistant.compose.number import metric_line
from assistant.draft import Draft, quote_unit
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics
from assistant.quantities import FAMILIES, Quantity, find_quantities
from assistant.question import Question
from assistant.wording import is_verb
from index.tokenize import cut_words

_SEPARATOR = re.compile(r"[、，,；;？?]|以及|加上|[和与及跟](?!谐|平|贸)")
_AGAINST = re.compile(
    r"(?:^|[，,；;。？?]|的|年[底末]?)([^，,；;。？?的年\d]{2,12})比([^，,；;。？?例重率较\d]{2,12}?)(?:要|能|会|预计)?(?:多|少|高|低|大|小)"
)
"""One thing held against another (出口比进口多多少)."""
_SCOPE = re.compile(r"[里中内上下]$|方面$|^(?:规划|计划)")
_ASK = re.compile(
    r"(?:这|[两二三四五六七八九十几\d])[个项类种家者块条笔方样]|这[两三四五六七八九十几]|各(?:是|有|投|占|自)?|分别|加起来|合计|一共|总共|相差|差|多少|几"
)
_COUNTING = OPERATIONS | {"相加", "加起来", "一共", "总共", "项目", "各自"}
_MONEY = re.compile(r"投资|金额|资金|花|投(?:入|多少)|产值|收入|营收")
_STATES = r"(?:总?[额量值]|收入|投资)?(?:将)?(?:达到?|为|约)?\s*"
_SHORT = 2
_LEAST = 0.55
"""Least share of a thing's words that must stand by its figure."""
_NAMED, _LOOKED_AT = 0.8, 8
"""The same for a sentence with that figure alone, and how many sentences are looked at."""


def compose_items(kit: Kit) -> Draft | None:
    """The result with its operands; None where fewer than two things are named or one of them has no figure."""
    question = kit.question
    if not question.has("sum", "difference", "ratio") or len(question.regions) > 1 or kit.voice.is_english:
        return None
    groups = _named_things(kit)
    if len(groups) < 2 or sum(year.isdigit() for year in question.years) > 1:
        return None
    families = tuple(f for f in question.families if f not in ("percent", "points", "times"))
    if not families and _MONEY.search(question.plain):
        families = ("money",)
    found = _side_by_side(kit, groups, families) or [_figure_of(kit, group, families) for group in groups]
    metrics = [metric for metric in found if metric is not None]
    if len(metrics) < len(groups) or len({metric.unit for metric in metrics}) > 1:
        return None
    said = {(metric.value, metric.unit_text.source_id, metric.quote.end) for metric in metrics}
    if len(said) < len(metrics):
        return None  # two things with one and the same figure: at least one is not its own
    return _calculate(kit, metrics)


def _calculate(kit: Kit, metrics: list[Metric]) -> Draft | None:
    question = kit.question
    values = [metric.value for metric in metrics if metric.value is not None]
    quotes = tuple(dict.fromkeys(metric.quote for metric in metrics))
    draft = Draft()
    for metric in metrics:
        line = replace(metric_line(kit, metric), style="item")
        if all(getattr(block, "text", "") != line.text for block in draft.blocks):
            draft.blocks.append(line)
    unit = metrics[0].unit
    if question.has("sum"):
        conclude(kit, draft, " + ".join(map(str, values)), sum(values, Decimal(0)), unit, quotes, meaning="合计")
    elif len(values) == 2 and question.has("ratio"):
        conclude(kit, draft, f"{values[0]} ÷ {values[1]}", values[0] / values[1], "倍", quotes, meaning="是")
    elif len(values) == 2:
        high, low = max(values), min(values)
        shown = "个百分点" if unit == "%" else unit
        conclude(kit, draft, f"{high} - {low}", high - low, shown, quotes, meaning="相差")
    else:
        return None
    return draft


def _named_things(kit: Kit) -> list[tuple[Term, ...]]:
    """The terms of each thing that the question strings together."""
    groups = []
    against = _AGAINST.search(kit.question.plain)
    parts = [against[1], against[2]] if against else _SEPARATOR.split(kit.question.plain)
    for part in parts:
        name = _ASK.split(part.strip(), maxsplit=1)[0]
        if not name or _SCOPE.search(name):
            continue
        terms = tuple(
            term
            for term in kit.matcher.make_terms(name)
            if term.known and not term.generic and term.text not in _COUNTING and not is_verb(term.text)
        )
        if any(len(term.text) > 1 for term in terms):
            groups.append(terms)
    return groups


def _side_by_side(kit: Kit, groups: list[tuple[Term, ...]], families: tuple[str, ...]) -> list[Metric | None]:
    """The figures right behind the things' own words in one sentence (出口438.7亿元、进口173.8亿元); [] without one."""
    terms = tuple(term for group in groups for term in group)
    asked = replace(kit.question, terms=terms, families=families)
    years = [year for year in kit.question.years if year.isdigit()]
    for item in kit.evidence.rank(asked, kit.evidence.pool(asked), terms)[:_LOOKED_AT]:
        unit = item.unit
        if unit.chunk.cells or (years and not all(year in unit.text for year in years)):
            continue
        behind = [_figure_behind(unit.text, group) for group in groups]
        figures = [figure for figure in behind if figure is not None]
        if len(figures) == len(groups) and (not families or all(figure.family in families for figure in figures)):
            quote = quote_unit(unit)
            return [Metric(unit, unit.text, quote, f.value, f.unit, f.text, "", item.score) for f in figures]
    return []


def _figure_behind(text: str, terms: tuple[Term, ...]) -> Quantity | None:
    """The figure that follows one of ``terms`` at once, where that word stands for itself (出口, not 进出口)."""
    for term in terms:
        for match in re.finditer(rf"(?:^|[，、；：:（(\s]|其中|和|与|及){re.escape(term.text)}{_STATES}", text):
            if found := next((q for q in find_quantities(text) if q.start == match.end() and q.unit), None):
                return found
    return None


def _stands_alone(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a short word asked about stands by its figure for itself, not as the end of another word (进出口)."""
    short = [term.text for term in terms if len(term.text) <= _SHORT and term.text in metric.text]
    words = cut_words(metric.text)
    return all(any(word.startswith(text) for word in words) for text in short)


def _figure_of(kit: Kit, terms: tuple[Term, ...], families: tuple[str, ...]) -> Metric | None:
    asked = replace(kit.question, terms=terms, families=families, regions=_meant_places(kit))
    for metric in find_metrics(kit.evidence, asked, terms, 6):
        kinds = {FAMILIES.get(metric.unit, "count")} | {q.family for q in find_quantities(metric.shown)}
        fitting = metric.value is not None and (not families or bool(kinds & set(families)))
        if fitting and metric.coverage >= _LEAST and _stands_alone(kit, metric, terms):
            return metric
    return _only_figure(kit, asked, terms, families)


def _meant_places(kit: Kit) -> tuple[str, ...]:
    """The places that the question names as such: not one that only opens a thing's name (云塘物流基地 for 云塘区)."""
    of_documents = set(kit.knowledge.title_places.values())
    return tuple(name for name in kit.question.regions if name in of_documents or name in kit.question.plain)


def _only_figure(kit: Kit, asked: Question, terms: tuple[Term, ...], families: tuple[str, ...]) -> Metric | None:
    """The one figure of the kind asked for in the sentence that names the thing, a clause further on."""
    for item in kit.evidence.rank(asked, kit.evidence.pool(asked), terms)[:_LOOKED_AT]:
        unit = item.unit
        if unit.chunk.cells or kit.matcher.coverage(terms, unit.text) < _NAMED or not families:
            continue
        found = [q for q in find_quantities(unit.text) if q.family in families]
        if len(found) == 1:
            only = found[0]
            return Metric(unit, unit.text, quote_unit(unit), only.value, only.unit, only.text, "", item.score)
    return None
