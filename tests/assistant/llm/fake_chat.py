"""Chat models that need no model: each says what its script says, to whatever it is asked."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

Piece = str | Exception | threading.Event | tuple[str, float]
"""What a script says next: a text, an error to raise, an event to wait for, or a text with the probability of it."""
Script = Callable[[str], Sequence[Piece]]
"""Takes the last message's text."""


class ScriptedChat(BaseChatModel):
    """Says the pieces of ``script`` one after the other; ``asked`` are the last messages it got, ``ended`` how many
    of its streams were read to the end."""

    script: Script
    _asked: list[str] = PrivateAttr(default_factory=list)
    _ended: list[bool] = PrivateAttr(default_factory=list)

    @property
    def asked(self) -> list[str]:
        return self._asked

    @property
    def ended(self) -> list[bool]:
        return self._ended

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self._asked.append(messages[-1].text)
        whole = False
        try:
            for piece in self.script(messages[-1].text):
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, threading.Event):
                    piece.wait(10)
                    continue
                yield _chunk(piece)
            whole = True
        finally:
            self._ended.append(whole)


def _chunk(piece: str | tuple[str, float]) -> ChatGenerationChunk:
    if isinstance(piece, str):
        return ChatGenerationChunk(message=AIMessageChunk(content=piece))
    text, probability = piece
    top = [{"token": text, "logprob": math.log(probability)}]
    metadata = {"logprobs": {"content": [{"token": text, "logprob": math.log(probability), "top_logprobs": top}]}}
    return ChatGenerationChunk(message=AIMessageChunk(content=text, response_metadata=metadata))
