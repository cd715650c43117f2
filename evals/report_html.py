"""An evaluation as one HTML file that needs nothing else: styles, plots (SVG) and script are inside, no address is
fetched, and the template engine escapes every text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.types import Language
from evals.evaluation import Evaluation, SystemRun
from evals.labels import ERRORS, KINDS, MEANINGS, name_figure, name_of
from evals.matching import SnippetLocator
from evals.report import BESIDE, BREAKDOWN, interval, list_beside, name_documents, percent, points
from evals.report_view import count_choices, list_cards
from evals.saving import save_text
from evals.summary import count_errors, group_by_kind, measure_times, summarize
from evals.types import Figure, Result

HEADLINE = (
    "all facts present",
    "numeric exact match",
    "evidence passage recall",
    "sentence support",
    "refusal recall",
    "false refusal rate",
)
_LOWER_IS_BETTER = {"false refusal rate"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval, in per cent of the plot's width."""

    label: str
    value: float
    low: float
    high: float
    shown: str
    n: int
    tone: str = ""


def write_html(evaluation: Evaluation, path: Path, language: Language = "zh") -> None:
    """Write the report to ``path``, whole or not at all."""
    save_text(path, render_html(evaluation, language))


def render_html(evaluation: Evaluation, language: Language = "zh") -> str:
    """The report as a page, in one language."""
    return _render("report.html", _context(evaluation, language))


def render_summary(evaluation: Evaluation, language: Language = "zh") -> str:
    """The figures as a fragment for a page that has its own frame."""
    figures = summarize(evaluation.results)
    bars = [_bar(name, figure, evaluation.k, language) for name, figure in figures.items() if figure.n]
    context = {"figures": bars, "errors": _error_bars(evaluation.results, language), "evaluation": evaluation}
    return _render("summary.html", {**context, "language": language, "say": _sayer(language)})


def _sayer(language: Language) -> Callable[[str, str], str]:
    return lambda zh, en: en if language == "en" else zh


def _render(template: str, context: Mapping[str, Any]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(str(files("evals"))) / "templates"
    engine = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters.update(percent=percent, interval=interval, points=points)
    return engine.get_template(template).render(**context)


def _context(evaluation: Evaluation, language: Language) -> dict[str, Any]:
    say = _sayer(language)
    results, k = evaluation.results, evaluation.k
    figures = summarize(results)
    cards = list_cards(evaluation, language)
    kinds = {name_of(KINDS, kind, language): group for kind, group in group_by_kind(results).items()}
    documents = name_documents(evaluation, SnippetLocator(evaluation.documents), say)
    return {
        "say": say,
        "language": language,
        "evaluation": evaluation,
        "made": datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        "titles": [document.source.title for document in evaluation.documents.values()],
        "headline": [_bar(name, figures[name], k, language) for name in HEADLINE if figures[name].n],
        "figures": [_bar(name, figure, k, language) for name, figure in figures.items() if figure.n],
        "meanings": [
            (name_figure(name, k, language), name_of(MEANINGS, name, language)) for name in MEANINGS if figures[name].n
        ],
        "times": {name_figure(name, k, language): value for name, value in measure_times(results).items()},
        "beside": [_beside(runs, k, language) for runs in list_beside(evaluation)],
        "breakdown_heads": [name_figure(name, k, language) for name in BREAKDOWN.values()],
        "breakdowns": [
            (say("按类型", "By kind"), say("类型", "kind"), _breakdown(kinds)),
            (say("按文件", "By document"), say("文件", "document"), _breakdown(documents)),
        ],
        "errors": _error_bars(results, language),
        "aside": _aside(evaluation, language),
        "name_kind": lambda kind: name_of(KINDS, kind, language) if kind in KINDS else say("加客套", "polite frame"),
        "name_figure": lambda name: name_figure(name, k, language),
        "name_error": lambda name: name_of(ERRORS, name, language) if name else say("全对", "right"),
        "cards": cards,
        "error_choices": count_choices(cards, "error_key", "error"),
        "kind_choices": count_choices(cards, "kind_key", "kind"),
        "failed": sum(bool(card.error) for card in cards),
    }


def _bar(name: str, figure: Figure, k: int, language: Language, tone: str = "") -> Bar:
    value, low, high = (100 * (part or 0.0) for part in (figure.value, figure.low, figure.high))
    tone = tone or ("lower" if name in _LOWER_IS_BETTER else "")
    return Bar(name_figure(name, k, language), value, low, high, percent(figure), figure.n, tone)


def _beside(runs: Sequence[SystemRun], k: int, language: Language) -> dict[str, Any]:
    figures = [summarize(run.results) for run in runs]
    times = [measure_times(run.results) for run in runs]
    names = dict.fromkeys(name for found in times for name in found)
    return {
        "n": len(runs[0].results),
        "labels": [run.label[1 if language == "en" else 0] for run in runs],
        "rows": [
            (name_figure(name, k, language), [_bar(name, found[name], k, language) for found in figures])
            for name in BESIDE
        ],
        "times": [(name_figure(name, k, language), [found.get(name) for found in times]) for name in names],
    }


def _breakdown(groups: Mapping[str, Sequence[Result]]) -> list[tuple[str, int, list[Figure], float]]:
    found = []
    for name, group in groups.items():
        figures = summarize(group)
        seconds = measure_times(group).get("seconds, median", 0.0)
        found.append((name, len(group), [figures[figure] for figure in BREAKDOWN.values()], seconds))
    return found


def _error_bars(results: Sequence[Result], language: Language) -> list[Bar]:
    errors = count_errors(results)
    most = max(errors.values(), default=1)
    return [
        Bar(name_of(ERRORS, name, language), 100 * count / most, 0, 0, str(count), count, name)
        for name, count in errors.most_common()
    ]


def _aside(evaluation: Evaluation, language: Language) -> tuple[int, list[Bar]] | None:
    if evaluation.aside is None:
        return None
    count, figures = evaluation.aside
    return count, [_bar(name, figures[name], evaluation.k, language) for name in BESIDE if figures[name].n]
