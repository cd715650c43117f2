"""One answer → ``Score``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.types import Answer
from corpus.types import Document
from evals.matching import SnippetLocator, cites_section, cites_span, need_met, quote_is_verbatim
from evals.normalize import (
    Quantity,
    contains_variant,
    extract_quantities,
    is_plain_count,
    normalize_text,
    same_quantity,
    strip_marks,
)
from evals.ranking import rank_evidence
from evals.support import measure_support
from evals.types import ErrorClass, Evidence, Question, Score, Span

_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def score_answer(
    question: Question,
    answer: Answer,
    documents: Mapping[str, Document],
    locator: SnippetLocator,
    found: Sequence[Span] | None = None,
) -> Score:
    """Score one answer. ``found`` are the first k places retrieved for the question, best first; None where retrieval
    was not measured."""
    spans = {evidence: locator.find_spans(evidence) for evidence in _all_evidence(question)}
    recall = fact_recall(question, answer)
    section_recall, span_recall = evidence_recall(question, answer, spans)
    section_precision, span_precision = citation_precision(question, answer, spans)
    ranking = None if found is None else rank_evidence(question.evidence, found, spans)
    status_right = answer.status in question.statuses
    forbidden = find_forbidden(question, answer)
    broken = sum(not quote_is_verbatim(citation, documents) for citation in answer.citations)
    unsourced = find_unsourced_numbers(question, answer)
    # Where a refusal was fair and was given, nothing is asked of its text but that its quotes and numbers are real.
    asked = answer.status == "answered" and "answered" in question.statuses
    unfair_refusal = question.answerable and not asked
    numeric = bool(numeric_facts(question))
    score = Score(
        status_right=status_right,
        fact_recall=recall if asked else 0.0 if unfair_refusal and question.facts else None,
        numeric_match=numeric_match(question, answer) if asked else 0.0 if unfair_refusal and numeric else None,
        forbidden_hits=forbidden,
        section_recall=section_recall if asked else 0.0 if unfair_refusal and question.evidence else None,
        span_recall=span_recall if asked else 0.0 if unfair_refusal and question.evidence else None,
        section_precision=section_precision if asked else None,
        span_precision=span_precision if asked else None,
        # A greeting claims nothing.
        sentence_support=measure_support(answer, _asked_text(question))
        if answer.status == "answered" and question.kind != "chitchat"
        else None,
        broken_quotes=broken,
        unsourced_numbers=unsourced,
        retrieval_recall=ranking.recall if ranking else None,
        recall_at_1=ranking.recall_at_1 if ranking else None,
        recall_at_5=ranking.recall_at_5 if ranking else None,
        reciprocal_rank=ranking.reciprocal_rank if ranking else None,
        ndcg=ranking.ndcg if ranking else None,
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


def numeric_facts(question: Question) -> list[list[Quantity]]:
    """The quantities of each key fact that is one: a number of two digits or more, or with a unit. The writings of one
    fact (``700亿元``, ``700``) are its alternatives, and that with the unit is the one that counts."""
    facts = []
    for group in question.facts:
        found = [extract_quantities(variant, answer=False) for variant in group]
        single = [quantities[0] for quantities in found if len(quantities) == 1 and not is_plain_count(quantities[0])]
        if len(single) == len(group):
            facts.append([quantity for quantity in single if quantity.unit] or single)
    return facts


def numeric_match(question: Question, answer: Answer) -> float | None:
    """Share of the numeric key facts that the answer states exactly, in the same unit or one that converts to it (0.07
    万亿元 for 700亿元); None without numeric facts."""
    facts = numeric_facts(question)
    if not facts:
        return None
    shown = extract_quantities(answer.text)
    return sum(any(same_quantity(number, fact) for fact in group for number in shown) for group in facts) / len(facts)


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


def find_unsourced_numbers(question: Question, answer: Answer) -> tuple[str, ...]:
    """Numbers in the answer that no quote, calculation, question or past turn carries with the same unit.

    Stricter than the contract's check, which compares digits only: both must hold. Single-digit counts are free.
    """
    calculations = [f"{c.expression} ; {c.result}{c.unit}" for c in answer.calculations]
    # A sign stands between quotes: the first word of one is no unit of the number that ends another.
    source = " ; ".join([*(c.quote for c in answer.citations), *calculations, _asked_text(question)])
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


def _asked_text(question: Question) -> str:
    return "\n".join([question.question, *(turn.content for turn in question.history)])


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
