"""An evaluation as a text report for the terminal, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.types import Language
from evals.evaluation import Evaluation, SystemRun
from evals.labels import ERRORS, FIGURES, KINDS
from evals.matching import SnippetLocator
from evals.summary import count_errors, group_by_document, group_by_kind, measure_times, summarize
from evals.types import Figure, Result

BREAKDOWN = {
    "status": "status accuracy",
    "facts": "key-fact recall",
    "all facts": "all facts present",
    "numbers": "numeric exact match",
    "cited": "all evidence sections cited",
    "precision": "citation precision (section)",
    "supported": "sentence support",
    "recall@k": "retrieval recall@k",
}
"""The figures that stand in a row of a breakdown: head → figure."""
BESIDE = (
    "status accuracy",
    "key-fact recall",
    "all facts present",
    "numeric exact match",
    "evidence passage recall",
    "citation precision (section)",
    "sentence support",
    "no number without source",
    "refusal recall",
    "false refusal rate",
    "retrieval recall@k",
    "retrieval nDCG",
)
"""The figures that systems are set side by side by."""
_CHANGES = {
    "mended": ("改对", "mended"),
    "broken": ("改错", "broken"),
    "other_error": ("错法不同", "wrong in another way"),
    "other_answer": ("措辞不同", "worded otherwise"),
}

_WHOLE = 100


class _Words:
    """Both languages in one line where none was chosen."""

    def __init__(self, language: Language | None) -> None:
        self.language = language

    def say(self, zh: str, en: str) -> str:
        return {"zh": zh, "en": en}.get(self.language or "", f"{zh} / {en}" if zh != en else zh)

    def figure(self, name: str, k: int) -> str:
        return self.say(FIGURES.get(name, name), name).replace("@k", f"@{k}")


def _plain(value: float) -> str:
    """A number as people write it: whole from a hundred on."""
    return f"{value:.0f}" if value >= _WHOLE else f"{value:.3g}"


def format_report(evaluation: Evaluation, language: Language | None = None, *, failures: bool = False) -> str:
    """The report as Markdown: figures with intervals, baselines beside them, breakdowns, error classes, robustness,
    consistency, comparison and gate; with ``failures`` every failing question too."""
    words = _Words(language)
    say, k, results = words.say, evaluation.k, evaluation.results
    lines = [f"# {say('评测', 'Evaluation')}: {len(results)} {say('题', 'questions')} ({evaluation.version})", ""]
    lines += [f"| {say('指标', 'figure')} | {say('值', 'value')} | 95 % | n |", "|---|---|---|---|"]
    lines += [
        f"| {words.figure(name, k)} | {percent(figure)} | {interval(figure)} | {figure.n} |"
        for name, figure in summarize(results).items()
        if figure.n
    ]
    lines += [
        f"| {words.figure(name, k)} | {_plain(value)} | | {len(results)} |"
        for name, value in measure_times(results).items()
    ]
    for runs in list_beside(evaluation):
        lines += _beside_table(runs, k, words)
    locator = SnippetLocator(evaluation.documents)
    kinds = {words.say(*KINDS[kind]): group for kind, group in group_by_kind(results).items()}
    lines += ["", *_breakdown(say("类型", "kind"), kinds, evaluation, words)]
    lines += [
        "",
        *_breakdown(say("文件", "document"), name_documents(evaluation, locator, words.say), evaluation, words),
    ]
    lines += ["", *_error_lines(results, words), *_further_lines(evaluation, words)]
    if failures:
        for result in results:
            if result.score.error is not None:
                lines += ["", *_failure_lines(result)]
    return "\n".join(lines) + "\n"


def name_documents(evaluation: Evaluation, locator: SnippetLocator, say: Any) -> dict[str, list[Result]]:
    """The results by the title of the document that holds their evidence."""
    groups = group_by_document(evaluation.results, locator)
    titles = {id_: document.source.title for id_, document in evaluation.documents.items()}
    return {titles.get(id_, "") or say("（没有依据的题）", "(no evidence)"): group for id_, group in groups.items()}


def percent(figure: Figure) -> str:
    """A share as per cent."""
    return "–" if figure.value is None else f"{figure.value * 100:.1f} %"


def interval(figure: Figure) -> str:
    """A share's interval as per cent."""
    return "–" if figure.low is None or figure.high is None else f"{figure.low * 100:.1f}–{figure.high * 100:.1f}"


def list_beside(evaluation: Evaluation) -> list[list[SystemRun]]:
    """The system under test and those beside it, once for every set of questions that one of them was asked, the
    largest first: each time all the systems that were asked these, and what they gave to them alone."""
    ours, *others = evaluation.systems
    groups = sorted({run.asked for run in others}, key=len, reverse=True)
    return [
        [_cut(run, asked) for run in (ours, *others) if asked <= run.asked]
        for asked in groups
        if asked and asked <= ours.asked
    ]


def _cut(run: SystemRun, asked: frozenset[str]) -> SystemRun:
    return replace(run, results=tuple(result for result in run.results if result.question.id in asked))


def _beside_table(runs: Sequence[SystemRun], k: int, words: _Words) -> list[str]:
    figures = [summarize(run.results) for run in runs]
    times = [measure_times(run.results) for run in runs]
    count = len(runs[0].results)
    head = words.say(f"同样的 {count} 题", f"the same {count} questions")
    lines = ["", f"| {head} | {' | '.join(words.say(*run.label) for run in runs)} |", "|---" * (len(runs) + 1) + "|"]
    for name in BESIDE:
        cells = [f"{percent(found[name])} ({interval(found[name])})" if found[name].n else "–" for found in figures]
        lines.append(f"| {words.figure(name, k)} | {' | '.join(cells)} |")
    for name in dict.fromkeys(name for found in times for name in found):
        cells = [_plain(found[name]) if name in found else "–" for found in times]
        lines.append(f"| {words.figure(name, k)} | {' | '.join(cells)} |")
    return lines


