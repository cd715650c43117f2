"""Which composer answers: the first, in order from the most particular kind of question, that can."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answerability import REFUSE, RESCUE
from assistant.compose.asked import lacks_attribute
from assistant.compose.aspects import add_aspects
from assistant.compose.calculate import compose_calculation
from assistant.compose.changes import compose_changes
from assistant.compose.check import correct_premise
from assistant.compose.conflicts import show_conflicts
from assistant.compose.duty import compose_duty
from assistant.compose.enumeration import compose_enumeration
from assistant.compose.facet import compose_facet, compose_topic
from assistant.compose.fit import compose_fit
from assistant.compose.items import compose_items
from assistant.compose.joint import compose_joint
from assistant.compose.kit import Kit, clarify
from assistant.compose.number import compose_joint_number, compose_number
from assistant.compose.overview import compose_definition, compose_overview
from assistant.compose.passages import compose_passages, rescue_passages
from assistant.compose.places import compose_comparison, compose_each, compose_places
from assistant.compose.positions import compose_positions
from assistant.compose.records import compose_records
from assistant.compose.refusal import compose_refusal, refuse_lost_picture
from assistant.compose.row_filter import compose_row_filter
from assistant.compose.sections import compose_chapter, compose_section
from assistant.compose.sequence import complete_limit, complete_sequence
from assistant.compose.series import compose_series
from assistant.compose.shares import compose_share
from assistant.compose.support import measure_doubt, states_all
from assistant.compose.tables import compose_rows, compose_table
from assistant.compose.talk import compose_talk, example_questions
from assistant.compose.things import compose_things
from assistant.compose.whole import compose_whole
from assistant.draft import Draft, Line, quote_unit
from assistant.evidence import container_named
from assistant.quantities import find_quantities
from assistant.wording import is_verb

_EVERY = re.compile(
    r"各区|各县|各市|各地|全部|所有|每个|分别|[二两三四五六七八九十\d]+个?(?:区|县|市)|几个(?:区|县|市)"
)
_EACH = re.compile(r"各(?:要|是|有|个|自|建|新|增|达|到|能|将|多少|几|区|县|市)|分别|每个(?:区|县|市)")
"""A figure of each place is asked for."""
_COUNTED = re.compile(r"[二三四五六七八九十\d][大项条](?![区县市])")
"""A number of things that a plan counts itself (五大技术领域) says which are meant."""
_CLEAR = 3.3
"""Closeness at which a passage stands out although the question has only common words."""
_ASKS_FIGURE = re.compile(
    r"多少|(?:[有共是为到成增列要设占了达第]|聚焦|大概)\s*几(?:个|家|条|项|户|座|辆|列|倍|成|年|亿|万|所|岁|人)"
    r"|几(?:个|家|条|项|户|座|辆|列|倍|成|所|岁|人|平方公里|亩|公里|吨)[^，。？?]{0,5}(?:[？?]|$)|几个?(?:工作日|小时|天|月内)|百分之|几(?:十|百|千)?块|几毛|几分钱|几个点|多大|目标值|数值|的数量"
    r"|\(in [A-Za-z%²³/ ]{1,24}\)"
    r"|how (?:much|many|large|big|high|low|far|long|fast)\b|what (?:percentage|share)|\b(?:figure|number of|target)\b",
    re.IGNORECASE,
)
"""Wording that asks for a figure as such: a passage without it is no answer."""
Composer = Callable[[Kit], Draft | None]
_BY_MEANING: tuple[Composer, ...] = (
    compose_passages, compose_number, compose_topic, compose_section, compose_places, compose_facet,
)  # fmt: skip
"""Composers that take what comes near; the others answer by a name, a label or a calculation."""


def compose(kit: Kit) -> Draft:
    """The draft of an answer: composed, refused or a counter-question."""
    question = kit.question
    if draft := compose_talk(kit):
        return draft
    if question.strangers:
        return _refuse_stranger(kit)
    if draft := compose_changes(kit) or refuse_lost_picture(kit):
        return draft
    if draft := compose_fit(kit):
        return draft
    if draft := _ask_place(kit):
        return draft
    if draft := _ask_subject(kit):
        return draft
    if draft := compose_things(kit, _compose_one):
        return draft
    return _compose_one(kit)


def _compose_one(kit: Kit) -> Draft:
    """The first composer's draft, unless too much speaks against it."""
    for composer in _order(kit):
        if draft := composer(kit):
            doubtful = composer in _BY_MEANING and draft.status == "answered" and not draft.sure
            if doubtful and measure_doubt(kit) > REFUSE and not states_all(kit):
                return compose_refusal(kit)
            if composer in _BY_MEANING and draft.status == "answered" and lacks_attribute(kit, draft):
                return compose_refusal(kit)
            draft = complete_limit(kit, complete_sequence(kit, draft))
            return show_conflicts(kit, correct_premise(kit, add_aspects(kit, draft)))
    if measure_doubt(kit) < RESCUE and (draft := rescue_passages(kit)):
        return show_conflicts(kit, correct_premise(kit, draft))
    return compose_refusal(kit)


