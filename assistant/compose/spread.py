"""How a subject is spread over the places of a plan: for each place the passage that shows it there."""

from __future__ import annotations

from assistant.clauses import best_window
from assistant.compose.fitting import LEAST_COVERAGE
from assistant.compose.kit import Kit, row_quotes, row_text
from assistant.dating import speaks_of_years
from assistant.draft import Draft, Line, Quote, quote_unit
from assistant.evidence import Scored, choose_window
from assistant.knowledge import Unit, short_name
from assistant.matching import Term
from corpus.tables import is_number

_LONG_NAME = 6

_SHORT_EXTRACT, _WHOLE_SENTENCE = 60, 150
_PLACE_COVERAGE = 0.72
"""Where every place is to be found, a passage must have nearly all of the subject."""


def places_with(
    kit: Kit, terms: tuple[Term, ...], names: tuple[str, ...] = ()
) -> dict[str, tuple[str, tuple[Quote, ...]]]:
    """Place → the passage that shows ``terms`` there, of ``names`` or of all places of the plan."""
    names = names or kit.groups()
    single = kit.question.has("place") and not kit.question.has("places")
    scores: dict[str, Scored] = {}
    unplaced: list[Scored] = []
    asked = kit.question.without_regions()
    for scored in kit.evidence.rank(asked, kit.evidence.pool(asked), terms):
        if scored.coverage < (LEAST_COVERAGE if single else _PLACE_COVERAGE):
            continue
        unit = scored.unit
        if unit.regions:
            for name in unit.regions & set(names):
                held = scores.get(name)
                if held is None or (
                    held.unit.chunk.cells and not unit.chunk.cells and scored.score > held.score - 0.15
                ):
                    scores[name] = scored
        else:
            unplaced.append(scored)
    found: dict[str, tuple[str, tuple[Quote, ...]]] = {}
    for name in names:
        if name in scores:
            found[name] = shown_clauses(kit, scores[name].unit, terms)
    for scored in unplaced:
        for name in names:
            if name in found or name not in scored.unit.named:
                continue
            clause = _clause_naming(kit, scored.unit, name, terms)
            if clause:
                found[name] = clause
    if single and found:
        best = max(scores.values(), key=lambda item: item.score, default=None)
        if best:
            found = {n: v for n, v in found.items() if n in scores and scores[n].score >= best.score - 0.1}
    return {name: found[name] for name in names if name in found}


def _clause_naming(kit: Kit, unit: Unit, name: str, terms: tuple[Term, ...]) -> tuple[str, tuple[Quote, ...]] | None:
    """The clauses of a plan-wide sentence that name a place together with the subject."""

    short = short_name(name)
    if kit.question.several and len(unit.text) <= _WHOLE_SENTENCE and short in unit.text:
        return unit.text.rstrip("。；"), (quote_unit(unit),)
    start, end, _ = best_window(
        unit.text, lambda text: (short in text) * 1.0 + kit.matcher.coverage(terms, text), longest=120
    )
    text = unit.text[start:end]
    if short not in text or kit.matcher.coverage(terms, text) < LEAST_COVERAGE or _other_item(kit, text, name, terms):
        return None
    return text.rstrip("。；"), (quote_unit(unit, start, end),)


def _other_item(kit: Kit, text: str, name: str, terms: tuple[Term, ...]) -> bool:
    """Whether, in an enumeration of names (新都能源装备产业园、双流物联网产业园), the subject stands in another place's
    item than ``name``. A place written out in full is no part of a name."""
    if name in text:
        return False
    if any(item.rstrip().endswith(short_name(name)) for item in text.split("、")[:-1]):
        return False  # 温江、龙泉驿等…先行区: the places are listed, the subject stands behind the last
    items = [item for item in text.split("、") if any(kit.matcher.match(term, item) for term in terms)]
    named = [set(kit.knowledge.find_regions(item)) for item in items]
    return bool(items) and all(places and name not in places for places in named)


def shown_clauses(kit: Kit, unit: Unit, terms: tuple[Term, ...]) -> tuple[str, tuple[Quote, ...]]:
    """The clauses of a unit, or the cells of a row, that say most about ``terms``, with their quotes."""
    if unit.chunk.cells:
        figures = any(is_number(cell.value) for cell in unit.chunk.cells)
        quotes = row_quotes(kit.knowledge, unit, unit.chunk.cells) if figures else (quote_unit(unit),)
        return row_text(unit, kit, terms), quotes
    start, end, _ = choose_window(kit.matcher, kit.question, unit, terms, longest=110)
    if end - start < _SHORT_EXTRACT or len(unit.text) <= _WHOLE_SENTENCE:
        start, end = (0, len(unit.text)) if len(unit.text) <= _WHOLE_SENTENCE else (start, end)
    return unit.text[start:end].rstrip("。；"), (quote_unit(unit, start, end),)


def said_together(kit: Kit) -> Draft | None:
    """The one sentence that names the thing asked about, word for word, with several places (新都区…、温江区…4个国家级
    中小企业特色产业集群); None where one speaks of it in a single place."""
    long = [term.text for term in kit.question.subjects if term.known and len(term.text) >= _LONG_NAME]
    if not long or kit.question.regions or kit.question.facets:
        return None
    name = max(long, key=len)
    units = [unit for unit in kit.evidence.pool(kit.question) if name in unit.text]
    joint = [unit for unit in units if len(unit.named) > 1 and not unit.chunk.cells and not unit.regions]
    if not joint or any(unit.named and unit not in joint for unit in units):
        return None
    joint = [unit for unit in joint if speaks_of_years(kit.knowledge, kit.question, unit)]
    joint.sort(key=lambda unit: -sum(year in unit.text for year in kit.question.years))
    if not joint:
        return None
    text, quotes = shown_clauses(kit, joint[0], kit.question.subjects)
    return Draft([Line(kit.voice.end(kit.voice.passage(text)), quotes)])
