"""What goes over HTTP and to tools: the JSON of the command line, described."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from assistant.fit.engine import MAX_DESCRIPTION
from assistant.service import MAX_QUESTION
from assistant.types import Status

_MOST_TURNS = 100


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


class SourceJson(BaseModel):
    """The document that an outline is of; ``path`` is the file's name, for where it lies is nobody's business."""

    id: str
    title: str
    issuer: str
    date: str
    status: str
    path: str
    sha256: str


class SectionJson(BaseModel):
    """A section with its place; ``start`` and ``end`` are offsets in the document's clean text."""

    path: list[str]
    title: str
    kind: str
    level: int
    page: int | None
    start: int
    end: int


class OutlineJson(BaseModel):
    """A document's heading tree, in the order of the text."""

    source: SourceJson
    sections: list[SectionJson]
