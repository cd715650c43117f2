"""The general answer: the sentences of the plan that say what is asked, shortened to their telling clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.compose.check import denies_year
from assistant.compose.choice import (
    announced_sections,
    choose,
    choose_near,
    continuations,
    one_for_each,
    one_for_each_year,
    whole_run,
    with_parts,
    with_rest,
)
from assistant.compose.kit import Kit, heading_of, row_text, subject_of, unit_line
from assistant.compose.sections import heading_quote
from assistant.compose.support import measure_support
from assistant.dating import speaks_of_years
from assistant.draft import Draft, Line, quote_unit
from assistant.evidence import Scored, choose_window, container_named, scale_closeness
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.quantities import find_quantities
from corpus.sections import PREFACE

_SHORT = 160
"""A sentence up to this long is shown whole unless only a figure is asked for."""
_WHOLE = 220
"""A sentence up to this long is shown whole where a list or a way of doing something is asked for."""
_SCOPED_COVERAGE = 0.35
_TIME = re.compile(r"\d{4}\s*年|\d+\s*月|时期|每年|年度|年底|中期|末期|近期|远期")
_WHICH_MONTHS, _MONTH = re.compile(r"哪几?个?月|几月|什么月份"), re.compile(r"\d+\s*月|[一二三四]季度|[上下]半年")
_HOW_OFTEN = re.compile(r"多久|多长时间|几[年月周天]一次|频率|how often|how long", re.IGNORECASE)
_OFTEN = re.compile(r"每[年月周季半]|每季|定期|季度|年度|\d+\s*(?:年|个月|月|天|小时|分钟)|一次|长期|常态")
_WHICH_PLACE = re.compile(r"[在放到]哪(?:一)?个?(?:区|县|市|地方)|落[在户]?哪|选址")
_HOW_MUCH = re.compile(r"(?<!哪)几(?:十|百|千|万)?块(?:钱)?|多少钱|多少元")
_NEAR_SURPLUS = 0.4
_TOPIC_TERMS, _ALL = 2, 0.95


def rescue_passages(kit: Kit) -> Draft | None:
    """Sentences for a question that looks answered by what was found although the rules would hold it back; a figure
    that is asked for must stand in the first of them."""
    draft = compose_passages(kit, trusted=True)
    families = set(kit.question.families)
    if draft and families:
        first = next((block.text for block in draft.blocks if isinstance(block, Line)), "")
        return draft if families & {quantity.family for quantity in find_quantities(first)} else None
    return draft


def _asks_of_year(kit: Kit) -> bool:
    """Whether a year is asked about that names no document (2025年政府工作报告): then what is said of another year is
    no answer, in figures or not."""
    titles = [document.source.title for document in kit.knowledge.documents.values()]
    years = [year for year in kit.question.years if year.isdigit()]
    return bool(years) and not any(year in title for title in titles for year in years)


def compose_passages(kit: Kit, *, trusted: bool = False) -> Draft | None:
    """Sentences that answer; None when the plan does not bear an answer. ``trusted``: that it does is known already."""
    question = kit.question
    terms = question.subjects or question.terms
    if not terms:
        return None
    units = kit.evidence.pool(question)
    ranked = kit.evidence.rank(question, units, terms)
    if question.has("mentions"):
        return _list_mentions(kit, ranked, terms)
    support = measure_support(kit, ranked, terms)
    if wanted := _must_hold(kit):
        ranked = [item for item in ranked if wanted(item.unit)]
        support = measure_support(kit, ranked, terms)
    denied = bool(ranked) and denies_year(question, ranked[0])
    dated = question.has("number") or question.families or find_quantities(question.plain) or _asks_of_year(kit)
    if dated and not denied:
        ranked = [item for item in ranked if speaks_of_years(kit.knowledge, question, item.unit)]
        support = measure_support(kit, ranked, terms)
        trusted = trusted and (support.shares_words or support.surplus >= _NEAR_SURPLUS or not question.years)
    if question.has("when"):
        ranked = [item for item in ranked if _TIME.search(item.unit.text)]
        support = measure_support(kit, ranked, terms)
    if question.has("who") and not trusted and any(not term.known for term in question.subjects):
        return None
    scoped = (
        container_named(question.plain) and all(term.known for term in terms) and support.coverage >= _SCOPED_COVERAGE
    )
    if not support.answers and not scoped and not (trusted and ranked and not support.nameless):
        return None
    if question.has("when", "who") and not trusted and not (support.shares_words or support.surplus >= _NEAR_SURPLUS):
        return None  # a date or a person is asked for: a passage on a near topic is no answer
    if support.shares_words or scoped:
        chosen = choose(kit, ranked, terms)
    else:
        chosen = choose_near(ranked)
        chosen += continuations(ranked, chosen[0], chosen)
    chosen = one_for_each_year(kit, ranked) or one_for_each(kit, ranked, terms) or with_rest(kit, chosen)
    chosen = whole_run(kit, with_parts(kit, chosen))
    draft = Draft(sure=_asks_topic(kit, ranked))
    if not support.is_sure and not scoped:
        draft.warnings.append(
            kit.voice.choose(
                "规划没有用与问题相同的说法，以上是意思最接近的原文，是否答到了您的问题请以引文为准。",
                "The plan does not put it in these words; this is what it says that comes nearest.",
            )
        )
    if sections := announced_sections(kit, chosen[0].unit):
        draft.blocks.append(_line(kit, chosen[0], terms, "text"))
        draft.blocks += [
            Line(kit.voice.end(kit.voice.passage(section.title)), (heading_quote(section),), "item")
            for section in sections
        ]
        return draft
    for order, scored in enumerate(chosen):
        style = "item" if len(chosen) > 1 and order > 0 else "text"
        draft.blocks.append(_line(kit, scored, terms, style))
    return draft


def _asks_topic(kit: Kit, ranked: Sequence[Scored]) -> bool:
    """Whether nothing but a topic of the plan's own words is asked about (低空经济有什么安排): then what is said of it
    answers, and no detail can be missing."""
    question = kit.question
    if question.families or question.intents - {"how", "list", "overview"} or not question.subjects:
        return False
    whole = all(term.known for term in question.subjects) and len(question.subjects) <= _TOPIC_TERMS
    return whole and kit.matcher.coverage(question.subjects, ranked[0].unit.text) >= _ALL


def _must_hold(kit: Kit) -> Callable[[Unit], bool] | None:
    """What a sentence must hold to answer: a place where it is asked which (of a plan that has several), a time where
    it is asked how often or how long, money where it is asked how much; None where none of these is."""
    question = kit.question
    if _WHICH_MONTHS.search(question.plain):
        return lambda unit: bool(_MONTH.search(unit.text))
    if _HOW_OFTEN.search(question.plain):
        return lambda unit: bool(_OFTEN.search(unit.text))
    if "money" in question.families and _HOW_MUCH.search(question.plain):
        return lambda unit: any(quantity.family == "money" for quantity in find_quantities(row_text(unit)))
    if _WHICH_PLACE.search(question.plain) and len(kit.groups()) > 1 and not question.regions:
        return lambda unit: bool(unit.regions or unit.named)
    return None


def _line(kit: Kit, scored: Scored, terms: Sequence[Term], style: str) -> Line:
    unit = scored.unit
    if unit.chunk.cells:
        return unit_line(kit, unit, style=style)
    label = _heading_label(kit, unit)
    if len(unit.text) <= _SHORT and (not _wants_number_only(kit) or kit.question.several):
        return unit_line(kit, unit, style=style, label=label)
    if kit.question.has("list", "how", "overview", "why") and len(unit.text) <= _WHOLE:
        return unit_line(kit, unit, style=style, label=label)
    longest = 220 if kit.question.has("list", "how", "overview") or kit.question.detailed else 140
    start, end, _ = choose_window(kit.matcher, kit.question, unit, kit.question.terms, longest=longest)
    if end - start < 12 or (scale_closeness(scored.closeness) > 0.9 and end - start < 30):
        start, end = 0, len(unit.text)
    return unit_line(kit, unit, start, end, style=style, label=label)


def _heading_label(kit: Kit, unit: Unit) -> str:
    """A run-in head for the sentence it heads (开放引领的前沿门户：…); '' where the sentence names its place."""
    heading = heading_of(unit)
    numbered = unit.chunk.path and unit.chunk.path[-1] != heading
    if numbered or not 3 <= len(heading) <= 16 or heading in unit.text or heading in kit.knowledge.facets:
        return ""
    if subject_of(unit, kit.voice) or heading == PREFACE or unit.chunk.kind == "footnote" or kit.voice.is_english:
        return ""
    return heading


def _wants_number_only(kit: Kit) -> bool:
    return kit.question.has("number") and not kit.question.has("how", "list", "why", "overview", "check")


def _list_mentions(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> Draft | None:
    """Every place that has the term, in reading order."""
    names = [term.variants[0][0] for term in terms]
    found = [s for s in ranked if all(name in s.unit.text for name in names)]
    if not found:
        return None
    found.sort(key=lambda item: item.unit.position)
    draft = Draft()
    draft.blocks.append(
        Line(
            kit.voice.choose(f"共有{len(found)}处提到。", f"Mentioned in {len(found)} passages."),
            tuple(quote_unit(s.unit) for s in found[:1]),
        )
    )
    for scored in found[:8]:
        start, end, _ = choose_window(kit.matcher, kit.question, scored.unit, terms, longest=90)
        label = " › ".join(scored.unit.chunk.path[-2:])
        draft.blocks.append(unit_line(kit, scored.unit, start, end, style="item", label=label))
    return draft
