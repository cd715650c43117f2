"""The command line on the real plan with the real encoder: one data folder from its first index to its last removal.

The tests build upon each other in the order they stand in, because embedding the plan again is the slow part.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from tests.conftest import IndexedPlan

ROOT = Path(__file__).resolve().parents[2]
PLAN_ID = "chengdu-xinxing-qiqu-15-5"
QUESTIONS = ROOT / "evals" / "sets" / "first_plan.jsonl"
CITATION = ["n", "source_id", "title", "section", "kind", "page", "start", "end", "quote"]


@pytest.fixture(scope="module")
def plan(indexed_plan: IndexedPlan) -> Iterator[Path]:
    """The plan that all tests share, with its own text again after these."""
    content = indexed_plan.plan.read_bytes()
    yield indexed_plan.plan
    indexed_plan.plan.write_bytes(content)


@pytest.fixture(scope="module")
def own_data(indexed_plan: IndexedPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data folder that all tests share."""
    return shutil.copytree(indexed_plan.data, tmp_path_factory.mktemp("cli") / "data")


@pytest.fixture(autouse=True)
def data(own_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLANQA_DATA", str(own_data))
    return own_data


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """``planqa`` in a process of its own, as people run it."""
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ.copy(), check=False)


def read_generation(data: Path) -> str:
    return (data / "index" / "CURRENT").read_text("ascii")


def test_first_index(indexed_plan: IndexedPlan) -> None:
    indexed = indexed_plan.run
    assert (indexed.returncode, indexed.stderr.count("Traceback")) == (0, 0)
    first, title, counts = indexed.stdout.splitlines()[:3]
    assert first == "1 added; 1 document(s)."
    assert title.endswith(f"({PLAN_ID})")
    assert re.match(r"  [1-9]\d* pages \(inferred from the contents\), [1-9]\d* sections \(body [1-9]", counts)
    assert "embedding passages: 100%" in indexed.stderr
    assert "jieba" not in indexed.stderr and "bm25s" not in indexed.stderr


def test_second_index_embeds_nothing(plan: Path, data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = read_generation(data)
    assert cli.main(["index", str(plan.parent), "--lang", "en"]) == 0
    again = capfd.readouterr()
    assert again.err == ""
    assert again.out.startswith("The index is up to date; 1 document(s).")
    assert read_generation(data) == before


def test_ask_prints_one_json_object_that_keeps_the_contract(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = run("ask", "新都区未来产业方向是什么？", "--json")
    assert (asked.returncode, asked.stderr) == (0, "")
    answer = json.loads(asked.stdout)
    assert list(answer) == [
        *("question", "standalone_question", "answer", "status", "citations"),
        *("calculations", "warnings", "generator", "seconds"),
    ]
    assert (answer["status"], answer["generator"]) == ("answered", "extractive")
    assert [list(citation) for citation in answer["citations"]] == [CITATION] * len(answer["citations"])
    for number, citation in enumerate(answer["citations"], 1):
        assert (citation["n"], citation["source_id"]) == (number, PLAN_ID)
        assert f"[{number}]" in answer["answer"]
    assert cli.main(["outline", str(plan), "--json"]) == 0
    paths = [section["path"] for section in json.loads(capsys.readouterr().out)["sections"]]
    sections = [citation["section"] for citation in answer["citations"]]
    assert sections and all(any(path == section[: len(path)] for path in paths) for section in sections)


def test_batch_keeps_order_ids_and_histories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    followed = next(line for line in lines if line["history"])
    chosen = [lines[3], followed, lines[0]]
    asked: list[dict[str, Any]] = [{key: line[key] for key in ("id", "question", "history")} for line in chosen]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in asked)
    out = tmp_path / "out.jsonl"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))
    assert cli.main(["ask", "--batch", "-", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    answers = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [{key: answer[key] for key in ("id", "question", "history")} for answer in answers] == asked
    assert {answer["status"] for answer in answers} <= {"answered", "no_evidence", "clarify"}


def test_changed_file_makes_the_index_stale_until_it_is_indexed_again(
    plan: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_generation(data)
    plan.write_text(plan.read_text("utf-8").rstrip() + "\n本规划由新都区工业博物馆保管。\n", "utf-8")
    assert cli.main(["ask", "新都区未来产业方向是什么？"]) == 1
    assert f"建立索引后文件有改动：{plan}。请运行 planqa index 重建索引。" in capsys.readouterr().err
    assert cli.main(["index"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("更新 1；共 1 份文件。")
    assert "the content is not what the manifest's sha256 says" in captured.err
    assert read_generation(data) != before
    assert cli.main(["search", "工业博物馆保管", "--json", "-k", "1"]) == 0
    assert "工业博物馆" in json.loads(capsys.readouterr().out)["hits"][0]["text"]


def test_removed_document_answers_nothing(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["index", "--remove", PLAN_ID]) == 0
    assert "移除 1；共 0 份文件。" in capsys.readouterr().out
    assert cli.main(["ask", "新都区未来产业方向是什么？"]) == 1
    assert "索引中没有文件" in capsys.readouterr().err
    assert plan.is_file()
