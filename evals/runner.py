"""Asks a system every question of a set and scores what comes back; what was answered is noted at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from assistant.types import Answer
from corpus.types import Document
from evals.journal import Journal
from evals.matching import SnippetLocator
from evals.metrics import score_answer
from evals.systems import DEFAULT_K, Answering, System
from evals.types import Question, Reply, Result

Progress = Callable[[str, int, int], None]
"""``progress(stage, done, total)``; a stage is a system's name or what is being done."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are asked: the documents they are scored against, k, how many at once, where replies are noted,
    and who is told of the progress."""

    documents: Mapping[str, Document]
    locator: SnippetLocator
    k: int = DEFAULT_K
    jobs: int = 1
    journal: Journal | None = None
    progress: Progress | None = None


def prepare_asking(documents: Mapping[str, Document], **options: Any) -> Asking:
    """An ``Asking`` over ``documents`` with the options that differ from the defaults."""
    return replace(Asking(documents, SnippetLocator(documents)), **options)


def run_questions(
    questions: Sequence[Question],
    system: System,
    asking: Asking,
    *,
    part: str = "",
    most_seconds: float | None = None,
) -> list[Result]:
    """Ask every question and score the answers, in order; ``seconds`` is the wall time of asking.

    An exception becomes an answer of status ``error`` with its message in ``Result.failure``, so that one question
    does not cost the run. ``part`` sets the replies of one part of a run (a repetition, the questions held aside)
    apart from those of the others in the journal. After ``most_seconds`` no further question is begun; the first one
    always is, and answers that the journal holds cost no time.
    """
    stage = f"{part} {system.name}".strip()

    def run_one(question: Question) -> Result:
        reply, seconds, failure = _ask_or_recall(question, system, asking, stage)
        score = score_answer(question, reply.answer, asking.documents, asking.locator, reply.found)
        return Result(question, reply.answer, score, seconds, failure, reply.found, reply.tokens)

    ends = None if most_seconds is None else perf_counter() + most_seconds
    if asking.jobs <= 1:
        return _collect(map(run_one, questions), stage, len(questions), asking.progress, ends)
    with ThreadPoolExecutor(asking.jobs) as pool:
        try:
            return _collect(pool.map(run_one, questions), stage, len(questions), asking.progress, ends)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _collect(
    results: Iterable[Result], stage: str, total: int, progress: Progress | None, ends: float | None
) -> list[Result]:
    found = []
    for result in results:
        found.append(result)
        if progress:
            progress(stage, len(found), total)
        if ends is not None and perf_counter() >= ends:
            break
    return found


def _ask_or_recall(question: Question, system: System, asking: Asking, stage: str) -> tuple[Reply, float, str]:
    key = f"{stage} {question.id} {hash_question(question)}"
    if asking.journal and (noted := asking.journal.find(key)):
        return noted
    reply, seconds, failure = ask_system(question, system, asking.k)
    if asking.journal and not failure:
        asking.journal.note(key, reply, seconds, failure)
    return reply, seconds, failure


def hash_question(question: Question) -> str:
    """A short name of what is asked, so that a changed question is asked again."""
    import hashlib

    asked = [question.question, *(f"{turn.role}:{turn.content}" for turn in question.history)]
    return hashlib.sha256("\n".join(asked).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def ask_system(question: Question, system: System, k: int) -> tuple[Reply, float, str]:
    """One question asked: the reply, the seconds it took, and the message of an exception, if any."""
    started = perf_counter()
    try:
        reply = system.reply(question.question, question.history, k)
        seconds = perf_counter() - started
        if isinstance(system, Answering):
            reply = replace(reply, found=system.find_places(question.question, question.history, k))
    except Exception as error:  # whatever it is, it is this question's result
        seconds = perf_counter() - started
        failed = Answer(question.question, question.question, "", "error", generator="none")
        return Reply(failed), seconds, f"{type(error).__name__}: {error}"
    return reply, seconds, ""
