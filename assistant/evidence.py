"""Which quotable units are about a question, and how well each one is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.clauses import best_window
from assistant.contradictions import Contradiction, find_contradictions
from assistant.knowledge import Knowledge, Unit
from assistant.matching import Term, TermMatcher
from assistant.plain_speech import translate_forms
from assistant.quantities import find_quantities, find_spoken
from assistant.question import Question
from index.encoder import Vectors
from index.store import PlanIndex
from index.types import Hit

SMALL_CORPUS = 6000
"""Up to this many units every one is looked at; beyond it only those of the chunks that the index returns."""
POOL = 120
_LEAST_MEASURED = 100
"""Fewer sentences have no mean and spread worth measuring against."""
_SAMPLE = 2000
"""About how many chunks stand for the corpus when a cosine is put on its scale."""
_SHORTEST = 4
_ENUMERATES, _LONG_LIST, _ENUMERATION = 2, 6, 0.05
"""Where a list is asked for, a sentence that enumerates counts a little more, the longer its list the more."""
_WORDS, _MEANING, _BEYOND = 0.5, 0.6, 1.3
"""What shared words and nearness in meaning weigh, and how far a sentence may lie beyond ``_FAR``: set so that the
right sentence comes first most often on the development questions of all documents."""
_FAR = 4.5
"""Standard deviations above the mean at which a sentence nearly repeats the question."""
_CONTAINER = re.compile(r"(专栏|图|表)\s*([\d一二三四五六七八九十]+)")


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with the share of the question's subject terms it covers, how close it is in meaning (standard
    deviations above the corpus's mean) and the score it ranks by."""

    unit: Unit
    coverage: float
    closeness: float
    score: float


