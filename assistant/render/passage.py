"""A stretch of a document as readable HTML: paragraphs, headings and tables, with spans highlighted in place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.render.markup import escape
from corpus.types import Document, Section

Span = tuple[int, int]
"""``[start, end)`` in character offsets of ``Document.text``."""

_FIELD_SEPARATOR = "\t"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document with its offsets; ``end`` leaves the line break out."""

    start: int
    end: int
    text: str

    @property
    def is_row(self) -> bool:
        """Whether the line is a table row."""
        return _FIELD_SEPARATOR in self.text


def split_lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The non-blank lines of ``text[start:end]``."""
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        if text[position:stop].strip():
            yield Line(position, stop, text[position:stop])
        position = stop + 1


def expand_to_lines(text: str, span: Span) -> Span:
    """``span`` widened to whole lines."""
    start, end = span
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", max(start, end - 1))
    return first, len(text) if last < 0 else last


def highlight(text: str, start: int, end: int, spans: Sequence[Span], strong: Sequence[Span] = ()) -> str:
    """Escaped ``text[start:end]``: the parts inside ``spans`` as ``<mark>``, those inside ``strong`` as ``<b>``."""
    cuts = {start, end}
    cuts.update(offset for span in [*spans, *strong] for offset in span if start < offset < end)
    edges = sorted(cuts)
    html: list[str] = []
    marked = False
    for low, high in itertools.pairwise(edges):
        inside = _covers(spans, low)
        if inside != marked:
            html.append("<mark>" if inside else "</mark>")
            marked = inside
        piece = escape(text[low:high])
        html.append(f"<b>{piece}</b>" if _covers(strong, low) else piece)
    return "".join([*html, "</mark>" if marked else ""])


def _covers(spans: Sequence[Span], offset: int) -> bool:
    return any(start <= offset < end for start, end in spans)


def render_passage(document: Document, span: Span, spans: Sequence[Span] = ()) -> str:
    """The document's ``span`` as HTML: table rows in tables, heading lines as headings, all else as paragraphs."""
    start, end = span
    headings = {section.start: section for section in document.sections if start <= section.start < end}
    html: list[str] = []
    rows: list[Line] = []
    for line in split_lines(document.text, start, end):
        if line.is_row:
            rows.append(line)
            continue
        html += _render_rows(document.text, rows, spans)
        rows = []
        html.append(_render_line(document.text, line, headings, spans))
    return "".join([*html, *_render_rows(document.text, rows, spans)])


def _render_line(text: str, line: Line, headings: Mapping[int, Section], spans: Sequence[Span]) -> str:
    section = headings.get(line.start)
    # A run-in head opens a paragraph; only a line that holds nothing but the title is a heading.
    if section is not None and len(line.text.strip()) <= len(section.title) + 4:
        content = highlight(text, line.start, line.end, spans)
        return f'<p class="heading level-{min(max(section.level, 1), 4)}">{content}</p>'
    run_in = [
        (offset, offset + len(head.title))
        for offset, head in headings.items()
        if line.start <= offset < line.end and text.startswith(head.title, offset)
    ]
    return f"<p>{highlight(text, line.start, line.end, spans, run_in)}</p>"


def _render_rows(text: str, rows: Sequence[Line], spans: Sequence[Span]) -> list[str]:
    if not rows:
        return []
    table = [[highlight(text, *cell, spans) for cell in _split_cells(row)] for row in rows]
    width = max(len(row) for row in table)
    # Lists with page numbers or other bare numbers in their first row have no column heads.
    has_head = len(table) > 1 and not any(cell.strip().isdigit() for cell in rows[0].text.split(_FIELD_SEPARATOR))
    html = []
    for number, row in enumerate(table):
        tag = 'th scope="col"' if has_head and number == 0 else "td"
        cells = "".join(f"<{tag}>{cell}</{tag[:2]}>" for cell in [*row, *[""] * (width - len(row))])
        html.append(f"<tr>{cells}</tr>")
    return ['<div class="table-scroll" tabindex="0"><table>' + "".join(html) + "</table></div>"]


def _split_cells(row: Line) -> Iterator[Span]:
    position = row.start
    for cell in row.text.split(_FIELD_SEPARATOR):
        yield position, position + len(cell)
        position += len(cell) + 1


def section_at(document: Document, offset: int) -> Section | None:
    """The deepest section that holds ``offset``, or ``None`` before the first."""
    holding = [section for section in document.sections if section.start <= offset < section.end]
    return max(holding, key=lambda section: (section.level, section.start), default=None)
