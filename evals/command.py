"""What ``planqa eval`` does: run sets here, or over other documents; write the report; say whether it passes."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from assistant.commands.fit import open_engine
from assistant.commands.opening import open_index
from assistant.console import Console, ProgressBars
from assistant.library import open_library
from assistant.llm.generator import ModelGenerator
from assistant.llm.loading import choose_generator, load_generator
from assistant.settings import Settings
from corpus.errors import PlanError
from evals.baselines import ModelAlone, SearchPage, TutorialChain, Uncached, build_search_pages, tutorial_search
from evals.evaluation import Beside, Scope
from evals.fit import list_sets as list_cases
from evals.fit import run_fit_eval
from evals.models import AUTO, LanguageModel, open_judge, open_model
from evals.report import format_report
from evals.session import Request, Written, run_session
from evals.shipped import (
    group_sets,
    list_aside_sets,
    list_development_sets,
    list_foreign_sets,
    list_written_sets,
    name_documents,
)
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
    if options.fit:
        engine, _ = open_engine(argparse.Namespace(source=[]), settings, console)
        return run_fit_eval(engine, options.sets or list_cases(), cast("TextIO", console.output))
    if options.documents and not options.documents.is_dir():
        raise PlanError(f"{options.documents} 不是文件夹。", f"{options.documents} is not a folder.")
    here, elsewhere = choose_sets(options)
    codes = []
    if here:
        _, index = open_index(settings, console)
        # The user's own sets are not measured with ours beside them.
        aside = list_aside_sets() if options.heldout and not options.sets else []
        codes.append(_run_sets(options, settings, console, index, here, aside=aside))
    for files, sets in group_sets(elsewhere, options.documents).items():
        codes.append(_run_elsewhere(options, settings, console, files, sets))
    return max(codes, default=PASSED)


def choose_sets(options: argparse.Namespace) -> tuple[list[Path], list[Path]]:
    """The sets to run over the data folder's index, and those to run over documents of their own."""
    if options.sets:
        return [path for path in options.sets if not _has_documents(path, options)], [
            path for path in options.sets if _has_documents(path, options)
        ]
    if options.documents:
        return [], list_foreign_sets()
    held = list_written_sets(aside=True) if options.heldout else []
    sets = list_development_sets(), [*list_written_sets(), *held]
    if not any(sets):
        raise PlanError("没有评测集，请用 --set 指定。", "There is no question set; name one with --set.")
    return sets


def _has_documents(path: Path, options: argparse.Namespace) -> bool:
    return options.documents is not None or bool(name_documents(path))


def _run_elsewhere(
    options: argparse.Namespace, settings: Settings, console: Console, files: Sequence[Path], sets: Sequence[Path]
) -> int:
    """Sets about the same documents, over an index of just these, in a data folder of its own."""
    key = hashlib.sha256("\n".join(str(file.resolve()) for file in files).encode()).hexdigest()[:12]
    data = settings.data / "evals" / "indexes" / key
    index = _bring_up_to_date(replace(settings, data=data), files, console)
    return _run_sets(options, settings, console, index, sets, name="-".join(path.stem for path in sets), data=data)


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
    data: Path | None = None,
) -> int:
    assistant = _open_assistant(index, load_generator(choose_generator(settings, options.generator)))
    request = Request(
        sets=sets,
        folder=choose_folder(options.out, settings),
        name=options.out.stem.removesuffix(f"-{name_version()}") if _is_file(options.out) else name,
        aside=aside,
        scope=Scope(
            options.sample,
            options.variants,
            options.repeats,
            slow_sample=options.model_sample,
            slow_seconds=60.0 * options.model_minutes,
        ),
        k=options.k,
        jobs=options.jobs,
        language=console.language or "zh",
        compare=options.compare,
        resume=not options.fresh,
    )
    with ProgressBars(console) as progress:
        written = run_session(
            assistant,
            request,
            beside=_open_beside(options, settings, data, assistant, console),
            progress=progress,
        )
    console.write(format_report(written.evaluation, console.language, failures=options.failures))
    return _say_outcome(written, console)


def choose_folder(out: Path | None, settings: Settings) -> Path:
    """Where the report goes: ``out``, its folder where it names a JSON file, else the data folder's own."""
    if out is None:
        return settings.data / "evals"
    return out.parent if _is_file(out) else out


def _is_file(out: Path | None) -> bool:
    return out is not None and out.suffix == ".json"


def _open_beside(
    options: argparse.Namespace, settings: Settings, data: Path | None, assistant: Assistant, console: Console
) -> Beside:
    judge = open_judge(options.judge, options.judge_url) if options.judge else None
    if not options.baselines:
        return Beside(judge=judge)
    # An encoder of their own: forgetting what was asked would slow the assistant's.
    library = open_library(replace(settings, data=data or settings.data))
    encoder = Uncached(library.encoder)
    documents = assistant.documents
    pieces = tutorial_search(documents, encoder)
    quick: list[System] = [
        *build_search_pages(assistant.index, encoder),
        SearchPage("tutorial-search", ("LangChain 教程的检索", "the tutorial's retrieval"), pieces, documents, shown=4),
    ]
    # Unless it was asked for by name, only beside the main sets: it takes its minutes for each of the others, too.
    model = None if data is not None and options.model == AUTO else find_model(options, settings, console)
    if model is None:
        return Beside(quick, judge=judge)
    label = (f"本系统（{model.generator.name}）", f"this assistant ({model.generator.name})")
    with_model = from_assistant(_open_assistant(library.load(), model.generator), "planqa-model", label)
    titles = [document.source.title for document in documents.values()]
    slow: list[System] = [with_model, ModelAlone(model.chat, titles), TutorialChain(model.chat, pieces, documents)]
    return Beside(quick, slow, judge)


def find_model(options: argparse.Namespace, settings: Settings, console: Console) -> LanguageModel | None:
    """The language model to stand beside; one that is only looked for may be missing, which is said."""
    try:
        model = open_model(settings, options.model)
    except PlanError as error:
        if options.model != AUTO:
            raise
        console.say(f"不与语言模型比较：{error.message('zh')}", f"No language model beside it: {error.message('en')}")
        return None
    if model is not None:
        sample, minutes = options.model_sample, options.model_minutes
        console.say(
            f"语言模型 {model.generator.name}：至多 {sample} 题，每种做法至多 {minutes} 分钟。",
            f"Language model {model.generator.name}: {sample} questions at most, {minutes} minutes for each system.",
        )
    return model


def _open_assistant(index: PlanIndex, generator: ModelGenerator | None) -> Assistant:
    from assistant.service import Assistant

    assistant = Assistant(index, generator)
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
