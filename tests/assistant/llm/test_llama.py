"""llama.cpp in this process: against a stand-in for its server, and, where the model was fetched, against itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.llm.calls import Deadline
from assistant.llm.errors import GenerationFailed, GenerationTimedOut
from assistant.llm.files import QWEN, find_model
from assistant.llm.judge import judge_passage
from assistant.llm.llama import ChatLlamaCpp
from assistant.settings import find_cache_folder
from corpus.errors import ModelUnavailable

MODEL = find_model(find_cache_folder({}) / "models")
needs_model = pytest.mark.skipif(MODEL is None, reason=f"{QWEN.name} was not fetched (planqa model pull)")


class StandIn:
    """Answers like xllamacpp's server: pieces through the callback until it says to stop; an error comes back."""

    def __init__(self, answer: list[str] | dict[str, Any] | Exception, wait: float = 0.0) -> None:
        self.answer, self.wait = answer, wait
        self.requests: list[dict[str, Any]] = []
        self.given = 0

    def handle_chat_completions(self, request: dict[str, Any], take: Callable[[dict[str, Any]], bool]) -> Any:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        if isinstance(self.answer, dict):
            return self.answer
        for text in self.answer:
            time.sleep(self.wait)
            self.given += 1
            if take({"choices": [{"delta": {"content": text}, "finish_reason": None}]}):
                break
        return None


def chat_with(server: StandIn, **settings: Any) -> ChatLlamaCpp:
    model = ChatLlamaCpp(model_path=Path("own.gguf"), **settings)
    model._server = server
    return model


def test_a_chat_is_answered_in_pieces() -> None:
    server = StandIn(["规", "划"])
    model = chat_with(server)
    assert [piece.text for piece in model.stream("问", grammar='root ::= "规划"', unknown=1) if piece.text] == [
        "规",
        "划",
    ]
    assert model.invoke([HumanMessage("问")], max_tokens=3).text == "规划"
    first, second = server.requests
    assert first["messages"] == [{"role": "user", "content": "问"}]
    assert (first["grammar"], first["temperature"], first["stream"]) == ('root ::= "规划"', 0.0, True)
    assert "unknown" not in first and second["max_tokens"] == 3


@pytest.mark.parametrize("answer", [{"error": {"code": 400, "message": "too long"}}, RuntimeError("too long")])
def test_an_error_is_an_error(answer: dict[str, Any] | Exception) -> None:
    with pytest.raises(GenerationFailed, match="too long"):
        chat_with(StandIn(answer)).invoke("问")


def test_a_request_that_takes_too_long_is_ended() -> None:
    server = StandIn(["一"] * 50, wait=0.05)
    with pytest.raises(GenerationTimedOut):
        chat_with(server, timeout=0.2).invoke("问")
    time.sleep(0.3)
    assert server.given < 20


def test_closing_the_stream_ends_the_request() -> None:
    server = StandIn(["一"] * 50, wait=0.02)
    stream = chat_with(server).stream("问")
    assert next(stream).text == "一"
    stream.close()  # type: ignore[attr-defined]
    time.sleep(0.3)
    assert server.given < 10


def test_a_request_nobody_waits_for_any_more_is_never_started() -> None:
    server = StandIn(["一"] * 8, wait=0.05)
    model = chat_with(server, timeout=10)
    busy = threading.Thread(target=lambda: model.invoke("先问的"))
    busy.start()
    while not server.requests:
        time.sleep(0.005)
    with pytest.raises(GenerationTimedOut):
        model.invoke("后问的", timeout=0.05)
    busy.join(10)
    time.sleep(0.1)
    assert [request["messages"][0]["content"] for request in server.requests] == ["先问的"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra llm is not installed")
    with pytest.raises(ModelUnavailable, match="planqa model pull"):
        ChatLlamaCpp(model_path=tmp_path / "none.gguf").load()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra llm is not installed")
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"no model")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        ChatLlamaCpp(model_path=path).load()


@pytest.fixture(scope="module")
def qwen() -> ChatLlamaCpp:
    pytest.importorskip("xllamacpp", reason="the extra llm is not installed")
    assert MODEL is not None
    return ChatLlamaCpp(model_path=MODEL, timeout=300)


@needs_model
def test_the_fetched_model_answers_under_a_grammar(qwen: ChatLlamaCpp) -> None:
    assert qwen.invoke("一加一等于几？", grammar='root ::= "2" | "二"', max_tokens=2).text in ("2", "二")


@needs_model
def test_the_fetched_model_tells_what_a_sentence_says_from_what_it_leaves_out(qwen: ChatLlamaCpp) -> None:
    def judge(question: str) -> float:
        judging = judge_passage(qwen, question, "水利：2027年建成水库3座，总投资12亿元。", Deadline(300))
        while True:
            try:
                next(judging)
            except StopIteration as done:
                return float(done.value)

    assert judge("2027年要建成几座水库？") > judge("水库由哪家公司施工？")
