"""The tool server as an agent meets it: the official client over streamable HTTP, against the served page."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent

from assistant.commands.browse import outline_to_json
from assistant.page.desk import Desk
from assistant.page.operations import find_passages
from assistant.page.tools import build_tools
from corpus.errors import PlanError
from tests.assistant.page.test_fit import FitOnlyAssistant
from tests.assistant.render.sample_plan import build_answer
from tests.page_server import SampleAssistant, make_desk, run_server

PASSWORD = "correct horse"  # noqa: S105


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("tools")
    return make_desk(FitOnlyAssistant(folder), folder)


@pytest.fixture(scope="module")
def endpoint(desk: Desk) -> Iterator[str]:
    with run_server(desk, tools=True) as address:
        yield f"{address}mcp"


def call(endpoint: str, name: str, arguments: dict[str, Any], token: str = "") -> tuple[bool, Any, str]:
    """Whether the call failed, its structured result, and its text."""

    async def ask() -> tuple[bool, Any, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(endpoint, http_client=http)) as client,
        ):
            result = await client.call_tool(name, arguments)
            (content,) = result.content
            assert isinstance(content, TextContent)
            return bool(result.is_error), result.structured_content, content.text

    return asyncio.run(ask())


def test_tools_are_listed_with_what_they_take_and_give(endpoint: str) -> None:
    async def list_tools() -> dict[str, Any]:
        async with Client(endpoint) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = asyncio.run(list_tools())
    assert sorted(tools) == ["ask", "fit", "outline", "search"]
    assert tools["ask"].input_schema["required"] == ["question"]
    assert set(tools["ask"].output_schema["properties"]) == set(build_answer().to_json())
    assert all(tool.description for tool in tools.values())


def test_results_are_the_json_of_the_command_line(endpoint: str, desk: Desk) -> None:
    failed, answer, text = call(endpoint, "ask", {"question": "乙区未来产业是什么？"})
    assert (failed, answer) == (False, build_answer().to_json())
    assert json.loads(text) == answer
    assert call(endpoint, "search", {"query": "坚果", "k": 2})[1] == find_passages(desk, "坚果", 2)
    ((source_id, document),) = desk.assistant.documents.items()
    outline = call(endpoint, "outline", {})[1]
    assert outline["sections"] == outline_to_json(document)["sections"]
    assert outline["source"]["path"] == Path(document.source.path).name
    description = "骨科内窥镜生产企业，需要临床试验。"
    found = call(endpoint, "fit", {"text": description, "source_ids": [source_id]})[1]
    assert isinstance(desk.assistant, FitOnlyAssistant)
    assert found == desk.assistant.engine.fit(description, source_ids=[source_id]).to_json()


def test_history_reaches_the_assistant(endpoint: str, desk: Desk) -> None:
    history = [{"role": "user", "content": "前"}, {"role": "assistant", "content": "答"}]
    call(endpoint, "ask", {"question": "后", "history": history})
    assert isinstance(desk.assistant, SampleAssistant)
    question, turns = desk.assistant.asked[-1]
    assert (question, [(turn.role, turn.content) for turn in turns]) == ("后", [("user", "前"), ("assistant", "答")])


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("ask", {"question": "问", "source_ids": ["none"]}, "There is no document none"),
        ("search", {"query": " "}, "Say what to look for"),
        ("search", {"query": "问", "k": 0}, "greater than or equal to 1"),
        ("outline", {"source_id": "none"}, "There is no document none"),
        ("fit", {"text": "坚果", "must": ["none"]}, "known: "),
    ],
)
def test_what_cannot_be_done_is_told_to_the_agent(
    endpoint: str, name: str, arguments: dict[str, Any], told: str
) -> None:
    failed, _, text = call(endpoint, name, arguments)
    assert failed
    assert told in text


def test_tools_ask_for_a_token_as_soon_as_there_are_users(tmp_path: Path) -> None:
    desk = make_desk(SampleAssistant(), tmp_path)
    assert desk.accounts is not None
    desk.accounts.add("张三", PASSWORD, "reader")
    token = desk.accounts.issue_token("张三")
    with run_server(desk, tools=True) as address:
        assert httpx2.post(f"{address}mcp", json={}).status_code == 401
        assert httpx2.post(f"{address}api/ask", json={"question": "问"}).status_code == 401
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx2.post(f"{address}api/ask", json={"question": "问"}, headers=headers).status_code == 200
        assert call(f"{address}mcp", "ask", {"question": "问"}, token)[1]["status"] == "answered"
        desk.accounts.change("张三", password="battery staple")  # noqa: S106
        assert httpx2.post(f"{address}api/ask", json={"question": "问"}, headers=headers).status_code == 401


def test_page_of_another_site_cannot_use_the_tools(endpoint: str) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert httpx2.post(endpoint, json={}, headers=headers).status_code in (403, 421)


def test_tools_are_not_there_unasked(sample_page: Any) -> None:
    assert httpx2.post(f"{sample_page.address}mcp", json={}).status_code in (404, 405)


def test_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(PlanError, match=r"planqa\[mcp\]"):
        build_tools(make_desk(SampleAssistant(), tmp_path))
