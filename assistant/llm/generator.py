"""The generator with a language model: the composer's draft, improved where a model can, or as it is with a note.

Whatever goes wrong with the model (it fails, is slow, or what it says does not hold), the answer is the composer's.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel

from assistant.compose.kit import Kit
from assistant.compose.refusal import compose_refusal, refuse_lost_picture
from assistant.compose.support import measure_doubt
from assistant.compose.talk import compose_talk
from assistant.draft import Draft, Line, Table
from assistant.llm.calls import Deadline
from assistant.llm.choose import answer_refused, doubt_answer
from assistant.llm.errors import GenerationTimedOut
from assistant.llm.judge import judge_passage
from assistant.llm.translate import translate_draft
from assistant.llm.write import write_answer
from assistant.verification import verify_draft
from corpus.errors import PlanError

_LOG = logging.getLogger(__name__)
_WARM_UP, _WARM_UP_SECONDS = "规划", 120.0
_NOT_VERIFIED = (
    "语言模型的回答未通过核对，以上是不用语言模型的回答。",
    "What the language model said did not pass verification; this is the answer without it.",
)
Drafts = Generator[Draft | None, None, Draft]
"""Yields None while it waits, so that whoever iterates can stop, and drafts as they grow; returns the last."""


@dataclass(frozen=True, slots=True)
class ModelGenerator:
    """A chat model and what it may do. ``name`` is what answers call it; ``seconds`` the longest it may take for one.

    ``role`` is one of ``MODEL_ROLES``: "choose" among the plan's sentences; "translate" too, what an English answer
    quotes; or "write" answers itself, which are translations already where the question is English.
    """

    model: BaseChatModel
    name: str
    seconds: float
    role: str = "choose"

    def warm_up(self) -> None:
        """Load the model now, where it is in this process, and let it read what every prompt begins with; raises
        ``ModelUnavailable``."""
        load = getattr(self.model, "load", None)
        if load is None:
            return
        load()
        try:
            for _ in judge_passage(self.model, _WARM_UP, _WARM_UP, Deadline(_WARM_UP_SECONDS)):
                pass
        except PlanError as error:
            _LOG.info("The language model did not warm up: %s", error.message_en)

    def improve(self, kit: Kit, draft: Draft) -> Drafts:
        """``draft``, the composer's, as this generator would have it; raises nothing."""
        deadline = Deadline(self.seconds)
        improved = draft
        try:
            if _may_replace(kit, draft):
                work = self._write if self.role == "write" else self._choose
                improved = yield from work(kit, draft, deadline)
            if self.role != "choose" and kit.voice.is_english and improved.status == "answered":
                yield improved
                improved = yield from translate_draft(improved, kit, self.model, deadline)
        except PlanError as error:
            _LOG.info("The language model gave no answer: %s", error.message_en)
            return _with_note(improved, kit, *_explain(error))
        if improved is not draft and verify_draft(improved, kit.question, kit.knowledge)[1]:
            return _with_note(draft, kit, *_NOT_VERIFIED)
        return improved

    def _choose(self, kit: Kit, draft: Draft, deadline: Deadline) -> Drafts:
        if draft.status == "answered":
            return (yield from doubt_answer(kit, draft, self.model, deadline))
        return (yield from answer_refused(kit, self.model, deadline)) or draft

    def _write(self, kit: Kit, draft: Draft, deadline: Deadline) -> Drafts:
        written = yield from write_answer(kit, self.model, deadline)
        if written.unstated and draft.status == "answered" and measure_doubt(kit) > 0:
            return compose_refusal(kit)
        if not written.draft.blocks:
            if written.cut:
                return _with_note(draft, kit, *_NOT_VERIFIED)
            return draft
        result = replace(written.draft, warnings=[w for w in draft.warnings if draft.status == "answered"])
        if written.cut:
            result = _with_note(
                result,
                kit,
                f"语言模型的回答中有{written.cut}句未通过核对，已删去。",
                f"{written.cut} sentence(s) of the language model did not pass verification and were left out.",
            )
        return result


def _may_replace(kit: Kit, draft: Draft) -> bool:
    """Whether a model may put another answer in a draft's place.

    Not of small talk, counter-questions, calculations, tables and versions compared, nor where a place or a picture is
    asked about that nothing is known of.
    """
    question = kit.question
    if draft.status not in ("answered", "no_evidence") or draft.sums or question.strangers or question.versions:
        return False
    if any(isinstance(block, Table) for block in draft.blocks) or compose_talk(kit) or refuse_lost_picture(kit):
        return False
    return draft.status == "no_evidence" or any(isinstance(b, Line) and b.quotes for b in draft.blocks)


def _explain(error: PlanError) -> tuple[str, str]:
    if isinstance(error, GenerationTimedOut):
        return (
            f"语言模型 {error.seconds:g} 秒内没有答完，以上是不用语言模型的回答。",
            f"The language model was not done within {error.seconds:g} seconds; this is the answer without it.",
        )
    return (
        f"语言模型不可用，以上是不用语言模型的回答（{error.message_zh.rstrip('。')}）。",
        f"The language model is not available; this is the answer without it ({error.message_en.rstrip('.')}).",
    )


def _with_note(draft: Draft, kit: Kit, chinese: str, english: str) -> Draft:
    return replace(draft, warnings=[*draft.warnings, kit.voice.choose(chinese, english)])
