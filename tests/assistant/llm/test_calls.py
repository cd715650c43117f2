"""Requests to a model: what comes back, time limits, errors and stopping."""

from __future__ import annotations

import threading
import time

import pytest
from langchain_core.messages import HumanMessage

from assistant.llm.calls import Deadline, Reply, Ticks, ask_model
from assistant.llm.errors import GenerationFailed, GenerationTimedOut
from tests.assistant.llm.fake_chat import ScriptedChat


def finish(asking: Ticks) -> Reply:
    while True:
        try:
            next(asking)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]


def test_a_reply_is_its_pieces_joined_with_the_odds_of_the_first_token() -> None:
    model = ScriptedChat(script=lambda _: [("规", 0.5), "划"])
    reply = finish(ask_model(model, [HumanMessage("问")], Deadline(5)))
    assert reply.text == "规划"
    assert reply.first == {"规": pytest.approx(-0.6931, abs=1e-4)}
    assert model.asked == ["问"]


def test_pieces_come_as_they_are_said() -> None:
    model = ScriptedChat(script=lambda _: ["一", "二"])
    assert [piece for piece in ask_model(model, [HumanMessage("问")], Deadline(5)) if piece] == ["一", "二"]


def test_a_model_that_hangs_is_given_up_at_the_deadline() -> None:
    held = threading.Event()
    model = ScriptedChat(script=lambda _: ["一", held, "二"])
    with pytest.raises(GenerationTimedOut) as caught:
        finish(ask_model(model, [HumanMessage("问")], Deadline(0.3)))
    held.set()
    assert caught.value.seconds == 0.3
    assert "超过 0.3 秒" in caught.value.message_zh


def test_an_error_is_passed_on_by_its_kind_without_what_it_says() -> None:
    model = ScriptedChat(script=lambda _: ["一", ValueError("key sk-123 is wrong")])
    with pytest.raises(GenerationFailed) as caught:
        finish(ask_model(model, [HumanMessage("问")], Deadline(5)))
    assert caught.value.reason == "ValueError"
    assert "sk-123" not in str(caught.value)


def test_closing_ends_the_models_stream() -> None:
    held = threading.Event()
    model = ScriptedChat(script=lambda _: ["一", held, "二", "三"])
    asking = ask_model(model, [HumanMessage("问")], Deadline(30))
    assert next(asking) == "一"
    asking.close()
    held.set()
    for _ in range(100):
        if model.ended:
            break
        time.sleep(0.02)
    assert model.ended == [False]


def test_waiting_gives_a_chance_to_stop() -> None:
    held = threading.Event()
    model = ScriptedChat(script=lambda _: [held, "一"])
    asking = ask_model(model, [HumanMessage("问")], Deadline(30))
    assert next(asking) == ""
    held.set()
    assert finish(asking).text == "一"