class Evidence:
    """Looks up units for questions over one index."""

    def __init__(self, index: PlanIndex, knowledge: Knowledge, matcher: TermMatcher) -> None:
        self.index = index
        self.knowledge = knowledge
        self.matcher = matcher
        # One question is ranked several times (for each place, for each part): its cosines are measured once.
        self._background = lru_cache(maxsize=32)(self._measure_background)
        self.contradictions = lru_cache(maxsize=1024)(self._find_contradictions)
        self._rows = {
            (chunk.source_id, start): row for chunk in index.chunks for row, (start, _) in enumerate(chunk.sentences)
        }

    def _find_contradictions(self, source_id: str) -> tuple[Contradiction, ...]:
        """Where a document gives an indicator two values for one year; read once."""
        return find_contradictions(self.knowledge, source_id)

    def search(self, question: Question, k: int = 8) -> list[Hit]:
        """The ``k`` best chunks: fused retrieval, helped by the question's terms and places."""
        ranked = self.rank(question, self.pool(question))
        best: dict[str, Scored] = {}
        for scored in ranked:
            best.setdefault(scored.unit.chunk.id, scored)
        terms = [variant for term in question.terms for variant, _ in term.variants[:3]]
        hits = {
            hit.chunk.id: hit
            for hit in self.index.search(
                question.plain or question.text, 4 * k, source_ids=question.source_ids, extra_terms=terms
            )
        }
        merged = {
            key: (0.7 * best[key].score if key in best else 0.0) + (0.3 * hits[key].score if key in hits else 0.0)
            for key in {*best, *hits}
        }
        order = sorted(merged, key=lambda key: -merged[key])[:k]
        return [
            Hit(
                self.index.chunk_by_id[key],
                merged[key],
                {
                    **(hits[key].channels if key in hits else {}),
                    **({"terms": best[key].coverage} if key in best else {}),
                },
            )
            for key in order
        ]

    def pool(self, question: Question) -> list[Unit]:
        """Units that may answer: of the documents, places and boxes the question names."""
        knowledge = self.knowledge
        total = sum(len(units) for units in knowledge.units.values())
        if total <= SMALL_CORPUS:
            units = list(knowledge.list_units(question.source_ids))
        else:
            terms = [variant for term in question.terms for variant, _ in term.variants[:3]]
            hits = self.index.search(
                question.plain or question.text, POOL, source_ids=question.source_ids, extra_terms=terms
            )
            units = [unit for hit in hits for unit in knowledge.chunk_units[hit.chunk.id]]
        units = [unit for unit in units if not _is_head_row(unit)]
        units = self._inside_container(question, units)
        names = knowledge.names_after_places(question.plain) if question.regions else ()
        return [
            unit
            for unit in units
            if in_scope(unit, question.regions) or any(name in unit.text or name in unit.context for name in names)
        ]

    def rank(self, question: Question, units: Sequence[Unit], terms: Sequence[Term] | None = None) -> list[Scored]:
        """``units`` by how well they answer, best first."""
        terms = question.subjects or question.terms if terms is None else terms
        distances = self._closeness(question, units)
        scored = []
        for unit, distance in zip(units, distances, strict=True):
            coverage = self.matcher.unit_coverage(terms, unit)
            scored.append(Scored(unit, coverage, distance, self._score(question, unit, coverage, distance)))
        return sorted(scored, key=lambda item: (-item.score, item.unit.position))

    def _score(self, question: Question, unit: Unit, coverage: float, distance: float) -> float:
        score = _WORDS * coverage + _MEANING * float(np.clip(distance / _FAR, 0.0, _BEYOND))
        path = " ".join(unit.chunk.path)
        if question.facets and any(facet in path or facet in unit.text for facet in question.facets):
            score += 0.08
        if question.years and any(year in unit.text or year in unit.context for year in question.years):
            score += 0.05
        if question.families and any(q.family in question.families for q in find_quantities(unit.text)):
            score += 0.08
        if question.regions and unit.regions & set(question.regions):
            score += 0.1
        if not question.regions and unit.regions and not question.has("places", "place", "compare", "extreme"):
            score -= 0.04
        if question.has("list") and unit.text.count("、") >= _ENUMERATES:
            score += _ENUMERATION * min(unit.text.count("、"), _LONG_LIST) / _LONG_LIST
            if question.has("place", "places") and len(unit.named) > 1:
                score += _ENUMERATION
        generic = [term for term in question.terms if term.generic]
        if generic:
            score += 0.04 * self.matcher.unit_coverage(generic, unit)
        return score

    def question_vector(self, question: Question) -> Vectors:
        """The question's vector, ``(dimension,)``, as closeness is measured by it."""
        return self.index.embed_query(semantic_text(question, self.knowledge))

    def cosine_of(self, question: Question, closeness: float) -> float:
        """The raw cosine that a closeness to the question stands for."""
        mean, spread, _ = self._background(semantic_text(question, self.knowledge), self.measured_ids(question))
        return mean + spread * closeness

    def _closeness(self, question: Question, units: Sequence[Unit]) -> list[float]:
        """For each unit, how many standard deviations its cosine with the question lies above that of all units.

        Raw cosines of this encoder lie close together and shift from question to question; the distance from the
        corpus's own mean does not. Places and years are taken out of the question first: they would draw every
        sentence that merely names them, and the scope is kept by ``pool``.
        """
        text = semantic_text(question, self.knowledge)
        mean, spread, known = self._background(text, self.measured_ids(question))
        missing = {unit.chunk.id: unit.chunk for unit in units if unit.chunk.id not in known}
        if missing:
            found = self.index.dense_similarity(self.index.embed_query(text), list(missing.values()))
            known = {**known, **dict(zip(missing, found, strict=True))}
        return [(float(known[unit.chunk.id][self._rows[unit.source_id, unit.start]]) - mean) / spread for unit in units]

    def measured_ids(self, question: Question) -> tuple[str, ...] | None:
        """The documents whose sentences closeness is measured against (all when None): those the question singles out,
        by name or by the place they are of. Among documents on other things every sentence of the right one is near.
        """
        if question.source_ids is not None or not question.regions:
            return question.source_ids
        owners = self.knowledge.title_places
        named = tuple(key for key, place in owners.items() if place in question.regions)
        enough = sum(len(self.knowledge.units[key]) for key in named) >= _LEAST_MEASURED
        return named if enough and set(question.regions) <= {owners[key] for key in named} else None

    def _measure_background(
        self, text: str, source_ids: tuple[str, ...] | None
    ) -> tuple[float, float, dict[str, Vectors]]:
        """Mean and spread of the question's cosines over the corpus, and the cosines themselves by chunk.

        All chunks of a small corpus are measured, every n-th of a large one.
        """
        chunks = [c for c in self.index.chunks if c.sentences and (source_ids is None or c.source_id in source_ids)]
        sample = chunks[:: max(1, len(chunks) // _SAMPLE)]
        if not sample:
            return 0.0, 1.0, {}
        found = self.index.dense_similarity(self.index.embed_query(text), sample)
        joined = np.concatenate(found)
        cosines = {chunk.id: similar for chunk, similar in zip(sample, found, strict=True)}
        return float(joined.mean()), float(joined.std()) or 1.0, cosines

    def _inside_container(self, question: Question, units: list[Unit]) -> list[Unit]:
        """Only units of the box or table that the question names by number (专栏3, 表1), where there is one."""
        labels = {match.group(1) + match.group(2) for match in _CONTAINER.finditer(question.plain)}
        if not labels:
            return units
        inside = [unit for unit in units if any(container_label(title) in labels for title in unit.chunk.path)]
        outside = question.has("consistency", "compare")
        return inside if inside and not outside else units


def container_named(text: str) -> bool:
    """Whether ``text`` names a box, table or figure by its number."""
    return bool(_CONTAINER.search(text))


def container_label(title: str) -> str:
    """``专栏 2 新兴…`` → ``专栏2``; '' for other titles."""
    match = _CONTAINER.match(title)
    return match.group(1) + match.group(2) if match else ""


def _is_head_row(unit: Unit) -> bool:
    """Whether a unit is a table's row of column heads, which says nothing by itself."""
    return unit.chunk.kind == "table" and not unit.chunk.cells and "\t" in unit.text


def in_scope(unit: Unit, regions: Collection[str]) -> bool:
    """Whether a unit is about one of ``regions``: by its section or row, or by naming it outside another's section."""
    if not regions:
        return True
    if unit.regions:
        return bool(unit.regions & set(regions)) or bool(unit.named & set(regions))
    return bool(unit.named & set(regions))


def scale_closeness(distance: float) -> float:
    """Closeness on a scale from 0 (no closer than most) to 1 (as close as a sentence with the same words)."""
    return float(np.clip(distance / _FAR, 0.0, 1.0))


def semantic_text(question: Question, knowledge: Knowledge) -> str:
    """The question as the encoder should see it: without places, years and the words that only ask."""
    if question.language == "en" and not re.search(r"[\u4e00-\u9fff]{2}", question.text):
        return question.text
    bare = re.sub(r"(?:19|20)\d{2}\s*年?|规划|[？?。！!]", "", knowledge.strip_regions(question.plain)).strip()
    return translate_forms(bare if len(bare) >= _SHORTEST else question.plain, knowledge.count)


def choose_window(
    matcher: TermMatcher, question: Question, unit: Unit, terms: Sequence[Term], *, longest: int = 150
) -> tuple[int, int, float]:
    """The run of clauses of a unit that says most of what is asked, in its own offsets, with its value."""
    if unit.chunk.kind == "table" or len(unit.text) <= 40:
        return 0, len(unit.text), matcher.coverage(terms, unit.text, unit.context)
    total = sum(term.weight for term in terms) or 1.0

    def value_of(text: str) -> float:
        value = sum(term.weight * matcher.match(term, text) for term in terms) / total
        if question.has("number") or question.families:
            families = {quantity.family for quantity in find_quantities(text)}
            families |= {"count"} if find_spoken(text) else set()
            wanted = set(question.families)
            value += 0.3 * len(families & wanted) / len(wanted) if wanted else 0.3 * bool(families)
        if question.years and any(year in text for year in question.years):
            value += 0.15
        return value

    return best_window(unit.text, value_of, longest=longest)
