"""Conversations as reports: marks numbered through, each passage listed once."""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation import Exchange
from assistant.export.conversation import build_report
from assistant.export.types import Grid, Heading, Paragraph
from tests.assistant.render.sample_plan import DISTRICT, build_answer, build_plan, make_citation


def test_one_answer_keeps_its_numbers_and_has_no_heading_of_its_own() -> None:
    report = build_report("问", [Exchange("问", build_answer(), "done")], {"plan": build_plan()}, "zh")
    assert report.title == "问"
    assert report.blocks == (
        Paragraph("乙区布局量子科技[1]。"),
        Grid(("指标", "2030年"), (("增加值", "2800 [2]"),)),
        Paragraph("计算：2800 - 2037.7 = 762.3 亿元 [2]"),
    )
    assert [(source.n, source.quote) for source in report.sources] == [
        (1, "布局量子科技"),
        (2, "增加值（亿元）\t2037.7\t2800"),
    ]


def test_marks_of_several_answers_are_numbered_through_and_shared_passages_once() -> None:
    second = replace(
        build_answer(),
        text="航空[1]，量子[2]。",
        citations=(
            make_citation(1, "发展航空发动机", (*DISTRICT, "主导产业")),
            make_citation(2, "布局量子科技", (*DISTRICT, "未来产业")),
        ),
        calculations=(),
        warnings=("见[1]",),
    )
    exchanges = [Exchange("一", build_answer(), "done"), Exchange("二", second, "done")]
    report = build_report("对话", exchanges, {"plan": build_plan()}, "zh")
    assert [block.text for block in report.blocks if isinstance(block, Heading)] == ["一", "二"]
    assert report.blocks[-2:] == (Paragraph("航空[3]，量子[1]。"), Paragraph("说明：见[3]", "note"))
    assert [(source.n, source.quote) for source in report.sources] == [
        (1, "布局量子科技"),
        (2, "增加值（亿元）\t2037.7\t2800"),
        (3, "发展航空发动机"),
    ]


def test_refusals_failures_and_estimated_pages_are_told() -> None:
    refusal = replace(build_answer(), text="没有提到。", status="no_evidence", calculations=())
    plan = replace(build_plan(), page_origin="contents")
    exchanges = [Exchange("一", refusal, "done"), Exchange("二", None, "failed", "没有索引。")]
    report = build_report("对话", exchanges, {"plan": plan}, "zh")
    assert report.blocks == (
        Heading("一"),
        Paragraph("规划中未提及", "note"),
        Paragraph("没有提到。"),
        Heading("二"),
        Paragraph("没有索引。", "note"),
    )
    assert report.under_title[-1] == "页码据目录推定：《甲市规划》。"
    english = build_report("Talk", exchanges, {"plan": plan}, "en")
    assert english.blocks[1] == Paragraph("Not in the plan", "note")
