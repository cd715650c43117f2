"""Sections → chunks: one item, paragraph, table row or footnote each, with its heading path as header."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.numbering import FOOTNOTE_MARKS
from corpus.regions import find_path_regions, find_row_regions
from corpus.sections import Node, Outline, Piece
from corpus.sentences import split_sentences
from corpus.tables import RowText, parse_table
from corpus.types import Chunk

MAX_CHUNK = 600
"""Longest chunk in characters; longer paragraphs are cut between sentences. About the encoder's 512 tokens."""
TITLE_SENTENCE = 18
"""A run-in head of at least this many characters says something by itself and may be quoted."""
CHUNKER_VERSION = "11"


def build_chunks(source_id: str, title: str, outline: Outline, page_at: Callable[[int], int]) -> tuple[Chunk, ...]:
    """All chunks of a document in order. Heading lines go with the passage that follows them."""
    chunks: list[Chunk] = []
    pending: int | None = None
    pieces = outline.pieces
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if piece.is_heading:
            pending = piece.start if pending is None else pending
            following = pieces[position + 1] if position + 1 < len(pieces) else None
            if following is None or not _is_under(following.node, piece.node):
                chunks.append(_chunk(source_id, title, outline.text, piece, pending, page_at))
                pending = None
            position += 1
        elif piece.kind == "table":
            stop = _table_end(pieces, position)
            chunks += _table_chunks(source_id, title, outline.text, pieces[position:stop], pending, page_at)
            pending, position = None, stop
        else:
            chunks += _split_piece(source_id, title, outline, piece, pending, page_at)
            pending = None
            position += 1
    return tuple(chunks)


def _is_under(node: Node | None, ancestor: Node) -> bool:
    while node is not None and node is not ancestor:
        node = node.parent
    return node is ancestor


def _table_end(pieces: Sequence[Piece], position: int) -> int:
    stop = position
    while (
        stop < len(pieces)
        and pieces[stop].kind == "table"
        and not pieces[stop].is_heading
        and pieces[stop].node is pieces[position].node
    ):
        stop += 1
    return stop


def _table_chunks(
    source_id: str, title: str, text: str, rows: Sequence[Piece], pending: int | None, page_at: Callable[[int], int]
) -> list[Chunk]:
    caption = text[rows[0].node.start : rows[0].start] if rows[0].node.kind in ("table", "box") else ""
    table = parse_table([RowText(text[row.start : row.end], row.start) for row in rows], caption)
    # A table begins with its head rows, which have no cells.
    head_rows = rows[: next((order for order, cells in enumerate(table) if cells), 1)]
    heads = re.sub(r"[\t|\s]+", " ", text[head_rows[0].start : head_rows[-1].end]).strip()
    chunks = []
    for order, (row, cells) in enumerate(zip(rows, table, strict=True)):
        chunk = _chunk(source_id, title, text, row, pending if order == 0 else None, page_at)
        header = chunk.header if order < len(head_rows) else f"{chunk.header} › {heads}"
        named = " ".join(cells[0].row) if cells else ""
        regions = find_row_regions(cells) or chunk.regions
        chunks.append(replace(chunk, header=f"{header} › {named}" if named else header, cells=cells, regions=regions))
    return chunks


def _split_piece(
    source_id: str, title: str, outline: Outline, piece: Piece, pending: int | None, page_at: Callable[[int], int]
) -> list[Chunk]:
    chunk = _chunk(source_id, title, outline.text, piece, pending, page_at)
    if piece.kind == "footnote":
        term = _footnote_term(outline.text, piece)
        return [replace(chunk, header=f"{chunk.header} › {term}" if term else chunk.header)]
    if len(chunk.text) <= MAX_CHUNK or piece.kind in ("toc", "front"):
        return [chunk]
    parts: list[list[tuple[int, int]]] = [[]]
    for span in chunk.sentences:
        if parts[-1] and span[1] - parts[-1][0][0] > MAX_CHUNK * 0.75:
            parts.append([])
        parts[-1].append(span)
    result = []
    for order, spans in enumerate(parts):
        start = chunk.start if order == 0 else spans[0][0]
        end = chunk.end if order == len(parts) - 1 else parts[order + 1][0][0]
        result.append(_with_span(chunk, outline.text, start, end, tuple(spans), page_at))
    return result


def _with_span(
    chunk: Chunk, text: str, start: int, end: int, spans: tuple[tuple[int, int], ...], page_at: Callable[[int], int]
) -> Chunk:
    return replace(
        chunk,
        id=_chunk_id(chunk.source_id, start, text[start:end]),
        text=text[start:end],
        start=start,
        end=end,
        page=page_at(spans[0][0]),
        sentences=spans,
    )


def _chunk(
    source_id: str, title: str, text: str, piece: Piece, pending: int | None, page_at: Callable[[int], int]
) -> Chunk:
    start = piece.start if pending is None else pending
    body = piece.title_end if piece.title_end < piece.end else piece.start
    sentences: tuple[tuple[int, int], ...] = ()
    if piece.kind == "table" or piece.kind == "footnote":
        sentences = ((piece.start, piece.end),)
    elif piece.kind in ("body", "box") and not piece.is_heading:
        sentences = tuple(split_sentences(text, body, piece.end))
        if body - piece.start >= TITLE_SENTENCE:
            sentences = ((piece.start, body), *sentences)
    path = piece.node.path
    return Chunk(
        id=_chunk_id(source_id, start, text[start : piece.end]),
        source_id=source_id,
        path=path,
        kind=piece.kind,
        text=text[start : piece.end],
        start=start,
        end=piece.end,
        page=page_at(body),
        header=" › ".join((title, *path)),
        sentences=sentences,
        regions=find_path_regions(path, title),
    )


def _chunk_id(source_id: str, start: int, text: str) -> str:
    return hashlib.sha256(f"{source_id}\x00{start}\x00{text}".encode()).hexdigest()[:16]


def _footnote_term(text: str, piece: Piece) -> str:
    """The words right before the footnote's mark in the text above, which the note explains."""
    mark = text[piece.start]
    if mark not in FOOTNOTE_MARKS:
        return ""
    position = text.rfind(mark, 0, piece.start)
    match = re.search(r"[\w“”]{1,12}$", text[max(0, position - 16) : position]) if position > 0 else None
    return match.group() if match else ""
