"""Notices that issue a plan: title page, list of annexes, the plan itself, its annexes."""

from __future__ import annotations

from tests.corpus.conftest import ReadText

NOTICE = """关于印发《某市工业发展实施方案》的通知
某政办发〔2025〕12号
各区（县）人民政府，市政府各部门：
《某市工业发展实施方案》已经市政府同意，现印发给你们，请认真贯彻执行。
附件：1.任务分工表
2.指标体系
某市人民政府办公厅
2025年3月4日
某市工业发展实施方案
为贯彻落实部署，制定本方案。
一、总体要求
（一）主要目标。到2027年，规上工业增加值年均增长8%。
二、重点任务
做强电子信息产业。
附件1
任务分工表
序号\t任务\t责任单位
1\t强链\t市经信局
附件2
指标说明
增加值按现价计算。
"""


def test_a_notice_and_the_plan_it_issues(read_text: ReadText) -> None:
    document = read_text(NOTICE, "a.txt")
    assert document.source.title == "关于印发《某市工业发展实施方案》的通知"
    assert [(section.kind, section.path) for section in document.sections] == [
        ("front", ("封面",)),
        ("body", ("前言",)),
        ("body", ("某市工业发展实施方案",)),
        ("body", ("某市工业发展实施方案", "一、总体要求")),
        ("body", ("某市工业发展实施方案", "一、总体要求", "（一）主要目标")),
        ("body", ("某市工业发展实施方案", "二、重点任务")),
        ("table", ("附件1 任务分工表",)),
        ("body", ("附件2 指标说明",)),
    ]
    (row,) = [chunk for chunk in document.chunks if chunk.cells]
    assert [(cell.row, cell.column, cell.value) for cell in row.cells] == [(("强链",), ("责任单位",), "市经信局")]


def test_an_annex_with_its_title_behind_a_colon_is_still_an_annex(read_text: ReadText) -> None:
    document = read_text("一、任务\n完成任务。\n附件：任务说明\n任务的说明写在这里，共有三条。\n", "a.txt")
    assert [section.path for section in document.sections] == [("一、任务",), ("附件：任务说明",)]


def test_an_annex_stands_beside_the_highest_numbered_parts_of_a_styled_document(read_text: ReadText) -> None:
    document = read_text("# 某市规划\n\n## 一、任务\n\n完成任务。\n\n附件1 说明\n\n说明的文字。\n", "a.md")
    assert [section.path for section in document.sections] == [
        ("某市规划",),
        ("某市规划", "一、任务"),
        ("某市规划", "附件1 说明"),
    ]


def test_the_lines_of_a_title_page_are_not_run_together(read_text: ReadText) -> None:
    document = read_text(
        "某省国民经济和社会发展第十五个五年规划纲要\n某省发展和改革委员会编制单位\n一、任务\n完成任务。\n", "a.txt"
    )
    assert document.text.startswith("某省国民经济和社会发展第十五个五年规划纲要\n某省发展和改革委员会编制单位\n")


def test_a_label_alone_on_its_line_takes_the_title_below(read_text: ReadText) -> None:
    document = read_text(
        "第一章\n总则\n第一条 为了发展，制定本办法。\n表1\n单位：亿元\n指标\t2025年\n产值\t10\n", "a.txt"
    )
    titles = [section.title for section in document.sections]
    assert titles == ["第一章 总则", "第一条", "表1"]


def test_a_document_that_opens_with_a_sentence_is_called_by_its_file(read_text: ReadText) -> None:
    document = read_text("坚持稳中求进工作总基调，加快发展。\n继续努力。\n", "plan7.txt")
    assert (document.source.title, document.source.issuer) == ("plan7", "")
    image = read_text("![](1.png)\n\n目录\n\n## 一、任务\n\n完成任务。\n", "plan8.md")
    assert image.source.title == "一、任务"
    contents = read_text("目录\n一、任务 1\n二、保障 2\n一、任务\n完成任务。\n二、保障\n做好保障。\n", "plan9.txt")
    assert contents.source.title == "一、任务"
