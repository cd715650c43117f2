"""An evaluation as a JSON file, for programs and for the next comparison."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.errors import PlanError
from evals.evaluation import Evaluation
from evals.matching import SnippetLocator
from evals.saving import save_text
from evals.summary import count_errors, group_by_document, group_by_kind, measure_times, summarize
from evals.types import Figure, Result

_RESULTS: TypeAdapter[list[Result]] = TypeAdapter(list[Result])
_BRIEF = 400
"""Characters kept of what another system answered."""


def report_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as JSON values: figures overall, per kind and per document, error counts, what stands beside it,
    and every question with its answer (those held aside: figures only)."""
    results = evaluation.results
    locator = SnippetLocator(evaluation.documents)
    return {
        "name": evaluation.name,
        "version": evaluation.version,
        "sets": list(evaluation.sets),
        "k": evaluation.k,
        "passed": evaluation.passed,
        "figures": _figures(results),
        "times": measure_times(results),
        "kinds": {kind: {"n": len(group), **_figures(group)} for kind, group in group_by_kind(results).items()},
        "documents": {
            name: {"n": len(group), **_figures(group)} for name, group in group_by_document(results, locator).items()
        },
        "errors": dict(count_errors(results)),
        "aside": evaluation.aside and {"n": evaluation.aside[0], **_plain(evaluation.aside[1])},
        "robustness": [asdict(row) for row in evaluation.robustness],
        "consistency": _plain(evaluation.consistency),
        "checks": [{**asdict(check), "kept": check.kept} for check in evaluation.checks],
        "comparison": evaluation.comparison and asdict(evaluation.comparison),
        "left_out": [str(problem) for problem in evaluation.left_out],
        "systems": [
            {
                "name": run.name,
                "n": len(run.results),
                "figures": _figures(run.results),
                "times": measure_times(run.results),
                "errors": dict(count_errors(run.results)),
            }
            for run in evaluation.systems
        ],
        "results": _RESULTS.dump_python(list(results), mode="json"),
        "beside": {run.name: [_brief(result) for result in run.results] for run in evaluation.systems[1:]},
    }


def _brief(result: Result) -> dict[str, Any]:
    """What is kept of another system's answer: its passages would make up most of the file."""
    return {
        "id": result.question.id,
        "status": result.answer.status,
        "error": result.score.error,
        "answer": result.answer.text[:_BRIEF],
        "score": asdict(result.score),
        "seconds": round(result.seconds, 4),
        "tokens": result.tokens and asdict(result.tokens),
    }


def _figures(results: Sequence[Result]) -> dict[str, Any]:
    return _plain(summarize(results))


def _plain(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: asdict(figure) for name, figure in figures.items()}


def write_report(evaluation: Evaluation, path: Path) -> None:
    """Write ``report_to_json`` to ``path``, whole or not at all."""
    save_text(path, json.dumps(report_to_json(evaluation), ensure_ascii=False, indent=1))


def read_results(path: Path) -> list[Result]:
    """The results in a report's JSON file. Raises ``PlanError`` for a file that is none."""
    try:
        return _RESULTS.validate_python(json.loads(path.read_text(encoding="utf-8"))["results"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise PlanError(
            f"{path} 不是可以比较的评测结果（{type(error).__name__}）。",
            f"{path} is no evaluation to compare with ({type(error).__name__}).",
        ) from error
