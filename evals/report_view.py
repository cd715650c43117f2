"""An evaluation as what the HTML template shows: plain values only, nothing escaped yet (the template does that)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.types import Citation, Language
from corpus.types import Document
from evals.evaluation import HELD_OUT, Evaluation
from evals.labels import ERRORS, KINDS, STATUSES, name_of
from evals.matching import SnippetLocator, cites_span
from evals.normalize import contains_variant, normalize_text, strip_marks
from evals.types import Evidence, Result, Span

CONTEXT = 70
"""Characters shown before and after a highlighted passage."""
BRIEF = 400
"""Characters shown of what another system answered."""
_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``style`` is "" for plain text, "fact", "wrong", "quote", "gold" or "mark"; ``target`` is the
    citation number that a mark leads to."""

    text: str
    style: str = ""
    target: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A place of a document in its context. ``state`` is "cited" or "missed" for evidence, "gold", "other" or "broken"
    for a citation; ``note`` is what stands beside its place."""

    place: str
    pieces: tuple[Piece, ...]
    state: str
    note: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One question as the report shows it."""

    id: str
    kind: str
    kind_key: str
    document: str
    question: str
    history: tuple[tuple[str, str], ...]
    expected: str
    given: str
    error: str
    error_key: str
    answer: tuple[tuple[Piece, ...], ...]
    facts: tuple[tuple[str, bool], ...]
    forbidden: tuple[str, ...]
    unsourced: tuple[str, ...]
    failure: str
    evidence: tuple[Passage, ...]
    citations: tuple[Passage, ...]
    warnings: tuple[str, ...]
    beside: tuple[tuple[str, str, str], ...]
    seconds: float


def list_cards(evaluation: Evaluation, language: Language) -> list[Card]:
    """The cards of all questions that may be shown, the failed ones first, otherwise in the order of the set."""
    locator = SnippetLocator(evaluation.documents)
    column = 1 if language == "en" else 0
    others = [(run.label[column], {r.question.id: r for r in run.results}) for run in evaluation.systems[1:]]
    cards = [
        _card(result, evaluation.documents, locator, others, language)
        for result in evaluation.results
        if result.question.split != HELD_OUT
    ]
    return sorted(cards, key=lambda card: not card.error)


def _card(
    result: Result,
    documents: Mapping[str, Document],
    locator: SnippetLocator,
    others: Sequence[tuple[str, Mapping[str, Result]]],
    language: Language,
) -> Card:
    question, answer = result.question, result.answer
    needed = {item: locator.find_spans(item) for need in question.evidence for group in need for item in group}
    gold = [span for spans in needed.values() for span in spans]
    text = normalize_text(strip_marks(answer.text))
    sources = sorted({span.source_id for span in gold})
    return Card(
        id=question.id,
        kind=name_of(KINDS, question.kind, language),
        kind_key=question.kind,
        document="、".join(documents[id_].source.title for id_ in sources),
        question=question.question,
        history=tuple((turn.role, turn.content) for turn in question.history),
        expected="、".join(name_of(STATUSES, status, language) for status in question.statuses),
        given=name_of(STATUSES, answer.status, language),
        error=name_of(ERRORS, result.score.error, language) if result.score.error else "",
        error_key=result.score.error or "",
        answer=tuple(tuple(mark_line(line, question.facts, question.forbidden)) for line in answer.text.split("\n")),
        facts=tuple(
            (" | ".join(group), any(contains_variant(text, variant) for variant in group)) for group in question.facts
        ),
        forbidden=result.score.forbidden_hits,
        unsourced=result.score.unsourced_numbers,
        failure=result.failure,
        evidence=tuple(_show_evidence(needed, result, documents, language)),
        citations=tuple(_show_citation(citation, gold, documents, language) for citation in answer.citations),
        warnings=answer.warnings,
        beside=tuple(
            _show_other(label, found[question.id], language) for label, found in others if question.id in found
        ),
        seconds=result.seconds,
    )


