"""The interface beside the page: the contract's JSON, whole and streamed, and errors that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import build_app
from assistant.types import Turn
from tests.assistant.page.test_fit import FitOnlyAssistant
from tests.assistant.render.sample_plan import build_answer
from tests.page_server import SampleAssistant, make_desk


@pytest.fixture
def assistant() -> SampleAssistant:
    return SampleAssistant()


@pytest.fixture
def client(assistant: SampleAssistant, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build_app(make_desk(assistant, tmp_path))) as client:
        yield client


def test_answer_is_the_contracts_json(client: TestClient, assistant: SampleAssistant) -> None:
    history = [{"role": "user", "content": "前"}, {"role": "assistant", "content": "答"}]
    sent = {"question": "乙区未来产业是什么？", "history": history, "source_ids": ["plan"]}
    assert client.post("/api/ask", json=sent).json() == build_answer().to_json()
    assert assistant.asked == [("乙区未来产业是什么？", (Turn("user", "前"), Turn("assistant", "答")))]
    assert assistant.scopes == [("plan",)]


def test_streamed_answer_ends_with_the_complete_one(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "乙区未来产业是什么？", "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(part.removeprefix("data: ")) for part in response.text.strip().split("\n\n")]
    assert events[-1] == build_answer().to_json()


def test_search_gives_passages_with_their_places(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "量子", "k": 3}).json()
    assert found["query"] == "量子"
    assert [(hit["rank"], hit["source_id"], hit["section"][-1], hit["page"]) for hit in found["hits"]] == [
        (1, "plan", "未来产业", 3)
    ]


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"question": "问", "source_ids": ["none"]}, 400), ({}, 422), ({"question": "字" * 2001}, 422)],
)
def test_wrong_request_is_refused(client: TestClient, sent: dict[str, object], status: int) -> None:
    assert client.post("/api/ask", json=sent).status_code == status


def test_errors_say_what_there_is(client: TestClient) -> None:
    problem = client.post("/api/ask", json={"question": "问", "source_ids": ["none"]}).json()
    assert "plan" in problem["error"] and "plan" in problem["error_en"]
    assert client.get("/api/search", params={"q": " "}).status_code == 400
    assert "/api/openapi.json" in client.get("/api/nothing").json()["error"]


def test_interface_is_described(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {"/api/ask", "/api/search"}
    answer = described["components"]["schemas"]["AnswerJson"]["properties"]
    assert set(answer) == set(build_answer().to_json())


def test_fit_gives_the_ranking_of_the_command_line(tmp_path: Path) -> None:
    assistant = FitOnlyAssistant(tmp_path)
    with TestClient(build_app(make_desk(assistant, tmp_path))) as client:
        text = "骨科内窥镜生产企业，需要临床试验。"
        assert client.post("/api/fit", json={"text": text}).json() == assistant.engine.fit(text).to_json()
        assert client.post("/api/fit", json={"text": text, "must": ["none"]}).status_code == 400
        assert client.post("/api/fit", json={"text": " "}).status_code == 400
        assert "/api/fit" in client.get("/api/openapi.json").json()["paths"]
