"""What the plan does not say is said to be missing; greetings and empty questions."""

from __future__ import annotations

import pytest

from assistant.service import MAX_QUESTION, Assistant

TITLE = "《澜川市东部四地“十五五”特色产业发展规划》"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("核电站建设规模有多大？", "核电站"),
        ("规划里提到半导体芯片了吗？", "半导体芯片"),
        ("有没有写足球青训？", "足球"),
    ],
)
def test_an_unknown_topic_is_refused_with_where_it_was_looked_for(
    question: str, missing: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "no_evidence"
    first = answer.text.splitlines()[0]
    assert missing in first
    assert f"已查找{TITLE}的正文、表格、专栏和脚注" in first


def test_a_refusal_shows_the_nearest_passages(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区2040年规上企业营业收入目标是多少？")
    lines = answer.text.splitlines()
    assert lines[0].startswith("规划中没有找到青棠区2040年“规上企业营业收入”的相关内容。")
    assert lines[2] == "最接近的内容（并非对问题的回答）："
    assert lines[4] == "- 青棠区：到2030年，全区规上企业营业收入达到260亿元。 [1]"


def test_an_unknown_place_is_named_with_the_places_there_are(assistant: Assistant) -> None:
    answer = assistant.ask("北岭区的主导产业是什么？")
    assert answer.status == "no_evidence"
    lines = answer.text.splitlines()
    assert lines[0].startswith("规划中没有找到“北岭区”的内容。")
    assert lines[2] == "规划涉及的地区是青棠区、白鹭区、石桥县、云溪县。 [1]"


def test_a_place_of_another_document_is_not_asked_back_about(library: Assistant) -> None:
    answer = library.ask("松岭县的主导产业是什么？")
    assert answer.status == "no_evidence"


def test_a_greeting_introduces_the_documents(assistant: Assistant) -> None:
    answer = assistant.ask("你好")
    assert answer.text.startswith("您好！")
    assert f"- 已收录：{TITLE}。 [1]" in answer.text.splitlines()
    assert all(assistant.ask(choice).status == "answered" for choice in answer.choices[1:])


def test_thanks_are_returned_without_citations(assistant: Assistant) -> None:
    answer = assistant.ask("谢谢")
    assert (answer.text, answer.status, answer.citations) == ("不客气。还想了解规划的哪方面？", "clarify", ())


@pytest.mark.parametrize("question", ["", "  \n", "问" * (MAX_QUESTION + 1)])
def test_a_question_that_cannot_be_read_is_an_error(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.citations) == ("error", ())


def test_the_longest_question_is_no_error(assistant: Assistant) -> None:
    assert assistant.ask("问" * MAX_QUESTION).status != "error"


def test_a_question_without_a_subject_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("目标完成了多少？")
    assert (answer.status, answer.citations) == ("clarify", ())


def test_every_example_can_be_answered_for_its_place(assistant: Assistant) -> None:
    assert [q for q in assistant.examples("zh") if "规划未提及" in assistant.ask(q).text and "对比" not in q] == []
