"""One PDF page → its lines of text, with their place and fonts, and its ruled tables."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from pdfplumber.page import Page as PdfPage
from PIL import Image

from corpus.characters import read_characters
from corpus.pdf_columns import part_regions
from corpus.pdf_tables import find_tables

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED_SIZE = 0.88
"""Raised digits of less than this share of the line's size are note marks."""
_LARGEST_FRAME = 0.9
"""A frame that takes this share of a page is the page's own."""
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}\s*[:：]")

Char = dict[str, Any]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of one column. Lengths are in points from the page's top left; ``fonts`` are ``(start, end, name)`` of
    the stretches of Han characters; ``column`` is that of its region; ``size`` is the usual font size;
    ``framed``: it stands in a ruled frame around paragraphs."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    column: int
    fonts: tuple[tuple[int, int, str], ...]
    framed: bool = False


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A ruled table: the texts of its cells by row (a cell that a merged one covers is blank), and its outer box in
    points from the page's top left, where that is known."""

    rows: tuple[tuple[str, ...], ...]
    page: int
    top: float
    box: Box = (0.0, 0.0, 0.0, 0.0)

    def holds(self, char: Char) -> bool:
        """Whether a character stands in the table."""
        return _is_inside(char, self.box)


@dataclass(frozen=True, slots=True)
class PdfPicture:
    """A picture on a page of text, drawn as PNG: ``data`` is empty where nobody reads pictures."""

    name: str
    page: int
    top: float
    data: bytes


PdfItem = PdfLine | PdfTable | PdfPicture


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture holds, from top to bottom, and the lowest confidence among its lines (0 without lines)."""

    items: tuple[PdfLine | PdfTable, ...]
    confidence: float


class PictureReader(Protocol):
    """Reads pictures; ``corpus.ocr.Recogniser`` is one."""

    def read(self, picture: Image.Image, page: int = 1) -> Reading:
        """The lines and tables of a picture, as items of a page on which a pixel is a point."""
        ...


def read_page(page: PdfPage, number: int, turned: Sequence[Char] = ()) -> list[PdfLine | PdfTable]:
    """Lines and tables of a page in reading order: from top to bottom, columns from left to right; ``turned`` are
    characters on their side, which are read where they stand in a table."""
    chars = [char for char in page.chars if char.get("upright", True) and char["text"]]
    lines = group_lines(chars)
    found = find_tables(page, lines)
    tables: list[PdfTable] = []
    for table in (table for table in found if table.width > 1):
        inside = [char for char in chars if _is_inside(char, table.bbox)]
        inside += [char for char in turned if _is_inside(char, table.bbox)]
        if inside:
            chars = [char for char in chars if not _is_inside(char, table.bbox)]
            tables.append(PdfTable(read_cells(table.rows, inside), number, table.bbox[1], table.bbox))
    # A frame around paragraphs has one column; its text is read as paragraphs.
    frames = [table.bbox for table in found if table.width == 1 and _is_within(table.bbox, page)]
    placed: list[tuple[tuple[int, float], PdfLine | PdfTable]] = []
    regions = part_regions(group_lines(chars) if tables else lines, float(page.width))
    for order, region in enumerate(regions):
        for line in region.lines:
            framed = any(_is_inside(char, frame) for char in line[:1] for frame in frames)
            built = replace(build_line(line, number, region.column), framed=framed)
            placed.append(((order, built.top), built))
    for ruled in tables:
        above = [order for (order, top), _ in placed if top <= ruled.top]
        placed.append(((max(above, default=0), ruled.top), ruled))
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _is_within(box: Box, page: PdfPage) -> bool:
    """Whether a frame stands on the page, rather than around all of it."""
    area = float(page.width * page.height)
    return (box[2] - box[0]) * (box[3] - box[1]) < area * _LARGEST_FRAME


def _is_inside(char: Char, box: Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def read_cells(rows: Sequence[Sequence[Box | None]], chars: Sequence[Char]) -> tuple[tuple[str, ...], ...]:
    """The texts of a table's cells; None boxes, which merged cells cover, give blanks."""
    return tuple(
        tuple(_join_cell([char for char in chars if _is_inside(char, box)]) if box else "" for box in row)
        for row in rows
    )


