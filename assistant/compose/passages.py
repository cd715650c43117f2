"""The general answer: the sentences of the plan that say what is asked, shortened to their telling clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.compose.kit import Kit, heading_of, subject_of, unit_line
from assistant.compose.support import measure_support
from assistant.dating import speaks_of_years
from assistant.draft import Draft, Line, quote_unit
from assistant.evidence import Scored, choose_window, container_named, scale_closeness
from assistant.intents import asks_several
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.quantities import find_quantities
from assistant.wording import is_verb
from corpus.sections import PREFACE

CLOSE = 3.7
"""A sentence this close to the question comes first even where shared words point elsewhere."""
_SHORT = 160
"""A sentence up to this long is shown whole unless only a figure is asked for."""
_WHOLE = 220
"""A sentence up to this long is shown whole where a list or a way of doing something is asked for."""
_ALSO_CLOSE = 2.6
_SCOPED_COVERAGE = 0.35
_TIME = re.compile(r"\d{4}\s*年|\d+\s*月|时期|每年|年度|年底|中期|末期|近期|远期")
_WHICH_MONTHS, _MONTH = re.compile(r"哪几?个?月|几月|什么月份"), re.compile(r"\d+\s*月|[一二三四]季度|[上下]半年")
_HOW_OFTEN = re.compile(r"多久|多长时间|几[年月周天]一次|频率|how often|how long", re.IGNORECASE)
_OFTEN = re.compile(r"每[年月周季半]|每季|定期|季度|年度|\d+\s*(?:年|个月|月|天|小时|分钟)|一次|长期|常态")
_WHICH_PLACE = re.compile(r"[在放到]哪(?:一)?个?(?:区|县|市|地方)|落[在户]?哪|选址")
_ANNOUNCES = re.compile(r"(?:亟待解决|如下|以下|主要(?:有|是|体现|表现)|几(?:个|方面)|体现在|表现在|[：:])[。：:]?$")
_MOST_NEAR = 3
_NAME, _IN_FULL = 4, 0.8
_SHORT_PARAGRAPH, _TOGETHER = 4, 240
"""Sentences of a paragraph and characters of two sentences up to which the second is shown with the first."""
_NEAR_SURPLUS = 0.4
_NEXT_CLOSE = 0.35
"""Other sentences nearly as close in meaning are shown with the closest one."""


def rescue_passages(kit: Kit) -> Draft | None:
    """Sentences for a question that looks answered by what was found although the rules would hold it back; a figure
    that is asked for must be among them."""
    draft = compose_passages(kit, trusted=True)
    families = set(kit.question.families)
    if draft and families:
        shown = {q.family for block in draft.blocks if isinstance(block, Line) for q in find_quantities(block.text)}
        return draft if families & shown else None
    return draft


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
    if question.has("number") or question.families:
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
        chosen = _choose(kit, ranked, terms)
    else:
        chosen = _choose_near(ranked)
        chosen += _continuations(ranked, chosen[0], chosen)
    chosen = _one_for_each(kit, ranked, terms) or _with_rest(kit, chosen)
    draft = Draft()
    if not support.is_sure and not scoped:
        draft.warnings.append(
            kit.voice.choose(
                "规划没有用与问题相同的说法，以上是意思最接近的原文，是否答到了您的问题请以引文为准。",
                "The plan does not put it in these words; this is what it says that comes nearest.",
            )
        )
    for order, scored in enumerate(chosen):
        style = "item" if len(chosen) > 1 and order > 0 else "text"
        draft.blocks.append(_line(kit, scored, terms, style))
    return draft


def _must_hold(kit: Kit) -> Callable[[Unit], bool] | None:
    """What a sentence must hold to answer: a place where it is asked which (of a plan that has several), a time where
    it is asked how often or how long; None where neither is."""
    question = kit.question
    if _WHICH_MONTHS.search(question.plain):
        return lambda unit: bool(_MONTH.search(unit.text))
    if _HOW_OFTEN.search(question.plain):
        return lambda unit: bool(_OFTEN.search(unit.text))
    if _WHICH_PLACE.search(question.plain) and len(kit.groups()) > 1 and not question.regions:
        return lambda unit: bool(unit.regions or unit.named)
    return None


def _choose_near(ranked: Sequence[Scored]) -> list[Scored]:
    """With few words shared: the sentence nearest in meaning, the one with most in common, and others as near."""
    by_meaning = sorted(ranked, key=lambda item: -item.closeness)
    near = [item for item in by_meaning if item.closeness >= by_meaning[0].closeness - _NEXT_CLOSE]
    chosen: list[Scored] = []
    for scored in (ranked[0], by_meaning[0], *near):
        if len(chosen) < _MOST_NEAR and not any(_repeats(scored, other) for other in chosen):
            chosen.append(scored)
    return chosen


def _choose(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> list[Scored]:
    """The best sentence and those nearly as good that add to it, in reading order after the first."""
    question = kit.question
    most = 5 if question.detailed else 3 if question.has("how", "overview", "list", "why") else 2
    margin = 0.86 if most > 2 else 0.9
    best = ranked[0]
    chosen = [best]
    for scored in ranked[1:12]:
        if len(chosen) >= most or scored.score < best.score * margin:
            break
        if any(_repeats(scored, other) for other in chosen):
            continue
        chosen.append(scored)
    if question.has("overview", "how", "list") and len(chosen) < most + 1:
        chosen += _continuations(ranked, best, chosen)
    closest = max(ranked, key=lambda item: item.closeness)
    if closest.closeness >= _ALSO_CLOSE and not any(_repeats(closest, other) for other in chosen):
        # The sentence nearest in meaning is shown too when the shared words point elsewhere.
        chosen = [closest, *chosen[: most - 1]] if closest.closeness >= CLOSE else [*chosen[: most - 1], closest]
    return chosen


def _one_for_each(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> list[Scored]:
    """The best sentence on each of two things held together (A 和 B 是同一类吗), where none speaks of both."""
    names = [t for t in terms if t.known and len(t.text) >= _NAME and not is_verb(t.text)]
    if len(names) != 2 or not kit.question.has("compare", "check", "consistency"):
        return []
    best = [next((s for s in ranked if kit.matcher.match(t, s.unit.text) >= _IN_FULL), None) for t in names]
    one, other = best
    if one is None or other is None or kit.matcher.match(names[1], one.unit.text) >= _IN_FULL:
        return []
    return [one, other] if one.unit is not other.unit else []


def _with_rest(kit: Kit, chosen: list[Scored]) -> list[Scored]:
    """``chosen`` with the sentence behind the first one where both make up a short paragraph: what is to be done is
    often said in two."""
    question = kit.question
    if question.families or question.has("number", "when", "who", "place", "places", "definition") or not chosen:
        return chosen
    best = chosen[0].unit
    units = kit.knowledge.chunk_units[best.chunk.id]
    if best.chunk.cells or len(units) > _SHORT_PARAGRAPH:
        return chosen
    following = next((unit for unit in units if unit.position == best.position + 1), None)
    held = {item.unit.start for item in chosen}
    if following is None or following.start in held or len(best.text) + len(following.text) > _TOGETHER:
        return chosen
    return [chosen[0], replace(chosen[0], unit=following), *chosen[1:]]


def _continuations(ranked: Sequence[Scored], best: Scored, chosen: Sequence[Scored]) -> list[Scored]:
    """What follows a sentence that only announces (…存在一些困难问题亟待解决。): the rest of its paragraph."""
    if not _ANNOUNCES.search(best.unit.text):
        return []
    held = {item.unit.start for item in chosen}
    following = [s for s in ranked if s.unit.chunk.id == best.unit.chunk.id and s.unit.position > best.unit.position]
    return [s for s in sorted(following, key=lambda s: s.unit.position)[:4] if s.unit.start not in held]


def _repeats(one: Scored, other: Scored) -> bool:
    a, b = one.unit.text, other.unit.text
    shared = len(set(pairwise(a)) & set(pairwise(b)))
    return shared > 0.6 * min(len(a), len(b))


def _line(kit: Kit, scored: Scored, terms: Sequence[Term], style: str) -> Line:
    unit = scored.unit
    if unit.chunk.cells:
        return unit_line(kit, unit, style=style)
    label = _heading_label(kit, unit)
    if len(unit.text) <= _SHORT and (not _wants_number_only(kit) or asks_several(kit.question.plain)):
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
