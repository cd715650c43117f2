"""The interface beside the page: questions and searches over HTTP, with the JSON that the command line prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant.commands.browse import hits_to_json
from assistant.console import clean_text
from assistant.fit.engine import MAX_DESCRIPTION, FitEngine
from assistant.fit.lexicon import list_needs
from assistant.page.desk import Desk
from assistant.service import MAX_QUESTION
from assistant.types import Answer, Status, Turn
from corpus.errors import PlanError

_MOST_TURNS = 100
_MOST_HITS = 100


class PastTurn(BaseModel):
    """One past message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class AskRequest(BaseModel):
    """A question, with what was said before it, and the documents to answer from (all where none is named)."""

    question: str = Field(max_length=MAX_QUESTION, examples=["新都区未来产业方向是什么？"])
    history: list[PastTurn] = Field(default=[], max_length=_MOST_TURNS)
    source_ids: list[str] | None = None
    stream: bool = Field(default=False, description="Send the answer as server-sent events as it grows.")


class CitationJson(BaseModel):
    """A verbatim quote and where it stands; ``start`` and ``end`` are offsets in the document's clean text."""

    n: int
    source_id: str
    title: str
    section: list[str]
    kind: str
    page: int | None
    start: int
    end: int
    quote: str


class CalculationJson(BaseModel):
    """A shown calculation over cited operands."""

    expression: str
    result: str
    unit: str
    citations: list[int]


class AnswerJson(BaseModel):
    """An answer; its text carries marks ``[n]`` that refer to the citations."""

    question: str
    standalone_question: str
    answer: str
    status: Status
    citations: list[CitationJson]
    calculations: list[CalculationJson]
    warnings: list[str]
    generator: str
    seconds: float


class FitRequest(BaseModel):
    """An enterprise in its own words; ``must`` and ``want`` are keys of needs (see ``planqa fit --help``)."""

    text: str = Field(max_length=MAX_DESCRIPTION, examples=["氢燃料电池电堆生产企业，需要中试平台"])
    must: list[str] = []
    want: list[str] = []
    source_ids: list[str] | None = None


class ReasonJson(BaseModel):
    """A reason, with the numbers of the citations that carry it."""

    text: str
    citations: list[int]


class PlaceJson(BaseModel):
    """A place that fits, and why."""

    name: str
    score: float
    tier: str
    reasons: list[ReasonJson]
    cautions: list[str]


class FitJson(BaseModel):
    """The ranking of a plan's places for an enterprise; ``unknown`` is what the plan leaves open."""

    districts: list[PlaceJson]
    unknown: list[str]
    citations: list[CitationJson]


class HitJson(BaseModel):
    """A passage that was found."""

    rank: int
    score: float
    channels: dict[str, float]
    source_id: str
    title: str
    section: list[str]
    kind: str
    page: int | None
    start: int
    end: int
    text: str


class SearchJson(BaseModel):
    """What a search found, best first."""

    query: str
    hits: list[HitJson]


class ProblemJson(BaseModel):
    """Why a request could not be answered, and what to do."""

    error: str
    error_en: str


def add_interface(application: FastAPI, desk: Desk) -> None:
    """Serve ``/api/ask``, ``/api/search`` and, with a fit engine, ``/api/fit``; ``/api/openapi.json`` tells of them."""
    problems: dict[int | str, dict[str, Any]] = {400: {"model": ProblemJson}}

    @application.exception_handler(PlanError)
    def tell_problem(_request: Any, error: PlanError) -> JSONResponse:
        return JSONResponse({"error": error.message("zh"), "error_en": error.message("en")}, status_code=400)

    @application.post("/api/ask", response_model=AnswerJson, responses=problems, summary="Ask a question")
    def ask(asked: AskRequest) -> Any:
        """The verified answer. With ``stream`` each event's data is an answer so far, the last one complete."""
        answers = _stream_answers(desk, asked)
        if asked.stream:
            return StreamingResponse(_write_events(answers), media_type="text/event-stream")
        *_, last = answers
        return last.to_json()

    @application.get("/api/search", response_model=SearchJson, responses=problems, summary="Find passages")
    def search(
        q: Annotated[str, Query(max_length=MAX_QUESTION, description="What to look for")],
        k: Annotated[int, Query(ge=1, le=_MOST_HITS, description="How many passages")] = 8,
    ) -> Any:
        """The passages that a question retrieves, best first."""
        query = clean_text(q)
        if not query.strip():
            raise PlanError("请写出要检索的词句。", "Say what to look for.")
        titles = {id_: document.source.title for id_, document in desk.assistant.documents.items()}
        return hits_to_json(query, desk.assistant.retrieve(query, (), k), titles)

    find_engine: Callable[[], FitEngine] | None = getattr(desk.assistant, "find_fit_engine", None)
    if find_engine is not None:
        _add_fit(application, desk, find_engine, problems)

    @application.api_route("/api/{rest:path}", methods=["GET", "POST"], include_in_schema=False)
    def tell_unknown(rest: str) -> Response:
        # The page itself is mounted below everything else and would answer with HTML.
        problem = ProblemJson(
            error=f"没有接口 /api/{rest}，见 /api/openapi.json。",
            error_en=f"There is no /api/{rest}; see /api/openapi.json.",
        )
        return JSONResponse(problem.model_dump(), status_code=404)


def _add_fit(
    application: FastAPI,
    desk: Desk,
    find_engine: Callable[[], FitEngine],
    problems: dict[int | str, dict[str, Any]],
) -> None:
    known = {need.key for need in list_needs()}

    @application.post("/api/fit", response_model=FitJson, responses=problems, summary="Match an enterprise")
    def fit(asked: FitRequest) -> Any:
        """Which of the plan's places fit an enterprise, best first, each reason cited."""
        _check_sources(desk, asked.source_ids)
        if unknown := [need for need in (*asked.must, *asked.want) if need not in known]:
            listed = ", ".join(sorted(known))
            raise PlanError(f"没有需求 {unknown[0]}（可用：{listed}）。", f"No need {unknown[0]} (known: {listed}).")
        result = find_engine().fit(
            clean_text(asked.text), hard=asked.must, soft=asked.want, source_ids=asked.source_ids
        )
        if result.status == "error":
            zh, _, en = result.message.partition(" / ")
            raise PlanError(zh, en or zh)
        return result.to_json()


def _check_sources(desk: Desk, source_ids: Sequence[str] | None) -> None:
    documents = desk.assistant.documents
    if unknown := [id_ for id_ in source_ids or () if id_ not in documents]:
        raise PlanError(
            f"没有编号为 {unknown[0]} 的文件（已收录：{'、'.join(documents)}）。",
            f"There is no document {unknown[0]} (indexed: {', '.join(documents)}).",
        )


def _stream_answers(desk: Desk, asked: AskRequest) -> Iterator[Answer]:
    _check_sources(desk, asked.source_ids)
    turns = [Turn(turn.role, turn.content) for turn in asked.history]
    return desk.assistant.stream(clean_text(asked.question), turns, asked.source_ids)


def _write_events(answers: Iterator[Answer]) -> Iterator[str]:
    for answer in answers:
        yield f"data: {json.dumps(answer.to_json(), ensure_ascii=False)}\n\n"
