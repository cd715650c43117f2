"""Whether a passage says what is asked, by a language model's own odds; joined with the assistant's own doubt.

The model is not believed but measured: what counts is how likely it is to begin its answer with ``NOT_STATED``. What
its odds and the assistant's doubt are worth together was fitted to development questions (see ``JOINED``).
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from assistant.llm.calls import Deadline, ask_model
from assistant.llm.prompts import NOT_STATED, judge_messages

LONGEST_PASSAGE = 260
"""Characters of a passage that a judge is shown: a sentence with its heading, seldom more."""
_TOP = 10
_LEAST = 1e-5
_SPOKEN = 3.0
"""Odds where a model tells no probabilities, only its answer."""


@dataclass(frozen=True, slots=True)
class JoinedOdds:
    """Log-odds that a passage answers: ``bias + judge × odds - doubt × doubt``."""

    bias: float
    judge: float
    doubt: float

    def of(self, odds: float, doubt: float) -> float:
        """The joined log-odds for a judge's ``odds`` and the assistant's ``doubt``, both log-odds."""
        return self.bias + self.judge * odds - self.doubt * doubt


def judge_passage(
    model: BaseChatModel, question: str, passage: str, deadline: Deadline
) -> Generator[None, None, float]:
    """Log-odds that ``passage`` says what is asked. Raises what ``ask_model`` raises."""
    messages = judge_messages(question, passage[:LONGEST_PASSAGE])
    asking = ask_model(model, messages, deadline, max_tokens=1, temperature=0.0, logprobs=True, top_logprobs=_TOP)
    while True:
        try:
            next(asking)
        except StopIteration as done:
            reply = done.value
            break
        yield None
    if not reply.first:
        return -_SPOKEN if reply.text.strip()[:1] in ("", NOT_STATED[0]) else _SPOKEN
    unstated = sum(math.exp(value) for token, value in reply.first.items() if _begins_refusal(token))
    return math.log((max(0.0, 1 - unstated) + _LEAST) / (unstated + _LEAST))


def _begins_refusal(token: str) -> bool:
    bare = token.strip()
    return bool(bare) and (NOT_STATED.startswith(bare) or bare.startswith(NOT_STATED))
