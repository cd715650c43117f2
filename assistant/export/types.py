"""What a document to be written consists of: blocks in order, and the sources that its marks ``[n]`` refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.types import Citation, Language

ExportFormat = Literal["md", "docx", "pdf"]
FORMATS: tuple[ExportFormat, ...] = ("md", "docx", "pdf")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the document's title; ``level`` 1 is the highest, 3 the lowest."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item, or remark in smaller type."""

    text: str
    style: Literal["text", "item", "note"] = "text"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: ``rows`` are as wide as ``heads``; ``widths`` are the columns' shares, equal ones where empty."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Report:
    """A document: title, lines under it, blocks, and the citations that are listed at its end in their order."""

    title: str
    blocks: tuple[Block, ...]
    sources: tuple[Citation, ...] = ()
    under_title: tuple[str, ...] = ()
    language: Language = "zh"

    @property
    def sources_title(self) -> str:
        """What stands over the list of sources."""
        return "Sources" if self.language == "en" else "出处"


def describe_place(citation: Citation, language: Language) -> str:
    """Where a quote stands, for a reader: title, section path and page."""
    title = citation.title if language == "en" else f"《{citation.title}》"
    parts = [title, *citation.section]
    if citation.page is not None:
        parts.append(f"p. {citation.page}" if language == "en" else f"第 {citation.page} 页")
    return " › ".join(parts)


def read_blocks(text: str) -> tuple[Block, ...]:
    """An answer's text (paragraphs, ``- `` items, pipe tables) as blocks."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("| ") and line.endswith(" |"):
            rows.append(tuple(cell.strip() for cell in line[1:-1].split("|")))
            continue
        if rows:
            blocks.append(_make_grid(rows))
            rows = []
        if line.startswith("- "):
            blocks.append(Paragraph(line[2:], "item"))
        elif line.strip():
            blocks.append(Paragraph(line))
    return tuple(blocks)


def _make_grid(rows: Sequence[tuple[str, ...]]) -> Grid:
    heads = rows[0]
    kept = [row for row in rows[1:] if not all(set(cell) <= {"-"} for cell in row)]
    return Grid(heads, tuple((*row, *[""] * len(heads))[: len(heads)] for row in kept))
