"""Follow-ups made standalone from the conversation."""

from __future__ import annotations

import pytest

from assistant.followup import Standalone, asks_event, condense
from assistant.knowledge import Knowledge
from assistant.question import QuestionReader
from assistant.service import Assistant
from assistant.types import Answer, Turn


def converse(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of the questions, each asked with what was said before."""
    history: list[Turn] = []
    for question in questions:
        answer = assistant.ask(question, history)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    return answer


@pytest.mark.parametrize(
    ("first", "answer", "followup", "standalone"),
    [
        ("白鹭区的主导产业是什么？", "", "那青棠区呢？", "青棠区的主导产业是什么？"),
        ("白鹭的主导产业是什么？", "", "青棠呢？", "青棠区的主导产业是什么？"),
        ("白鹭区的主导产业是什么？", "", "它的未来产业呢？", "白鹭区的未来产业呢？"),
        ("介绍一下云溪县", "", "这个县的特色产业是什么？", "云溪县的特色产业是什么？"),
        ("2030年特色产业总产值目标是多少？", "", "2025年呢？", "2025年特色产业总产值目标是多少？"),
        (
            "青棠区的主导产业是什么？",
            "青棠区的主导产业：日用陶瓷、卫浴洁具。 [1]",
            "第二个产业有什么重点？",
            "青棠区的卫浴洁具有什么重点？",
        ),
        ("白鹭区的主导产业是什么？", "", "青棠区规上企业营业收入是多少？", "青棠区规上企业营业收入是多少？"),
        (
            "青棠区新药做完一期临床能补多少？",
            "",
            "那三期呢？一家一年封顶多少？",
            "青棠区新药做完三期临床能补多少，一家一年封顶多少",
        ),
        ("白鹭区的主导产业是什么？", "", "各区特色产业对比一下", "各区特色产业对比一下"),
        ("白鹭区的主导产业是什么？", "", "把4个区的特色产业列个表对比一下", "把4个区的特色产业列个表对比一下"),
        (
            "What is the leading industry of Qingtang District?",
            "",
            "What about Bailu?",
            "What is the leading industry of 白鹭区?",
        ),
    ],
)
def test_what_is_left_out_is_filled_in(
    first: str, answer: str, followup: str, standalone: str, knowledge: Knowledge, reader: QuestionReader
) -> None:
    history = [Turn("user", first), Turn("assistant", answer)]
    assert condense(followup, history, knowledge, reader).text == standalone


def test_a_first_question_stays_as_it_is(knowledge: Knowledge, reader: QuestionReader) -> None:
    assert condense("那青棠区呢？", [], knowledge, reader) == Standalone("那青棠区呢？")


@pytest.mark.parametrize(
    ("wish", "language", "detailed", "numbers_only"),
    [
        ("换成英文", "en", False, False),
        ("用中文说", "zh", False, False),
        ("再详细一点", "zh", True, False),
        ("只要数字", "zh", False, True),
    ],
)
def test_a_bare_wish_repeats_the_last_question(
    wish: str, language: str, detailed: bool, numbers_only: bool, knowledge: Knowledge, reader: QuestionReader
) -> None:
    question = "青棠区的主导产业是什么？"
    result = condense(wish, [Turn("user", question), Turn("assistant", "…")], knowledge, reader)
    wanted = (question, language, detailed, numbers_only)
    assert (result.text, result.language, result.detailed, result.numbers_only) == wanted


def test_a_chain_of_follow_ups_keeps_its_subject(assistant: Assistant) -> None:
    answer = converse(assistant, "白鹭区的主导产业是什么？", "那青棠区呢？", "它的未来产业呢？")
    assert answer.text.splitlines()[0] == "青棠区的未来产业：陶瓷基复合材料等。 [1]"


def test_a_switched_year_reads_the_other_column(assistant: Assistant) -> None:
    answer = converse(assistant, "2030年特色产业总产值目标是多少？", "2025年呢？")
    assert answer.text == "特色产业总产值：2025年为612.4亿元。 [1] [2]"


def test_a_switched_place_gets_its_own_figure(assistant: Assistant) -> None:
    answer = converse(assistant, "云溪县规上企业营业收入目标是多少？", "那石桥县呢？")
    assert answer.text == "石桥县：到2030年，全县规上企业营业收入达到95亿元。 [1]"


def test_the_language_can_be_switched(assistant: Assistant) -> None:
    chinese = assistant.ask("青棠区的主导产业是什么？")
    answer = converse(assistant, "青棠区的主导产业是什么？", "换成英文")
    assert answer.language == "en"
    assert "Qingtang District (青棠区)" in answer.text
    assert answer.citations == chinese.citations


def test_more_detail_says_more(assistant: Assistant) -> None:
    short = assistant.ask("青棠区的主导产业是什么？")
    answer = converse(assistant, "青棠区的主导产业是什么？", "再详细一点")
    assert {c.quote for c in short.citations} < {c.quote for c in answer.citations}


def test_an_ordinal_leads_to_the_item_of_the_last_answer(assistant: Assistant) -> None:
    answer = converse(assistant, "青棠区的主导产业是什么？", "第二个产业有什么重点？")
    assert answer.text == "青棠区：发展智能马桶、节水龙头等产品，引进阀芯配套企业。 [1]"


def test_only_the_number_is_given_when_only_it_is_wished(assistant: Assistant) -> None:
    answer = converse(assistant, "2030年石桥县规上企业营业收入是多少？", "只要数字")
    assert answer.text == "95亿元。 [1]"


def test_an_ordinal_into_a_list_of_no_place_keeps_to_the_item(assistant: Assistant) -> None:
    answer = converse(assistant, "保障措施有哪几方面？", "第二项具体说了什么？")
    assert "基金10亿元" in answer.text


def test_a_difference_asked_for_later_is_calculated(assistant: Assistant) -> None:
    answer = converse(assistant, "石桥县规上企业营业收入目标是多少？", "和青棠区相比差多少？")
    assert [c.expression for c in answer.calculations] == ["260 - 95"]


@pytest.mark.parametrize(
    ("question", "asks"),
    [("什么时候开工、什么时候交房？", True), ("白鹭区什么时候开工？", False), ("总产值什么时候达到目标？", False)],
)
def test_a_question_of_events_alone_leans_on_the_last_one(question: str, asks: bool, reader: QuestionReader) -> None:
    assert asks_event(reader.read(question)) is asks
