"""Fits what nearness, shared words and kind of business are worth in ``assistant.fit.matching``.

    python -m evals.fit_matching [--set CASES…] [--data DIR]

Every phrase of the plan is looked at for every enterprise case: it counts as right where a district that is accepted
has it and the case's evidence names it, as wrong in districts that are not accepted; other phrases of accepted
districts are left out. Prints the coefficients, the bias first.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.commands.fit import open_engine
from assistant.console import Console
from assistant.fit.engine import FitEngine
from assistant.fit.matching import measure_item
from assistant.fit.types import Item
from assistant.settings import load_settings
from corpus.errors import PlanError
from evals.fit import FitCase, list_sets, read_cases

KINDS = ("industry", "cluster")


def list_examples(engine: FitEngine, cases: Sequence[FitCase]) -> Iterator[tuple[tuple[float, ...], bool]]:
    """The measures of each phrase for each case (see ``measure_item``), and whether it is a right one."""
    for case in cases:
        if case.status != "ranked":
            continue
        subject, profiles = engine.read_subject(case.profile)
        nearest = subject.nearest
        for profile in profiles:
            items = [item for item in profile.items if item.kind in KINDS]
            for item in {item.text: item for item in items}.values():
                right = is_right(item, profile.place, case)
                if right is not None:
                    yield measure_item(subject, item, nearest), right


def is_right(item: Item, place: str, case: FitCase) -> bool | None:
    """Whether a phrase is one the case is accepted for; None where the case does not tell."""
    if place not in case.accepted:
        return False
    named = any(part in item.text or item.text in part for part in case.evidence.get(place, ()))
    return True if named else None


def fit_odds(examples: Sequence[tuple[tuple[float, ...], bool]]) -> tuple[float, npt.NDArray[np.float64]]:
    """Bias and coefficients of the logistic regression; raises ValueError where all examples are alike."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    measures = np.asarray([values for values, _ in examples])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(measures, [right for _, right in examples])
    return float(model.intercept_[0]), np.asarray(model.coef_[0])


def main(argv: Sequence[str] | None = None) -> int:
    """Print the coefficients over the sets named, or those that come with the program."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_matching")
    parser.add_argument("--set", nargs="+", type=Path, dest="sets", default=[])
    parser.add_argument("--data", type=Path)
    options = parser.parse_args(argv)
    options.source = []
    console = Console(None, sys.stdout)
    try:
        engine, _ = open_engine(options, load_settings(os.environ, options.data), console)
        engine.warm_up()
        examples = list(list_examples(engine, read_cases(options.sets or list_sets())))
    except PlanError as error:
        console.fail(error)
        return 1
    bias, coefficients = fit_odds(examples)
    print(f"{len(examples)} phrases, {sum(right for _, right in examples)} of them right", file=sys.stdout)
    print("bias, near, relative, shared, kin, unknown, trade, part, sector:", file=sys.stdout)
    print(", ".join(f"{value:.2f}" for value in (bias, *coefficients)), file=sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
