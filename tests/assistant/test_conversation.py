"""Exchanges, from question to finished answer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence

import pytest

from assistant.conversation import Exchange, StopSignal, list_turns, run_exchange
from assistant.types import Answer, Language, Turn
from corpus.errors import IndexMissing
from corpus.types import Document
from index.types import Hit


class ScriptedAssistant:
    """Streams what it was given; an exception in the script is raised at its place."""

    def __init__(self, *script: Answer | Exception) -> None:
        self.script = script
        self.history: Sequence[Turn] = ()
        self.documents: Mapping[str, Document] = {}

    def stream(
        self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None
    ) -> Iterator[Answer]:
        self.history = history
        for item in self.script:
            if isinstance(item, Exception):
                raise item
            yield item

    def retrieve(self, question: str, history: Sequence[Turn] = (), k: int = 8) -> list[Hit]:
        return []

    def examples(self, language: Language) -> tuple[str, ...]:
        return ()


def make_answer(text: str) -> Answer:
    return Answer("问", "问", text, "answered")


def test_history_holds_finished_answers_without_marks() -> None:
    exchanges = [
        Exchange("一", make_answer("**甲**产业[1][2]，乙产业 [3]。"), "done"),
        Exchange("二", make_answer("半句"), "stopped"),
        Exchange("三", None, "failed"),
    ]
    assert list_turns(exchanges) == (Turn("user", "一"), Turn("assistant", "甲产业，乙产业。"))


def test_answer_grows_and_is_then_done() -> None:
    assistant = ScriptedAssistant(make_answer("甲"), make_answer("甲乙"))
    earlier = [Exchange("前", make_answer("答"), "done")]
    exchange = Exchange("问")
    assert list(run_exchange(assistant, exchange, earlier, "zh", StopSignal())) == [
        Exchange("问", make_answer("甲")),
        Exchange("问", make_answer("甲乙")),
        Exchange("问", make_answer("甲乙"), "done"),
    ]
    assert assistant.history == (Turn("user", "前"), Turn("assistant", "答"))


def test_error_that_a_person_can_act_on_is_told_in_the_pages_language() -> None:
    error = IndexMissing("没有索引。", "There is no index.")
    (failed,) = run_exchange(ScriptedAssistant(error), Exchange("问"), (), "en", StopSignal())
    assert failed == Exchange("问", None, "failed", "There is no index. Run `planqa index` to build it.")


def test_unexpected_error_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        *_, failed = run_exchange(
            ScriptedAssistant(make_answer("甲"), KeyError("密")), Exchange("问"), (), "zh", StopSignal()
        )
    assert failed == Exchange("问", make_answer("甲"), "failed")
    assert "KeyError: '密'" in caplog.text


def test_stream_without_an_answer_has_failed() -> None:
    assert list(run_exchange(ScriptedAssistant(), Exchange("问"), (), "zh", StopSignal())) == [
        Exchange("问", None, "failed")
    ]


def test_nothing_comes_after_a_stop_and_the_end_is_reported() -> None:
    signal = StopSignal()
    assistant = ScriptedAssistant(make_answer("甲"), make_answer("甲乙"))
    running = run_exchange(assistant, Exchange("问"), (), "zh", signal)
    assert next(running) == Exchange("问", make_answer("甲"))
    stopper = threading.Thread(target=signal.stop, args=(60,))
    stopper.start()
    while not signal.wanted:
        time.sleep(0.001)
    assert list(running) == []
    stopper.join(30)
    assert not stopper.is_alive()
