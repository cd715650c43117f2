"""A conversation as the page keeps it: exchanges, and how one of them runs from question to finished answer."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assistant.types import Answer, Language, Turn
from corpus.errors import PlanError
from corpus.types import Document
from index.types import Hit

Progress = Literal["running", "done", "stopped", "failed"]
Verdict = Literal["", "up", "down"]
Reason = Literal["", "wrong_answer", "wrong_source", "incomplete", "should_refuse"]
VERDICTS: tuple[Verdict, ...] = ("", "up", "down")
REASONS: tuple[Reason, ...] = ("", "wrong_answer", "wrong_source", "incomplete", "should_refuse")
_LOG = logging.getLogger(__name__)
_MARKS_AND_BOLD = re.compile(r"[ \t]*\[\d{1,3}\]|\*\*")


class Assistant(Protocol):
    """What a page needs of the assistant."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def stream(
        self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None
    ) -> Iterator[Answer]: ...

    def retrieve(self, question: str, history: Sequence[Turn] = (), k: int = 8) -> list[Hit]: ...

    def examples(self, language: Language) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and how far its answer has come; ``error`` may say why ``progress`` is ``failed``.

    ``verdict`` is what the reader thinks of the answer, "" until they say so, ``reason`` why it is "down".
    """

    question: str
    answer: Answer | None = None
    progress: Progress = "running"
    error: str = ""
    verdict: Verdict = ""
    reason: Reason = ""


class StopSignal:
    """Tells an answer that is being written to end, and whoever told it when it has; for one answer only."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._ended = threading.Event()

    @property
    def wanted(self) -> bool:
        """Whether the answer should end."""
        return self._wanted.is_set()

    def stop(self, seconds: float) -> None:
        """Ask the answer to end and wait until it has, at most ``seconds``."""
        self._wanted.set()
        self._ended.wait(seconds)

    def report_end(self) -> None:
        """Say that nothing more will come."""
        self._ended.set()


def plain_text(text: str) -> str:
    """``text`` without citation marks and bold markers: what a past answer reads like in a conversation."""
    return _MARKS_AND_BOLD.sub("", text).strip()


def list_turns(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The finished exchanges as the history of the next question; answers without their citation marks."""
    turns: list[Turn] = []
    for exchange in exchanges:
        if exchange.progress == "done" and exchange.answer is not None:
            turns.append(Turn("user", exchange.question))
            turns.append(Turn("assistant", plain_text(exchange.answer.text)))
    return tuple(turns)


def run_exchange(
    assistant: Assistant,
    exchange: Exchange,
    earlier: Sequence[Exchange],
    language: Language,
    signal: StopSignal,
    source_ids: Collection[str] | None = None,
) -> Iterator[Exchange]:
    """``exchange`` as its answer grows, then once more as ``done`` or ``failed``; raises nothing.

    Once ``signal`` wants an end nothing more comes: whoever gave it shows what there is. ``language`` is that of the
    page, used for an error's message; ``source_ids`` are the documents asked, None for all.
    """
    try:
        for answer in assistant.stream(exchange.question, list_turns(earlier), source_ids):
            if signal.wanted:
                return
            if not answer.text or answer == exchange.answer:
                continue  # a language model is at work: nothing new to show, but a chance to stop
            exchange = replace(exchange, answer=answer)
            yield exchange
    except PlanError as error:
        yield replace(exchange, progress="failed", error=error.message(language))
    except Exception:
        # The last guard before the visitor: the log has the cause, the page stays usable.
        _LOG.exception("Answering failed")
        yield replace(exchange, progress="failed")
    else:
        if not signal.wanted:
            yield replace(exchange, progress="done" if exchange.answer else "failed")
    finally:
        signal.report_end()
