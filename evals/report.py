"""Results → a Markdown report for people and a JSON file for programs."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.summary import count_errors, group_by_kind, measure_times, summarize
from evals.types import Figure, Result

_COLUMNS = {
    "status": "status accuracy",
    "facts": "key-fact recall",
    "all facts": "all facts present",
    "sections": "all evidence sections cited",
    "passages": "evidence passage recall",
    "precision": "citation precision (section)",
    "sourced": "no number without source",
    "recall@k": "retrieval recall@k",
}


def format_report(results: Sequence[Result], *, k: int, failures: bool = True) -> str:
    """The report as Markdown: figures with intervals, a row per kind, error classes, and each failing question."""
    lines = [
        f"# Evaluation: {len(results)} questions",
        "",
        "| figure | value | 95 % interval | n |",
        "|---|---|---|---|",
    ]
    for name, figure in summarize(results).items():
        lines.append(f"| {name.replace('@k', f'@{k}')} | {_percent(figure)} | {_interval(figure)} | {figure.n} |")
    for name, value in measure_times(results).items():
        lines.append(f"| {name} | {value:.3g} | | {len(results)} |")
    lines += ["", *_kind_table(results, k), "", *_error_lines(results)]
    if failures:
        for result in results:
            if result.score.error is not None:
                lines += ["", *_failure_lines(result)]
    return "\n".join(lines) + "\n"


def _percent(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value * 100:.1f} %"


def _interval(figure: Figure) -> str:
    return "–" if figure.low is None or figure.high is None else f"{figure.low * 100:.1f}–{figure.high * 100:.1f}"


def _kind_table(results: Sequence[Result], k: int) -> list[str]:
    heads = [head.replace("@k", f"@{k}") for head in _COLUMNS]
    rows = [f"| kind | n | {' | '.join(heads)} | seconds |", "|---" * (len(heads) + 3) + "|"]
    for kind, group in [*group_by_kind(results).items(), ("all", list(results))]:
        figures = summarize(group)
        cells = [_percent(figures[name]) for name in _COLUMNS.values()]
        seconds = measure_times(group).get("seconds, median", 0.0)
        rows.append(f"| {kind} | {len(group)} | {' | '.join(cells)} | {seconds:.3g} |")
    return rows


def _error_lines(results: Sequence[Result]) -> list[str]:
    errors = count_errors(results)
    rows = [f"| {name} | {count} |" for name, count in errors.most_common()]
    return [
        f"{sum(errors.values())} of {len(results)} questions failed.",
        "",
        "| error | questions |",
        "|---|---|",
        *rows,
    ]


def _failure_lines(result: Result) -> list[str]:
    question, answer, score = result.question, result.answer, result.score
    past = " / ".join(turn.content for turn in question.history if turn.role == "user")
    lines = [
        f"## {question.id} ({question.kind}): {score.error}",
        f"- question: {f'[{past}] ' if past else ''}{question.question}",
        f"- status: {answer.status} (fair: {', '.join(question.statuses)})",
    ]
    if question.facts and answer.status == "answered":
        lines.append(f"- key facts: {'; '.join('/'.join(group) for group in question.facts)}")
    if score.forbidden_hits:
        lines.append(f"- forbidden, but said: {'; '.join(score.forbidden_hits)}")
    if score.unsourced_numbers:
        lines.append(f"- numbers without a source: {'; '.join(score.unsourced_numbers)}")
    if result.failure:
        lines.append(f"- exception: {result.failure}")
    lines.append(f"- answer: {answer.text}")
    lines += [f"  - [{c.n}] {' › '.join(c.section)} p.{c.page}: {c.quote}" for c in answer.citations]
    return lines


def report_to_json(results: Sequence[Result], *, sets: Sequence[Path], k: int) -> dict[str, Any]:
    """The whole run as JSON values: figures overall and per kind, error counts, and every question with its answer."""
    return {
        "sets": [path.name for path in sets],
        "k": k,
        "figures": {name: asdict(figure) for name, figure in summarize(results).items()},
        "times": measure_times(results),
        "kinds": {
            kind: {"n": len(group), **{name: asdict(figure) for name, figure in summarize(group).items()}}
            for kind, group in group_by_kind(results).items()
        },
        "errors": dict(count_errors(results)),
        "results": [
            {
                "question": asdict(result.question),
                "answer": result.answer.to_json(),
                "score": asdict(result.score),
                "seconds": round(result.seconds, 4),
                "failure": result.failure,
            }
            for result in results
        ],
    }


def write_report(results: Sequence[Result], path: Path, *, sets: Sequence[Path], k: int) -> None:
    """Write ``report_to_json`` to ``path`` at once: a reader sees the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".tmp", delete=False) as file:
        try:
            json.dump(report_to_json(results, sets=sets, k=k), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)
