"""Batches: order, ids and histories kept, bad lines answered with their fault, the result whole or set aside."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.batch import answer_lines, open_result, parse_line, read_lines
from assistant.types import Answer, Turn
from corpus.errors import PlanError


def echo(question: str, history: Sequence[Turn]) -> Answer:
    if question == "trip":
        raise KeyError("row")
    return Answer(question, question, " / ".join([*(turn.content for turn in history), question]), "answered")


def run(text: str, path: Path) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    path.write_text(text, "utf-8")
    result = io.StringIO()
    failed = answer_lines(read_lines(str(path)), echo, result)
    return [json.loads(line) for line in result.getvalue().split("\n")[:-1]], failed


def test_order_ids_and_history_are_kept_and_stand_first(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "乙"}]
    lines = [
        {"question": "丙", "history": history, "id": "b", "kind": "fact"},
        {"id": 7, "question": "丁\u2028戊"},
        {"question": "己", "id": "b", "history": []},
    ]
    answers, failed = run(
        "\ufeff" + "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines), tmp_path / "in"
    )
    assert failed == []
    assert [answer["id"] for answer in answers] == ["b", 7, "b"]
    assert [answer["answer"] for answer in answers] == ["甲 / 乙 / 丙", "丁\u2028戊", "己"]
    assert [list(answer)[:3] for answer in answers] == [
        ["id", "history", "question"],
        ["id", "question", "standalone_question"],
        ["id", "history", "question"],
    ]
    assert answers[0]["history"] == history


def test_bad_lines_get_an_error_in_their_place(tmp_path: Path) -> None:
    good = ['{"id": 1, "question": "甲"}', '{"id": 6, "question": "乙"}']
    bad = ["not json", "[1]", '{"id": 4}', '{"id": 5, "question": "trip"}']
    answers, failed = run("\n".join([good[0], *bad, good[1]]), tmp_path / "in")
    assert [(answer["id"], answer["status"]) for answer in answers] == [
        (1, "answered"),
        (None, "error"),
        (None, "error"),
        (4, "error"),
        (5, "error"),
        (6, "answered"),
    ]
    assert [number for number, _ in failed] == [2, 3, 4, 5]
    assert [answer["answer"] for answer in answers[3:5]] == [
        "没有 question / question is missing or not a text",
        "KeyError: 'row'",
    ]


@pytest.mark.parametrize(
    "history",
    ['"text"', '[{"role": "system", "content": "x"}]', '[{"role": "user"}]', "[1]", '{"role": "user"}'],
)
def test_bad_history_is_a_fault(history: str) -> None:
    line = parse_line(1, f'{{"id": "a", "question": "甲", "history": {history}}}')
    assert line.fault.endswith("each turn needs role (user or assistant) and content")
    assert line.extra == {"id": "a", "history": json.loads(history)}


def test_what_is_no_text_is_replaced_before_it_is_asked() -> None:
    line = parse_line(1, '{"id": "\\ud800", "question": "甲\\ud800乙\\u0000"}')
    assert line.question == "甲\ufffd乙\ufffd"


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="没有"):
        read_lines(str(tmp_path / "没有.jsonl"))
    (tmp_path / "gbk.jsonl").write_bytes('{"question": "甲"}'.encode("gbk"))
    with pytest.raises(PlanError, match="not UTF-8"):
        read_lines(str(tmp_path / "gbk.jsonl"))


def test_result_appears_whole_and_an_interrupted_one_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old", "utf-8")
    with pytest.raises(KeyboardInterrupt), open_result(str(path), io.StringIO()) as file:
        file.write("half")
        raise KeyboardInterrupt
    assert path.read_text("utf-8") == "old"
    assert (tmp_path / "out.jsonl.partial").read_text("utf-8") == "half"
    with open_result(str(path), io.StringIO()) as file:
        file.write("whole")
        assert path.read_text("utf-8") == "old"
    assert [(entry.name, entry.read_text("utf-8")) for entry in tmp_path.iterdir()] == [("out.jsonl", "whole")]


def test_dash_is_standard_output() -> None:
    output = io.StringIO()
    with open_result("-", output) as file:
        assert file is output
