"""``planqa eval``: run question sets and write the report."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import cast

from assistant.console import Console
from assistant.settings import Settings


def run_evaluation(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run the sets; 1 where a threshold was not kept, a row could not be asked or a question raised."""
    # The evaluation stands after this stage, so it is found by name when it is wanted.
    return cast("int", importlib.import_module("evals.command").run(options, settings, console))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.epilog = (
        "报告（HTML、XLSX、JSON）以版本命名，写入数据文件夹的 evals；中断后再次运行会接着进行；未达评测集旁的门槛"
        "（thresholds.toml）时退出码为 1。/ The report (HTML, XLSX, JSON) is named by version and lies in the data "
        "folder's evals; an interrupted run is gone on with; the exit code is 1 where a threshold beside the sets "
        "(thresholds.toml) is not kept."
    )
    add = parser.add_argument
    add("--set", nargs="+", type=Path, dest="sets", default=[], metavar="PATH", help="评测集 JSONL/CSV/XLSX / sets")
    add("--out", type=Path, metavar="PATH", help="报告的文件夹，或 .json 文件 / folder of the report, or a .json file")
    add("--template", type=Path, metavar="FILE", help="写出评测集模板 .xlsx/.csv / write an empty set to fill in")
    add("--documents", type=Path, metavar="DIR", help="评测集所涉文件的文件夹，另建索引 / the sets' own documents")
    add("--benchmarks", type=Path, metavar="DIR", help="公开数据集的文件夹 / folder of public benchmarks")
    add("--only", nargs="+", default=[], metavar="NAME", help="只运行这些公开数据集 / only these benchmarks")
    add(
        "--fit", action="store_true", help="评测企业落区（案例 JSONL）/ the district fit instead, over enterprise cases"
    )
    add("--heldout", action="store_true", help="另报留出题的指标 / figures of the questions held aside, too")
    add("--sample", type=_count, metavar="N", help="只问其中 N 题 / ask only N, drawn by kind")
    add("--variants", type=_count, default=20, metavar="N", help="每种写法变换的题数（20）/ rewritten questions a kind")
    add("--repeats", type=_count, default=1, metavar="N", help="重复提问次数（1）/ how often some are asked again")
    add("--no-baselines", action="store_false", dest="baselines", help="不与替代做法比较 / nothing beside it")
    add("--generator", metavar="NAME", help="被测的回答方式（extractive）/ what words the answers under test")
    add(
        "--model",
        default="auto",
        metavar="NAME",
        help="对照用的语言模型：auto、off、llama.cpp、openai:NAME / baselines'",
    )
    add("--model-sample", type=_count, default=40, metavar="N", help="问语言模型的题数（40）/ questions for the model")
    add(
        "--model-minutes",
        type=_positive,
        default=20,
        metavar="N",
        help="每种带语言模型的做法至多多少分钟（20）/ longest for each system with a language model",
    )
    add("--judge", metavar="MODEL", help="用此模型评判忠实度（默认不用）/ judge faithfulness with this model")
    add("--judge-url", default="", metavar="URL", help="评判模型的 OpenAI 兼容地址 / its OpenAI-compatible endpoint")
    add("--compare", default="last", metavar="FILE", help="与之比较的 .json：last、none 或文件 / earlier run")
    add("--jobs", type=_positive, default=1, metavar="N", help="同时提问数（1）/ questions asked at the same time")
    add("-k", type=_positive, default=8, metavar="N", help="检索指标的 k（8）/ k of the retrieval figures")
    add("--fresh", action="store_true", help="不接着上次中断处 / do not go on from an interrupted run")
    add("--failures", action="store_true", help="列出每道错题 / print every failing question")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _positive(text: str) -> int:
    if _count(text) == 0:
        raise ValueError(text)
    return int(text)
