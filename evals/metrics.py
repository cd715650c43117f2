"""One answer → ``Score``. Own code throughout: recall@k and reciprocal rank are a few lines over spans, which ranking
libraries (made for document ids) do not take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.types import Answer
from corpus.types import Document
from evals.matching import SnippetLocator, Span, cites_section, cites_span, hit_rank, need_met, quote_is_verbatim
from evals.normalize import (
    contains_variant,
    extract_quantities,
    is_plain_count,
    normalize_text,
    same_quantity,
    strip_marks,
)
from evals.types import ErrorClass, Evidence, Question, Score
from index.types import Hit

_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def score_answer(
    question: Question,
    answer: Answer,
    documents: Mapping[str, Document],
    locator: SnippetLocator,
    hits: Sequence[Hit] | None = None,
) -> Score:
    """Score one answer. ``hits`` are the first k retrieved for the question, best first; None where not measured."""
    spans = {evidence: locator.find_spans(evidence) for evidence in _all_evidence(question)}
    recall = fact_recall(question, answer)
    section_recall, span_recall = evidence_recall(question, answer, spans)
    section_precision, span_precision = citation_precision(question, answer, spans)
    retrieval_recall, reciprocal_rank = (None, None) if hits is None else retrieval_scores(question, hits, spans)
    status_right = answer.status in question.statuses
    forbidden = find_forbidden(question, answer)
    broken = sum(not quote_is_verbatim(citation, documents) for citation in answer.citations)
    unsourced = find_unsourced_numbers(question, answer)
    # Where a refusal was fair and was given, nothing is asked of its text but that its quotes and numbers are real.
    asked = answer.status == "answered" and "answered" in question.statuses
    unfair_refusal = question.answerable and not asked
    score = Score(
        status_right=status_right,
        fact_recall=recall if asked else 0.0 if unfair_refusal and question.facts else None,
        forbidden_hits=forbidden,
        section_recall=section_recall if asked else 0.0 if unfair_refusal and question.evidence else None,
        span_recall=span_recall if asked else 0.0 if unfair_refusal and question.evidence else None,
        section_precision=section_precision if asked else None,
        span_precision=span_precision if asked else None,
        broken_quotes=broken,
        unsourced_numbers=unsourced,
        retrieval_recall=retrieval_recall,
        reciprocal_rank=reciprocal_rank,
        error=None,
    )
    return replace(score, error=classify_error(score, question, answer))


def fact_recall(question: Question, answer: Answer) -> float | None:
    """Share of the key-fact groups of which at least one variant stands in the answer; None without facts."""
    if not question.facts:
        return None
    text = normalize_text(strip_marks(answer.text))
    return sum(any(contains_variant(text, variant) for variant in group) for group in question.facts) / len(
        question.facts
    )


def find_forbidden(question: Question, answer: Answer) -> tuple[str, ...]:
    """The forbidden strings that stand in the answer's text."""
    text = normalize_text(strip_marks(answer.text))
    return tuple(string for string in question.forbidden if contains_variant(text, string))


def evidence_recall(
    question: Question, answer: Answer, spans: Mapping[Evidence, Sequence[Span]]
) -> tuple[float | None, float | None]:
    """Share of the needed evidence whose section is cited, and whose very passage is; None without evidence."""
    if not question.evidence:
        return None, None
    sections = {e: any(cites_section(c, e, spans[e]) for c in answer.citations) for e in spans}
    passages = {e: any(cites_span(c, spans[e]) for c in answer.citations) for e in spans}
    count = len(question.evidence)
    return (
        sum(need_met(need, sections) for need in question.evidence) / count,
        sum(need_met(need, passages) for need in question.evidence) / count,
    )


def citation_precision(
    question: Question, answer: Answer, spans: Mapping[Evidence, Sequence[Span]]
) -> tuple[float | None, float | None]:
    """Share of the citations in an evidence section, and overlapping an evidence passage; alternatives count too.

    None without evidence or citations, and for overviews, whose evidence cannot list all that may be cited.
    """
    if not question.evidence or not answer.citations or question.kind == "overview":
        return None, None
    sections = sum(any(cites_section(c, e, spans[e]) for e in spans) for c in answer.citations)
    passages = sum(any(cites_span(c, spans[e]) for e in spans) for c in answer.citations)
    return sections / len(answer.citations), passages / len(answer.citations)


def retrieval_scores(
    question: Question, hits: Sequence[Hit], spans: Mapping[Evidence, Sequence[Span]]
) -> tuple[float | None, float | None]:
    """Recall@k over the needed evidence and the reciprocal rank of the first hit on any; None without evidence."""
    if not question.evidence:
        return None, None
    ranks = {evidence: hit_rank(hits, places) for evidence, places in spans.items()}
    found = {evidence: rank is not None for evidence, rank in ranks.items()}
    best = min((rank for rank in ranks.values() if rank is not None), default=None)
    recall = sum(need_met(need, found) for need in question.evidence) / len(question.evidence)
    return recall, 0.0 if best is None else 1.0 / best


def find_unsourced_numbers(question: Question, answer: Answer) -> tuple[str, ...]:
    """Numbers in the answer that no quote, calculation, question or past turn carries with the same unit.

    Stricter than the contract's check, which compares digits only: both must hold. Single-digit counts are free.
    """
    calculations = [f"{c.expression} ; {c.result}{c.unit}" for c in answer.calculations]
    history = [turn.content for turn in question.history]
    source = "\n".join([*(c.quote for c in answer.citations), *calculations, question.question, *history])
    quantities = extract_quantities(source, answer=False)
    digits = set(_DIGITS.findall(normalize_text(source)))
    missing = []
    for shown in extract_quantities(answer.text):
        written = _DIGITS.search(shown.text)
        as_digits = written is None or len(written[0]) < 2 or written[0] in digits
        if is_plain_count(shown) or (as_digits and any(same_quantity(shown, other) for other in quantities)):
            continue
        missing.append(shown.text)
    return tuple(missing)


def _all_evidence(question: Question) -> list[Evidence]:
    return [evidence for need in question.evidence for group in need for evidence in group]


def classify_error(score: Score, question: Question, answer: Answer) -> ErrorClass | None:
    """The first thing that went wrong, most serious first (see ``ErrorClass``); None if nothing did."""
    if answer.status == "error":
        return "failed"
    if not score.status_right:
        if answer.status == "answered":
            return "wrongly_answered"
        return "wrongly_refused" if "answered" in question.statuses else "wrong_status"
    if score.unsourced_numbers or any(_DIGITS.search(string) for string in score.forbidden_hits):
        return "wrong_number"
    if score.forbidden_hits:
        return "wrong_claim"
    if score.fact_recall is not None and score.fact_recall < 1:
        if score.retrieval_recall is None or score.span_recall is None or score.span_recall == 1:
            return "incomplete"
        return "not_retrieved" if score.retrieval_recall < 1 else "retrieved_not_used"
    if score.broken_quotes or (score.section_recall is not None and score.section_recall < 1):
        return "wrong_citation"
    return None
