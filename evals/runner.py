"""Runs question sets through any answering callable and scores what comes back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Protocol, TextIO, runtime_checkable

from tqdm import tqdm

from assistant.types import Answer, Turn
from corpus.types import Document
from evals.loading import read_questions
from evals.matching import SnippetLocator
from evals.metrics import score_answer
from evals.report import format_report, write_report
from evals.types import Question, Result
from index.types import Hit

Ask = Callable[[str, Sequence[Turn]], Answer]
Retrieve = Callable[[str, Sequence[Turn], int], Sequence[Hit]]
DEFAULT_K = 8


class Assistant(Protocol):
    """What an evaluation needs of the assistant: to answer, and the documents it answers from (by source id)."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def ask(self, question: str, history: Sequence[Turn]) -> Answer: ...


@runtime_checkable
class Retriever(Protocol):
    """An assistant whose retrieval can be measured on its own."""

    def retrieve(self, question: str, history: Sequence[Turn], k: int) -> Sequence[Hit]: ...


def run_questions(
    questions: Sequence[Question],
    ask: Ask,
    documents: Mapping[str, Document],
    *,
    retrieve: Retrieve | None = None,
    k: int = DEFAULT_K,
    progress: bool = True,
) -> list[Result]:
    """Ask every question, in order, and score the answers; ``seconds`` is the wall time measured here.

    An exception becomes an answer of status ``error`` with its message in ``Result.failure``, so that one
    question does not cost the run.
    """
    locator = SnippetLocator(documents)
    results = []
    for question in tqdm(questions, desc="eval", unit="q", disable=not progress, file=sys.stderr):
        failure = ""
        hits = None
        started = perf_counter()
        try:
            answer = ask(question.question, question.history)
            seconds = perf_counter() - started
            if retrieve is not None:
                hits = retrieve(question.question, question.history, k)
        except Exception as error:  # whatever it is, it is this question's result
            seconds = perf_counter() - started
            failure = f"{type(error).__name__}: {error}"
            answer = Answer(question.question, question.question, "", "error", generator="none")
        score = score_answer(question, answer, documents, locator, hits)
        results.append(Result(question, answer, score, seconds, failure))
    return results


def find_foreign_questions(questions: Sequence[Question], documents: Mapping[str, Document]) -> list[str]:
    """Ids of the questions with evidence that no indexed document holds: their scores would mean nothing."""
    locator = SnippetLocator(documents)
    return [
        question.id
        for question in questions
        if any(
            not any(all(locator.find_spans(evidence) for evidence in group) for group in need)
            for need in question.evidence
        )
    ]


def run_eval(
    assistant: Assistant,
    sets: Sequence[Path],
    out: Path | None = None,
    *,
    k: int = DEFAULT_K,
    progress: bool = True,
    stream: TextIO | None = None,
) -> int:
    """Run the sets, print the report to ``stream`` (standard output by default) and write it to ``out`` as JSON.

    Returns the exit code: 0 when every question got an answer of some status, 1 when one or more raised. Raises
    QuestionSetError for sets that cannot be read.
    """
    questions = read_questions(sets)
    stream = stream or sys.stdout
    if foreign := find_foreign_questions(questions, assistant.documents):
        print(
            f"Warning: the indexed documents do not hold the evidence of {len(foreign)} question(s): "
            + ", ".join(foreign[:20]),
            file=sys.stderr,
        )
    retrieve = assistant.retrieve if isinstance(assistant, Retriever) else None
    results = run_questions(questions, assistant.ask, assistant.documents, retrieve=retrieve, k=k, progress=progress)
    print(format_report(results, k=k), file=stream)
    if out is not None:
        write_report(results, out, sets=sets, k=k)
    return 1 if any(result.failure for result in results) else 0
