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
from assistant.quantities import FAMILIES, find_quantities
from assistant.question import Question
from assistant.wording import is_verb

_SEPARATOR = re.compile(r"[、，,；;？?]|以及|加上|[和与及跟](?!谐|平|贸)")
_SCOPE = re.compile(r"[里中内上下]$|方面$|^(?:规划|计划)")
_ASK = re.compile(
    r"(?:这|[两二三四五六七八九十几\d])[个项类种家者块条笔方样]|这[两三四五六七八九十几]|各(?:是|有|投|占|自)?|分别|加起来|合计|一共|总共|相差|差|多少|几"
)
_COUNTING = OPERATIONS | {"相加", "加起来", "一共", "总共", "项目", "各自"}
_MONEY = re.compile(r"投资|金额|资金|花|投(?:入|多少)|产值|收入|营收")
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
    found = [_figure_of(kit, group, families) for group in groups]
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
    for part in _SEPARATOR.split(kit.question.plain):
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


def _figure_of(kit: Kit, terms: tuple[Term, ...], families: tuple[str, ...]) -> Metric | None:
    asked = replace(kit.question, terms=terms, families=families, regions=_meant_places(kit))
    for metric in find_metrics(kit.evidence, asked, terms, 6):
        kinds = {FAMILIES.get(metric.unit, "count")} | {q.family for q in find_quantities(metric.shown)}
        if metric.value is not None and metric.coverage >= _LEAST and (not families or kinds & set(families)):
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
