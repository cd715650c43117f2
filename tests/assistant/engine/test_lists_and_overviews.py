"""Lists that headings make, definitions from footnotes, overviews, passages."""

from __future__ import annotations

import pytest

from assistant.service import Assistant


@pytest.mark.parametrize(
    ("question", "heading", "children"),
    [
        (
            "基本原则有哪些？",
            "基本原则",
            ["坚持生态优先，绿色发展", "坚持匠心传承，品质至上", "坚持水陆并进，开放合作"],
        ),
        ("保障措施有哪几方面？", "保障措施", ["强化组织推动", "强化资金支持", "强化监测评估"]),
        ("重点任务有哪几项？", "重点任务", ["建设清洁窑炉", "畅通水陆通道", "培育工匠人才"]),
    ],
)
def test_a_sections_children_are_the_list(
    question: str, heading: str, children: list[str], assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    first, blank, *items = answer.text.splitlines()
    assert (first, blank) == (f"“{heading}”共{len(children)}项： [1]", "")
    assert [item[2 : 2 + len(child)] for item, child in zip(items, children, strict=True)] == children
    quotes = [citation.quote for citation in answer.citations]
    assert quotes[0].endswith(heading)
    assert all(any(quote.endswith(child) for quote in quotes) for child in children)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("余热发电是什么意思？", "² 余热发电是指利用窑炉烟气的热量带动汽轮机发电。"),
        ("东部四地是指哪些地方？", "¹ 东部四地包括青棠区、白鹭区、石桥县、云溪县。"),
    ],
)
def test_a_footnote_defines_its_term(question: str, quote: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.text) == ("answered", f"{quote} [1]")
    assert [(c.quote, c.kind) for c in answer.citations] == [(quote, "footnote")]


def test_an_overview_of_the_plan_names_its_chapters_goals_and_tasks(assistant: Assistant) -> None:
    lines = assistant.ask("这个规划主要讲什么？").text.splitlines()
    title = "澜川市东部四地“十五五”特色产业发展规划"
    chapters = "规划基础、总体要求、发展重点、重点任务、保障措施"
    assert lines[0] == f"《{title}》的主要部分：{chapters}。 [1] [2] [3] [4] [5]"
    assert "- 到2030年，特色产业总产值占全市比重提升4.8个百分点、达到46%。 [7]" in lines
    assert lines[-1].startswith("- 重点任务：建设清洁窑炉；畅通水陆通道；培育工匠人才。")


def test_an_overview_of_a_place_keeps_to_that_place(assistant: Assistant) -> None:
    answer = assistant.ask("介绍一下云溪县")
    assert "- 主导产业：茶叶加工。 [2]" in answer.text.splitlines()
    assert "- 云溪县：到2030年，全县规上企业营业收入达到80亿元。 [3]" in answer.text.splitlines()
    assert not any(place in answer.text for place in ("青棠区", "白鹭区", "石桥县"))
    assert answer.warnings == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("澜江航道怎么疏浚？", "疏浚澜江航道，支持白鹭区、云溪县共建游船码头，改造乡村公路210公里。 [1]"),
        ("面临哪些挑战？", "从风险挑战看，部分窑炉设备老化，熟练技工紧缺，外贸订单波动较大。 [1]"),
    ],
)
def test_a_passage_answers_what_no_structure_does(question: str, text: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.text) == ("answered", text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("农村道路是指什么？", "松岭县：本办法所称农村道路，是指县道、乡道和村道。 [1]"),
        ("养护资金可以挪用吗？", "松岭县：养护资金专款专用，任何单位不得挪用。 [1]"),
        ("县级财政每年安排养护资金多少？", "松岭县：县级财政每年安排养护资金450万元。 [1]"),
    ],
)
def test_articles_of_a_second_document_answer_too(question: str, text: str, library: Assistant) -> None:
    answer = library.ask(question)
    assert answer.text == text
    assert {citation.title for citation in answer.citations} == {"松岭县农村道路养护管理办法"}


def test_a_source_that_is_chosen_is_the_only_one_cited(library: Assistant) -> None:
    rules = next(key for key, item in library.documents.items() if item.source.title.startswith("松岭县"))
    answer = library.ask("青棠区的规上企业营业收入目标是多少？", source_ids=[rules])
    assert {citation.source_id for citation in answer.citations} <= {rules}
    assert answer.status == "no_evidence"


def test_the_indicators_of_a_table_are_listed(assistant: Assistant) -> None:
    answer = assistant.ask("表1有哪些指标？")
    assert "陶瓷出口额" in answer.text
    assert answer.warnings == ()


def test_an_overview_of_a_box_keeps_to_the_box(assistant: Assistant) -> None:
    answer = assistant.ask("专栏1讲了什么？")
    assert {citation.section[-1] for citation in answer.citations} == {"专栏1 东部四地产业发展方向"}