def mark_line(line: str, facts: Iterable[Sequence[str]], forbidden: Iterable[str]) -> Iterable[Piece]:
    """A line of an answer with its citation marks, the key facts it states and what should not stand there marked."""
    styles = [(variant, "fact") for group in facts for variant in group] + [(text, "wrong") for text in forbidden]
    # The longest first: a shorter one may stand within it.
    styles.sort(key=lambda item: -len(item[0]))
    by_text = {text.casefold(): style for text, style in reversed(styles)}
    pattern = "|".join([_MARK.pattern, *(_whole_number(text) for text, _ in styles)])
    at = 0
    for match in re.finditer(pattern, line, re.IGNORECASE):
        if match.start() > at:
            yield Piece(line[at : match.start()])
        number = match.group(1)
        yield Piece(match[0], "mark", int(number)) if number else Piece(match[0], by_text[match[0].casefold()])
        at = match.end()
    if at < len(line):
        yield Piece(line[at:])


def _whole_number(text: str) -> str:
    before = r"(?<!\d)(?<!\d\.)" if text[:1].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if text[-1:].isdigit() else ""
    return before + re.escape(text) + after


def _show_evidence(
    needed: Mapping[Evidence, Sequence[Span]], result: Result, documents: Mapping[str, Document], language: Language
) -> Iterable[Passage]:
    for evidence, spans in needed.items():
        cited = any(cites_span(citation, spans) for citation in result.answer.citations)
        rank = next(
            (
                n
                for n, p in enumerate(result.found or (), 1)
                if any(s.overlaps(p.source_id, p.start, p.end) for s in spans)
            ),
            0,
        )
        note = {"zh": "检索第 {} 位", "en": "retrieved as no. {}"}[language].format(rank) if rank else ""
        if not rank and result.found is not None:
            note = "未检索到" if language == "zh" else "not retrieved"
        state = "cited" if cited else "missed"
        if not spans:
            yield Passage(" › ".join(evidence.section), (Piece(evidence.snippet, "gold"),), state, note)
            continue
        document = documents[spans[0].source_id]
        pieces = show_in_context(document, spans[0].start, spans[0].end, "gold")
        yield Passage(describe_place(document, spans[0].start, language), pieces, state, note)


def _show_citation(
    citation: Citation, gold: Sequence[Span], documents: Mapping[str, Document], language: Language
) -> Passage:
    document = documents.get(citation.source_id)
    if document is None or document.text[citation.start : citation.end] != citation.quote:
        note = "引文与原文不一致" if language == "zh" else "the quote is not verbatim"
        return Passage(" › ".join(citation.section), (Piece(citation.quote, "wrong"),), "broken", note, citation.n)
    state = "gold" if cites_span(citation, gold) else "other"
    pieces = show_in_context(document, citation.start, citation.end, "quote")
    return Passage(describe_place(document, citation.start, language), pieces, state, "", citation.n)


def show_in_context(document: Document, start: int, end: int, style: str) -> tuple[Piece, ...]:
    """The passage highlighted, with what stands before and after it in its paragraph or row."""
    begin = max(document.text.rfind("\n", 0, start) + 1, start - CONTEXT)
    newline = document.text.find("\n", end)
    stop = min(len(document.text) if newline < 0 else newline, end + CONTEXT)
    before, after = document.text[begin:start], document.text[end:stop]
    cut = "…" if begin and document.text[begin - 1] != "\n" else ""
    rest = "…" if stop < len(document.text) and document.text[stop] != "\n" else ""
    return (Piece(cut + before), Piece(document.text[start:end], style), Piece(after + rest))


def describe_place(document: Document, offset: int, language: Language) -> str:
    """The innermost section that holds ``offset``, with its page where that is known."""
    within = [section for section in document.sections if section.start <= offset < section.end]
    path = max(within, key=lambda section: section.level).path if within else (document.source.title,)
    page = document.page_at(offset)
    return " › ".join(path) + ((f" · p. {page}" if language == "en" else f" · 第 {page} 页") if page else "")


def _show_other(label: str, result: Result, language: Language) -> tuple[str, str, str]:
    error = name_of(ERRORS, result.score.error, language) if result.score.error else ""
    text = result.answer.text or result.failure
    return label, error, text[:BRIEF] + ("…" if len(text) > BRIEF else "")


def count_choices(cards: Iterable[Card], key: str, name: str) -> list[tuple[Any, str, int]]:
    """The values that cards have for a filter: key, name and how many, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for card in cards:
        pair = (getattr(card, key), getattr(card, name))
        counts[pair] = counts.get(pair, 0) + 1
    return sorted(((k, n, c) for (k, n), c in counts.items() if k), key=lambda item: -item[2])
