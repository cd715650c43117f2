"""Which rows of a table of records a question means: by their names, by what stands in their cells, by a word of
their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.kit import Kit
from assistant.knowledge import Unit
from assistant.metrics import column_words
from corpus.tables import is_blank, is_number

_TOTAL = re.compile(r"^(?:合计|总计|小计|全市|全省|全区|全县|总|—|-)$")
_CLASS = re.compile(r"[A-ZⅠ-Ⅻ甲乙丙丁一二三四五六\d][类级档等型]")
"""Names of classes (B类, 甲级), which are told apart however short."""
_YEAR = re.compile(r"\d{4}年?")
_COMPANY = re.compile(r"(?:股份|集团|控股|科技|实业|有限|责任)*公司$")
_SHORTEST_FIRM = 3
_LONG_FRONT = 6
"""So many characters of a long name, two thirds of it at least, stand for it."""
_KIND_OF_ROWS = re.compile(r"([\u4e00-\u9fff]{2,5})类(?:的)?(?:重点|重大)?(?:项目|工程)")
"""Rows are told apart by a word of their names (机场类项目)."""
LEAST_MATCH = 0.75
_SHORTEST_NAME, _FEWEST_COLUMNS = 4, 2


@dataclass(frozen=True, slots=True)
class Records:
    """A table's rows, without totals; ``kind`` is what stands over the rows' names with the table's heading."""

    rows: tuple[Unit, ...]
    kind: str

    def columns(self) -> Iterator[tuple[str, ...]]:
        """The columns' heads, from left to right."""
        yield from dict.fromkeys(cell.column for row in self.rows for cell in row.chunk.cells)


def list_tables(kit: Kit) -> Iterator[Records]:
    groups: dict[tuple[str, tuple[str, ...]], list[Unit]] = defaultdict(list)
    for unit in kit.evidence.pool(kit.question.without_regions()):
        heads = unit.chunk.cells[0].row if unit.chunk.cells else ()
        if heads and not _TOTAL.match(heads[0]):
            groups[unit.source_id, unit.chunk.path].append(unit)
    for (_, path), rows in groups.items():
        cells = [cell for row in rows for cell in row.chunk.cells]
        about = {cell.column for cell in cells if column_words(cell)}
        # Where the columns are years, the rows are indicators: those are looked up by their figures.
        figures = any(is_number(cell.value) for cell in cells)
        if len(about) >= _FEWEST_COLUMNS and len(rows) > 1 and figures:
            head = kit.knowledge.head_row(rows[0])
            kind = (head.text.split("\t|") if head else [""])[0]
            yield Records(tuple(sorted(rows, key=lambda row: row.start)), f"{kind} {path[-1] if path else ''}")


def named_rows(kit: Kit, table: Records) -> list[Unit]:
    """Rows whose thing the question names, in full or shortened (沄州经开区); where a row has several heads, those of
    which most are named."""
    places = kit.groups()
    heads = {
        row.chunk.id: sum(
            len(name)
            for name in row.chunk.cells[0].row
            if name in kit.question.plain or name in kit.question.regions or is_called(name, kit.question.plain)
        )
        for row in table.rows
    }
    called = [
        row
        for row in table.rows
        if any(is_called(name, kit.question.plain) for name in row.chunk.cells[0].row if name not in places)
    ]
    if kit.question.regions:
        # A row called by a year alone is of the whole, not of the place asked about.
        called = [row for row in called if row.regions or not _YEAR.fullmatch(row.chunk.cells[0].row[0])]
    several = len({row.chunk.cells[0].row[0] for row in called}) < len(called)
    most = max((heads[row.chunk.id] for row in called), default=0)
    return [row for row in called if not several or heads[row.chunk.id] == most]


def find_values(kit: Kit, table: Records) -> frozenset[str]:
    """What the question says of the rows it means (所在园区, 建设单位, 类型), of each column the longest named."""
    named: dict[tuple[str, ...], str] = {}
    for row in table.rows:
        for column, value in _texts_of(row):
            if is_called(value, kit.question.plain) and len(value) > len(named.get(column, "")):
                named[column] = value
    shared = {value for value in named.values() if sum(value in values_of(row, [value]) for row in table.rows) > 1}
    return frozenset(shared)


def rows_by_name(kit: Kit, rows: Sequence[Unit]) -> tuple[list[Unit], frozenset[str]] | None:
    """The rows that several words of the question name one by one (甲工程和乙中心加起来), with those words."""
    chosen: dict[str, Unit] = {}
    for term in kit.question.subjects:
        found = [row for row in rows if kit.matcher.match(term, row.chunk.cells[0].row[0]) >= LEAST_MATCH]
        if len(found) == 1:
            chosen[term.text] = found[0]
    picked = [row for row in rows if row in chosen.values()]
    return (picked, frozenset(chosen)) if len(picked) > 1 else None


def kind_of_rows(asked: str, rows: Sequence[Unit]) -> str:
    """The word before 类项目 that some rows' names have; ''."""
    before = match.group(1) if (match := _KIND_OF_ROWS.search(asked)) else ""
    tails = (before[start:] for start in range(len(before) - 1))
    return next((tail for tail in tails if any(tail in name_of(row) for row in rows)), "")


def values_of(row: Unit, values: Iterable[str]) -> set[str]:
    said = {value for _, value in _texts_of(row)}
    return {value for value in values if value in said}


def _texts_of(row: Unit) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words that stand in a row beside its name, with their columns; a head is of a column without a name."""
    for position, head in enumerate(row.chunk.cells[0].row[1:], 1):
        yield (f"#{position}",), head
    for cell in row.chunk.cells:
        if not is_blank(cell.value) and not is_number(cell.value):
            yield cell.column, cell.value.strip()


def name_of(row: Unit) -> str:
    return "·".join(row.chunk.cells[0].row)


def is_called(name: str, asked: str) -> bool:
    if _CLASS.fullmatch(name):
        return re.search(rf"(?<![A-Za-z\d]){name}", asked) is not None
    if len(name) < _SHORTEST_NAME:
        return False
    if name in asked or ((core := _COMPANY.sub("", name)) != name and len(core) >= _SHORTEST_FIRM and core in asked):
        return True
    front = name[: max(_LONG_FRONT, (2 * len(name) + 2) // 3)]
    if len(front) < len(name) and front in asked:
        return True
    if "至" in name:
        asked = asked.replace("到", "至")  # 岚关到西屏高速: 岚关至西屏高速公路
    start = asked.find(name[:2])
    while start >= 0:
        for stop in range(min(len(asked), start + len(name)), start + _SHORTEST_NAME - 1, -1):
            whole = stop - start > _SHORTEST_NAME and asked[stop - 1] == name[-1]
            if whole and _is_subsequence(asked[start:stop], name):
                return True
            if asked[stop - 1] == "区" and _is_subsequence(asked[start : stop - 1], name) and name[-1] in "区园地":
                return True
        start = asked.find(name[:2], start + 1)
    return False


def _is_subsequence(short: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in short)
