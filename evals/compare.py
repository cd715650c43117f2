"""Two runs over the same questions: by how much each figure moved, how sure that is, and which questions changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy.stats import binomtest

from evals.summary import SHARES, estimate_mean, passes
from evals.types import Figure, Result

Change = Literal["mended", "broken", "other_error", "other_answer"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in both runs over the questions that both have it for; ``change`` is new less old with its interval."""

    name: str
    old: float
    new: float
    change: Figure


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A question whose result changed: the error class before and after ("" where there was none)."""

    id: str
    change: Change
    old_error: str
    new_error: str
    question: str
    old_answer: str
    new_answer: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``old_name`` names the earlier run. ``shared`` questions stand in both; ``p_value`` is the exact sign test's (of
    McNemar) for as many mended and broken; ``dropped`` and ``added`` are questions of one run only, or reworded."""

    old_name: str
    shared: int
    differences: tuple[Difference, ...]
    changed: tuple[ChangedQuestion, ...]
    p_value: float
    dropped: int
    added: int

    @property
    def mended(self) -> int:
        """How many questions are right now that were wrong."""
        return sum(question.change == "mended" for question in self.changed)

    @property
    def broken(self) -> int:
        """How many questions are wrong now that were right."""
        return sum(question.change == "broken" for question in self.changed)


def compare_runs(old: Sequence[Result], new: Sequence[Result], old_name: str) -> Comparison:
    """Compare the questions that both runs have, by id and wording. Their expectations may have changed meanwhile, so
    the scores are those that each run gave."""
    before = {_key(result): result for result in old}
    pairs = [(before[_key(result)], result) for result in new if _key(result) in before]
    changed = tuple(found for pair in pairs if (found := _describe(*pair)) is not None)
    mended = sum(question.change == "mended" for question in changed)
    broken = sum(question.change == "broken" for question in changed)
    return Comparison(
        old_name,
        len(pairs),
        tuple(difference for name in SHARES if (difference := _difference(name, pairs)) is not None),
        changed,
        float(binomtest(mended, mended + broken).pvalue) if mended + broken else 1.0,
        dropped=len(before) - len(pairs),
        added=len(new) - len(pairs),
    )


def _key(result: Result) -> tuple[str, str]:
    return result.question.id, result.question.question


def _difference(name: str, pairs: Sequence[tuple[Result, Result]]) -> Difference | None:
    measure = SHARES[name]
    values = [(measure(old), measure(new)) for old, new in pairs]
    both = [(old, new) for old, new in values if old is not None and new is not None]
    if not both:
        return None
    count = len(both)
    return Difference(
        name,
        sum(old for old, _ in both) / count,
        sum(new for _, new in both) / count,
        estimate_mean([new - old for old, new in both]),
    )


def _describe(old: Result, new: Result) -> ChangedQuestion | None:
    change: Change
    if passes(old) != passes(new):
        change = "mended" if passes(new) else "broken"
    elif old.score.error != new.score.error:
        change = "other_error"
    elif (old.answer.text, old.answer.status) != (new.answer.text, new.answer.status):
        change = "other_answer"
    else:
        return None
    question = new.question
    return ChangedQuestion(
        question.id,
        change,
        old.score.error or "",
        new.score.error or "",
        question.question,
        old.answer.text,
        new.answer.text,
    )
