"""The tables of a PDF page: fully ruled, open at the sides, or with rules only above, below and under the heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page as PdfPage
from pdfplumber.table import Table, merge_edges

Char = dict[str, Any]
Box = tuple[float, float, float, float]

_RULES_OF_A_TABLE = 3
_TOLERANCE = 4.0
_SETTINGS = {"snap_tolerance": 3, "join_tolerance": 3, "intersection_tolerance": 4}
_SHORTEST_RULE = 60.0
_COVERED = 0.8
"""Share of the height between two rules that an upright rule between cells runs along."""
_COLUMN_GAP = 0.9
"""Columns without rules between them are parted by at least this share of the type's size, in every line."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table's outer box and the boxes of its cells by row; None for what a merged cell covers."""

    bbox: Box
    rows: tuple[tuple[Box | None, ...], ...]

    @property
    def width(self) -> int:
        """The number of columns; a frame around paragraphs has one."""
        return max(map(len, self.rows))


def find_tables(page: PdfPage, lines: Sequence[Sequence[Char]]) -> list[FoundTable]:
    """The tables of a page, frames around paragraphs among them; ``lines`` are the page's lines of characters."""
    if len(page.edges) < _RULES_OF_A_TABLE:
        return []
    rules = _Rules(page)
    finder = page.debug_tablefinder({**_SETTINGS, "explicit_vertical_lines": rules.sides()})
    found = [_convert(table) for table in finder.tables]
    in_tables = {cell for table in finder.tables for cell in table.cells}
    found += [FoundTable(cell, ((cell,),)) for cell in finder.cells if cell not in in_tables]
    for stack in rules.stacks:
        box = (stack[0]["x0"], stack[0]["top"], stack[0]["x1"], stack[-1]["top"])
        if not any(_overlap(box, table.bbox) and table.width > 1 for table in found):
            table = _read_open_rows(stack, lines)
            if table is not None:
                found = [other for other in found if not _overlap(table.bbox, other.bbox)]
                found.append(table)
    return found


class _Rules:
    """The level rules of a page that stand below each other with the same ends, three or more, and its upright ones."""

    def __init__(self, page: PdfPage) -> None:
        edges = merge_edges(page.edges, 3, 3, 3, 3)
        self._upright = [edge for edge in edges if edge["orientation"] == "v"]
        level = [edge for edge in edges if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _SHORTEST_RULE]
        stacks: list[list[dict[str, Any]]] = []
        for edge in sorted(level, key=lambda item: float(item["top"])):
            for stack in stacks:
                if abs(stack[0]["x0"] - edge["x0"]) < _TOLERANCE and abs(stack[0]["x1"] - edge["x1"]) < _TOLERANCE:
                    stack.append(edge)
                    break
            else:
                stacks.append([edge])
        self.stacks = [stack for stack in stacks if len(stack) >= _RULES_OF_A_TABLE]

    def sides(self) -> list[dict[str, Any]]:
        """Upright rules that close tables which are open at their sides, where rules between cells show them."""
        closing = []
        for stack in self.stacks:
            left, right = stack[0]["x0"], stack[0]["x1"]
            for upper, lower in pairwise(stack):
                top, bottom = float(upper["top"]), float(lower["top"])
                between = [edge for edge in self._upright if self._covers(edge, top, bottom)]
                if any(left + _TOLERANCE < edge["x0"] < right - _TOLERANCE for edge in between):
                    closing += [
                        _upright_rule(x, top, bottom)
                        for x in (left, right)
                        if not any(abs(edge["x0"] - x) < _TOLERANCE for edge in between)
                    ]
        return closing

    @staticmethod
    def _covers(edge: dict[str, Any], top: float, bottom: float) -> bool:
        shared = min(edge["bottom"], bottom) - max(edge["top"], top)
        return bool(shared >= (bottom - top) * _COVERED)


def _upright_rule(x: float, top: float, bottom: float) -> dict[str, Any]:
    box = {"x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0.0, "height": bottom - top}
    return {**box, "orientation": "v", "object_type": "line"}


def _convert(table: Table) -> FoundTable:
    return FoundTable(table.bbox, tuple(tuple(row.cells) for row in table.rows))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] - 1 and other[1] < one[3] - 1


def _read_open_rows(stack: Sequence[dict[str, Any]], lines: Sequence[Sequence[Char]]) -> FoundTable | None:
    """A table of three rules or more without upright ones: a line each is a row, and its columns are what every line
    below the heads leaves empty."""
    left, right = float(stack[0]["x0"]), float(stack[0]["x1"])
    tops = [float(edge["top"]) for edge in stack]
    rows = [row for row in (_take_inside(line, left, right, tops[0], tops[-1]) for line in lines) if row]
    body = [row for row in rows if row[0]["top"] > tops[1] - 1]
    if len(body) < 2 or len(rows) == len(body):
        return None
    size = max(float(char["size"]) for char in body[0])
    cuts = _find_cuts(body, left, right, size * _COLUMN_GAP)
    if len(cuts) < 1 or any(len({_column(char, cuts) for char in row}) < 2 for row in body):
        return None
    xs = [left, *cuts, right]
    edges = [tops[0], *((_foot(one) + _top(two)) / 2 for one, two in pairwise(rows)), tops[-1]]
    cells = tuple(tuple((x0, top, x1, bottom) for x0, x1 in pairwise(xs)) for top, bottom in pairwise(edges))
    return FoundTable((left, tops[0], right, tops[-1]), cells)


def _take_inside(line: Sequence[Char], left: float, right: float, top: float, bottom: float) -> list[Char]:
    inked = [char for char in line if char["text"].strip()]
    return [
        char
        for char in inked
        if left - 1 <= (char["x0"] + char["x1"]) / 2 <= right + 1 and top < (char["top"] + char["bottom"]) / 2 < bottom
    ]


def _find_cuts(rows: Sequence[Sequence[Char]], left: float, right: float, least: float) -> list[float]:
    """The middles of the gaps that all rows leave, wide enough to part columns."""
    spans = sorted((float(char["x0"]), float(char["x1"])) for row in rows for char in row)
    cuts, reach = [], spans[0][1]
    for start, end in spans[1:]:
        if start - reach >= least and left < reach and start < right:
            cuts.append((reach + start) / 2)
        reach = max(reach, end)
    return cuts


def _column(char: Char, cuts: Sequence[float]) -> int:
    return sum(char["x0"] > cut for cut in cuts)


def _top(row: Sequence[Char]) -> float:
    return min(float(char["top"]) for char in row)


def _foot(row: Sequence[Char]) -> float:
    return max(float(char["bottom"]) for char in row)
