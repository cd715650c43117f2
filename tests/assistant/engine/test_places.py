"""Questions over several places: which ones, side by side, the highest, those over a limit."""

from __future__ import annotations

import pytest

from assistant.service import Assistant

HEAD = "| 地区 | {} |\n| --- | --- |\n"


def test_a_comparison_says_where_the_plan_is_silent(assistant: Assistant) -> None:
    answer = assistant.ask("各区未来产业对比一下")
    assert answer.text == HEAD.format("未来产业") + (
        "| 青棠区 | 陶瓷基复合材料等 [1] |\n"
        "| 白鹭区 | 海洋药物等（正文：前瞻布局海洋药物、深海养殖未来产业） [2] [3] |\n"
        "| 石桥县 | 规划未提及 |\n"
        "| 云溪县 | 茶多酚提取等 [4] |"
    )
    assert len(answer.warnings) == 1
    assert answer.warnings[0].startswith("规划各处对白鹭区未来产业的表述不完全一致")


def test_a_comparison_has_only_the_places_named(assistant: Assistant) -> None:
    answer = assistant.ask("对比青棠区和云溪县的主导产业")
    rows = "| 青棠区 | 日用陶瓷、卫浴洁具 [1] |\n| 云溪县 | 茶叶加工 [2] |"
    assert answer.text == HEAD.format("主导产业") + rows
    assert answer.warnings == ()


def test_places_of_a_plan_wide_sentence_are_listed(assistant: Assistant) -> None:
    answer = assistant.ask("哪些地方建设游船码头？")
    assert answer.text.splitlines()[0] == "共2个：白鹭区、云溪县。 [1]"
    assert answer.citations[0].quote == "支持白鹭区、云溪县共建游船码头"


def test_a_place_is_found_by_what_its_section_says(assistant: Assistant) -> None:
    answer = assistant.ask("哪个区发展电动游船？")
    assert answer.text.splitlines()[0].lstrip("- ").startswith("白鹭区：")
    assert not any(place in answer.text for place in ("青棠区", "石桥县", "云溪县"))


def test_a_place_is_found_by_its_row_of_the_box(assistant: Assistant) -> None:
    answer = assistant.ask("陶瓷颜料是哪个区的新兴产业？")
    assert answer.text == "- 青棠区：新兴产业：①竹木家具②陶瓷颜料。 [1]"


def test_the_highest_is_named_and_all_are_ranked(assistant: Assistant) -> None:
    answer = assistant.ask("哪个区规上企业营业收入目标最高？")
    lines = answer.text.splitlines()
    assert lines[0] == "最高的是青棠区：260亿元。 [1]"
    assert lines[4:] == [
        "| 青棠区 | 260亿元 [1] |",
        "| 白鹭区 | 185亿元 [2] |",
        "| 石桥县 | 95亿元 [3] |",
        "| 云溪县 | 80亿元 [4] |",
    ]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("哪些区规上企业营业收入超过100亿元？", ["青棠区", "白鹭区"]),
        ("哪些地方规上企业营业收入不足90亿元？", ["云溪县"]),
        ("哪些区县规上企业营业收入超过100亿元？", ["青棠区", "白鹭区"]),
    ],
)
def test_places_over_or_under_a_limit(question: str, names: list[str], assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert [line[2:5] for line in answer.text.splitlines()] == names


def test_the_plans_places_are_listed_from_the_sentence_that_names_them(assistant: Assistant) -> None:
    answer = assistant.ask("规划涉及哪些区县？")
    assert [citation.quote for citation in answer.citations] == ["¹ 东部四地包括青棠区、白鹭区、石桥县、云溪县。"]


def test_the_higher_of_two_is_named(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区和白鹭区的营业收入谁高？")
    assert answer.text.splitlines()[0] == "最高的是青棠区：260亿元。 [1]"
