"""Public sets in their own forms, over two passages: what is read, what is found, what is quoted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.console import Console
from assistant.library import Library
from assistant.settings import Settings
from corpus.errors import PlanError
from evals.benchmarks import Item, read_cmrc, read_expmrc, read_stard, run_benchmarks, share_text
from tests.assistant.engine.small_encoder import PairEncoder

RIVER, FOREST = "南山河全长三十公里，流经三个县。河口在东港。", "北岭林场建于1958年。林场种植红松和落叶松。"


def write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The three sets as they are published, cut to two passages."""

    def squad(**extra: Any) -> Any:
        questions = [("P1", RIVER, "南山河流经几个县？", "三个县"), ("P2", FOREST, "北岭林场何时建成？", "1958年")]
        return {
            "data": [
                {
                    "paragraphs": [
                        {
                            "id": id_,
                            "context": text,
                            "qas": [{"id": id_, "question": question, "answers": [{"text": answer}], **extra}],
                        }
                    ]
                }
                for id_, text, question, answer in questions
            ]
        }

    write_json(tmp_path / "cmrc2018" / "cmrc2018_dev.json", squad())
    write_json(tmp_path / "expmrc" / "expmrc-cmrc2018-dev.json", squad(evidences=["北岭林场建于1958年。"]))
    records = [{"问题": "林场种什么树？", "相关法规": {"乙条": FOREST, "甲条": RIVER}, "match_name": ["乙条"]}]
    write_json(tmp_path / "stard" / "queries.json", records)
    return tmp_path


def test_sets_are_read_in_their_own_forms(folder: Path) -> None:
    cmrc = read_cmrc(folder)
    assert cmrc.passages == {"P1": RIVER, "P2": FOREST}
    assert cmrc.items[0] == Item("南山河流经几个县？", ("P1",), answers=("三个县",))
    assert read_expmrc(folder).items[1].sentences == ("北岭林场建于1958年。",)
    stard = read_stard(folder)
    assert list(stard.passages) == ["乙条", "甲条"] and stard.passages["乙条"].startswith("乙条\n")
    assert stard.items == (Item("林场种什么树？", ("乙条",)),)


def run(folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str], *only: str) -> list[list[str]]:
    assert run_benchmarks(folder, settings, Console("en"), only=only) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("evals.benchmarks.open_library", lambda settings, progress: Library(settings, PairEncoder()))
    return Settings(tmp_path / "data", tmp_path / "cache")


def test_passages_are_found(folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(folder, settings, capsys, "cmrc2018", "stard")
    assert [row[:3] + row[4:] for row in rows] == [
        ["cmrc2018", "hit@1", "1.000", "2"],
        ["cmrc2018", "hit@5", "1.000", "2"],
        ["cmrc2018", "MRR@20", "1.000", "2"],
        ["stard", "hit@1", "1.000", "1"],
        ["stard", "hit@5", "1.000", "1"],
        ["stard", "MRR@20", "1.000", "1"],
    ]


def test_wrong_gold_passage_is_a_miss(folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "stard" / "queries.json"
    records = json.loads(path.read_text("utf-8"))
    records[0]["match_name"] = ["甲条"]
    write_json(path, records)
    rows = run(folder, settings, capsys, "stard")
    assert [(row[1], row[2]) for row in rows] == [("hit@1", "0.000"), ("hit@5", "1.000"), ("MRR@20", "0.500")]


def test_changed_passages_are_indexed_anew(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, settings, capsys, "stard")
    built = (settings.data / "evals" / "indexes" / "stard" / "index").stat().st_mtime_ns
    run(folder, settings, capsys, "stard")
    assert (settings.data / "evals" / "indexes" / "stard" / "index").stat().st_mtime_ns == built
    path = folder / "stard" / "queries.json"
    path.write_text(path.read_text("utf-8").replace("红松", "云杉"), "utf-8")
    run(folder, settings, capsys, "stard")
    passages = (settings.data / "evals" / "indexes" / "stard" / "passages").glob("*.txt")
    assert any("云杉" in passage.read_text("utf-8") for passage in passages)


def test_unknown_or_missing_set_is_named(folder: Path, settings: Settings) -> None:
    with pytest.raises(PlanError, match=r"没有这样的公开数据集：squad（可用：cmrc2018、expmrc、stard）"):
        run_benchmarks(folder, settings, Console("zh"), only=["squad"])
    (folder / "stard" / "queries.json").unlink()
    with pytest.raises(PlanError, match=r"queries\.json 无法读取"):
        run_benchmarks(folder, settings, Console("zh"), only=["stard"])


def test_quote_within_the_sentence_or_around_it_counts() -> None:
    assert share_text("建于1958年", "北岭林场建于 1958年。")
    assert share_text(FOREST, "北岭林场建于1958年。")
    assert not share_text("建于1959年", "北岭林场建于1958年。")
    assert not share_text("", "北岭林场建于1958年。")
