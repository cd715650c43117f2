"""What stands beside the assistant, and the judging model, with models that say what the test wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from assistant.types import Turn
from corpus.types import Document
from evals.baselines import ModelAlone, SearchPage, TutorialChain, keyword_search, quote_places, read_status
from evals.baselines import tutorial_search as build_tutorial_search
from evals.judge import judge_result
from evals.matching import quote_is_verbatim
from evals.runner import prepare_asking, run_questions
from evals.systems import Answering
from evals.types import Question, Span, Tokens
from tests.evals.small_plan import TEXT
from tests.evals.small_run import RIGHT

Documents = dict[str, Document]


class Listening(BaseChatModel):
    """Answers with ``text`` and keeps what it was asked."""

    text: str
    heard: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "listening"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.heard.append(messages)
        usage: Any = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.text, usage_metadata=usage))])


def test_keyword_search_shows_the_passages_with_the_words(documents: Documents) -> None:
    page = SearchPage("keyword", ("", ""), keyword_search(documents["plan"].chunks), documents)
    reply = page.reply("乙区2500亿元", (), 8)
    assert reply.found is not None and reply.found[0].start == TEXT.index("二、乙区")
    assert reply.answer.status == "answered" and "2500亿元" in reply.answer.text.split("\n")[0]
    assert all(quote_is_verbatim(citation, documents) for citation in reply.answer.citations)
    assert page.reply("zebra", (), 8).answer.status == "no_evidence"


def test_tutorial_chain_reads_its_pieces_and_cites_them(documents: Documents) -> None:
    search = build_tutorial_search(documents, DeterministicFakeEmbedding(size=16))
    model = Listening(text="700亿元。")
    chain = TutorialChain(model, search, documents)
    reply = chain.reply("甲区？", (Turn("user", "前问"), Turn("assistant", "前答")), 8)
    assert reply.answer.text == "700亿元。" and reply.tokens == Tokens(7, 3)
    assert [citation.quote for citation in reply.answer.citations] == [TEXT]
    (messages,) = model.heard
    assert TEXT in messages[0].text
    assert [message.text for message in messages[1:]] == ["前问", "前答", "甲区？"]


def test_model_alone_gets_no_passage(documents: Documents) -> None:
    model = Listening(text="我不知道。")
    reply = ModelAlone(model, ["测试规划"]).reply("甲区？", (), 8)
    assert (reply.answer.status, reply.answer.citations, reply.found) == ("no_evidence", (), None)
    assert "《测试规划》" in model.heard[-1][0].text and "700亿元" not in model.heard[-1][0].text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("700亿元", "answered"),
        ("我不知道。", "no_evidence"),
        ("根据提供的内容，没有提到该指标。", "no_evidence"),
        ("I don't know.", "no_evidence"),
        ("", "no_evidence"),
        (
            "甲区的目标是700亿元，乙区的目标是2500亿元，两区都以氢能为重点，并将建设配套的基础设施；至于投资总额、建设工期和牵头单位，规划没有提到。",
            "answered",
        ),
    ],
)
def test_refusal_of_a_model_is_read_from_how_it_begins(text: str, status: str) -> None:
    assert read_status(text) == status


def test_places_are_cited_with_their_section(documents: Documents) -> None:
    start = TEXT.index("重点发展")
    (citation,) = quote_places([Span("plan", start, start + 6)], documents)
    assert (citation.n, citation.section, citation.page, citation.quote) == (1, ("一、甲区",), 1, "重点发展氢能")


def test_judged_faithfulness_is_the_share_of_sentences_said_yes_to(
    documents: Documents, ask_question: Callable[..., Question]
) -> None:
    answer = replace(RIGHT, text="营收700亿元[1]。发展氢能[1]。没有出处。")
    (result,) = run_questions([ask_question()], Answering(lambda q, h: answer), prepare_asking(documents))
    model = GenericFakeChatModel(messages=iter([AIMessage("是"), AIMessage("否。原文没有")]))
    assert judge_result(result, model).faithful == pytest.approx(1 / 3)
    doubtful = GenericFakeChatModel(messages=iter([AIMessage("也许"), AIMessage("不是")]))
    assert judge_result(result, doubtful).faithful == 0.0


def test_judge_sees_the_sentence_and_its_own_quote(documents: Documents, ask_question: Callable[..., Question]) -> None:
    (result,) = run_questions([ask_question()], Answering(lambda q, h: RIGHT), prepare_asking(documents))
    model = Listening(text="是")
    assert judge_result(result, model).faithful == 1.0
    asked = model.heard[0][1].text
    assert "到2030年，营收达到700亿元" in asked and "2500" not in asked
