"""The assistant stage's value types; ``Answer.to_json`` is the contract that every client reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

Status = Literal["answered", "no_evidence", "clarify", "error"]
Language = Literal["zh", "en"]
Support = Literal["verified", "removed", "none"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands: ``document.text[start:end] == quote``; ``page`` is None if not known."""

    n: int
    source_id: str
    title: str
    section: tuple[str, ...]
    kind: str
    page: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """A shown calculation: ``expression`` over cited operands, its ``result`` and ``unit``."""

    expression: str
    result: str
    unit: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence, list item or table cell of the answer with the citation numbers that carry it."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Turn:
    """One past message: ``role`` is ``user`` or ``assistant``."""

    role: Literal["user", "assistant"]
    content: str


def set_apart(citations: Sequence[Citation]) -> list[Citation]:
    """The citations in an order in which no two figures touch: read one after the other, a quote that ends in a digit
    and one that begins with a digit (cells of a table) would give a number that nobody wrote."""
    if not any(one.quote[-1:].isdigit() and other.quote[:1].isdigit() for one, other in pairwise(citations)):
        return list(citations)
    begin = [c for c in citations if c.quote[:1].isdigit() and not c.quote[-1:].isdigit()]
    bare = [c for c in citations if c.quote[:1].isdigit() and c.quote[-1:].isdigit()]
    words = [c for c in citations if not c.quote[:1].isdigit() and not c.quote[-1:].isdigit()]
    labels = [c for c in citations if not c.quote[:1].isdigit() and c.quote[-1:].isdigit()]
    ordered = begin
    for word in words:
        ordered = [*ordered, *bare[:1], word]
        bare = bare[1:]
    return [*ordered, *bare[:1], *labels, *bare[1:]] if labels else [*ordered, *bare]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question. ``text`` carries marks ``[n]`` that refer to ``citations``.

    ``choices`` are ready-made questions offered with it (the alternatives of a counter-question, or follow-ups).
    """

    question: str
    standalone_question: str
    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()
    generator: str = "extractive"
    seconds: float = 0.0
    language: Language = "zh"
    choices: tuple[str, ...] = ()

    def to_json(self, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer as the contract's JSON object; ``extra`` (such as ``id`` and ``history``) comes first."""
        return {
            **(extra or {}),
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "status": self.status,
            "citations": [
                {**asdict(citation), "section": list(citation.section)} for citation in set_apart(self.citations)
            ],
            "calculations": [
                {**asdict(calculation), "citations": list(calculation.citations)} for calculation in self.calculations
            ],
            "warnings": list(self.warnings),
            "generator": self.generator,
            "seconds": round(self.seconds, 3),
        }
