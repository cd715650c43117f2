"""Question sets as tables: what a row means, and what is said of one that means nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from assistant.types import Turn
from corpus.errors import PlanError
from evals.loading import load_questions, read_questions
from evals.problems import QuestionSetError
from evals.template import EXAMPLES, write_template
from evals.types import Evidence

HEADS = ("编号", "问题", "应有的回应", "关键事实", "原文依据", "章节", "前文")
GOOD = ("q1", "甲区营收目标是多少？", "", "700亿元|700 亿元\n氢能", "营收达到700亿元", "一、甲区", "")


def write_xlsx(path: Path, *rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(path)
    return path


def test_row_is_a_question(tmp_path: Path) -> None:
    (question,) = read_questions([write_xlsx(tmp_path / "own.xlsx", HEADS, GOOD, ("", None))])
    assert (question.id, question.kind, question.language, question.statuses) == ("q1", "fact", "zh", ("answered",))
    assert question.facts == (("700亿元", "700 亿元"), ("氢能",))
    assert question.evidence == (((Evidence(("一、甲区",), "营收达到700亿元"),),),)


def test_alternatives_sections_and_history(tmp_path: Path) -> None:
    row = (
        "",
        "那乙区呢？",
        "回答|反问",
        "2500亿元",
        "甲 || 乙\n丙",
        "一、甲区 › 1.定位\n二、乙区",
        "问：甲区？\n答：700。",
    )
    (question,) = read_questions([write_xlsx(tmp_path / "own.xlsx", HEADS, row)])
    first = ("一、甲区", "1.定位")
    assert (question.id, question.kind, question.statuses) == ("row-2", "follow_up", ("answered", "clarify"))
    assert question.evidence == (
        ((Evidence(first, "甲"),), (Evidence(first, "乙"),)),
        ((Evidence(("二、乙区",), "丙"),),),
    )
    assert question.history == (Turn("user", "甲区？"), Turn("assistant", "700。"))


def test_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    rows = [("问题", "关键事实"), ("占比？", 0.363), ("几个？", 117.0)]
    questions = read_questions([write_xlsx(tmp_path / "own.xlsx", *rows, formats={"B2": "0.0%"})])
    assert [question.facts for question in questions] == [(("36.3%",),), (("117",),)]


def test_three_bad_rows_are_named_and_the_good_one_is_kept(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "own.xlsx",
        HEADS,
        GOOD,
        ("q2", "", "", "700", "", "", ""),
        ("q3", "甲？", "也许", "700", "", "", ""),
        ("q1", "乙？", "", "2500", "", "", ""),
    )
    loaded = load_questions([path])
    assert [question.id for question in loaded.questions] == ["q1"]
    assert [problem.say("zh") for problem in loaded.problems] == [
        "own.xlsx:3：问题：缺失或为空",
        "own.xlsx:4：应有的回应：“也许”不在可选值之列（回答、拒答、反问）",
        "own.xlsx:5：编号 'q1' 已在 own.xlsx:2 用过",
    ]


def test_question_that_nothing_could_judge_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "own.xlsx", HEADS, ("q1", "甲？"))
    with pytest.raises(QuestionSetError, match="无从判断对错"):
        load_questions([path])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_office_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "own.csv"
    lines = [("id", "question", "facts"), ("q1", "甲区？", '"700亿元\n氢能"')]
    path.write_text("\n".join(delimiter.join(line) for line in lines), encoding)
    (question,) = read_questions([path])
    assert question.facts == (("700亿元",), ("氢能",))


def test_line_numbers_of_csv_count_lines_within_cells(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text('问题,关键事实\n甲？,"700\n氢能"\n乙？,\n', "utf-8")
    assert [problem.place for problem in load_questions([path]).problems] == ["own.csv:4"]


def test_unknown_column_is_named_and_the_rest_read(tmp_path: Path) -> None:
    loaded = load_questions([write_xlsx(tmp_path / "own.xlsx", ("问题", "关键事实", "备注"), ("甲？", "700", "x"))])
    assert len(loaded.questions) == 1
    assert loaded.problems[0].zh.startswith("不认识的列“备注”，已略过")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no workbook", "无法读取"), (b"", "无法读取")],
)
def test_broken_workbook_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(content)
    with pytest.raises(QuestionSetError, match=message):
        load_questions([path])


def test_table_without_a_question_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="没有“问题”一列"):
        load_questions([write_xlsx(tmp_path / "own.xlsx", ("甲", "乙"), ("1", "2"))])


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_template_can_be_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"template{suffix}"
    write_template(path)
    questions = read_questions([path])
    assert [question.id for question in questions] == [example["id"] for example in EXAMPLES]
    assert len(questions[1].evidence) == 2
    assert questions[3].history[0] == Turn("user", "某某区2030年的营收目标是多少？")


def test_template_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_text("mine", "utf-8")
    with pytest.raises(PlanError, match="已存在"):
        write_template(path)
    assert path.read_text("utf-8") == "mine"
    with pytest.raises(PlanError, match=r"\.xlsx"):
        write_template(tmp_path / "own.doc")
