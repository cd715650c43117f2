"""Figures of a plan that nothing in the code was written for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.figures.indicators import list_indicators
from assistant.figures.industries import map_industries
from assistant.figures.tasks import Task, list_tasks
from assistant.figures.workbook import write_tasks
from assistant.render.figures import ZH, render_indicators, render_industries, render_tasks
from corpus.document import read_document
from corpus.types import Document
from tests.assistant.engine.small_plans import CITY_PLAN, PLACES


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("plan") / "规划.txt"
    path.write_text(CITY_PLAN, "utf-8")
    return read_document(path)


def test_indicators_are_the_rows_with_years(document: Document) -> None:
    found = list_indicators(document)
    assert [(item.group, item.name, item.unit, [(p.year, p.value) for p in item.points]) for item in found] == [
        ("规模效益", "特色产业总产值", "亿元", [(2025, 612.4), (2030, 900.0)]),
        ("规模效益", "特色产业总产值占全市比重", "%", [(2025, 41.2), (2030, 46.0)]),
        ("创新能力", "省级技术中心数量", "个", [(2025, 18.0), (2030, 30.0)]),
        ("开放合作", "陶瓷出口额", "亿元", [(2025, 75.0), (2030, 140.0)]),
    ]
    for item in found:
        assert [document.text[point.start : point.end] for point in item.points] == [p.text for p in item.points]


def test_industries_are_found_by_place_and_role_each_at_its_words(document: Document) -> None:
    found = map_industries(document)
    assert found is not None
    assert found.places == PLACES
    assert "主导产业" in found.roles
    for place in PLACES:
        assert found.cells[place]["主导产业"], place
    entries = [entry for roles in found.cells.values() for cell in roles.values() for entry in cell]
    assert all(entry.name in document.text for entry in entries)
    assert sum(document.text[entry.start : entry.end] == entry.name for entry in entries) >= len(entries) * 0.9


def test_tasks_are_sentences_of_the_plan(document: Document) -> None:
    tasks = list_tasks(document)
    assert tasks
    for task in tasks:
        sentence = document.text[task.start : task.end]
        assert all(part in sentence for part in task.text.split("，"))
        assert task.means in sentence and task.target in sentence and task.who in sentence
    assert {place for task in tasks for place in task.where.split("、") if place} <= set(PLACES)


def make_document(tmp_path: Path, *paragraphs: str) -> Document:
    path = tmp_path / "规划.txt"
    path.write_text("\n\n".join(("示例规划", "一、重点任务", *paragraphs, "二、保障措施", "按规定执行。")), "utf-8")
    return read_document(path)


def test_what_a_task_says_of_itself_goes_into_its_columns(tmp_path: Path) -> None:
    document = make_document(
        tmp_path,
        "由市发展改革局牵头，依托滨江产业园，加快建设检验检测平台，到2030年服务企业累计超过300家。",
        "现有园区分布较为零散。",
    )
    (task,) = list_tasks(document)[:1]
    assert (task.text, task.who, task.means, task.target) == (
        "加快建设检验检测平台",
        "市发展改革局",
        "依托滨江产业园",
        "到2030年服务企业累计超过300家",
    )
    assert all("零散" not in item.text for item in list_tasks(document))


def test_workbook_takes_no_text_for_a_formula() -> None:
    task = Task("=1+1", "", "", "\x01手段", "", ("一、<b>",), "plan", 3, 0, 4)
    sheet = load_workbook(BytesIO(write_tasks([task], ["原文"], (*ZH.task_heads, "页码", "原文")))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows == [
        ("任务", "承担", "地区", "手段", "目标", "出处", "页码", "原文"),
        ("'=1+1", None, None, "手段", None, "一、<b>", 3, "原文"),
    ]


def test_rendering_escapes_and_says_when_there_is_nothing(document: Document) -> None:
    assert ZH.indicators_none in render_indicators([], ZH)
    assert ZH.industries_none in render_industries(None, ZH)
    assert ZH.tasks_none in render_tasks([], "plan", ZH)
    task = Task("<script>", "", "", "", "", ("<i>",), "a&b", 0, 0, 1)
    html = render_tasks([task], "a&b", ZH)
    assert "<script>" not in html and "<i>" not in html and "tasks/a&amp;b.xlsx" in html
    html = render_indicators(list_indicators(document), ZH)
    assert html.count('class="year-bar') == 8
