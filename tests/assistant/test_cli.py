"""The command line over two small plans and an encoder without a model: outputs, errors and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from assistant.catalog import read_catalog
from assistant.library import Library
from assistant.settings import Settings
from assistant.types import Answer, Turn
from index.store import PlanIndex
from tests.assistant.small_plans import write_plans
from tests.index.small_documents import FakeEncoder

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    return write_plans(tmp_path / "plans")


@pytest.fixture(autouse=True)
def fake_library(plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command opens its library with the fake encoder; ``plans`` are those that come with the program."""

    def open_library(settings: Settings, progress: object = None) -> Library:
        return Library(settings, FakeEncoder())

    monkeypatch.setattr("assistant.commands.opening.open_library", open_library)
    monkeypatch.setattr("assistant.commands.index.open_library", open_library)
    monkeypatch.setattr("assistant.library.find_plans", lambda: plans)


class Echo:
    """In the assistant's place: answers with the question and what it was told to look at."""

    def __init__(self, index: PlanIndex, generator: object = None, **options: object) -> None:
        self.documents = index.documents

    def warm_up(self) -> None:
        print("noise of a library")

    def ask(self, question: str, history: tuple[Turn, ...], source_ids: list[str] | None) -> Answer:
        if question == "interrupt":
            raise KeyboardInterrupt
        if question == "trip":
            raise KeyError("row")
        status: Any = "answered" if question else "error"
        return Answer(question, question, f"{question} {source_ids}", status, warnings=("提示",))


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.service.Assistant", Echo)


def test_index_reports_what_it_holds(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang", "en", "index", str(plans)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "2 added; 2 document(s)."
    assert (
        out[-1]
        == "In all: no page numbers, 10 sections (body 8, front matter 2), 0 tables (0 rows), 0 footnotes, 7 passages"
    )
    assert cli.main(["index", str(plans), "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "The index is up to date; 2 document(s)."


def test_index_names_a_bad_file_and_ends_with_1(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plans / "空.txt").touch()
    assert cli.main(["index", str(plans)]) == 1
    captured = capsys.readouterr()
    assert "空.txt：文件是空的" in captured.err and "空.txt: the file is empty" in captured.err
    assert captured.out.startswith("新增 2，失败 1；共 2 份文件。")


def test_the_report_counts_tables_and_tells_what_was_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mixed"
    (folder / "下级").mkdir(parents=True)
    text = (
        "# 丙市规划\n\n## 一、指标\n\n表1 指标\n\n| 指标 | 2025年 |\n|---|---|\n| 产值 | 5 |\n\n![图](images/1.png)\n"
    )
    (folder / "丙市规划.md").write_text(text, "utf-8")
    (folder / "下级" / "空.txt").touch()
    assert cli.main(["--lang", "en", "index", "--ocr", "off", str(folder)]) == 1
    captured = capsys.readouterr()
    lost = f"  {folder / '下级' / '空.txt'}: the file is empty. Check that the file is complete"
    assert "1 could not be read:\n" + lost in captured.err
    lines = captured.out.splitlines()
    assert lines[0] == "1 added, 1 failed; 1 document(s)."
    assert lines[2:] == [
        "  no page numbers, 3 sections (body 2, table 1), 1 tables (2 rows), 0 footnotes, 3 passages",
        "  ! picture images/1.png: not read",
    ]


def test_index_removes(plans: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["index", str(plans)])
    assert cli.main(["index", "--remove", "乙县"]) == 0
    assert [entry.title for entry in read_catalog(data_dir).values()] == ["甲市规划"]
    assert cli.main(["index", "--remove", "丙区"]) == 1
    assert "没有名为“丙区”的文件" in capsys.readouterr().err


@pytest.mark.usefixtures("echo")
def test_ask_builds_the_missing_index_first_and_prints_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "问", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["answer"] == "问 None"
    assert "There is no index yet" in captured.err
    assert "noise of a library" in captured.err


@pytest.mark.usefixtures("echo")
def test_ask_prints_text_and_notes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "问"]) == 0
    assert capsys.readouterr().out == "问 None\n\n注：提示\n"


@pytest.mark.usefixtures("echo")
def test_ask_within_a_source(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["index"])
    ids = {entry.title: id_ for id_, entry in read_catalog(data_dir).items()}
    capsys.readouterr()
    assert cli.main(["ask", "问", "--source", "乙县"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"问 {[ids['乙县规划']]}"
    assert cli.main(["ask", "问", "--source", "丙区"]) == 1


@pytest.mark.usefixtures("echo")
def test_ask_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": "b", "question": "二"}\n{"id": "a", "question": "一"}\n', "utf-8")
    assert cli.main(["ask", "--batch", str(lines), "--out", str(tmp_path / "out.jsonl")]) == 0
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [(answer["id"], answer["answer"]) for answer in answers] == [("b", "二 None"), ("a", "一 None")]
    assert capsys.readouterr().out == ""
    assert cli.main(["ask", "--batch", str(lines)]) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["b", "a"]


@pytest.mark.usefixtures("echo")
def test_ask_batch_with_a_bad_line_ends_with_1_and_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": "a", "question": "一"}\n{\n', "utf-8")
    assert cli.main(["ask", "--batch", str(lines)]) == 1
    captured = capsys.readouterr()
    assert [json.loads(line)["status"] for line in captured.out.splitlines()] == ["answered", "error"]
    assert "Line 2 was not answered" in captured.err


@pytest.mark.usefixtures("echo")
def test_interrupted_batch_says_where_its_answers_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines.write_text('{"id": "a", "question": "一"}\n{"id": "b", "question": "interrupt"}\n', "utf-8")
    assert cli.main(["ask", "--batch", str(lines), "--out", str(out)]) == 130
    assert f"The answers so far are in {out}.partial." in capsys.readouterr().err
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl.partial").read_text("utf-8").splitlines()] == [
        "a"
    ]
    assert not out.exists()


@pytest.mark.usefixtures("echo")
def test_question_that_is_an_error_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "", "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["status"] == "error"
    assert captured.err.endswith(" None\n")


@pytest.mark.usefixtures("echo")
def test_interruption_ends_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "interrupt"]) == 130
    assert "Interrupted; nothing that was finished is lost." in capsys.readouterr().err


