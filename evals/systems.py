"""What an evaluation asks: the assistant, and whatever else stands beside it in the same run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.types import Answer, Turn
from corpus.types import Document
from evals.types import Reply, Span
from index.types import Hit

Ask = Callable[[str, Sequence[Turn]], Answer]
Retrieve = Callable[[str, Sequence[Turn], int], Sequence[Hit]]
DEFAULT_K = 8


class System(Protocol):
    """Something that answers questions. ``name`` is its key in files, ``label`` its name for people."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> tuple[str, str]: ...

    def reply(self, question: str, history: Sequence[Turn], k: int) -> Reply: ...


@runtime_checkable
class Assistant(Protocol):
    """What an evaluation needs of the assistant: to answer, and the documents it answers from (by source id)."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def ask(self, question: str, history: Sequence[Turn]) -> Answer: ...


@runtime_checkable
class Retriever(Protocol):
    """An assistant whose retrieval can be measured on its own."""

    def retrieve(self, question: str, history: Sequence[Turn], k: int) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True)
class Answering:
    """A system made of an answering function and, where there is one, a retrieving one. The time of an answer is that
    of ``ask`` alone: what retrieval would have taken by itself is measured beside it, not added."""

    ask: Ask
    retrieve: Retrieve | None = None
    name: str = "planqa"
    label: tuple[str, str] = ("本系统", "this assistant")

    def reply(self, question: str, history: Sequence[Turn], k: int) -> Reply:
        """The answer alone; ``find_places`` gives what was retrieved."""
        return Reply(self.ask(question, history))

    def find_places(self, question: str, history: Sequence[Turn], k: int) -> tuple[Span, ...] | None:
        """Where the first ``k`` passages retrieved for the question stand; None where that cannot be told."""
        return None if self.retrieve is None else places_of(self.retrieve(question, history, k))


def from_assistant(
    assistant: Assistant, name: str = "planqa", label: tuple[str, str] = ("本系统", "this assistant")
) -> Answering:
    """The assistant as a system under evaluation."""
    return Answering(
        assistant.ask, assistant.retrieve if isinstance(assistant, Retriever) else None, name=name, label=label
    )


def places_of(hits: Sequence[Hit]) -> tuple[Span, ...]:
    """Where the hits' chunks stand, in order."""
    return tuple(Span(hit.chunk.source_id, hit.chunk.start, hit.chunk.end) for hit in hits)
