"""The small subset of Markdown that the composer writes, and the escaping every other module uses.

Known: paragraphs (one a line), ``- `` and ``1. `` items, ``| a | b |`` tables, ``**bold**`` and citation marks ``[n]``.
Everything else is text. No input reaches the page unescaped: each function here escapes what it did not build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape as _escape
from typing import Literal

BlockKind = Literal["paragraph", "list", "ordered", "table"]
InlineRenderer = Callable[[str], str]

MARK = re.compile(r"\[(\d{1,3})\]")
_ITEM = re.compile(r"^\s*[-•]\s+(.*)$")
_ORDERED_ITEM = re.compile(r"^\s*\d{1,2}[.)]\s+(.*)$")
_TABLE_LINE = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def escape(text: object) -> str:
    """``text`` safe both as element content and inside a quoted attribute."""
    return _escape(str(text), quote=True)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of an answer: ``rows`` holds one cell for a paragraph, one per item for a list, all cells for a table."""

    kind: BlockKind
    rows: tuple[tuple[str, ...], ...]


def parse_blocks(text: str) -> Iterator[Block]:
    """The blocks of an answer's text, in order."""
    kind: BlockKind | None = None
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        line_kind, row = _read_line(line)
        if rows and kind and (line_kind != kind or kind == "paragraph"):
            yield Block(kind, tuple(rows))
            rows = []
        kind = line_kind
        if row:
            rows.append(row)


def _read_line(line: str) -> tuple[BlockKind | None, tuple[str, ...]]:
    if not line.strip():
        return None, ()
    if _TABLE_LINE.match(line):
        if _TABLE_RULE.match(line):
            return "table", ()
        return "table", tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    if match := _ITEM.match(line):
        return "list", (match.group(1),)
    if match := _ORDERED_ITEM.match(line):
        return "ordered", (match.group(1),)
    return "paragraph", (line.strip(),)


def render_blocks(text: str, render_inline: InlineRenderer) -> str:
    """The HTML of an answer's text; ``render_inline`` turns one cell, item or paragraph into escaped HTML."""
    return "".join(_render_block(block, render_inline) for block in parse_blocks(text))


def _render_block(block: Block, render_inline: InlineRenderer) -> str:
    if block.kind == "paragraph":
        return f"<p>{render_inline(block.rows[0][0])}</p>"
    if block.kind == "table":
        return _render_table(block.rows, render_inline)
    tag = "ul" if block.kind == "list" else "ol"
    return f"<{tag}>" + "".join(f"<li>{render_inline(row[0])}</li>" for row in block.rows) + f"</{tag}>"


def _render_table(rows: Sequence[tuple[str, ...]], render_inline: InlineRenderer) -> str:
    width = max(len(row) for row in rows)
    head, *body = [[*row, *[""] * (width - len(row))] for row in rows]
    head_html = "".join(f'<th scope="col">{render_inline(cell)}</th>' for cell in head)
    body_html = "".join("<tr>" + "".join(f"<td>{render_inline(cell)}</td>" for cell in row) + "</tr>" for row in body)
    # The wrapper takes the focus so that a wide table can be scrolled by keyboard.
    return (
        f'<div class="table-scroll" tabindex="0"><table><thead><tr>{head_html}</tr></thead>'
        f"<tbody>{body_html}</tbody></table></div>"
    )


def render_bold(text: str) -> str:
    """Escaped ``text`` with ``**bold**`` as ``<strong>``."""
    return _BOLD.sub(r"<strong>\1</strong>", escape(text))


def action_button(event: str, label: str, *, data: dict[str, object], css: str, name: str = "") -> str:
    """A button that sends ``event`` with ``data`` (string values) to the page's handler; ``name`` is its spoken label.

    ``label`` is HTML and must already be escaped.
    """
    attributes = "".join(f' data-{escape(key)}="{escape(value)}"' for key, value in data.items())
    spoken = f' aria-label="{escape(name)}"' if name else ""
    return (
        f'<button type="button" class="{escape(css)}" data-event="{escape(event)}"{attributes}{spoken}>{label}</button>'
    )
