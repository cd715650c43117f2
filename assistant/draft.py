"""An answer before it is numbered and verified: lines and tables whose parts carry the spans they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from assistant.knowledge import Unit
from assistant.types import Status


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document's clean text. ``path`` and ``kind`` of its chunk are looked up when it is cited."""

    source_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or list item; ``style`` says how it is set."""

    text: str
    quotes: tuple[Quote, ...] = ()
    style: Literal["text", "item", "lead"] = "text"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a comparison."""

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison: heads and rows of cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A calculation over cited operands."""

    expression: str
    result: Decimal
    unit: str
    quotes: tuple[Quote, ...]


@dataclass(slots=True)
class Draft:
    """Lines and tables in order, the calculations they show, and notes. ``sure``: the plan states what is asked in its
    own words, so that no learnt doubt need be heard."""

    blocks: list[Line | Table] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    status: Status = "answered"
    choices: list[str] = field(default_factory=list)
    sure: bool = False


def quote_unit(unit: Unit, start: int = 0, end: int | None = None) -> Quote:
    """The span ``[start, end)`` of a unit's own text, in document offsets."""
    stop = len(unit.text) if end is None else end
    return Quote(unit.source_id, unit.start + start, unit.start + stop)
