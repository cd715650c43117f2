"""Every kind of answer holds the contract that clients read."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from assistant.service import Assistant
from assistant.types import Citation, Turn, set_apart
from tests.assistant.engine.contract import FIELDS, find_breaches

QUESTIONS = (
    "2030年青棠区规上企业营业收入目标是多少？",
    "2030年特色产业总产值目标是多少？",
    "陶瓷出口额2025年和2030年分别是多少？",
    "省级技术中心数量2025年有几个？",
    "特色产业总产值占全市比重2030年是多少？",
    "研发经费投入强度2030年是多少？",
    "2025年陶瓷产业产值是多少？",
    "青棠区规上企业营业收入目标是300亿元吗？",
    "白鹭区未来产业是什么？",
    "各区未来产业对比一下",
    "各区特色产业和未来产业对比",
    "哪些地方建设游船码头？",
    "哪个区规上企业营业收入目标最高？",
    "哪些区规上企业营业收入超过100亿元？",
    "四个区县2030年规上企业营业收入合计多少？",
    "陶瓷出口额2030年是2025年的几倍？",
    "2030年特色产业总产值比2025年增长百分之多少？",
    "基本原则有哪些？",
    "余热发电是什么意思？",
    "这个规划主要讲什么？",
    "介绍一下白鹭区",
    "为什么石桥县把船舶修造列为主导产业？",
    "核电站建设规模有多大？",
    "北岭区的主导产业是什么？",
    "主导产业是什么？",
    "你好",
    "谢谢",
    "What is the future industry of Bailu District?",
    "How much is the total output target in 2030?",
    "Compare the leading industries of Qingtang and Yunxi",
    "qingtangqu de zhudao chanye shi shenme",
    "",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_holds_the_contract(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert find_breaches(answer, assistant.documents) == []


@pytest.mark.parametrize("followup", ["2025年呢？", "只要数字", "换成英文", "再详细一点", "那青棠区呢？"])
def test_an_answer_in_a_conversation_holds_the_contract(followup: str, assistant: Assistant) -> None:
    history = [Turn("user", "2030年陶瓷出口额目标是多少？"), Turn("assistant", "陶瓷出口额：2030年为140亿元。 [1]")]
    answer = assistant.ask(followup, history)
    assert find_breaches(answer, assistant.documents, history) == []


def test_the_json_is_plain_and_keeps_its_order(assistant: Assistant) -> None:
    record = assistant.ask("四个区县2030年规上企业营业收入合计多少？").to_json({"id": "7"})
    assert tuple(record) == ("id", *FIELDS)
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record
    assert (record["generator"], record["status"]) == ("extractive", "answered")


def test_a_plan_without_pages_claims_none(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区的主导产业是什么？")
    assert {citation.page for citation in answer.citations} == {None}


def test_claims_carry_the_citations_of_their_lines(assistant: Assistant) -> None:
    answer = assistant.ask("白鹭区未来产业是什么？")
    assert [claim.citations for claim in answer.claims] == [(1,), (2,), (3,)]
    assert {claim.support for claim in answer.claims} == {"verified"}


def test_streamed_parts_are_beginnings_of_the_answer(assistant: Assistant) -> None:
    question = "基本原则有哪些？"
    *parts, last = assistant.stream(question)
    assert last.text == assistant.ask(question).text
    assert len(parts) == last.text.count("\n")
    assert all(last.text.startswith(part.text) for part in parts)


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    first, second = assistant.ask("各区未来产业对比一下"), assistant.ask("各区未来产业对比一下")
    assert (first.text, first.citations, first.warnings) == (second.text, second.citations, second.warnings)


def cite(quotes: list[str]) -> list[Citation]:
    return [Citation(n, "plan", "规划", ("一、目标",), "table", 1, 0, 1, quote) for n, quote in enumerate(quotes, 1)]


@pytest.mark.parametrize(
    "quotes",
    [
        ["占比 39.5", "序号 指标 2030年", "42", "2025年营收达到6508亿元"],
        ["每万人基站数 8.2", "序号 指标 2030年", "27.5", "35"],
        ["2025年增长5%", "42", "产值达到7", "序号 指标"],
    ],
)
def test_figures_of_two_quotes_never_touch(quotes: list[str]) -> None:
    ordered = [citation.quote for citation in set_apart(cite(quotes))]
    assert sorted(ordered) == sorted(quotes)
    assert not [1 for one, other in pairwise(ordered) if one[-1].isdigit() and other[0].isdigit()]


def test_citations_without_figures_side_by_side_keep_their_order() -> None:
    citations = cite(["甲", "2乙", "丙3"])
    assert set_apart(citations) == citations