def _order(kit: Kit) -> list[Composer]:
    question = kit.question
    order: list[Composer] = [compose_passages] if question.has("mentions") else []
    order += [compose_chapter, compose_positions, compose_row_filter, compose_duty, compose_records]
    order.append(compose_series)
    if question.has("difference", "sum", "growth", "ratio", "share", "average"):
        order += [compose_items, compose_whole, compose_share, compose_joint, compose_calculation]
    elif question.has("number"):
        order.append(compose_whole)
    if question.has("definition") and not question.has("place", "places"):
        order.append(compose_definition)
    if len(question.regions) > 1 and question.has("number"):
        order.append(compose_joint_number)
    if len(question.regions) > 1 and not question.has("number"):
        order.append(compose_rows)
    if len(question.regions) > 1 or question.has("extreme") or (question.has("compare") and len(question.regions) != 1):
        order.append(compose_comparison)
    if not question.regions and question.has("number") and _EACH.search(question.plain):
        order.append(compose_each)
    if set(question.families) <= {"count"} and not question.has("difference", "sum"):
        order.append(compose_table)
    if question.has("places", "place"):
        order += [compose_definition, compose_places] if question.has("definition") else [compose_places]
    order.append(compose_enumeration)
    if question.has("overview"):
        order += [compose_facet, compose_section] if len(question.regions) == 1 else [compose_section]
    order += [compose_overview, compose_facet]
    if _wants_number(kit):
        # A figure is asked for: a passage without one is no answer.
        order += (
            [compose_number, compose_section] if question.families != ("count",) else [compose_section, compose_number]
        )
        order += [compose_comparison, compose_definition]
        listed = question.has("list") and set(question.families) <= {"count"} and question.language == "zh"
        if not _ASKS_FIGURE.search(question.plain + question.text) or listed:
            order.append(compose_passages)
        return order
    if question.has("when"):
        order.append(compose_passages)
    order.append(compose_comparison)
    if not question.has("places", "place", "list", "who", "when", "duty"):
        order.append(compose_definition)
    return [*order, compose_topic, compose_section, compose_passages]


def _wants_number(kit: Kit) -> bool:
    question = kit.question
    if question.has("number") and (_ASKS_FIGURE.search(question.plain + question.text) or question.families):
        return True
    claims = find_quantities(question.plain)
    return bool(claims) and question.has("check", "consistency", "how")


def _ask_place(kit: Kit) -> Draft | None:
    """A facet of no place in particular, or 这个区 without one: which is meant?"""
    question, places = kit.question, kit.groups()
    if question.regions or len(places) < 2:
        return None
    vague = any(word in question.plain for word in ("这个区", "该区", "那个区", "这个县", "该县", "这个市"))
    every = question.has("places", "place", "compare", "extreme", "sum", "average") or _EVERY.search(question.plain)
    vague = vague and not ("这个区" in question.plain and "那个区" in question.plain)
    facets = [f for f in question.facets if kit.knowledge.facets[f] >= len(places) - 1 and f in question.plain]
    bare = facets and not [t for t in question.subjects if not any(t.text in f or f in t.text for f in facets)]
    if question.language == "en":
        bare = bool(facets) and len(question.subjects) <= len(facets)
    if not (vague or (bare and not every)):
        return None
    voice = kit.voice
    stem = question.plain
    for word in ("这个区", "该区", "那个区", "它"):
        stem = stem.replace(word, "")
    choices = [
        f"{place}{stem}" if not voice.is_english else f"{question.text} ({voice.name(place)})" for place in places
    ]
    listed = voice.choose("、", "; ").join(voice.name(place) for place in places)
    return clarify(voice.choose(f"您想问哪一个地区？（{listed}）", f"Which place do you mean? ({listed})"), choices)


def _ask_subject(kit: Kit) -> Draft | None:
    """A question without a subject, place or facet (目标完成了多少): what is meant?"""
    question, voice = kit.question, kit.voice
    named = (
        any(not is_verb(term.text) for term in question.subjects)
        or question.regions
        or question.facets
        or question.years
    )
    units = kit.evidence.pool(question)
    if units and max(item.closeness for item in kit.evidence.rank(question, units)) >= _CLEAR:
        return None  # common words, but one passage stands out
    if _names_chapter(kit) or (question.has("list") and _COUNTED.search(question.plain)):
        return None
    if named or question.has("overview", "places", "sum", "definition") or container_named(question.plain):
        return None
    text = voice.choose(
        "您想了解哪个指标、地区或主题？请再说具体一点。",
        "Which indicator, place or topic do you mean? Please say a little more.",
    )
    return clarify(text, example_questions(kit)[:3])


def _names_chapter(kit: Kit) -> bool:
    """Whether a common word of the question is what a chapter is called (六大任务 and 重点任务)."""
    words = [term.text for term in kit.question.terms if term.generic and term.known and len(term.text) > 1]
    titles = [title for _, section, title in kit.knowledge.titles if section.level == 1]
    return any(title.endswith(word) for word in words for title in titles)


def _refuse_stranger(kit: Kit) -> Draft:
    """A place that no document mentions: say so, and which places there are."""
    draft = compose_refusal(kit)
    places = kit.groups()
    if not places:
        return draft
    voice = kit.voice
    listed = voice.choose("、", "; ").join(voice.name(place) for place in places)
    naming = next((u for u in kit.knowledge.list_units(kit.question.source_ids) if set(places) <= u.named), None)
    quotes = (quote_unit(naming),) if naming else ()
    draft.blocks.insert(
        1, Line(voice.choose(f"规划涉及的地区是{listed}。", f"The places it covers are {listed}."), quotes)
    )
    return draft
