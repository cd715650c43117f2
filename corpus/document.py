"""A file → a ``Document``: the whole corpus stage in a few lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.blocks import read_blocks
from corpus.chunks import build_chunks
from corpus.errors import UnreadableDocument
from corpus.manifest import describe_source
from corpus.pages import Break, align_contents, count_lines, infer_pages, read_contents
from corpus.pictures import recognise_pictures
from corpus.raw import Block, RawDocument, ReadProgress
from corpus.read import read_raw
from corpus.sections import Node, Outline, OutlineBuilder
from corpus.types import Chunk, Document, PageOrigin, Section, Source

if TYPE_CHECKING:
    from corpus.pdf_page import PictureReader


def read_document(
    path: Path,
    source: Source | None = None,
    password: str | None = None,
    recogniser: PictureReader | None = None,
    progress: ReadProgress | None = None,
) -> Document:
    """Read a plan. Without ``source`` its title, date and status are taken from the text itself; ``password`` opens an
    encrypted PDF; ``recogniser`` (a ``corpus.ocr.Recogniser``) reads scanned pages and pictures, which are else listed
    in ``warnings``; ``progress`` is told of the pages and pictures read.

    Raises UnsupportedFormat or UnreadableDocument, with a message that says what to do.
    """
    raw = read_raw(path, password, recogniser, progress)
    blocks, warnings = recognise_pictures(read_blocks(raw), raw.pictures, path.parent, recogniser, progress)
    source = source or describe_source(
        path, raw.metadata, [block.text for block in blocks[:15] if block.kind not in ("toc", "image")]
    )
    outline = OutlineBuilder(source.title).build(blocks)
    pictures = {start for block, start in zip(blocks, outline.block_starts, strict=True) if block.kind == "image"}
    if not any(
        piece.kind in ("body", "table", "box") and not piece.is_heading and piece.start not in pictures
        for piece in outline.pieces
    ):
        raise UnreadableDocument(f"{path.name}：没有正文。", f"{path.name}: has no body text.")
    page_starts, origin = map_pages(raw, blocks, outline)
    offsets = [start for start, _ in page_starts]

    def page_at(offset: int) -> int:
        position = bisect_right(offsets, offset) - 1
        return page_starts[position][1] if position >= 0 else 0

    return Document(
        source=source,
        text=outline.text,
        sections=tuple(_section(source.id, node, page_at) for node in outline.nodes),
        chunks=_mark_recognised(build_chunks(source.id, source.title, outline, page_at), blocks, outline),
        page_starts=tuple(page_starts),
        page_origin=origin,
        warnings=(*raw.warnings, *warnings),
    )


def _mark_recognised(chunks: Sequence[Chunk], blocks: Sequence[Block], outline: Outline) -> tuple[Chunk, ...]:
    """The chunks with the confidence of the recognised text they hold."""
    spans = [
        (start, start + len(block.text), block.confidence)
        for block, start in zip(blocks, outline.block_starts, strict=True)
        if block.confidence is not None
    ]
    if not spans:
        return tuple(chunks)
    return tuple(
        replace(
            chunk,
            confidence=min((own for start, end, own in spans if start < chunk.end and chunk.start < end), default=None),
        )
        for chunk in chunks
    )


def map_pages(raw: RawDocument, blocks: Sequence[Block], outline: Outline) -> tuple[list[tuple[int, int]], PageOrigin]:
    """Where each page begins in the clean text, and how that is known."""
    if raw.origin == "document":
        starts: list[tuple[int, int]] = []
        for block, start in zip(blocks, outline.block_starts, strict=True):
            for offset, page in ((start, block.page), *((start + at, page) for at, page, _ in block.seams)):
                if not starts or page > starts[-1][1]:
                    starts.append((offset, page))
        return starts, "document"
    contents = read_contents([block.text for block in blocks if block.kind == "toc"])
    if not contents:
        return [], "none"
    body = next((node.start for node in outline.nodes if node.kind not in ("toc", "front")), 0)
    headings = {node.start: node.title for node in outline.nodes if node.start >= body}
    anchors = align_contents(contents, list(headings.values()))
    pages = {start: anchors.get(position, 0) for position, start in enumerate(headings)}
    starts = infer_pages(_list_breaks(blocks, outline, pages, body))
    return starts, "contents" if starts else "none"


def _list_breaks(blocks: Sequence[Block], outline: Outline, pages: dict[int, int], body: int) -> list[Break]:
    breaks: list[Break] = []
    lines = 0.0
    for block, start in zip(blocks, outline.block_starts, strict=True):
        if block.kind == "toc" or start < body:
            continue
        breaks.append(Break(start, lines, block.after_footnote, pages.get(start, 0)))
        cuts = [0, *(offset for offset, _, _ in block.seams), len(block.text)]
        for (offset, _, definite), begin in zip(block.seams, cuts, strict=False):
            breaks.append(Break(start + offset, count_lines(block.text[begin:offset]), definite))
        lines = count_lines(block.text[cuts[-2] :]) * (1.5 if block.kind == "row" else 1.0)
    return breaks


def _section(source_id: str, node: Node, page_at: Callable[[int], int]) -> Section:
    return Section(
        source_id,
        node.path,
        node.title,
        node.kind,
        len(node.path),
        node.start,
        node.end,
        page_at(node.start),
        page_at(max(node.start, node.end - 1)),
    )
