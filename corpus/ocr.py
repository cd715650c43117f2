"""Pictures → lines and ruled tables, by text recognition (the optional ``ocr`` extra).

The models come inside the ``rapidocr`` package, so nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from statistics import median
from typing import Any

from PIL import Image

from corpus.errors import ModelUnavailable
from corpus.pdf_page import PdfLine, PdfTable, Reading, join_lines
from corpus.picture_tables import Box, Cells, find_tables

_MIN_CONFIDENCE = 0.5
"""Lines the recogniser is less sure of are specks and ornaments."""
_INK = 70
"""Ink is this much darker than its paper, of 255."""
_BORDER = 5
_DASH_SHAPE = 3.0
_SHORTEST_DASH = 8
_DASH_OFFSET = 0.4
"""A dash stands near the middle of its cell; what hugs an edge is a piece of a rule."""
_SAME_HEIGHT = 0.3
_LARGEST_FRAME = 0.9
"""A frame that takes this share of a picture is the picture's own."""
_SAME_PITCH = 0.15
_CAPITAL = 0.67
"""The width of a Latin capital, of that of a Han character; other Latin letters and digits have half."""
_LEAST_PITCHED = 10
"""Characters of a line whose width tells their size."""
_CHINESE_BRACKETS = re.compile(r"[(（]([^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised line: its text, the recogniser's confidence in [0, 1] and its place in pixels."""

    text: str
    confidence: float
    box: Box


class Recogniser:
    """Reads pictures. Its models are loaded at the first one, which takes a second; one serves all documents of a run.

    Raises ModelUnavailable where the ``ocr`` extra is not installed.
    """

    def __init__(self) -> None:
        if not is_installed():
            raise ModelUnavailable(
                "没有安装文字识别组件。",
                "Text recognition is not installed.",
                next_step_zh='请运行 pip install "planqa[ocr]" 安装。',
                next_step_en='Install it with: pip install "planqa[ocr]".',
            )
        self._engine: Any = None

    def read(self, picture: Image.Image, page: int = 1) -> Reading:
        """The lines and tables of a picture, as items of a page on which a pixel is a point."""
        import numpy

        pixels = numpy.ascontiguousarray(numpy.asarray(picture.convert("RGB"))[:, :, ::-1])
        lines = self._recognise(pixels)
        if not lines:
            return Reading((), 0.0)
        confidence = min(line.confidence for line in lines)
        height = median(line.box[3] - line.box[1] for line in lines)
        items: list[PdfLine | PdfTable] = []
        frames: list[Box] = []
        for cells in find_tables(pixels, height):
            if len({column for _, column in cells}) == 1:
                frames += [box for box in cells.values() if _measure_area(box) < _LARGEST_FRAME * pixels[..., 0].size]
            else:
                lines = self._part_lines(lines, cells, pixels)
                items.append(_fill_table(cells, lines, pixels, height, page))
                lines = [line for line in lines if not any(_is_inside(line.box, box) for box in cells.values())]
        for line in _build_lines(lines, height, page):
            x, y = line.x0 + height, (line.top + line.bottom) / 2
            items.append(replace(line, framed=any(_is_inside((x, y, x, y), frame) for frame in frames)))
        return Reading(tuple(sorted(items, key=lambda item: item.top)), confidence)

    def _part_lines(self, lines: list[Recognised], cells: Cells, pixels: Any) -> list[Recognised]:
        """The lines with those that run over a cell's border read again, cell by cell."""
        crossing = [line for line in lines if _crosses(line, cells)]
        touched = [
            box
            for box in cells.values()
            if any(
                line.box[0] < box[2] and line.box[2] > box[0] and box[1] < (line.box[1] + line.box[3]) / 2 < box[3]
                for line in crossing
            )
        ]
        kept = [line for line in lines if not any(_is_inside(line.box, box) for box in touched)]
        for box in touched:
            left, top, right, bottom = (int(value) for value in box)
            for line in self._recognise(pixels[top + 2 : bottom - 1, left + 2 : right - 1]):
                x0, y0, x1, y1 = line.box
                shifted = (x0 + left + 2, y0 + top + 2, x1 + left + 2, y1 + top + 2)
                kept.append(Recognised(line.text, line.confidence, shifted))
        return kept

    def _recognise(self, pixels: Any) -> list[Recognised]:
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(params={"Global.log_level": "critical"})
        # Plans are not printed upside down, and a turned 91 would be read as 16.
        result = self._engine(pixels, use_cls=False)
        if not result.txts:
            return []
        return [
            Recognised(_mend(text), float(score), _find_bounds(corners))
            for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
            if text.strip() and score >= _MIN_CONFIDENCE
        ]


def is_installed() -> bool:
    """Whether the ``ocr`` extra is there."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def _mend(text: str) -> str:
    """Recognised text with the marks put right that are misread: the dash that opens an item, which comes out as two
    ones, and brackets around Chinese, which come out narrow."""
    text = re.sub(r"^一\s?一(?=[\u4e00-\u9fff]{2})", "——", text.strip())
    return _CHINESE_BRACKETS.sub(r"（\1）", text)


def _find_bounds(corners: Any) -> Box:
    xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _measure_area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_inside(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _fill_table(cells: Cells, lines: Sequence[Recognised], pixels: Any, height: float, page: int) -> PdfTable:
    rows, columns = max(row for row, _ in cells) + 1, max(column for _, column in cells) + 1
    texts = [[""] * columns for _ in range(rows)]
    for (row, column), box in cells.items():
        inside = _build_lines([line for line in lines if _is_inside(line.box, box)], height, page)
        # The recogniser passes over a dash that stands alone; a table means something by it.
        texts[row][column] = join_lines(line.text for line in inside) or ("—" if _holds_dash(pixels, box) else "")
    return PdfTable(tuple(map(tuple, texts)), page, min(box[1] for box in cells.values()))


def _crosses(line: Recognised, cells: Cells) -> bool:
    """Whether a line runs over the border of two cells, so that it holds the text of both."""
    left, top, right, bottom = line.box
    margin = (bottom - top) * 0.5
    middle = (top + bottom) / 2
    return any(
        box[1] <= middle <= box[3] and left + margin < edge < right - margin
        for box in cells.values()
        for edge in (box[0], box[2])
    )


def _holds_dash(pixels: Any, box: Box) -> bool:
    """Whether the only ink in a cell is one flat stroke."""
    left, top, right, bottom = (int(value) for value in box)
    inner = pixels[top + _BORDER : bottom - _BORDER, left + _BORDER : right - _BORDER].mean(axis=2)
    if not inner.size:
        return False
    ys, xs = (inner < float(inner.max()) - _INK).nonzero()
    if len(xs) == 0:
        return False
    width, height = int(xs.max() - xs.min()) + 1, int(ys.max() - ys.min()) + 1
    aside = abs((xs.max() + xs.min() + 1) / inner.shape[1] - 1)
    above = abs((ys.max() + ys.min() + 1) / inner.shape[0] - 1)
    return bool(width >= _SHORTEST_DASH and width > _DASH_SHAPE * height and max(aside, above) < _DASH_OFFSET)


def _build_lines(lines: Sequence[Recognised], height: float, page: int) -> list[PdfLine]:
    """Lines as a page gives them. A long line's size is told from the width of its characters: boxes are taller where
    quotation marks or note marks stand. A short one has the height of its box; one near the usual counts as it."""
    pitches = [pitch for line in lines if (pitch := _measure_pitch(line))]
    usual = float(round(median(pitches))) if pitches else height
    rows: list[list[Recognised]] = []
    for line in sorted(lines, key=lambda item: item.box[1] + item.box[3]):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and middle < rows[-1][0].box[3] - height * 0.3:
            rows[-1].append(line)
        else:
            rows.append([line])
    built = []
    for row in rows:
        row.sort(key=lambda item: item.box[0])
        top, bottom = min(item.box[1] for item in row), max(item.box[3] for item in row)
        size = _measure_size(row, usual, height)
        text = " ".join(item.text for item in row)
        built.append(PdfLine(text, page, row[0].box[0], row[-1].box[2], top, bottom, size * 0.8, 0, ()))
    return built


def _measure_pitch(line: Recognised) -> float:
    """The width of a Han character of a line, 0.0 where the line is too short to tell."""
    units = sum(
        (_CAPITAL if character.isupper() else 0.5) if character.isascii() else 1.0 for character in line.text.strip()
    )
    return (line.box[2] - line.box[0]) / units if units >= _LEAST_PITCHED else 0.0


def _measure_size(row: Sequence[Recognised], usual: float, height: float) -> float:
    """The type size of a line's parts in pixels, where ``usual`` is that of the picture's long lines."""
    pitches = [pitch for item in row if (pitch := _measure_pitch(item))]
    if pitches:
        own = median(pitches)
        return usual if abs(own - usual) < usual * _SAME_PITCH else own
    own = median(item.box[3] - item.box[1] for item in row)
    return usual if abs(own - height) < height * _SAME_HEIGHT else own * usual / height
