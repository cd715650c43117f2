"""A whole evaluation: the assistant and what stands beside it over the same questions, and what is made of that."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from assistant.types import Answer, Citation
from corpus.types import Document
from evals.compare import Comparison, compare_runs
from evals.consistency import measure_consistency
from evals.gate import Check, check_thresholds, find_thresholds, read_thresholds
from evals.judge import judge_results
from evals.loading import Loaded
from evals.problems import RowProblem
from evals.robustness import Robustness, make_variants, measure_robustness
from evals.runner import Asking, run_questions
from evals.summary import summarize
from evals.systems import System
from evals.types import Figure, Question, Result

HELD_OUT = "heldout"
"""The split whose questions are never shown."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is asked. ``sample`` cuts the questions to so many, drawn by kind (None: all); ``variants`` is how many
    questions of each kind of transformation are made and ``repeats`` how often ``repeated`` questions are asked again;
    ``slow_sample`` is how many questions each system with a language model is asked, or as many of them as it answers
    within ``slow_seconds`` (None: all of them)."""

    sample: int | None = None
    variants: int = 0
    repeats: int = 0
    repeated: int = 50
    slow_sample: int = 40
    slow_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SystemRun:
    """What one system gave, to all the questions or to those of them that it was asked."""

    name: str
    label: tuple[str, str]
    results: tuple[Result, ...]

    @property
    def asked(self) -> frozenset[str]:
        """The ids of the questions."""
        return frozenset(result.question.id for result in self.results)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished evaluation. ``systems`` begins with the one under test. ``aside`` are the figures of the questions
    held aside, whose answers are not shown; ``left_out`` are the rows that could not be asked."""

    name: str
    version: str
    sets: tuple[str, ...]
    k: int
    documents: Mapping[str, Document]
    systems: tuple[SystemRun, ...]
    aside: tuple[int, Mapping[str, Figure]] | None
    robustness: tuple[Robustness, ...]
    consistency: Mapping[str, Figure]
    checks: tuple[Check, ...]
    comparison: Comparison | None
    left_out: tuple[RowProblem, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        """The results of the system under test, without made variants."""
        return self.systems[0].results

    @property
    def passed(self) -> bool:
        """Every threshold kept, every row asked, and no question raised."""
        whole = not self.left_out and not any(result.failure for result in self.results)
        return whole and all(check.kept for check in self.checks)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the system under test: ``quick`` systems are asked everything, ``slow`` ones a sample.
    ``judge`` is a model that judges faithfulness; ``old`` an earlier run with its name."""

    quick: Sequence[System] = ()
    slow: Sequence[System] = ()
    judge: BaseChatModel | None = None
    old: tuple[str, Sequence[Result]] | None = None


def evaluate(
    system: System,
    loaded: Loaded,
    asking: Asking,
    *,
    name: str,
    version: str,
    sets: Sequence[Path],
    scope: Scope,
    beside: Beside,
    aside: Sequence[Question] = (),
) -> Evaluation:
    """Ask everything that ``scope`` says and sum it up. Thresholds hold where all questions of their sets are asked."""
    questions = list(loaded.questions)
    if scope.sample is not None:
        questions = draw_sample(questions, scope.sample)
    whole = scope.sample is None
    thresholds = read_thresholds(path) if (path := find_thresholds(sets)) else []
    results = run_questions(questions, system, asking)
    if beside.judge is not None:
        results = judge_results(results, beside.judge, jobs=asking.jobs, progress=asking.progress)
    variants = run_questions(make_variants(questions, scope.variants), system, asking, part="variants")
    again = draw_sample(questions, scope.repeated)
    repeats = [run_questions(again, system, asking, part=f"again-{turn + 1}") for turn in range(scope.repeats)]
    held = run_questions(aside, system, asking, part="aside")
    comparison = compare_runs(beside.old[1], _close(results), beside.old[0]) if beside.old else None
    systems = [SystemRun(system.name, system.label, tuple(_close(results)))]
    systems += [SystemRun(s.name, s.label, tuple(_close(run_questions(questions, s, asking)))) for s in beside.quick]
    few = shuffle_questions(draw_sample(questions, scope.slow_sample))
    systems += [
        SystemRun(s.name, s.label, tuple(_close(run_questions(few, s, asking, most_seconds=scope.slow_seconds))))
        for s in beside.slow
    ]
    return Evaluation(
        name=name,
        version=version,
        sets=tuple(path.name for path in sets),
        k=asking.k,
        documents=asking.documents,
        systems=tuple(systems),
        aside=(len(held), summarize(held)) if held else None,
        robustness=tuple(measure_robustness([*results, *variants])),
        consistency=measure_consistency([*results, *variants], repeats),
        checks=tuple(check_thresholds(thresholds, summarize(results), results)) if whole else (),
        comparison=comparison,
        left_out=loaded.problems,
    )


def _close(results: Sequence[Result]) -> list[Result]:
    """The results, those of questions held aside without anything that could be read: only their scores are left."""
    return [_without_words(result) if result.question.split == HELD_OUT else result for result in results]


def _without_words(result: Result) -> Result:
    question, score = result.question, result.score
    blank = Citation(0, "", "", (), "body", None, 0, 0, "")
    return replace(
        result,
        question=replace(
            question, question="—", history=(), facts=(), forbidden=("—",) if question.forbidden else (), evidence=()
        ),
        answer=Answer("—", "—", "—", result.answer.status, (blank,) * len(result.answer.citations)),
        score=replace(
            score,
            forbidden_hits=("—",) * len(score.forbidden_hits),
            unsourced_numbers=("—",) * len(score.unsourced_numbers),
        ),
        found=None,
    )


def draw_sample(questions: Sequence[Question], count: int, *, seed: int = 0) -> list[Question]:
    """``count`` of the questions in their order, each kind with its share (by largest remainder); the same ones every
    time."""
    if count >= len(questions):
        return list(questions)
    draw = random.Random(seed)  # noqa: S311 - a sample, nothing secret
    kinds: dict[str, list[Question]] = {}
    for question in questions:
        kinds.setdefault(question.kind, []).append(question)
    shares = {kind: count * len(group) / len(questions) for kind, group in kinds.items()}
    quota = {kind: int(share) for kind, share in shares.items()}
    rest = count - sum(quota.values())
    for kind in sorted(kinds, key=lambda kind: quota[kind] - shares[kind])[:rest]:
        quota[kind] += 1
    chosen = {question.id for kind, group in kinds.items() for question in draw.sample(group, quota[kind])}
    return [question for question in questions if question.id in chosen]


def shuffle_questions(questions: Sequence[Question], *, seed: int = 0) -> list[Question]:
    """The questions in an order that says nothing of them, the same every time: what is asked before the time is up is
    then a random sample."""
    shuffled = list(questions)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a sample, nothing secret
    return shuffled
