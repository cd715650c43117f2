"""One request to a chat model that can be stopped, has a time limit, and says what it thought of its first token."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from assistant.llm.errors import GenerationFailed, GenerationTimedOut
from corpus.errors import PlanError

TICK = 0.2
"""Seconds after which whoever waits for a model gets a chance to stop."""
Ticks = Generator[str, None, "Reply"]
"""Yields what the model has said anew, "" while there is nothing new; returns the whole reply."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said: ``text``, and by token the log-probabilities of its first token where it tells them."""

    text: str
    first: Mapping[str, float] = field(default_factory=dict)


class Deadline:
    """A point in time that several requests share; ``seconds`` is how far away it was set."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then, at least 0."""
        return max(0.0, self._ends - time.monotonic())


def ask_model(model: BaseChatModel, messages: Sequence[BaseMessage], deadline: Deadline, **options: Any) -> Ticks:
    """The model's reply to ``messages``; ``options`` go to the model.

    The model runs in a thread of its own, since nothing else makes one that hangs give up. Closing this generator
    closes the model's stream at its next token. Raises ``GenerationTimedOut``, and ``GenerationFailed`` for whatever
    the model raises; what the endpoint said is not passed on, for it may repeat the question or a part of the key.
    """
    pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()
    unwanted = threading.Event()

    def work() -> None:
        try:
            stream: Iterator[Any] = model.stream(list(messages), **options)
            for piece in stream:
                pieces.put(piece)
                if unwanted.is_set():
                    break
            pieces.put(None)
        except BaseException as error:
            pieces.put(error)

    threading.Thread(target=work, daemon=True, name="language model").start()
    text, first = "", dict[str, float]()
    try:
        while True:
            if deadline.left() == 0:
                raise GenerationTimedOut(deadline.seconds)
            try:
                piece = pieces.get(timeout=min(TICK, deadline.left()))
            except queue.Empty:
                yield ""
                continue
            if piece is None:
                return Reply(text, first)
            if isinstance(piece, BaseException):
                raise _describe(piece) from piece
            first = first or _read_first(piece.response_metadata)
            text += piece.text
            yield piece.text
    finally:
        unwanted.set()


def _describe(error: BaseException) -> PlanError:
    return error if isinstance(error, PlanError) else GenerationFailed(type(error).__name__)


def _read_first(metadata: Mapping[str, Any]) -> dict[str, float]:
    """Token → log-probability at the first token, as the OpenAI interface reports them."""
    content = (metadata.get("logprobs") or {}).get("content") or []
    return {entry["token"]: float(entry["logprob"]) for entry in content[0]["top_logprobs"]} if content else {}