def _breakdown(head: str, groups: Mapping[str, Sequence[Result]], evaluation: Evaluation, words: _Words) -> list[str]:
    names = [words.figure(name, evaluation.k) for name in BREAKDOWN.values()]
    rows = [f"| {head} | n | {' | '.join(names)} | s |", "|---" * (len(names) + 3) + "|"]
    for name, group in {**groups, words.say("合计", "all"): evaluation.results}.items():
        figures = summarize(group)
        cells = [percent(figures[figure]) for figure in BREAKDOWN.values()]
        seconds = measure_times(group).get("seconds, median", 0.0)
        rows.append(f"| {name} | {len(group)} | {' | '.join(cells)} | {_plain(seconds)} |")
    return rows


def _error_lines(results: Sequence[Result], words: _Words) -> list[str]:
    errors = count_errors(results)
    lines = [
        words.say(
            f"{len(results)} 题中 {sum(errors.values())} 题有错。",
            f"{sum(errors.values())} of {len(results)} questions failed.",
        )
    ]
    if errors:
        lines += ["", f"| {words.say('错误类别', 'error')} | {words.say('题数', 'questions')} |", "|---|---|"]
        lines += [f"| {words.say(*ERRORS[name])} | {count} |" for name, count in errors.most_common()]
    return lines


def _further_lines(evaluation: Evaluation, words: _Words) -> list[str]:
    say, lines = words.say, []
    if evaluation.robustness:
        lines += [
            "",
            f"| {say('换一种写法', 'asked otherwise')} | n | {say('原题全对', 'plain')} | {say('换后全对', 'variant')}",
        ]
        lines[-1] += f" | {say('差', 'difference')} (95 %) |"
        lines.append("|---|---|---|---|---|")
        for row in evaluation.robustness:
            name = say(*KINDS.get(row.kind, ("加客套", "polite frame")))
            lines.append(
                f"| {name} | {row.difference.n} | {row.plain * 100:.1f} % | {row.variant * 100:.1f} % "
                f"| {points(row.difference)} |"
            )
    for name, (zh, en) in {
        "repeated": ("重复提问，回答逐字相同", "asked again, the same answer letter by letter"),
        "reworded": ("换一种写法，结论与依据一致", "asked otherwise, the same in substance"),
    }.items():
        figure = evaluation.consistency.get(name)
        if figure and figure.n:
            lines += ["", f"{say(zh, en)}: {percent(figure)} ({interval(figure)}, n = {figure.n})"]
    if evaluation.aside:
        count, figures = evaluation.aside
        head = say(f"留出的 {count} 题（只报指标，不用于调整）", f"{count} questions held aside (figures only)")
        lines += ["", f"| {head} | {say('值', 'value')} | 95 % | n |", "|---|---|---|---|"]
        lines += [
            f"| {words.figure(name, evaluation.k)} | {percent(figures[name])} | {interval(figures[name])} "
            f"| {figures[name].n} |"
            for name in BESIDE
            if figures[name].n
        ]
    return [*lines, *_comparison_lines(evaluation, words), *_gate_lines(evaluation, words)]


def points(figure: Figure) -> str:
    """A difference of shares in percentage points, with its interval."""
    if figure.value is None or figure.low is None or figure.high is None:
        return "–"
    return f"{figure.value * 100:+.1f} ({figure.low * 100:+.1f} … {figure.high * 100:+.1f})"


def _comparison_lines(evaluation: Evaluation, words: _Words) -> list[str]:
    comparison = evaluation.comparison
    if comparison is None:
        return []
    say = words.say
    head = say(f"与 {comparison.old_name} 相比", f"Compared with {comparison.old_name}")
    outcome = say(
        f"改对 {comparison.mended} 题，改错 {comparison.broken} 题（符号检验 p = {comparison.p_value:.3g}）",
        f"{comparison.mended} mended, {comparison.broken} broken (sign test, p = {comparison.p_value:.3g})",
    )
    lines = ["", f"{head} (n = {comparison.shared}): {outcome}"]
    moved = [difference for difference in comparison.differences if difference.change.value]
    if moved:
        lines += [
            "",
            f"| {say('指标', 'figure')} | {say('原', 'old')} | {say('新', 'new')} | {say('变化', 'change')} (95 %) |",
        ]
        lines.append("|---|---|---|---|")
        lines += [
            f"| {words.figure(d.name, evaluation.k)} | {d.old * 100:.1f} % | {d.new * 100:.1f} % | {points(d.change)} |"
            for d in moved
        ]
    lines += [""] if comparison.changed else []
    return lines + [
        f"- {question.id}: {say(*_CHANGES[question.change])}"
        for question in comparison.changed
        if question.change != "other_answer"
    ]


def _gate_lines(evaluation: Evaluation, words: _Words) -> list[str]:
    say, checks = words.say, evaluation.checks
    if not checks:
        return []
    lost = [check for check in checks if not check.kept]
    if not lost:
        return ["", say(f"达到全部 {len(checks)} 项门槛。", f"All {len(checks)} thresholds are kept.")]
    lines = ["", say(f"{len(lost)} 项未达门槛：", f"{len(lost)} threshold(s) not kept:")]
    for check in lost:
        value = "–" if check.value is None else f"{check.value:.3f}"
        sign = "<" if check.side == "least" else ">"
        lines.append(f"- {words.figure(check.name, evaluation.k)}: {value} {sign} {check.bound:.3f}")
    return lines


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