def _join_cell(chars: Sequence[Char]) -> str:
    """A cell's text: lines that its width broke are joined, lines that the writer broke are parted by a space."""
    lines = [build_line(line, 0, 0) for line in group_lines(chars)]
    if not lines:
        return ""
    right = max(line.x1 for line in lines)
    aligned = max(line.x0 for line in lines) - min(line.x0 for line in lines) < lines[0].size
    text = lines[0].text
    for previous, line in pairwise(lines):
        short = aligned and right - previous.x1 > previous.size * 1.2
        text = f"{text} {line.text}" if short or _LABEL.match(line.text) else join_lines((text, line.text))
    return text


def join_lines(lines: Iterable[str]) -> str:
    """Broken lines as one text: with a space only where both sides are Latin or digits."""
    text = ""
    for line in lines:
        glue = " " if text and line and text[-1].isascii() and line[0].isascii() else ""
        text += glue + line
    return text


def group_lines(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters by line, from top to bottom; small raised ones belong to the line they stand beside."""
    centres: list[tuple[float, int]] = []
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda item: (-round(item["size"]), item["top"], item["x0"])):
        centre = (char["top"] + char["bottom"]) / 2
        position = bisect_left(centres, (centre, -1))
        near = [
            (abs(centres[at][0] - centre), centres[at][1])
            for at in (position - 1, position)
            if 0 <= at < len(centres) and abs(centres[at][0] - centre) < _height(lines[centres[at][1]][0]) * 0.5
        ]
        if near:
            lines[min(near)[1]].append(char)
        else:
            insort(centres, (centre, len(lines)))
            lines.append([char])
    ordered = [_drop_doubles(sorted(lines[index], key=lambda item: float(item["x0"]))) for _, index in centres]
    return [line for line in ordered if any(char["text"].strip() for char in line)]


def _drop_doubles(line: Sequence[Char]) -> list[Char]:
    """Characters printed twice in one place, which is how some programs make bold type, are kept once."""
    kept: list[Char] = []
    for char in line:
        near = (char["x1"] - char["x0"]) * 0.3
        if not any(char["text"] == last["text"] and char["x0"] - last["x0"] < near for last in kept[-2:]):
            kept.append(char)
    return kept


def _height(char: Char) -> float:
    return float(char["bottom"] - char["top"])


def build_line(chars: Sequence[Char], page: int, column: int) -> PdfLine:
    """A line of text from its characters in order; gaps become spaces where they part words."""
    sizes = Counter(round(float(char["size"]), 1) for char in chars if char["text"].strip())
    size = sizes.most_common(1)[0][0]
    inked = [char for char in chars if char["text"].strip()]
    first = next(position for position, char in enumerate(chars) if char["text"].strip())
    pieces: list[str] = []
    fonts: list[tuple[int, int, str]] = []
    length = 0
    previous: Char | None = None
    for char in chars[first:]:
        text = "" if char["text"] == "\xa0" else read_characters(char["text"])
        if previous is not None and text.strip() and previous["text"].strip():
            gap = char["x0"] - previous["x1"]
            latin = text[0].isascii() or previous["text"][-1].isascii()
            if gap > size * (0.4 if latin else 0.9):
                pieces.append(" ")
                length += 1
        if text.isdigit() and char["size"] < size * _RAISED_SIZE and _is_raised(char, inked, size):
            text = text.translate(_SUPERSCRIPT)
        if "\u4e00" <= text[:1] <= "\u9fff":
            name = str(char["fontname"])
            if fonts and fonts[-1][2] == name:
                fonts[-1] = (fonts[-1][0], length + len(text), name)
            else:
                fonts.append((length, length + len(text), name))
        pieces.append(text)
        length += len(text)
        previous = char
    return PdfLine(
        re.sub(r"[\x00-\x08\x0b-\x1f]", "", read_characters("".join(pieces))).rstrip(),
        page,
        float(inked[0]["x0"]),
        float(max(char["x1"] for char in inked)),
        float(min(char["top"] for char in inked)),
        float(max(char["bottom"] for char in inked)),
        size,
        column,
        tuple(fonts),
    )


def _is_raised(char: Char, inked: Sequence[Char], size: float) -> bool:
    base = next((item["bottom"] for item in inked if round(float(item["size"]), 1) == size), char["bottom"])
    return bool(char["bottom"] < base - size * 0.15)
