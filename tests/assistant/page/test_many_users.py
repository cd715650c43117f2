"""Twenty visitors asking at once: each gets the answer to their own question, and keeps only their own."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from assistant.page.identity import VISITOR_COOKIE, name_visitor
from tests.page_server import SampleAssistant, make_desk, run_server

VISITORS = 20


def ask_as(address: str, number: int, question: str) -> str:
    """What the page is sent for ``question`` asked by visitor ``number``, as a browser would ask it."""
    token, session = f"{number:043d}", f"session{number:04d}"
    with httpx.Client(base_url=address, cookies={VISITOR_COOKIE: token}, timeout=60) as client:
        config = client.get("config").json()
        event = next(item for item in config["dependencies"] if any(name == "submit" for _, name in item["targets"]))
        joined = {
            "data": [question, None, "", "", None],
            "fn_index": event["id"],
            "session_hash": session,
            "trigger_id": event["targets"][0][0],
            "event_data": None,
        }
        client.post("gradio_api/queue/join", json=joined).raise_for_status()
        with client.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as stream:
            received = ""
            for line in stream.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                received += json.dumps(message, ensure_ascii=False)
                if message.get("msg") == "process_completed":
                    return received
    raise AssertionError("the stream ended before the answer did")


def test_every_visitor_gets_the_answer_to_their_own_question(tmp_path: Path) -> None:
    assistant = SampleAssistant()
    desk = make_desk(assistant, tmp_path)
    questions = [f"第{number}位来访者的问题" for number in range(VISITORS)]
    with run_server(desk) as address, ThreadPoolExecutor(VISITORS) as pool:
        replies = list(pool.map(lambda number: ask_as(address, number, questions[number]), range(VISITORS)))
    for number, reply in enumerate(replies):
        assert [other for other, question in enumerate(questions) if question in reply] == [number]
        owner = name_visitor(f"{number:043d}").owner
        (summary,) = desk.conversations.list_conversations(owner)
        kept = desk.conversations.load(owner, summary.id)
        assert kept is not None
        assert [(exchange.question, exchange.progress) for exchange in kept.exchanges] == [(questions[number], "done")]
    assert sorted(question for question, _ in assistant.asked) == sorted(questions)
