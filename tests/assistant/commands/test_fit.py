"""``planqa fit`` and ``planqa profile`` over an invented plan: the contract, reports, batches, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import cli
from assistant.commands import fit
from assistant.fit.engine import FitEngine
from assistant.knowledge import Knowledge
from corpus.document import read_document
from tests.assistant.engine.small_encoder import PairEncoder
from tests.assistant.fit.park_plan import PARK_PLAN


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> FitEngine:
    path = tmp_path_factory.mktemp("parks") / "澜川市重点园区产业布局规划.md"
    path.write_text(PARK_PLAN, encoding="utf-8")
    document = read_document(path)
    return FitEngine(Knowledge({document.source.id: document}), PairEncoder())


@pytest.fixture(autouse=True)
def use_small_engine(engine: FitEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "open_engine", lambda options, settings, console: (engine, None))


def test_json_is_one_object_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fit", "坚果零食工厂", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert list(value) == ["districts", "unknown", "citations"]
    assert [item["name"] for item in value["districts"]] == ["河湾产业园"]
    assert value["districts"][0]["reasons"][0]["citations"] == [1]
    assert value["citations"][0]["quote"] == "重点发展茶饮、果汁、坚果零食"


def test_batch_keeps_order_and_names_lines_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "text": "坚果零食工厂"}\nnot json\n{"id": 3}\n{"id": 4, "text": "铜箔厂"}\n', "utf-8")
    assert cli.main(["fit", "--batch", str(source), "--out", str(out)]) == 1
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [1, None, 3, 4]
    assert [len(row["districts"]) for row in rows] == [1, 0, 0, 1]
    assert "not JSON" in rows[1]["unknown"][0]
    assert "text" in rows[2]["unknown"][0]
    assert "2 lines got no result" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["r.docx", "r.pdf", "r.md"])
def test_report_is_written_beside_the_answer(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    assert cli.main(["fit", "骨科内窥镜企业", "--report", str(path)]) == 0
    assert path.stat().st_size > 500
    assert list(tmp_path.iterdir()) == [path]
    assert "北岸产业园" in capsys.readouterr().out


def test_places_are_compared_in_a_cited_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fit", "坚果零食工厂", "--compare", "河湾产业园", "南山产业园"]) == 0
    out = capsys.readouterr().out
    assert "| 主导产业 | 茶饮、果汁、坚果零食 [" in out
    assert "未列入排序" in out


def test_profile_has_every_kind_with_citations(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["profile", "南山产业园", "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["name"] == "南山产业园"
    assert [item["text"] for item in value["industry"] if item["role"] == "leading"] == ["铝合金型材", "铜箔", "钢构件"]
    assert all(item["citation"]["quote"] for kind in ("industry", "open") for item in value[kind])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["profile", "月球区"], "北岸产业园"),
        (["fit", "坚果零食工厂", "--must", "nonsense"], "no need nonsense"),
        (["fit", "坚果零食工厂", "--compare", "河湾产业园"], "two or three"),
        (["fit", "坚果零食工厂", "--report", "r.xyz"], "docx"),
        (["fit", "  "], "describe the enterprise"),
        (["fit", "--batch", "/no/such/file"], "/no/such/file"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_lost(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


def test_bad_weight_in_the_settings_is_named(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data_dir / "settings.toml").write_text("[fit]\nleadin = 3\n", "utf-8")
    assert cli.main(["fit", "坚果零食工厂"]) == 1
    assert "no weight leadin" in capsys.readouterr().err
