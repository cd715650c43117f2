"""Ruled tables in a picture: where its lines run, and which cells they part or merge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Box = tuple[float, float, float, float]
Cells = dict[tuple[int, int], Box]
"""``(row, column)`` of a cell's first place → its box in pixels; a merged cell's other places are not listed."""

_WALL_SHARE = 0.6
"""Two places are parted where at least this share of the border between them is ruled."""
_LINE_SHARE = 0.12
"""A rule that makes a row or column is at least this long, as a share of the table's side."""
_REACH = 3
_CONTRAST = 4
_WINDOW = 15


def find_tables(pixels: Any, line_height: float) -> list[Cells]:
    """The ruled tables of a picture (height × width × 3 array of bytes), from top to bottom; ``line_height`` is that
    of its text, which tells rules from the strokes of characters."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    # A rule is darker than the shading on both sides of it.
    ink = cv2.adaptiveThreshold(255 - grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, _WINDOW, -_CONTRAST)
    length = max(20, int(line_height * 2))
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (length * 2, 1)))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (1, length)))
    joined = cv2.dilate(cv2.bitwise_or(across, down), cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    tables = []
    for left, top, width, height, _ in sorted(stats[1:count].tolist(), key=lambda item: item[1]):
        if width < line_height * 4 or height < line_height * 2:
            continue
        window = (slice(top, top + height), slice(left, left + width))
        tables.append(_read_grid(across[window] > 0, down[window] > 0, left, top))
    return [cells for cells in tables if cells]


def _read_grid(across: Any, down: Any, left: int, top: int) -> Cells:
    height, width = across.shape
    ys = _find_rules(across.sum(axis=1), width * _LINE_SHARE, height)
    xs = _find_rules(down.sum(axis=0), height * _LINE_SHARE, width)
    if len(ys) < 2 or len(xs) < 2:
        return {}
    rows, columns = len(ys) - 1, len(xs) - 1
    group = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def find(place: tuple[int, int]) -> tuple[int, int]:
        while group[place] != place:
            place = group[place]
        return place

    for row, column in list(group):
        for other, wall in (
            ((row, column + 1), _right_wall(down, ys, xs, row, column)),
            ((row + 1, column), _lower_wall(across, ys, xs, row, column)),
        ):
            if other in group and wall < _WALL_SHARE:
                first, second = sorted((find((row, column)), find(other)))
                group[second] = first
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in group:
        members.setdefault(find(place), []).append(place)
    return {
        first: (
            left + xs[min(column for _, column in places)],
            top + ys[min(row for row, _ in places)],
            left + xs[max(column for _, column in places) + 1],
            top + ys[max(row for row, _ in places) + 1],
        )
        for first, places in members.items()
    }


def _find_rules(sums: Any, least: float, extent: int) -> list[int]:
    """Centres of the runs of positions whose ruled length is enough; the table's own edges always count."""
    positions = [position for position, value in enumerate(sums.tolist()) if value >= least]
    runs: list[list[int]] = []
    for position in [0, *positions, extent - 1]:
        if runs and position - runs[-1][-1] <= 2 * _REACH:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [(run[0] + run[-1]) // 2 for run in runs]


def _right_wall(down: Any, ys: Sequence[int], xs: Sequence[int], row: int, column: int) -> float:
    x = xs[column + 1]
    strip = down[ys[row] + _REACH : ys[row + 1] - _REACH, max(0, x - _REACH) : x + _REACH + 1]
    return float(strip.any(axis=1).mean()) if strip.size else 1.0


def _lower_wall(across: Any, ys: Sequence[int], xs: Sequence[int], row: int, column: int) -> float:
    y = ys[row + 1]
    strip = across[max(0, y - _REACH) : y + _REACH + 1, xs[column] + _REACH : xs[column + 1] - _REACH]
    return float(strip.any(axis=0).mean()) if strip.size else 1.0
