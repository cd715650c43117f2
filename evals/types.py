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
    answer; no string of ``forbidden`` may stand in it. ``calculation`` is the formula whose result a fact states."""

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

    @property
    def answerable(self) -> bool:
        """Only an answer will do: neither a refusal nor a counter-question is fair."""
        return self.statuses == ("answered",)

    @property
    def unanswerable(self) -> bool:
        """A refusal is called for and an answer is not fair."""
        return "no_evidence" in self.statuses and "answered" not in self.statuses


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer scored; every share is in [0, 1], ``None`` where the question does not ask for it.

    ``section_recall``/``span_recall``: share of the evidence whose section/very passage is cited. ``..._precision``:
    share of the citations that stand in an evidence section/overlap an evidence passage; it is a lower bound, as a
    question's evidence need not list every passage that says the same. ``retrieval_recall`` and ``reciprocal_rank``
    are of the first k hits against evidence passages.
    """

    status_right: bool
    fact_recall: float | None
    forbidden_hits: tuple[str, ...]
    section_recall: float | None
    span_recall: float | None
    section_precision: float | None
    span_precision: float | None
    broken_quotes: int
    unsourced_numbers: tuple[str, ...]
    retrieval_recall: float | None
    reciprocal_rank: float | None
    error: ErrorClass | None


@dataclass(frozen=True, slots=True)
class Result:
    """A question, the answer it got and what that scored. ``seconds`` is the wall time of asking, as the runner took
    it; ``failure`` is the message of an exception, if any."""

    question: Question
    answer: Answer
    score: Score
    seconds: float
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over ``n`` questions with its bootstrap 95 % confidence interval (both None where n = 0)."""

    value: float | None
    low: float | None
    high: float | None
    n: int
