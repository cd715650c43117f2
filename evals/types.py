"""The evals stage's value types: a question with what a right answer must hold, and what one answer scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types import Answer, Status, Turn

Kind = Literal[
    "fact",
    "number",
    "list",
    "table",
    "footnote",
    "comparison",
    "aggregation",
    "calculation",
    "overview",
    "follow_up",
    "paraphrase",
    "plain_speech",
    "officialese",
    "typo",
    "pinyin",
    "traditional",
    "english",
    "false_premise",
    "contradiction",
    "unanswerable",
    "ambiguous",
    "chitchat",
]

ErrorClass = Literal[
    "failed",
    "wrongly_refused",
    "wrongly_answered",
    "wrong_status",
    "wrong_number",
    "wrong_claim",
    "not_retrieved",
    "retrieved_not_used",
    "incomplete",
    "wrong_citation",
]
"""What went wrong first, most serious first:

failed: no answer (exception or status error). wrongly_refused: an answer was called for. wrongly_answered: a refusal or
counter-question was. wrong_status: refused instead of asked back or the reverse. wrong_number: a number without a
source, or a forbidden one. wrong_claim: a forbidden string without a number. not_retrieved, retrieved_not_used,
incomplete: a key fact is missing, and its evidence was not among the hits, was among them but not cited, or was cited
(also where retrieval was not measured). wrong_citation: a quote is not verbatim or an evidence section is not cited.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that carries the answer: ``snippet`` is verbatim text of the document, ``section`` lists headings (outer
    to inner) that the place's section path holds; empty where it has none. ``source_id`` is None where any will do."""

    section: tuple[str, ...]
    snippet: str
    source_id: str | None = None


EvidenceNeed = tuple[tuple[Evidence, ...], ...]
"""One thing that must be cited: alternatives, each of which is a group of evidence that is needed together."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its expectations. ``statuses`` are the fair ones; each group of ``facts`` needs one variant in the
    answer; no string of ``forbidden`` may stand in it. ``calculation`` is the formula whose result a fact states.
    ``variant_of`` is the id of the plain question that this one asks in other words or letters."""

    id: str
    kind: Kind
    language: Literal["zh", "en"]
    question: str
    history: tuple[Turn, ...]
    statuses: tuple[Status, ...]
    facts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    evidence: tuple[EvidenceNeed, ...]
    calculation: str | None
    split: str
    variant_of: str | None = None

    @property
    def answerable(self) -> bool:
        """Only an answer will do: neither a refusal nor a counter-question is fair."""
        return self.statuses == ("answered",)

    @property
    def unanswerable(self) -> bool:
        """A refusal is called for and an answer is not fair."""
        return "no_evidence" in self.statuses and "answered" not in self.statuses


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of a source's clean text."""

    source_id: str
    start: int
    end: int

    def overlaps(self, source_id: str, start: int, end: int) -> bool:
        """Whether the two share at least one character of the same source."""
        return self.source_id == source_id and self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer scored; every share is in [0, 1], ``None`` where the question does not ask for it.

    ``numeric_match``: share of the numeric key facts that the answer states in the same unit or one that converts.
    ``section_recall``/``span_recall``: share of the evidence whose section/very passage is cited. ``..._precision``:
    share of the citations that stand in an evidence section/overlap an evidence passage; it is a lower bound, as a
    question's evidence need not list every passage that says the same. ``sentence_support``: share of the answer's
    sentences that their own citations bear out. ``retrieval_recall``, ``recall_at_1``, ``recall_at_5``,
    ``reciprocal_rank`` and ``ndcg`` are of the first k passages found against evidence passages.
    """

    status_right: bool
    fact_recall: float | None
    numeric_match: float | None
    forbidden_hits: tuple[str, ...]
    section_recall: float | None
    span_recall: float | None
    section_precision: float | None
    span_precision: float | None
    sentence_support: float | None
    broken_quotes: int
    unsourced_numbers: tuple[str, ...]
    retrieval_recall: float | None
    recall_at_1: float | None
    recall_at_5: float | None
    reciprocal_rank: float | None
    ndcg: float | None
    error: ErrorClass | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a language model read and wrote for one answer."""

    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system gave to one question: its answer, the places it retrieved, best first (None where it retrieves
    nothing), and its language model's tokens (None without one)."""

    answer: Answer
    found: tuple[Span, ...] | None = None
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A question, the answer it got and what that scored. ``seconds`` is the wall time of asking, as the runner took
    it; ``failure`` is the message of an exception, if any. ``faithful`` is the share of its sentences that a judging
    language model found borne out by their quotes; None where none was asked."""

    question: Question
    answer: Answer
    score: Score
    seconds: float
    failure: str = ""
    found: tuple[Span, ...] | None = None
    tokens: Tokens | None = None
    faithful: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over ``n`` questions with its bootstrap 95 % confidence interval (both None where n = 0)."""

    value: float | None
    low: float | None
    high: float | None
    n: int
