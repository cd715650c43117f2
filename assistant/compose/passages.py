"""The general answer: the sentences of the plan that say what is asked, shortened to their telling clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.compose.kit import Kit, heading_of, subject_of, unit_line
from assistant.draft import Draft, Line, quote_unit
from assistant.evidence import Scored, choose_window, container_named, scale_closeness
from assistant.knowledge import Unit
from assistant.matching import Term
from corpus.sections import PREFACE

ANSWER_COVERAGE = 0.58
"""Least share of the question's subject terms that the best sentence (with headings) must have."""
CLOSE = 3.7
"""A sentence this many standard deviations closer to the question than the corpus's mean answers without shared words.
On the development questions no unanswerable one came nearer than 3.5 to a sentence of the place it asks about."""
_SHORT = 160
"""A sentence up to this long is shown whole unless only a figure is asked for."""
_WHOLE = 220
"""A sentence up to this long is shown whole where a list or a way of doing something is asked for."""
_ALSO_CLOSE = 2.6
_SCOPED_COVERAGE = 0.35
_TIME = re.compile(r"\d{4}\s*年|\d+\s*月|时期|每年|年度|年底|中期|末期|近期|远期")
_ANNOUNCES = re.compile(r"(?:亟待解决|如下|以下|主要(?:有|是|体现|表现)|几(?:个|方面)|体现在|表现在|[：:])[。：:]?$")
_BOTH = ((0.35, 2.35), (0.12, 2.9))
"""Some shared words and some closeness, (least coverage, least closeness), answer together where neither does alone.

Set on the development questions: of those no passage answers, the nearest had (0.31, 2.7) and (0, 3.4).
"""
_NEXT_CLOSE = 0.35
"""Other sentences nearly as close in meaning are shown with the closest one."""
_MISSING = 0.45
"""At most this share of the subjects' weight may be words that no passage found has."""


@dataclass(frozen=True, slots=True)
class Support:
    """How well the best sentences bear a question."""

    coverage: float
    closeness: float
    missing: float
    nameless: bool = False

    @property
    def answers(self) -> bool:
        """Whether that is enough to answer."""
        if self.nameless:
            return False
        if self.shares_words or self.closeness >= CLOSE:
            return True
        return any(self.coverage >= words and self.closeness >= near for words, near in _BOTH)

    @property
    def shares_words(self) -> bool:
        """Whether the question's own subjects stand in what was found."""
        return self.missing <= _MISSING and self.coverage >= ANSWER_COVERAGE


def measure_support(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> Support:
    """Support by the best sentences; ``missing`` are subjects that none of them has, nor any heading above them."""
    if not ranked:
        return Support(0.0, 0.0, 1.0)
    top = ranked[:3]
    total = sum(term.weight for term in terms) or 1.0
    missing = sum(
        term.weight
        for term in terms
        if max(kit.matcher.match_with(term, item.unit.text, item.unit.context) for item in top) < 0.3
    )
    nameless = any(
        term.entity and all(kit.matcher.match_with(term, item.unit.text, item.unit.context) < 0.5 for item in top)
        for term in terms
    )
    return Support(
        max(item.coverage for item in top), max(item.closeness for item in ranked), missing / total, nameless
    )


def compose_passages(kit: Kit) -> Draft | None:
    """Sentences that answer; None when the plan does not bear an answer."""
    question = kit.question
    terms = question.subjects or question.terms
    if not terms:
        return None
    units = kit.evidence.pool(question)
    ranked = kit.evidence.rank(question, units, terms)
    if question.has("mentions"):
        return _list_mentions(kit, ranked, terms)
    support = measure_support(kit, ranked, terms)
    if question.has("when"):
        ranked = [item for item in ranked if _TIME.search(item.unit.text)]
        support = measure_support(kit, ranked, terms)
    if question.has("who") and any(not term.known for term in question.subjects):
        return None
    scoped = (
        container_named(question.plain) and all(term.known for term in terms) and support.coverage >= _SCOPED_COVERAGE
    )
    if not support.answers and not scoped:
        return None
    if not support.shares_words and not scoped:
        ranked = sorted(ranked, key=lambda item: -item.closeness)
        ranked = [item for item in ranked if item.closeness >= ranked[0].closeness - _NEXT_CLOSE]
    chosen = _choose(kit, ranked, terms)
    draft = Draft()
    for order, scored in enumerate(chosen):
        style = "item" if len(chosen) > 1 and order > 0 else "text"
        draft.blocks.append(_line(kit, scored, terms, style))
    return draft


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
    if len(unit.text) <= _SHORT and not _wants_number_only(kit):
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
