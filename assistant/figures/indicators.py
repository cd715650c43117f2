"""The indicators of a plan's tables: rows whose columns are years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.tables import is_number
from corpus.types import Cell, Chunk, Document

_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]\s*[*＊]?\s*$")


@dataclass(frozen=True, slots=True)
class Point:
    """An indicator's value in a year: ``text`` as printed, ``value`` its number, ``[start, end)`` where it stands."""

    year: int
    text: str
    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a table: ``group`` is what it belongs to there, "" for none; ``points`` are two or more years."""

    source_id: str
    table: tuple[str, ...]
    group: str
    name: str
    unit: str
    points: tuple[Point, ...]


def list_indicators(document: Document) -> list[Indicator]:
    """The indicators of all tables of ``document``, in its order."""
    return [found for chunk in document.chunks for found in _read_row(chunk)]


def _read_row(chunk: Chunk) -> Iterator[Indicator]:
    points = [point for cell in chunk.cells if (point := _read_cell(cell)) is not None]
    if len({point.year for point in points}) != len(points) or len(points) < 2:
        return
    heads = chunk.cells[0].row
    if not heads:
        return
    unit = next((cell.unit for cell in chunk.cells if cell.unit), "")
    group = heads[0] if len(heads) > 1 else ""
    name = _UNIT.sub("", heads[-1]).rstrip("*＊ ")
    yield Indicator(chunk.source_id, chunk.path, group, name, unit, tuple(sorted(points, key=lambda point: point.year)))


def _read_cell(cell: Cell) -> Point | None:
    year = _YEAR.search(cell.column[-1]) if cell.column else None
    number = _NUMBER.search(cell.value) if is_number(cell.value) else None
    if year is None or number is None:
        return None
    return Point(int(year.group()), cell.value, float(number.group().replace(",", "")), cell.start, cell.end)
