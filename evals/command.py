"""What ``planqa eval`` does: run sets here, or over other documents; write the report; say whether it passes."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands.opening import open_index
from assistant.console import Console, ProgressBars
from assistant.library import open_library
from assistant.settings import Settings
from corpus.errors import PlanError
from evals.baselines import ModelAlone, SearchPage, TutorialChain, Uncached, build_search_pages, tutorial_search
from evals.evaluation import Beside, Scope
from evals.models import open_generator, open_judge, open_model
from evals.report import format_report
from evals.session import Request, Written, run_session
from evals.shipped import group_sets, list_aside_sets, list_development_sets, list_foreign_sets
from evals.systems import System, from_assistant
from evals.template import write_template
from evals.versioning import name_version
from index.store import PlanIndex

if TYPE_CHECKING:
    from assistant.service import Assistant

PASSED, FAILED = 0, 1


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Carry out the command; 1 where a threshold was not kept, a row could not be asked or a question raised."""
    if options.template:
        write_template(options.template)
        console.say(f"模板已写入 {options.template}。", f"The template is in {options.template}.")
        return PASSED
    if options.benchmarks:
        from evals.benchmarks import run_benchmarks

        return run_benchmarks(options.benchmarks, settings, console, sample=options.sample, only=options.only)
    if options.documents:
        return _run_elsewhere(options, settings, console)
    _, index = open_index(settings, console)
    sets = options.sets or list_development_sets()
    if not sets:
        raise PlanError("没有评测集，请用 --set 指定。", "There is no question set; name one with --set.")
    aside = list_aside_sets() if options.heldout else []
    return _run_sets(options, settings, console, index, sets, aside=aside)


def _run_elsewhere(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Each group of sets about the same documents, over an index of just these."""
    codes = []
    for files, sets in group_sets(options.sets or list_foreign_sets(), options.documents).items():
        key = hashlib.sha256("\n".join(str(file.resolve()) for file in files).encode()).hexdigest()[:12]
        elsewhere = replace(settings, data=settings.data / "evals" / "indexes" / key)
        index = _bring_up_to_date(elsewhere, files, console)
        name = "-".join(path.stem for path in sets)
        codes.append(_run_sets(options, settings, console, index, sets, name=name))
    return max(codes, default=PASSED)


def _bring_up_to_date(settings: Settings, files: Sequence[Path], console: Console) -> PlanIndex:
    with ProgressBars(console) as progress:
        report = open_library(settings, progress).update(files, progress=progress)
    for problem in report.failures:
        console.fail(problem.error)
    if report.index is None:
        raise PlanError("没有可以建立索引的文件。", "There is no document to index.")
    return report.index


def _run_sets(
    options: argparse.Namespace,
    settings: Settings,
    console: Console,
    index: PlanIndex,
    sets: Sequence[Path],
    *,
    aside: Sequence[Path] = (),
    name: str = "",
) -> int:
    assistant = _open_assistant(index, open_generator(settings, options.generator))
    request = Request(
        sets=sets,
        folder=choose_folder(options.out, settings),
        name=options.out.stem.removesuffix(f"-{name_version()}") if _is_file(options.out) else name,
        aside=aside,
        scope=Scope(options.sample, options.variants, options.repeats, slow_sample=options.model_sample),
        k=options.k,
        jobs=options.jobs,
        language=console.language or "zh",
        compare=options.compare,
        resume=not options.fresh,
    )
    with ProgressBars(console) as progress:
        written = run_session(assistant, request, beside=_open_beside(options, settings, assistant), progress=progress)
    console.write(format_report(written.evaluation, console.language, failures=options.failures))
    return _say_outcome(written, console)


def choose_folder(out: Path | None, settings: Settings) -> Path:
    """Where the report goes: ``out``, its folder where it names a JSON file, else the data folder's own."""
    if out is None:
        return settings.data / "evals"
    return out.parent if _is_file(out) else out


def _is_file(out: Path | None) -> bool:
    return out is not None and out.suffix == ".json"


def _open_beside(options: argparse.Namespace, settings: Settings, assistant: Assistant) -> Beside:
    judge = open_judge(options.judge, options.judge_url) if options.judge else None
    if not options.baselines:
        return Beside(judge=judge)
    # An encoder of their own: forgetting what was asked would slow the assistant's.
    encoder = Uncached(open_library(settings).encoder)
    documents = assistant.documents
    pieces = tutorial_search(documents, encoder)
    quick: list[System] = [
        *build_search_pages(assistant.index, encoder),
        SearchPage("tutorial-search", ("LangChain 教程的检索", "the tutorial's retrieval"), pieces, documents, shown=4),
    ]
    model = open_model(settings, options.model)
    if model is None:
        return Beside(quick, judge=judge)
    label = (f"本系统（{model.generator.name}）", f"this assistant ({model.generator.name})")
    with_model = from_assistant(_open_assistant(assistant.index, model.generator), "planqa-model", label)
    titles = [document.source.title for document in documents.values()]
    slow: list[System] = [with_model, TutorialChain(model.chat, pieces, documents), ModelAlone(model.chat, titles)]
    return Beside(quick, slow, judge)


def _open_assistant(index: PlanIndex, generator: Any) -> Assistant:
    from assistant.service import Assistant

    build: Any = Assistant
    assistant: Assistant = build(index) if generator is None else build(index, generator)
    # Before the first question, so that an answer's time is its own.
    assistant.warm_up()
    return assistant


def _say_outcome(written: Written, console: Console) -> int:
    evaluation = written.evaluation
    if written.resumed:
        console.say(
            f"接着上次中断处进行，沿用 {written.resumed} 个回答。",
            f"Went on from an interrupted run; {written.resumed} answers were kept.",
        )
    for problem in evaluation.left_out:
        console.say(f"没有评测：{problem.say('zh')}", f"left out: {problem.say('en')}")
    console.say(
        f"报告：{written.html}（另有同名 .xlsx 和 .json）", f"Report: {written.html} (.xlsx and .json beside it)"
    )
    lost = [check for check in evaluation.checks if not check.kept]
    if lost:
        names = "、".join(check.name for check in lost)
        console.say(f"未达门槛：{names}", f"Thresholds not kept: {names}")
    return PASSED if evaluation.passed else FAILED
