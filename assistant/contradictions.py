"""Where a plan gives an indicator two values for one year: in a table and in its text, or in two tables.

Only what can be told for certain is held against each other: a table's row, and another of the same name or a clause
that has the name right before a figure; of the same year, in the same unit and of no place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.clauses import split_clauses
from assistant.dating import last_year, section_year, year_of
from assistant.draft import Quote
from assistant.knowledge import Knowledge, Unit
from assistant.quantities import Quantity, find_quantities
from corpus.tables import is_number
from corpus.types import Cell

_SHORTEST = 4
"""A shorter name (产值) stands in the names of other indicators, too."""
_REACHED = re.compile(
    r"\s*(?:总量|总数|规模|水平)?\s*(?:将|要|力争|稳步|预计|约|有望|全面|已)*"
    r"(?:达到?|为|超过|突破|提[高升](?:到|至)|增[加长](?:到|至)|增至|扩大到|降至|降到|下降到|下降至|控制在|保持在|稳定在|不低于|[：:是])?\s*(?:约|近|超)?\s*"
)
_FREE = re.compile(
    r"(?:^|[，、；;：:。\s]|年[底末]?|年度|期末|[全本我][市省县区国域]|实现|力争|确保|预计|推动|使|时|到)$"
)
"""What may stand right before an indicator's name: any other word makes it another one (新增高速公路里程)."""
_OPEN = re.compile(r"^\s*(?:以上|以下|左右|以内)")
_MARKS = re.compile(r"[*＊\s]|[（(][^（）()]*[）)]|\[\d+\]|[①-⑳]")
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A value as it stands: ``shown`` with its unit, ``unit`` where it stands."""

    unit: Unit
    value: Decimal
    shown: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One indicator, one year, two values."""

    name: str
    year: str
    one: Statement
    other: Statement


def find_contradictions(knowledge: Knowledge, source_id: str) -> tuple[Contradiction, ...]:
    """The indicators of a document's tables whose value of a year its text, or another table, gives otherwise."""
    rows = list(_read_tables(knowledge, source_id))
    found = list(_between_tables(rows))
    for unit in knowledge.units[source_id] if rows else ():
        if unit.chunk.kind in ("table", "toc", "front") or unit.chunk.cells or unit.regions:
            continue
        for row in rows:
            if row.name not in unit.text:
                continue
            for said in _read_sentence(knowledge, unit, row):
                if said.value != row.stated.value:
                    found.append(Contradiction(row.name, row.year, row.stated, said))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Row:
    """A table's value of a year; ``kind`` is what its column says beside the year."""

    name: str
    year: str
    unit: str
    kind: str
    stated: Statement


def _between_tables(rows: list[_Row]) -> Iterator[Contradiction]:
    for place, row in enumerate(rows):
        for other in rows[place + 1 :]:
            same = (row.name, row.year, row.unit, row.kind) == (other.name, other.year, other.unit, other.kind)
            if same and row.stated.value != other.stated.value:
                yield Contradiction(row.name, row.year, row.stated, other.stated)


def _read_tables(knowledge: Knowledge, source_id: str) -> Iterator[_Row]:
    """The cells under a year; indicators that two rows of one table have are left out, and those of places."""
    read: list[_Row] = []
    rows: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for unit in knowledge.units[source_id]:
        if unit.regions:
            continue
        for cell in unit.chunk.cells:
            name = _MARKS.sub("", cell.row[-1]) if cell.row else ""
            if len(name) < _SHORTEST or knowledge.find_regions(name):
                continue
            rows.setdefault((name, unit.chunk.path), set()).add(unit.start)
            if entry := _read_cell(unit, cell, name):
                read.append(entry)
    yield from (entry for entry in read if len(rows[entry.name, entry.stated.unit.chunk.path]) == 1)


def _read_cell(unit: Unit, cell: Cell, name: str) -> _Row | None:
    years = _YEAR.findall(cell.column[-1]) if cell.column else []
    numbers = find_quantities(cell.value)
    if len(years) != 1 or len(numbers) != 1 or not cell.unit or not is_number(cell.value):
        return None
    quote = Quote(unit.source_id, cell.start, cell.end)
    kind = _YEAR.sub("", " ".join(cell.column))
    stated = Statement(unit, numbers[0].value, f"{cell.value}{cell.unit}", (quote,))
    return _Row(name, years[0], cell.unit, kind, stated)


def _read_sentence(knowledge: Knowledge, unit: Unit, row: _Row) -> Iterator[Statement]:
    """What a sentence gives as the indicator's value of that year, in the table's unit."""
    clauses = split_clauses(unit.text)
    for position, clause in enumerate(clauses):
        text = unit.text[clause.start : clause.end]
        at = text.find(row.name)
        if at < 0 or not _FREE.search(text[:at]) or knowledge.find_regions(text):
            continue
        figure = _figure_behind(text, at + len(row.name))
        if figure is None or figure.unit != row.unit or _OPEN.match(text[figure.end :]):
            continue
        stated = year_of(unit.text, clauses, position, figure.start) or knowledge.lead_year(unit)
        stated = stated or section_year(knowledge, unit) or _target_year(knowledge, unit)
        if stated == row.year:
            quote = Quote(unit.source_id, unit.start + clause.start, unit.start + clause.end)
            yield Statement(unit, figure.value, figure.text, (quote,))


def _figure_behind(text: str, at: int) -> Quantity | None:
    """The figure that follows at once, but for what says that it is reached."""
    match = _REACHED.match(text, at)
    start = match.end() if match else at
    return next((quantity for quantity in find_quantities(text) if quantity.start == start), None)


def _target_year(knowledge: Knowledge, unit: Unit) -> str:
    """Under a heading of targets the year is that of the plan's period."""
    if any("目标" in heading for heading in unit.chunk.path):
        return last_year(knowledge, unit.source_id) or ""
    return ""
