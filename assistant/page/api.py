"""The interface beside the page: questions and searches over HTTP, with the JSON that the command line prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import FastAPI, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from assistant.page.desk import Desk
from assistant.page.operations import FindEngine, find_fit, find_passages, fit_enterprise, stream_answers
from assistant.page.schema import AnswerJson, AskRequest, FitJson, FitRequest, ProblemJson, SearchJson
from assistant.service import MAX_QUESTION
from assistant.types import Answer, Turn
from corpus.errors import PlanError

MOST_HITS = 100


def add_interface(application: FastAPI, desk: Desk) -> None:
    """Serve ``/api/ask``, ``/api/search`` and, with a fit engine, ``/api/fit``; ``/api/openapi.json`` tells of them."""
    problems: dict[int | str, dict[str, Any]] = {400: {"model": ProblemJson}}

    @application.exception_handler(PlanError)
    def tell_problem(_request: Any, error: PlanError) -> JSONResponse:
        return JSONResponse({"error": error.message("zh"), "error_en": error.message("en")}, status_code=400)

    @application.post("/api/ask", response_model=AnswerJson, responses=problems, summary="Ask a question")
    def ask(asked: AskRequest) -> Any:
        """The verified answer. With ``stream`` each event's data is an answer so far, the last one complete."""
        turns = [Turn(turn.role, turn.content) for turn in asked.history]
        answers = stream_answers(desk, asked.question, turns, asked.source_ids)
        if asked.stream:
            return StreamingResponse(_write_events(answers), media_type="text/event-stream")
        *_, last = answers
        return last.to_json()

    @application.get("/api/search", response_model=SearchJson, responses=problems, summary="Find passages")
    def search(
        q: Annotated[str, Query(max_length=MAX_QUESTION, description="What to look for")],
        k: Annotated[int, Query(ge=1, le=MOST_HITS, description="How many passages")] = 8,
    ) -> Any:
        """The passages that a question retrieves, best first."""
        return find_passages(desk, q, k)

    find_engine = find_fit(desk)
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
    application: FastAPI, desk: Desk, find_engine: FindEngine, problems: dict[int | str, dict[str, Any]]
) -> None:
    @application.post("/api/fit", response_model=FitJson, responses=problems, summary="Match an enterprise")
    def fit(asked: FitRequest) -> Any:
        """Which of the plan's places fit an enterprise, best first, each reason cited."""
        return fit_enterprise(desk, find_engine, asked.text, asked.must, asked.want, asked.source_ids)


def _write_events(answers: Iterator[Answer]) -> Iterator[str]:
    for answer in answers:
        yield f"data: {json.dumps(answer.to_json(), ensure_ascii=False)}\n\n"
