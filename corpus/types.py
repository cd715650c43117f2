"""The corpus stage's value types.

All offsets are character offsets (Unicode code points, not bytes) into ``Document.text``, the cleaned text, unless a
name says ``raw``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Kind = Literal["body", "table", "box", "footnote", "toc", "front"]
PageOrigin = Literal["document", "contents", "none"]
"""Where page numbers come from: the file's own pages, the printed contents page, or nowhere."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the manifest knows it. ``path`` is the file it was read from; ``sha256`` is of its bytes."""

    id: str
    title: str
    issuer: str
    date: str
    status: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a source as the reader delivers it: its number (1-based) and its text before cleaning."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the heading tree: ``path`` ends with ``title``; ``[start, end)`` covers it and its descendants."""

    source_id: str
    path: tuple[str, ...]
    title: str
    kind: Kind
    level: int
    start: int
    end: int
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: ``row`` and ``column`` are its heads (merged ones filled in), ``value`` the text at its offsets."""

    row: tuple[str, ...]
    column: tuple[str, ...]
    value: str
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage that is retrieved as one: ``text`` is exactly ``Document.text[start:end]``.

    ``header`` is what is prepended for retrieval (plan › chapter › section › item, and for table rows the column
    heads). ``page`` is 0 where it is not known. ``sentences`` are the spans, in document offsets, that an answer may
    quote. ``cells`` are set for table rows. ``regions`` are the places the passage is about: named by its heading
    path or, in a table, by its row. ``confidence`` is the lowest confidence, in [0, 1], of text that was recognised
    from a picture; None for text that was read as text.
    """

    id: str
    source_id: str
    path: tuple[str, ...]
    kind: Kind
    text: str
    start: int
    end: int
    page: int
    header: str
    sentences: tuple[tuple[int, int], ...]
    cells: tuple[Cell, ...] = ()
    regions: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source that has been read: its clean text, heading tree, chunks and page map.

    ``page_starts`` are ascending ``(offset, page)`` pairs; ``page_origin`` says how far they can be trusted.
    """

    source: Source
    text: str
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]
    page_starts: tuple[tuple[int, int], ...]
    page_origin: PageOrigin
    warnings: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int:
        """The page that holds ``offset``; 0 where that is not known (no pages, or before the first numbered one)."""
        position = bisect_right(self.page_starts, (offset, 1 << 60)) - 1
        return self.page_starts[position][1] if position >= 0 else 0
