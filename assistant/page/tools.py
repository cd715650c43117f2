"""The tool server: what an agent may ask over the Model Context Protocol, with the JSON of the command line.

It stands at ``/mcp`` (streamable HTTP) behind the same sign-in as everything else, and keeps no session of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI
from pydantic import Field

from assistant.page.api import MOST_HITS
from assistant.page.desk import Desk
from assistant.page.operations import FindEngine, find_fit, find_passages, fit_enterprise, outline_document
from assistant.page.operations import stream_answers as stream
from assistant.page.schema import AnswerJson, FitJson, OutlineJson, PastTurn, SearchJson
from assistant.serving import is_local
from assistant.types import Turn
from corpus.errors import PlanError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

PATH = "/mcp"
_SEVERAL = Field(description="Ids of the documents to look at; all of them where none is named.")
SourceIds = Annotated[list[str] | None, _SEVERAL]
_INSTRUCTIONS = (
    "Answers from the government planning documents indexed here. Every claim carries marks [n] that refer to verbatim "
    "quotes with section and page; the status no_evidence means that the documents do not say it. Ask in Chinese or "
    "English."
)


def add_tools(application: FastAPI, desk: Desk) -> None:
    """Serve the tools at ``/mcp``; before the page is mounted. Raises ``PlanError`` where the package is missing."""
    server = build_tools(desk)
    # Other names of this machine are let in only where the page itself is open to other machines.
    served = server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, host=_name_host(desk.host)
    )
    application.router.routes.extend(served.routes)
    outer = application.router.lifespan_context

    @asynccontextmanager
    async def live(running: FastAPI) -> AsyncIterator[Any]:
        async with server.session_manager.run(), outer(running) as state:
            yield state

    application.router.lifespan_context = live


def build_tools(desk: Desk) -> MCPServer[Any]:
    """The tools ``ask``, ``search``, ``outline`` and, where the assistant has a district fit, ``fit``."""
    try:
        from mcp.server.mcpserver import MCPServer
    except ImportError as error:
        raise PlanError(
            "工具服务需要软件包 mcp。",
            "The tool server needs the package mcp.",
            next_step_zh="请运行 pip install 'planqa[mcp]'。",
            next_step_en="Run `pip install 'planqa[mcp]'`.",
        ) from error
    server: MCPServer[Any] = MCPServer("planqa", instructions=_INSTRUCTIONS, log_level="WARNING")
    for tool in (_make_ask(desk), _make_search(desk), _make_outline(desk)):
        server.add_tool(tool, structured_output=True)
    find_engine = find_fit(desk)
    if find_engine is not None:
        server.add_tool(_make_fit(desk, find_engine), structured_output=True)
    return server


def _make_ask(desk: Desk) -> Callable[..., AnswerJson]:
    def ask(question: str, history: list[PastTurn] | None = None, source_ids: SourceIds = None) -> AnswerJson:
        """Answer a question from the indexed plans, every sentence cited. ``history`` is the conversation so far."""
        with _telling():
            turns = [Turn(turn.role, turn.content) for turn in history or ()]
            *_, last = stream(desk, question, turns, source_ids)
        return AnswerJson.model_validate(last.to_json())

    return ask


def _make_search(desk: Desk) -> Callable[..., SearchJson]:
    def search(query: str, k: Annotated[int, Field(ge=1, le=MOST_HITS)] = 8) -> SearchJson:
        """Find the passages of the indexed plans that a question or words retrieve, best first."""
        with _telling():
            return SearchJson.model_validate(find_passages(desk, query, k))

    return search


def _make_outline(desk: Desk) -> Callable[..., OutlineJson]:
    def outline(source_id: str | None = None) -> OutlineJson:
        """The heading tree of an indexed plan; without an id, of the only one, or else the ids that there are."""
        with _telling():
            return OutlineJson.model_validate(outline_document(desk, source_id))

    return outline


def _make_fit(desk: Desk, find_engine: FindEngine) -> Callable[..., FitJson]:
    def fit(
        text: str, must: list[str] | None = None, want: list[str] | None = None, source_ids: SourceIds = None
    ) -> FitJson:
        """Rank the plan's districts or parks for an enterprise that describes itself, each reason cited.

        ``must`` and ``want`` are keys of needs, such as rail or pilot; an unknown one is answered with those there are.
        """
        with _telling():
            found = fit_enterprise(desk, find_engine, text, must or (), want or (), source_ids)
        return FitJson.model_validate(found)

    return fit


@contextmanager
def _telling() -> Iterator[None]:
    """Let the agent read what is wrong; other errors stay on the server."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        yield
    except PlanError as error:
        raise ToolError(f"{error.message('zh')} / {error.message('en')}") from error


def _name_host(host: str) -> str:
    return "127.0.0.1" if is_local(host) else host
