"""The page's tab: built within Gradio's blocks, run as a visitor would, and what it hands out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from corpus.errors import PlanError
from corpus.types import Document
from evals.tab import LABELS, build_eval_tab, run_for_page
from tests.evals.small_run import ABSENT, ANSWERABLE, Facade, write_set


def build(documents: dict[str, Document]) -> tuple[gr.Blocks, Callable[..., Any]]:
    with gr.Blocks() as blocks:
        build_eval_tab(Facade(documents))
    (event,) = [block for block in blocks.fns.values() if block.fn is not None and block.name == "start"]
    assert event.fn is not None and event.concurrency_limit == 1
    return blocks, event.fn


def test_uploaded_set_is_run_and_its_report_handed_out(tmp_path: Path, documents: dict[str, Document]) -> None:
    _, start = build(documents)
    path = write_set(tmp_path / "own.jsonl", ANSWERABLE, ABSENT, {**ANSWERABLE, "id": "<b>x</b>", "kind": "riddle"})
    summary, files = start("", str(path), 60)
    assert "2 题，0 题有错" in summary and "own.jsonl:3" in summary
    assert "关键事实全部命中" in summary and "<svg" in summary
    assert [Path(file["orig_name"]).suffix for file in files.value] == [".html", ".xlsx"]


def test_nothing_chosen_is_said(documents: dict[str, Document]) -> None:
    _, start = build(documents)
    with pytest.raises(gr.Error, match=LABELS["zh"].nothing):
        start("", None, 60)


def test_unreadable_set_is_an_error_on_the_page(tmp_path: Path, documents: dict[str, Document]) -> None:
    _, start = build(documents)
    path = tmp_path / "own.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(gr.Error, match="没有“问题”一列"):
        start("", str(path), 60)


def test_reports_of_two_visitors_lie_apart(tmp_path: Path, documents: dict[str, Document]) -> None:
    path = write_set(tmp_path / "own.jsonl")
    told: list[tuple[str, int, int]] = []
    first = run_for_page(Facade(documents), path, 60, "zh", lambda *state: told.append(state))
    second = run_for_page(Facade(documents), path, 1, "en")
    assert first.html.parent != second.html.parent
    assert [len(run.evaluation.results) for run in (first, second)] == [2, 1]
    assert told[-1] == ("planqa", 2, 2)
    with pytest.raises(PlanError, match="不支持"):
        run_for_page(Facade(documents), tmp_path / "own.exe", 60, "zh")
