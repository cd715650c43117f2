"""The assistant: the indexed plans and the steps from a question to a verified answer."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from assistant.answerability import Finding, load_answerability
from assistant.assembly import assemble, find_chunk
from assistant.compose.kit import Kit
from assistant.compose.next_steps import suggest_next, without_glosses
from assistant.compose.number import keep_numbers
from assistant.compose.router import compose
from assistant.compose.support import find_for
from assistant.compose.talk import example_questions
from assistant.context import split_questions
from assistant.draft import Draft, Line
from assistant.evidence import Evidence
from assistant.fit.engine import FitEngine
from assistant.fit.weights import make_weights
from assistant.followup import Standalone, condense
from assistant.knowledge import Knowledge
from assistant.matching import TermMatcher
from assistant.question import Question, QuestionReader
from assistant.settings import EXTRACTIVE
from assistant.types import Answer, Citation, Language, Turn
from assistant.verification import verify_draft
from assistant.voice import Voice
from corpus.types import Document
from index.encoder import Vectors
from index.store import PlanIndex
from index.types import Hit

if TYPE_CHECKING:
    from assistant.llm.generator import ModelGenerator

MAX_QUESTION = 2000
"""Longest question in characters; longer ones are refused with a message."""


class Assistant:
    """Answers questions over one index. Holds no conversation itself, so threads may share it."""

    def __init__(
        self,
        index: PlanIndex,
        generator: ModelGenerator | None = None,
        *,
        fit_weights: Mapping[str, float] | None = None,
    ) -> None:
        self.index = index
        self._generator = generator
        self.knowledge = Knowledge(index.documents)
        matcher = TermMatcher(self.knowledge)
        self._reader = QuestionReader(self.knowledge, matcher)
        self._evidence = Evidence(index, self.knowledge, matcher)
        self._answerability = load_answerability(index.encoder_identity)
        folder = index.directory.parent / "fit" if index.directory else None
        self.fit_engine = FitEngine(self.knowledge, index.encoder, folder, make_weights(fit_weights or {}))

    @property
    def documents(self) -> Mapping[str, Document]:
        """The indexed documents by source id."""
        return self.index.documents

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._reader.warm_up()
        self.index.embed_query("warm up")
        if self._generator is not None:
            self._generator.warm_up()

    def ask(self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None) -> Answer:
        """The verified answer to a question asked in a conversation."""
        work = self._answer(question, history, source_ids)
        while True:
            try:
                next(work)
            except StopIteration as done:
                return cast("Answer", done.value)

    def stream(
        self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None
    ) -> Iterator[Answer]:
        """The answer growing sentence by sentence; every part is verified before it is shown, the last is complete.

        While a language model is at work, what there is comes again and again (its text may still be ""), so that
        whoever reads can stop: closing the iterator ends the model's work, too.
        """
        answer = yield from self._answer(question, history, source_ids)
        text = ""
        for part in re.split(r"(?<=\n)", answer.text)[:-1]:
            text += part
            yield replace(answer, text=text.rstrip(), citations=(), claims=(), calculations=(), warnings=(), choices=())
        yield answer

    def _answer(
        self, question: str, history: Sequence[Turn], source_ids: Collection[str] | None
    ) -> Generator[Answer, None, Answer]:
        """Returns the complete answer; yields what there is of it while a model is at work."""
        started = time.perf_counter()
        if error := _refuse_input(question):
            return replace(error, seconds=time.perf_counter() - started)
        standalone = condense(question, history, self.knowledge, self._reader)
        form = self._read(standalone, question, source_ids)
        voice = Voice(form.language, self.knowledge.regions)
        kit = self._kit(form, voice)
        draft = compose(kit)
        if draft.status == "no_evidence":
            draft = self._compose_parts(standalone, source_ids, voice) or draft
        if self._generator is not None:
            shown = Answer(question, standalone.text, "", "answered", generator=self._generator.name)
            steps = self._generator.improve(kit, draft)
            while True:
                try:
                    grown = next(steps)
                except StopIteration as done:
                    draft = done.value
                    break
                if grown is not None:
                    shown = replace(shown, text=assemble(grown, self.knowledge)[0])
                yield shown
        if form.numbers_only:
            draft = keep_numbers(draft)
        verified, removed = verify_draft(draft, form, self.knowledge)
        answer = self._finish(question, standalone, form, voice, verified, removed, started)
        return answer if answer.choices else replace(answer, choices=suggest_next(kit, answer))

    def _compose_parts(self, standalone: Standalone, source_ids: Collection[str] | None, voice: Voice) -> Draft | None:
        """The answers to the questions of a text that asks several and has none as a whole; None without any."""
        whole, unanswered = Draft(), []
        before: tuple[Turn, ...] = ()
        for part in split_questions(standalone.text):
            own = condense(part, before, self.knowledge, self._reader)
            draft = compose(self._kit(self._read(own, part, source_ids), voice))
            if draft.status == "answered":
                whole.blocks += draft.blocks
                whole.sums += draft.sums
                whole.warnings += draft.warnings
            else:
                unanswered.append(part)
            before = (Turn("user", part),)
        for part in unanswered:
            whole.warnings.append(
                voice.choose(f"规划中没有找到这一问的内容：“{part}”", f"The plan does not answer this part: “{part}”")
            )
        return whole if whole.blocks else None

    def retrieve(self, question: str, history: Sequence[Turn] = (), k: int = 8) -> list[Hit]:
        """The chunks retrieved for a question, best first."""
        standalone = condense(question, history, self.knowledge, self._reader)
        return self._evidence.search(self._read(standalone, question, None), k)

    def examples(self, language: Language) -> tuple[str, ...]:
        """Questions the indexed plans can answer, made from their structure."""
        form = self._reader.read("你好" if language == "zh" else "hello", language=language)
        examples = example_questions(self._kit(form, Voice(language, self.knowledge.regions)))
        return tuple(map(without_glosses, examples))

    def describe(self, question: str, history: Sequence[Turn] = ()) -> tuple[Vectors, Finding]:
        """A question's vector, ``(dimension,)``, and what was found for it, for learning when to answer."""
        kit = self.read(question, history)
        return self._evidence.question_vector(kit.question), find_for(kit)

    def read(self, question: str, history: Sequence[Turn] = ()) -> Kit:
        """A question as the composers get it, for learning and measuring."""
        standalone = condense(question, history, self.knowledge, self._reader)
        form = self._read(standalone, question, None)
        return self._kit(form, Voice(form.language, self.knowledge.regions))

    def _kit(self, form: Question, voice: Voice) -> Kit:
        return Kit(form, self._evidence, voice, self._answerability, self.fit_engine)

    def _read(self, standalone: Standalone, question: str, source_ids: Collection[str] | None) -> Question:
        form = self._reader.read(standalone.text, language=standalone.language)
        if standalone.language is None:
            spoken = self._reader.read(question).language if question != standalone.text else form.language
            form = replace(form, language=spoken)
        if source_ids is not None:
            chosen = tuple(key for key in source_ids if key in self.documents)
            form = replace(form, source_ids=chosen)
        return replace(form, detailed=standalone.detailed, numbers_only=standalone.numbers_only)

    def _finish(
        self,
        question: str,
        standalone: Standalone,
        form: Question,
        voice: Voice,
        draft: Draft,
        removed: list[str],
        started: float,
    ) -> Answer:
        if draft.status == "answered" and not any(not isinstance(b, Line) or b.quotes for b in draft.blocks):
            draft = Draft(
                [
                    Line(
                        voice.choose(
                            "没有通过核对的内容，暂不作答。", "Nothing passed verification; no answer is given."
                        )
                    )
                ],
                status="no_evidence",
            )
        text, citations, calculations, claims = assemble(draft, self.knowledge)
        warnings = list(draft.warnings)
        if form.readings:
            warnings.insert(0, voice.choose("问题按此理解：", "The question was read as: ") + "；".join(form.readings))
        warnings += [*self._name_version(form, citations, voice), *self._name_recognised(citations, voice)]
        if removed:
            warnings.append(
                voice.choose("有内容未通过核对，已删去。", "Some content did not pass verification and was left out.")
            )
        return Answer(
            question=question,
            standalone_question=standalone.text,
            text=text,
            status=draft.status,
            citations=citations,
            calculations=calculations,
            claims=claims,
            warnings=tuple(dict.fromkeys(warnings)),
            generator=self._generator.name if self._generator else EXTRACTIVE,
            seconds=time.perf_counter() - started,
            language=form.language,
            choices=tuple(draft.choices),
        )

    def _name_version(self, form: Question, citations: Sequence[Citation], voice: Voice) -> list[str]:
        """Which version of a plan was quoted, where there are several and none was compared."""
        cited = {citation.source_id for citation in citations}
        notes = []
        for family in self.knowledge.versions:
            used = [version for version in family if version.source_id in cited]
            if len(used) == 1 and form.versions is None:
                others = "、".join(dict.fromkeys(v.name for v in family if v is not used[0]))
                notes.append(
                    voice.choose(
                        f"引自{used[0].name}；同一规划另有{others}，可在问题中点名。",
                        f"Quoted from the version {used[0].name}; there is also {others}: name it to ask about it.",
                    )
                )
        return notes

    def _name_recognised(self, citations: Sequence[Citation], voice: Voice) -> list[str]:
        """Which quotes were read from a picture, and how sure of them the text recognition was."""
        found = {}
        for citation in citations:
            chunk = find_chunk(self.documents[citation.source_id], citation.start)
            if chunk and chunk.confidence is not None:
                found[citation.n] = chunk.confidence
        if not found:
            return []
        marks, least = "".join(f"[{n}]" for n in found), min(found.values())
        return [
            voice.choose(
                f"{marks} 的文字由图片识别得到（最低置信度 {least:.2f}），请与原件核对。",
                f"{marks} was read from a picture (lowest confidence {least:.2f}); check it against the original.",
            )
        ]


def _refuse_input(question: str) -> Answer | None:
    """An error for a question that cannot be read: empty, or far too long."""
    if not question.strip():
        message = "请输入问题。 / Please type a question."
    elif len(question) > MAX_QUESTION:
        message = (
            f"问题太长（最多 {MAX_QUESTION} 字），请缩短后再问。 / "
            f"The question is too long (at most {MAX_QUESTION} characters)."
        )
    else:
        return None
    return Answer(question, question, message, "error")
