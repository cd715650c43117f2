"""The columns of a PDF page: bands over the whole width, and between them bands of two columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

Char = dict[str, Any]

_LEAST_GUTTER = 8.0
_GUTTER_SHARE = 0.015
"""The least width of the gutter between two columns, in points and as a share of the page's width."""
_MIN_COLUMN_LINES = 8
_LINE_SHARE = 0.25
"""Half of a column's lines are at least this long, as a share of the page's width."""
_ALIGNED_SHARE = 0.5
"""Share of a column's lines that begin at one place; the cells of a table without rules seldom do on both sides."""


ACROSS = 2
"""The column of what runs over the whole width of a page that has two columns."""


class Region(NamedTuple):
    """A part of a page that is read from top to bottom before the next one: its column (0: the whole width or the left
    one, 1: the right one, ``ACROSS``) and its lines of characters."""

    column: int
    lines: list[list[Char]]


def part_regions(lines: Sequence[list[Char]], width: float) -> list[Region]:
    """The regions of a page in reading order, from its lines of characters (which run over both columns)."""
    rows = [sorted((char for char in line if char["text"].strip()), key=lambda char: char["x0"]) for line in lines]
    gutter = _find_gutter(rows, width)
    if not gutter:
        return [Region(0, [list(line) for line in lines])]
    regions: list[Region] = []
    crossing_rows = _mark_crossing(rows, gutter, width)
    labelled = list(zip(crossing_rows, map(list, lines), strict=True))
    for crossing, group in groupby(labelled, key=lambda item: item[0]):
        members = [line for _, line in group]
        if crossing:
            regions.append(Region(ACROSS, members))
            continue
        for column, side in enumerate(_split_lines(members, gutter)):
            if side:
                regions.append(Region(column, side))
    return regions


def _mark_crossing(rows: Sequence[list[Char]], gutter: float, width: float) -> list[bool]:
    """Which rows run over both columns. A paragraph's last, short line goes with the line before it."""
    marks: list[bool] = []
    for position, row in enumerate(rows):
        crosses = _crosses(row, gutter, width)
        if not crosses and position > 1 and marks[-1] and all(char["x1"] < gutter for char in row):
            pitch = _top(rows[position - 1]) - _top(rows[position - 2])
            crosses = marks[-2] and _top(row) - _top(rows[position - 1]) < pitch * 1.1
        marks.append(crosses)
    return marks


def _top(row: Sequence[Char]) -> float:
    return min(float(char["top"]) for char in row)


def _find_gutter(rows: Sequence[list[Char]], width: float) -> float:
    """Where the page is parted in two, 0.0 where it is not: the place that most lines leave empty."""
    wide = max(_LEAST_GUTTER, width * _GUTTER_SHARE)
    counts: Counter[int] = Counter()
    for row in rows:
        for start, end in _find_gaps(row, width * 0.4, width * 0.6):
            if end - start > wide:
                counts.update(range(int(start + wide / 2) + 1, int(end - wide / 2) + 1))
    if not counts:
        return 0.0
    most = max(counts.values())
    places = [place for place, count in counts.items() if count == most]
    gutter = float(sorted(places)[len(places) // 2])
    clear = [row for row in rows if not _crosses(row, gutter, width)]
    if len(clear) * 2 < len(rows):
        return 0.0
    return gutter if all(_is_column(side, width) for side in _split_lines(clear, gutter)) else 0.0


def _find_gaps(row: Sequence[Char], left: float, right: float) -> list[tuple[float, float]]:
    """The stretches between ``left`` and ``right`` without ink; a line that stays on one side leaves all the rest."""
    gaps, reach = [], left
    for char in row:
        if char["x1"] <= left or char["x0"] >= right:
            continue
        if char["x0"] > reach:
            gaps.append((reach, char["x0"]))
        reach = max(reach, char["x1"])
    if reach < right:
        gaps.append((reach, right))
    return gaps


def _crosses(row: Sequence[Char], gutter: float, width: float) -> bool:
    half = max(_LEAST_GUTTER, width * _GUTTER_SHARE) / 2
    return any(char["x0"] < gutter + half and char["x1"] > gutter - half for char in row)


def _split_lines(lines: Sequence[list[Char]], gutter: float) -> tuple[list[list[Char]], list[list[Char]]]:
    left = [[char for char in line if char["x0"] < gutter] for line in lines]
    right = [[char for char in line if char["x0"] >= gutter] for line in lines]
    return [line for line in left if line], [line for line in right if line]


def _is_column(lines: Sequence[list[Char]], width: float) -> bool:
    """Whether lines on one side of a gutter are a column of text, long and aligned."""
    inked = [[char for char in line if char["text"].strip()] for line in lines]
    inked = [line for line in inked if len(line) >= 2]
    if len(inked) < _MIN_COLUMN_LINES:
        return False
    spans = sorted(line[-1]["x1"] - line[0]["x0"] for line in inked)
    starts = Counter(round(line[0]["x0"] / 4) for line in inked)
    aligned = max(starts[place] + starts[place + 1] for place in starts)
    return bool(spans[len(spans) // 2] >= width * _LINE_SHARE and aligned >= len(inked) * _ALIGNED_SHARE)
