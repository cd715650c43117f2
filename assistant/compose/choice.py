"""Which of the sentences found make up an answer: the best, those that add to it, and the rest of what they begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.compose.kit import Kit
from assistant.dating import section_year, speaks_of_years
from assistant.evidence import Scored
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.quantities import find_years
from assistant.question import Question
from assistant.wording import is_verb
from corpus.types import Section

CLOSE = 3.7
"""A sentence this close to the question comes first even where shared words point elsewhere."""
_ALSO_CLOSE = 2.6
_NUMERALS, _SHORTEST_RUN = "一二三四五六七八九", 3
_COUNTED_OFF = re.compile(rf"(?:^|[：:])([{_NUMERALS}])是(?!否)")
_ANNOUNCES = re.compile(r"(?:亟待解决|如下|以下|主要(?:有|是|体现|表现)|几(?:个|方面)|体现在|表现在|[：:])[。：:]?$")
_BELOW, _MOST_SECTIONS = re.compile(r"以下[^，。]{0,6}[个项点条]"), 20
_MOST_NEAR = 3
_NAME, _IN_FULL = 4, 0.8
_SHORT_PARAGRAPH, _TOGETHER = 4, 240
"""Sentences of a paragraph and characters of two sentences up to which the second is shown with the first."""
_MOST_PARTS, _LONGEST_LIST, _AS_GOOD = 8, 420, 0.7
_NEXT_CLOSE = 0.35
"""Other sentences nearly as close in meaning are shown with the closest one."""


def choose_near(ranked: Sequence[Scored]) -> list[Scored]:
    """With few words shared: the sentence nearest in meaning, the one with most in common, and others as near."""
    by_meaning = sorted(ranked, key=lambda item: -item.closeness)
    near = [item for item in by_meaning if item.closeness >= by_meaning[0].closeness - _NEXT_CLOSE]
    chosen: list[Scored] = []
    for scored in (ranked[0], by_meaning[0], *near):
        if len(chosen) < _MOST_NEAR and not any(_repeats(scored, other) for other in chosen):
            chosen.append(scored)
    return chosen


def choose(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> list[Scored]:
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
        chosen += continuations(ranked, best, chosen)
    closest = max(ranked, key=lambda item: item.closeness)
    if closest.closeness >= _ALSO_CLOSE and not any(_repeats(closest, other) for other in chosen):
        # The sentence nearest in meaning is shown too when the shared words point elsewhere.
        chosen = [closest, *chosen[: most - 1]] if closest.closeness >= CLOSE else [*chosen[: most - 1], closest]
    return chosen


def one_for_each(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> list[Scored]:
    """The best sentence on each of two things held together (A 和 B 是同一类吗), where none speaks of both."""
    names = [t for t in terms if t.known and len(t.text) >= _NAME and not is_verb(t.text)]
    if len(names) != 2 or not kit.question.has("compare", "check", "consistency"):
        return []
    best = [next((s for s in ranked if kit.matcher.match(t, s.unit.text) >= _IN_FULL), None) for t in names]
    one, other = best
    if one is None or other is None or kit.matcher.match(names[1], one.unit.text) >= _IN_FULL:
        return []
    return [one, other] if one.unit is not other.unit else []


def announced_sections(kit: Kit, unit: Unit) -> list[Section]:
    """The sections that a sentence announces (重点做好以下9项工作：) where they follow upon it; [] else."""
    if not _ANNOUNCES.search(unit.text) and not _BELOW.search(unit.text):
        return []
    sections = kit.knowledge.documents[unit.source_id].sections
    later = [s for s in sections if s.start >= unit.end and s.kind == "body"]
    following = min((u.start for u in kit.knowledge.units[unit.source_id] if u.start >= unit.end), default=unit.end)
    if not later or following < later[0].start:
        return []
    announced = [s for s in later if s.path[:-1] == later[0].path[:-1]]
    return announced if 1 < len(announced) <= _MOST_SECTIONS else []


def one_for_each_year(kit: Kit, ranked: Sequence[Scored]) -> list[Scored]:
    """The best sentence of each of two years that are held together."""
    years = [year for year in kit.question.years if year.isdigit()]
    if len(years) != 2 or not kit.question.has("compare", "difference", "check", "consistency"):
        return []
    asked = [replace(kit.question, years=(year,)) for year in years]
    said = [next((s for s in ranked if _says_year(kit, form, s.unit)), None) for form in asked]
    best = [item for item in said if item is not None and item.score >= ranked[0].score * _AS_GOOD]
    return best if len(best) == 2 and best[0].unit is not best[1].unit else []


def _says_year(kit: Kit, asked: Question, unit: Unit) -> bool:
    named = find_years(unit.text) or kit.knowledge.lead_year(unit) or section_year(kit.knowledge, unit)
    return bool(named) and speaks_of_years(kit.knowledge, asked, unit)


def with_parts(kit: Kit, chosen: list[Scored]) -> list[Scored]:
    """``chosen`` with the other parts of the first one's sentence, where semicolons part an enumeration and a list or
    several things are asked for."""
    question = kit.question
    asks_figure = set(question.families) - {"count"}  # 几种 counts what is then listed
    if not chosen or asks_figure or not (question.has("list", "how") or question.several):
        return chosen
    first = chosen[0].unit
    units = kit.knowledge.chunk_units[first.chunk.id]
    at = next((place for place, unit in enumerate(units) if unit.start == first.start), None)
    if at is None or first.chunk.cells:
        return chosen
    begin = end = at
    while begin > 0 and units[begin - 1].text.rstrip().endswith(("；", ";")):
        begin -= 1
    while end + 1 < len(units) and units[end].text.rstrip().endswith(("；", ";")):
        end += 1
    parts = units[begin : end + 1]
    if len(parts) < 2 or len(parts) > _MOST_PARTS or sum(len(unit.text) for unit in parts) > _LONGEST_LIST:
        return chosen
    held = {unit.start for unit in parts}
    others = [item for item in chosen[1:] if item.unit.start not in held]
    return [*(replace(chosen[0], unit=unit) for unit in parts), *others[:1]]


def with_rest(kit: Kit, chosen: list[Scored]) -> list[Scored]:
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


def whole_run(kit: Kit, chosen: list[Scored]) -> list[Scored]:
    """All that a section counts off (一是…二是…) in place of ``chosen``, where a list is asked and one was chosen."""
    if not chosen or not kit.question.has("list", "overview", "why") or kit.question.families:
        return chosen
    best = next((item for item in chosen[:2] if _COUNTED_OFF.search(item.unit.text)), None)
    if best is None:
        return chosen
    units = kit.knowledge.list_units((best.unit.source_id,))
    found = [(u, _COUNTED_OFF.search(u.text)) for u in units if u.chunk.path == best.unit.chunk.path]
    run = [u for u, mark in found if mark]
    marks = [mark.group(1) for _, mark in found if mark]
    in_order = len(run) >= _SHORTEST_RUN and marks == list(_NUMERALS[: len(run)])
    return [replace(best, unit=unit) for unit in run] if in_order else chosen


def continuations(ranked: Sequence[Scored], best: Scored, chosen: Sequence[Scored]) -> list[Scored]:
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
