"""A number with its unit, year and scope; never a neighbour's."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index
from tests.assistant.engine.small_plans import PLACES

REVENUES = {"青棠区": "260", "白鹭区": "185", "石桥县": "95", "云溪县": "80"}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("2025年陶瓷产业产值是多少？", "2025年陶瓷产业产值达到320.5亿元（占全市41.2%）、较2020年增长18.6%。 [1]"),
        ("港口货物吞吐量是多少？", "2025年港口货物吞吐量达到520万吨。 [1]"),
        ("内河航线有多少条？", "内河航线达到14条。 [1]"),
        ("每年培训技工多少人次？", "每年培训技工3000人次。 [1]"),
        ("到2028年改造窑炉多少座？", "到2028年完成窑炉改造60座。 [1]"),
        ("特色产业发展基金有多少？", "设立特色产业发展基金10亿元。 [1]"),
        ("云溪县主导产业产值是多少？", "云溪县：主导产业产值达到52亿元。 [1]"),
    ],
)
def test_a_figure_of_the_text_is_given_with_its_unit_and_year(question: str, text: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.text) == ("answered", text)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_gets_its_own_figure_and_no_neighbours(place: str, assistant: Assistant) -> None:
    answer = assistant.ask(f"{place}2030年规上企业营业收入目标是多少？")
    area = "全县" if place.endswith("县") else "全区"
    figure = f"到2030年，{area}规上企业营业收入达到{REVENUES[place]}亿元"
    assert answer.text == f"{place}：{figure}。 [1]"
    (citation,) = answer.citations
    assert citation.quote == figure
    assert citation.section[1].endswith(place)


@pytest.mark.parametrize(
    ("question", "text", "quotes"),
    [
        (
            "2030年特色产业总产值目标是多少？",
            "特色产业总产值：2030年为900亿元。",
            ["特色产业总产值（亿元）\t612.4", "900"],
        ),
        ("2025年特色产业总产值是多少？", "特色产业总产值：2025年为612.4亿元。", ["特色产业总产值（亿元）\t612.4"]),
        (
            "陶瓷出口额2025年和2030年分别是多少？",
            "陶瓷出口额：2025年为75亿元，2030年为140亿元。",
            ["陶瓷出口额（亿元）\t75", "140"],
        ),
        (
            "省级技术中心数量2030年要达到多少个？",
            "省级技术中心数量：2030年为30个。",
            ["省级技术中心数量（个）*\t18", "30"],
        ),
        ("研发经费投入强度2030年是多少？", "研发经费投入强度：2030年为2.4%。", ["研发经费投入强度（%）\t/", "2.4"]),
    ],
)
def test_cells_are_quoted_one_by_one_with_the_head_row(
    question: str, text: str, quotes: list[str], assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    marks = "".join(f" [{n}]" for n in range(1, len(quotes) + 2))
    assert answer.text == text + marks
    head = "序号\t一级指标\t二级指标\t2025年\t2030年"
    assert [citation.quote for citation in answer.citations] == [quotes[0], head, *quotes[1:]]
    assert {citation.kind for citation in answer.citations} == {"table"}


@pytest.mark.parametrize(
    "question",
    [
        "青棠区2040年规上企业营业收入目标是多少？",
        "2027年特色产业总产值是多少？",
        "2035年陶瓷出口额目标是多少？",
        "研发经费投入强度2025年是多少？",
    ],
)
def test_a_year_that_the_plan_has_no_figure_for_is_refused(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.status == "no_evidence"
    assert answer.text.startswith("规划中没有找到")


@pytest.mark.parametrize(
    "question", ["青棠区规上企业营业收入目标是300亿元吗？", "青棠区规上企业营业收入目标是30亿元，对吧？"]
)
def test_a_false_figure_in_the_question_is_corrected(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    claimed = "300亿元" if "300" in question else "30亿元"
    assert answer.text.splitlines()[0] == f"不是{claimed}，规划写的是260亿元。 [1]"
    assert answer.citations[0].quote == "到2030年，全区规上企业营业收入达到260亿元"


def test_a_true_figure_in_the_question_is_confirmed(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区规上企业营业收入目标是260亿元吗？")
    assert answer.text.splitlines()[0] == "是的，规划写明260亿元。 [1]"


def test_a_figure_that_several_places_have_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("2030年规上企业营业收入目标是多少？")
    assert answer.status == "clarify"
    assert answer.choices == tuple(f"{place}2030年规上企业营业收入目标是多少？" for place in PLACES)


@pytest.mark.parametrize("question", ["省级技术中心有什么目标？", "2030年陶瓷出口额目标是200亿元吧？"])
def test_an_indicator_is_answered_however_it_is_asked_for(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert ("30个" if "中心" in question else "140亿元") in answer.text


def test_a_refusal_shows_the_passage_it_announces(assistant: Assistant) -> None:
    answer = assistant.ask("研发经费投入强度2025年是多少？")
    assert "2.4%" in answer.text.partition("最接近的内容")[2]


@pytest.mark.xfail(strict=True, reason="a facet inside the name of an indicator is taken for the thing asked")
def test_an_indicator_that_a_place_lacks_is_not_denied_as_a_facet(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区主导产业产值是多少？")
    assert answer.status == "no_evidence"


@pytest.mark.xfail(strict=True, reason="a percentage that the question states is taken for a word the plan lacks")
def test_a_false_percentage_in_the_question_is_corrected(assistant: Assistant) -> None:
    answer = assistant.ask("特色产业总产值占全市的比重会达到50%吗？")
    assert answer.text.splitlines()[0].startswith("不是50%，规划写的是46%。")


def test_a_limit_that_is_passed_is_not_denied(assistant: Assistant) -> None:
    answer = assistant.ask("特色产业发展基金超过5亿元吗？")
    assert "10亿元" in answer.text
    assert not answer.text.startswith("不是")


def test_an_indicator_within_anothers_name_is_not_that_indicator(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    text = "# 甲市规划\n\n## 一、目标\n\n到2030年，单位工业总产值能耗降低16%，人均公园面积达到15平方米。\n"
    path.write_text(text, encoding="utf-8")
    assistant = Assistant(build_small_index(tmp_path, [read_document(path)]))
    assert assistant.ask("2030年工业总产值降低多少？").status == "no_evidence"
    assert "16%" in assistant.ask("2030年单位工业总产值能耗降低多少？").text
