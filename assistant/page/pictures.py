"""Pages of PDFs as pictures, with a passage marked as a reader would with a highlighter."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2.raw import FPDFText_GetUnicode

from corpus.types import Document

WIDTH = 1240
"""Pixels: an A4 page at 150 to the inch."""
_KEPT = 64
_MARKER = (255, 236, 140)
_SHORTEST = 6
"""Characters of a passage that must stand on a page for a part of it to be marked there."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the picture."""


class PagePictures:
    """Draws pages; threads may share it. The PDF library may be used by one at a time only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._draw = lru_cache(maxsize=_KEPT)(self._draw_page)

    def render(self, document: Document, start: int, end: int) -> bytes | None:
        """The page that ``document.text[start]`` stands on as PNG, the passage marked as far as it is on it.

        None where the file is gone, has changed its kind, or cannot be opened without a password.
        """
        source = document.source
        return self._draw(source.path, source.sha256, document.page_at(start), document.text[start:end])

    def _draw_page(self, path: str, _sha256: str, number: int, passage: str) -> bytes | None:
        if not Path(path).is_file():
            return None
        with self._lock:
            try:
                with pypdfium2.PdfDocument(path) as pdf:
                    if not 1 <= number <= len(pdf):
                        return None
                    page = pdf[number - 1]
                    scale = WIDTH / page.get_width()
                    picture = page.render(scale=scale).to_pil().convert("RGB")
                    boxes = locate_passage(page, passage, scale)
            except pypdfium2.PdfiumError:
                return None
        return _encode(mark_boxes(picture, boxes))


def locate_passage(page: pypdfium2.PdfPage, passage: str, scale: float) -> list[Box]:
    """The lines of ``passage`` on a page, one box each; of one that goes on over the page its beginning or end."""
    text_page = page.get_textpage()
    # Character by character: the text as a whole leaves out some characters that have a place.
    count = text_page.count_chars()
    letters, places = _read_letters("".join(chr(FPDFText_GetUnicode(text_page, at) or 32) for at in range(count)))
    wanted, _ = _read_letters(passage)
    first, length = _find_longest(letters, wanted)
    height = page.get_height()
    boxes: list[Box] = []
    for place in places[first : first + length]:
        left, bottom, right, top = text_page.get_charbox(place, loose=True)
        box = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        if boxes and _same_line(boxes[-1], box):
            last = boxes[-1]
            boxes[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            boxes.append(box)
    return boxes


def _read_letters(text: str) -> tuple[str, list[int]]:
    """The characters that count for comparing, and where each stands: neither blanks nor widths of signs."""
    letters, places = [], []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKC", sign):
            if not letter.isspace() and letter.isprintable():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _find_longest(letters: str, wanted: str) -> tuple[int, int]:
    """Where ``wanted``, else its longest beginning or end, stands in ``letters``; (0, 0) for hardly any of it."""
    for count in range(len(wanted), min(_SHORTEST, len(wanted)) - 1, -1):
        for part in dict.fromkeys((wanted[:count], wanted[len(wanted) - count :])):
            found = letters.find(part) if part else -1
            if found >= 0:
                return found, count
    return 0, 0


def _same_line(one: Box, other: Box) -> bool:
    middle = (other[1] + other[3]) / 2
    return one[1] <= middle <= one[3] and other[0] >= one[0] - 1


def mark_boxes(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """``picture`` with ``boxes`` in marker colour, the letters under it still black."""
    layer = Image.new("RGB", picture.size, (255, 255, 255))
    pen = ImageDraw.Draw(layer)
    for left, top, right, bottom in boxes:
        margin = (bottom - top) * 0.18
        pen.rectangle((left - 2, top - margin, right + 2, bottom + margin), fill=_MARKER)
    return ImageChops.multiply(picture, layer)


def _encode(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