@pytest.mark.usefixtures("echo")
def test_mistake_in_the_program_shows_where_only_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "trip"]) == 1
    quiet = capsys.readouterr().err
    assert "The program failed (KeyError: 'row')" in quiet and "Traceback" not in quiet
    assert cli.main(["ask", "trip", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_changed_file_is_refused(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["index", str(plans)])
    with (plans / "乙县规划.txt").open("a", encoding="utf-8") as file:
        file.write("\n新增一段。\n")
    for verb in (["ask", "问"], ["search", "氢能"], ["show", "总则"]):
        assert cli.main(verb) == 1
        assert "请运行 planqa index 重建索引" in capsys.readouterr().err
    assert cli.main(["index"]) == 0
    assert cli.main(["show", "总则"]) == 0


def test_show(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["index", str(plans)])
    capsys.readouterr()
    assert cli.main(["show", "北港区"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "《甲市规划》",
        "二、产业布局 › （一）北港区",
        "（一）北港区",
        "1.产业定位",
        "北港区重点发展氢能产业，建设氢能示范港。",
    ]
    assert cli.main(["show", "产业定位"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "有 2 处，请写得更具体："
    assert cli.main(["show", "南山区", "定位", "--json"]) == 0
    (section,) = json.loads(capsys.readouterr().out)["sections"]
    assert section["path"] == ["二、产业布局", "（二）南山区", "1.产业定位"]
    assert section["page"] is None and section["text"].endswith("培育预制菜产业。\n")
    assert cli.main(["show", "没有"]) == 1
    assert cli.main(["show", "总则", "--source", "甲市"]) == 1


def test_search_prints_passages_best_first(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["index", str(plans)])
    capsys.readouterr()
    assert cli.main(["search", "北港区氢能产业", "-k", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["query"] == "北港区氢能产业"
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    best = found["hits"][0]
    assert best["section"] == ["二、产业布局", "（一）北港区", "1.产业定位"]
    assert best["text"].endswith("北港区重点发展氢能产业，建设氢能示范港。")
    assert (best["title"], best["kind"], best["page"]) == ("甲市规划", "body", None)
    assert cli.main(["search", " "]) == 1


def test_outline(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plans / "乙县规划.txt"
    assert cli.main(["outline", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["source", "sections"]
    assert list(found["source"]) == ["id", "title", "issuer", "date", "status", "path", "sha256"]
    assert found["sections"][1] == {
        "path": ["一、总则"], "title": "一、总则", "kind": "body", "level": 1, "page": None, "start": 9, "end": 26,
    }  # fmt: skip
    assert cli.main(["outline", str(path)]) == 0
    assert capsys.readouterr().out == "《乙县规划》\n  封面\n  一、总则\n  二、重点任务\n"
    assert cli.main(["outline", str(plans / "没有.txt")]) == 1
    assert "没有.txt" in capsys.readouterr().err


def test_eval_hands_its_options_to_the_evaluation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Any] = []

    def run(options: Any, settings: Any, console: Any) -> int:
        seen.append(([path.name for path in options.sets], options.out, options.sample, options.baselines))
        return 1

    monkeypatch.setattr("evals.command.run", run)
    assert cli.main(["eval"]) == 1
    out = tmp_path / "r.json"
    assert cli.main(["eval", "--set", "a.csv", "b.xlsx", "--out", str(out), "--sample", "5", "--no-baselines"]) == 1
    assert seen == [([], None, None, True), (["a.csv", "b.xlsx"], out, 5, False)]
    assert cli.main(["eval", "--jobs", "0"]) == 2


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ([], ("127.0.0.1", None)),
        (["--host", "0.0.0.0", "--port", "0"], ("0.0.0.0", 0)),  # noqa: S104
    ],
)
def test_serve_refreshes_the_index_and_opens_the_page(
    plans: Path,
    arguments: list[str],
    place: tuple[str, int | None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served: list[tuple[int, str, int | None]] = []

    def serve(desk: Any, port: int | None, *, tools: bool) -> None:
        assert not tools
        served.append((len(desk.assistant.documents), desk.host, port))
        print("http://here/")
        raise KeyboardInterrupt

    monkeypatch.setattr("app.serve", serve)
    cli.main(["index", str(plans)])
    (plans / "乙县规划.txt").write_text("乙县规划\n\n一、总则\n\n本规划另行印发。\n", "utf-8")
    capsys.readouterr()
    assert cli.main(["serve", *arguments]) == 0
    assert served == [(2, *place)]
    captured = capsys.readouterr()
    assert captured.out == "http://here/\n"
    assert "Updating it." in captured.err and "Stopped." in captured.err


def test_error_of_the_system_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "index").touch()
    assert cli.main(["--data", str(tmp_path / "data"), "index"]) == 1
    assert f"System error: {tmp_path / 'data' / 'index'}" in capsys.readouterr().err
