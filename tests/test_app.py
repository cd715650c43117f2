"""The web application without a browser: what it serves and how it is guarded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pytest
from starlette.testclient import TestClient

from app import ASKING_AT_ONCE, build_app, build_page
from assistant.types import Answer, Language, Turn
from corpus.types import Document
from tests.assistant.render.sample_plan import build_answer, build_plan


class SampleAssistant:
    """Gives the sample answer, whatever is asked."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        yield build_answer()

    def examples(self, language: Language) -> tuple[str, ...]:
        return ("乙区未来产业是什么？",)


@pytest.fixture
def assistant() -> SampleAssistant:
    return SampleAssistant({"plan": build_plan()})


def test_page_loads_nothing_from_elsewhere(assistant: SampleAssistant) -> None:
    with TestClient(build_app(assistant)) as client:
        html = client.get("/").text
        theme = client.get("/theme.css").text
    assert "甲市规划" in html
    assert re.findall(r'<(?:script|link|img|iframe)[^>]*\s(?:src|href)="(?:https?:)?//[^"]*"', html) == []
    assert re.findall(r"url\(\s*['\"]?https?:", theme) == []
    assert "fonts.g" not in html + theme


def test_responses_carry_protective_headers(assistant: SampleAssistant) -> None:
    with TestClient(build_app(assistant)) as client:
        for path in ("/", "/theme.css", "/nowhere"):
            headers = client.get(path).headers
            assert headers["content-security-policy"].startswith("default-src 'self'")
            assert headers["x-content-type-options"] == "nosniff"


def test_page_says_when_there_are_no_plans() -> None:
    with TestClient(build_app(SampleAssistant({}))) as client:
        assert "planqa index" in client.get("/").text


def test_no_handler_queues_behind_a_limit_of_one(assistant: SampleAssistant) -> None:
    functions = [
        function for function in build_page(assistant).fns.values() if function.fn and function.queue is not False
    ]
    assert len(functions) > 10
    assert {function.concurrency_limit for function in functions} == {ASKING_AT_ONCE}


def test_handlers_are_no_public_interface(assistant: SampleAssistant) -> None:
    with TestClient(build_app(assistant)) as client:
        assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
