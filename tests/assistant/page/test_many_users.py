"""Twenty visitors asking at once: each gets the answer to their own question, and keeps only their own."""

from __future__ import annotations

from pathlib import Path

from assistant.page.identity import name_visitor
from tests.page_client import VISITORS, ask_at_once
from tests.page_server import SampleAssistant, make_desk, run_server


def test_every_visitor_gets_the_answer_to_their_own_question(tmp_path: Path) -> None:
    assistant = SampleAssistant()
    desk = make_desk(assistant, tmp_path)
    questions = [f"第{number}位来访者的问题" for number in range(VISITORS)]
    with run_server(desk) as address:
        replies = [reply for reply, _ in ask_at_once(address, questions)]
    for number, reply in enumerate(replies):
        assert [other for other, question in enumerate(questions) if question in reply] == [number]
        owner = name_visitor(f"{number:043d}").owner
        (summary,) = desk.conversations.list_conversations(owner)
        kept = desk.conversations.load(owner, summary.id)
        assert kept is not None
        assert [(exchange.question, exchange.progress) for exchange in kept.exchanges] == [(questions[number], "done")]
    assert sorted(question for question, _ in assistant.asked) == sorted(questions)
