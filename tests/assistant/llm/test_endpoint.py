"""An endpoint with OpenAI's interface, here a small one on this machine: asked, streamed, judged by, and refusing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.llm.generator import ModelGenerator
from assistant.llm.loading import load_generator
from assistant.service import Assistant
from assistant.settings import Settings
from index.store import PlanIndex

pytest.importorskip("langchain_openai", reason="the extra llm is not installed")

REFUSED = "去年接了多少外贸单子？"
KEY = "sk-secret-key"


class Endpoint(ThreadingHTTPServer):
    """Answers ``text`` with the probability of its first token; with ``status`` other than 200, that error."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.text, self.logprob, self.status = "未写明", -0.01, 200
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"])
        self.send_response(self.server.status)
        if self.server.status != 200:
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"error": {"message": f"bad key {KEY}", "type": "auth"}}).encode())
            return
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        token = {"token": self.server.text[0], "logprob": self.server.logprob, "bytes": None}
        for number, character in enumerate(self.server.text):
            logprobs = {"content": [{**token, "top_logprobs": [token]}]} if number == 0 else None
            choice = {"index": 0, "delta": {"content": character}, "logprobs": logprobs, "finish_reason": None}
            chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def open_generator(endpoint: Endpoint, *, role: str = "choose") -> ModelGenerator:
    settings = Settings(
        Path("data"),
        Path("cache"),
        generator="openai:some-model",
        openai_base_url=f"http://127.0.0.1:{endpoint.server_address[1]}/v1",
        model_role=role,
    )
    generator = load_generator(settings, {"OPENAI_API_KEY": KEY})
    assert generator is not None
    return generator


def test_an_endpoint_judges_by_its_probabilities(endpoint: Endpoint, city_index: PlanIndex) -> None:
    assistant = Assistant(city_index, open_generator(endpoint))
    assert assistant.ask(REFUSED).status == "no_evidence"
    endpoint.text, endpoint.logprob = "订单", -0.01
    answer = assistant.ask(REFUSED)
    assert (answer.status, answer.generator) == ("answered", "openai:some-model")
    first = endpoint.requests[0]
    assert (first["model"], first["stream"], first["logprobs"], first["temperature"]) == ("some-model", True, True, 0.0)
    assert first.get("max_tokens", first.get("max_completion_tokens")) == 1
    assert set(endpoint.keys) == {f"Bearer {KEY}"}


def test_an_endpoint_writes_an_answer(endpoint: Endpoint, city_index: PlanIndex) -> None:
    endpoint.text = "到2028年完成60座窑炉改造[1]。"
    answer = Assistant(city_index, open_generator(endpoint, role="write")).ask("窑炉改造多少座？")
    assert answer.text == "到2028年完成60座窑炉改造。 [1]"


def test_an_endpoint_that_refuses_costs_a_note_without_the_key(endpoint: Endpoint, city_index: PlanIndex) -> None:
    endpoint.status = 401
    answer = Assistant(city_index, open_generator(endpoint)).ask(REFUSED)
    assert (answer.text, answer.status) == (Assistant(city_index).ask(REFUSED).text, "no_evidence")
    assert (
        answer.warnings[-1] == "语言模型不可用，以上是不用语言模型的回答（语言模型出错：OpenAIAuthenticationError）。"
    )
    assert KEY not in json.dumps(answer.to_json())
