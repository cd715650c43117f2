"""Fits what a language model's odds and the assistant's doubt are worth together (see ``assistant.llm.choose``).

    python -m evals.fit_judge --over DATA SET… [--over DATA SET…] --generator llama.cpp

Asks the sets over the data folders, as ``evals.train_answerability`` does, has the model judge the sentences nearest
to each question that the composer refuses, and prints the coefficients for ``JOINED``. A sentence counts as an answer
where it overlaps a question's evidence, as none where the question has no answer; other sentences are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.compose.support import measure_doubt
from assistant.llm.calls import Deadline
from assistant.llm.choose import judge_candidates
from assistant.llm.generator import ModelGenerator
from assistant.llm.judge import JoinedOdds
from assistant.llm.loading import choose_generator, load_generator
from assistant.service import Assistant
from assistant.settings import LLAMA, load_settings
from corpus.chunks import CHUNKER_VERSION
from evals.loading import read_questions
from evals.matching import SnippetLocator
from evals.types import Question
from index.encoder import E5Encoder
from index.stamp import Expected
from index.store import PlanIndex

PATIENCE = 600.0
"""Seconds a question may take: here only the odds matter."""


def fit_joined_odds(odds: Sequence[float], doubts: Sequence[float], answers: Sequence[bool]) -> JoinedOdds:
    """The logistic regression of ``answers`` on the two; raises ValueError where ``answers`` are all alike."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression().fit(np.column_stack([odds, doubts]), np.asarray(answers))
    judge, doubt = (float(value) for value in model.coef_[0])
    return JoinedOdds(bias=float(model.intercept_[0]), judge=judge, doubt=-doubt)


def judge_refused(
    question: Question, assistant: Assistant, generator: ModelGenerator, locator: SnippetLocator
) -> Iterator[tuple[float, float, bool]]:
    """Odds, doubt and whether it answers, of each sentence judged for a question that the composer refuses."""
    if not (question.answerable or question.unanswerable):
        return
    if assistant.ask(question.question, question.history).status != "no_evidence":
        return
    kit = assistant.read(question.question, question.history)
    if kit.question.strangers:
        return
    judging = judge_candidates(kit, generator.model, Deadline(PATIENCE))
    while True:
        try:
            next(judging)
        except StopIteration as done:
            judged = done.value
            break
    places = [
        span
        for need in question.evidence
        for group in need
        for evidence in group
        for span in locator.find_spans(evidence)
    ]
    for odds, candidate in judged:
        start = candidate.unit.start
        answers = any(
            span.overlaps(candidate.unit.source_id, start + candidate.start, start + candidate.end) for span in places
        )
        if answers or question.unanswerable:
            yield odds, measure_doubt(kit), answers


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the sets named and print the coefficients; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--over", action="append", nargs="+", type=Path, required=True, metavar="PATH")
    parser.add_argument("--models", type=Path, default=Path(".cache/models"), help="where model folders lie")
    parser.add_argument("--generator", default=LLAMA)
    options = parser.parse_args(arguments)
    generator = load_generator(choose_generator(load_settings(os.environ), options.generator))
    if generator is None:
        parser.error("the extractive generator judges nothing")
    encoder = E5Encoder(options.models)
    rows: list[tuple[float, float, bool]] = []
    for data, *sets in options.over:
        if any("heldout" in path.parts for path in sets):
            parser.error("held-out sets measure; nothing is learnt from them")
        folder = data / "index" if (data / "index").is_dir() else data
        assistant = Assistant(PlanIndex.load(folder, encoder, Expected(chunker=CHUNKER_VERSION)))
        locator = SnippetLocator(assistant.documents)
        for question in read_questions(sets):
            rows += judge_refused(question, assistant, generator, locator)
        print(f"{data}: {len(rows)} sentences, {sum(answers for *_, answers in rows)} answer", file=sys.stderr)
    odds, doubts, answers = zip(*rows, strict=True)
    print(fit_joined_odds(odds, doubts, answers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
