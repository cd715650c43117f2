"""What a reader delivers: pages of text, or blocks where the file's layout or markup already tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.types import Page, PageOrigin

ReadProgress = Callable[[str, int, int], None]
"""``progress(stage, done, total)`` while one file is read; ``stage`` is ``"pages"`` or ``"pictures"``."""
BlockKind = Literal["text", "heading", "caption", "row", "footnote", "note", "toc", "image", "rule"]


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of the document after cleaning.

    ``bold`` are spans of ``text`` that were set bold; ``level`` is a styled heading's level from 1 (else 0);
    ``seams`` are offsets in ``text`` where lines or pages were joined, each with the page that begins there and
    whether a sentence ran across it (which proves a page break in a source without pages). ``continues``: whether the
    block goes on with the one before it, where the reader knows that from the layout (None: told from the text).
    ``confidence`` is set where the text was recognised from a picture; ``framed`` blocks stand inside a picture or box
    whose end the reader knows. ``size`` is a heading's type size in points where it is larger than the body's (else 0).
    """

    kind: BlockKind
    text: str
    page: int
    bold: tuple[tuple[int, int], ...] = ()
    level: int = 0
    seams: tuple[tuple[int, int, bool], ...] = ()
    after_blank: bool = True
    after_footnote: bool = False
    continues: bool | None = None
    confidence: float | None = None
    framed: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class RawDocument:
    """``metadata`` are the fields a file states about itself (title, date); ``blocks``, where a reader gives them, take
    the place of ``pages``; ``warnings`` say what could not be read, in the words the user sees; ``pictures`` are the
    bytes of the pictures inside the file, by the name that image blocks give."""

    pages: tuple[Page, ...]
    origin: PageOrigin
    markdown: bool
    metadata: dict[str, str]
    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
