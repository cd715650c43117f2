"""Blocks → clean text and the tree of sections over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.blocks import trim_text
from corpus.front import count_front
from corpus.numbering import (
    ANNEX,
    CAPTION_RANK,
    ITEM_RANK,
    RUN_IN_RANK,
    UNNUMBERED_NESTED_RANK,
    UNNUMBERED_TOP_RANK,
    match_numbering,
    read_number,
)
from corpus.ranks import rank_sizes
from corpus.raw import Block
from corpus.regions import find_title_regions
from corpus.run_in import RunIn, find_run_ins
from corpus.types import Kind

PREFACE_RANK = CAPTION_RANK + 5
"""Any heading or caption ends it; a run-in head does not."""
PREFACE = "前言"
"""Name of the text between the contents page and the first heading, which has no title of its own."""


@dataclass(slots=True)
class Node:
    """A section while the tree is built: where its title and its text stand; ``end`` is set when it closes."""

    title: str
    rank: float
    kind: Kind
    start: int
    parent: Node | None
    end: int = 0

    @property
    def path(self) -> tuple[str, ...]:
        """Titles from the root down to this section."""
        return (*(self.parent.path if self.parent else ()), self.title)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of clean text under one section: a heading line, a paragraph or part of one, or a table row."""

    kind: Kind
    node: Node
    start: int
    end: int
    is_heading: bool = False
    title_end: int = 0
    """End of a run-in head at the start of the piece; equals ``start`` where there is none."""


@dataclass(slots=True)
class Outline:
    """The clean text with its sections and pieces, in order, and the offset at which each block was put."""

    text: str = ""
    nodes: list[Node] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    block_starts: list[int] = field(default_factory=list)


class OutlineBuilder:
    """Puts blocks one after the other and keeps the stack of open sections."""

    def __init__(self, root_title: str) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._stack: list[Node] = []
        self._top_rank: int | None = None
        self._box_paragraphs = self._box_rank = 0
        self._box_next = 1
        self._box_is_framed = self._box_has_rows = False
        self._root_title = root_title
        self._size_ranks: dict[float, float] = {}
        # An annex stands beside the document's highest numbered parts, whose level a styled document states.
        self._annex_rank = UNNUMBERED_TOP_RANK
        self.outline = Outline()

    def build(self, blocks: Sequence[Block]) -> Outline:
        """The outline of the blocks."""
        run_ins = find_run_ins(blocks)
        front_end = count_front(blocks)
        self._size_ranks = rank_sizes(blocks)
        for position, block in enumerate(blocks):
            self.outline.block_starts.append(self._length)
            rows = "".join(later.text for later in _take_rows(blocks, position + 1)) if block.kind == "caption" else ""
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            if block.kind == "caption" and following and following.framed:
                # A caption above a frame belongs to it as much as one inside.
                block = replace(block, framed=True)
            self._add(block, run_ins[position], rows, is_front=position < front_end)
        self._close(0)
        self.outline.text = "".join(self._parts)
        return self.outline

    def _add(self, block: Block, run_ins: tuple[RunIn, ...], rows: str, *, is_front: bool) -> None:
        start = self._length
        if block.kind == "toc" or is_front:
            kind: Kind = "toc" if block.kind == "toc" else "front"
            node = self._special(kind)
            self._put(block.text)
            self._piece(kind, node, start)
        elif block.kind == "heading":
            rank = self._heading_rank(block)
            kind = "box" if rank > CAPTION_RANK and self._in_box() else "body"
            self._open(trim_text(block.text), rank, kind, start)
            self._put(block.text)
            self._piece(kind, self._stack[-1], start, is_heading=True)
        elif block.kind == "caption":
            self._add_caption(block, rows, start)
        elif block.kind in ("row", "note", "footnote", "image"):
            self._add_special(block, start)
        else:
            self._add_paragraph(block, run_ins, start)

    def _add_caption(self, block: Block, rows: str, start: int) -> None:
        if ANNEX.match(block.text):
            self._open(trim_text(block.text), self._annex_rank, "table" if rows else "body", start)
        else:
            self._leave_region(rows, start)
            self._open(trim_text(block.text), CAPTION_RANK, "box" if block.text.startswith("专") else "table", start)
        self._box_paragraphs = 0
        self._box_is_framed, self._box_has_rows = block.framed, False
        self._box_next = 1
        self._put(block.text)
        self._piece(self._stack[-1].kind, self._stack[-1], start, is_heading=True)

    def _leave_region(self, rows: str, start: int) -> None:
        """A table that compares districts stands behind the last one's section but belongs to the chapter above."""
        for node in self._stack:
            own = find_title_regions(node.title)
            beside = [find_title_regions(other.title) for other in self.outline.nodes if other.parent is node.parent]
            if own and any(name in rows for names in beside for name in names if name not in own):
                self._close(node.rank, start)
                return

    def _add_special(self, block: Block, start: int) -> None:
        if block.kind == "image":
            self._put(block.text)
            self._piece("body", self._current(start), start)
        elif block.kind == "footnote":
            node = Node(f"脚注{block.text[0]}", RUN_IN_RANK, "footnote", start, self._current(start))
            self._put(block.text)
            node.end = self._length
            self.outline.nodes.append(node)
            self._piece("footnote", node, start)
        else:
            self._close(RUN_IN_RANK)
            node = self._current(start)
            self._put(block.text)
            self._box_has_rows |= block.kind == "row"
            kind: Kind = "table" if block.kind == "row" else "footnote" if node.kind in ("table", "box") else "body"
            self._piece(kind, node, start)

    def _add_paragraph(self, block: Block, run_ins: tuple[RunIn, ...], start: int) -> None:
        self._leave_box(block, run_ins)
        kind: Kind = "box" if self._in_box() else "body"
        if kind == "box" and self._box_next > 1:
            run_ins = tuple(replace(head, rank=max(head.rank, CAPTION_RANK + 1)) for head in run_ins)
        keep_parent = bool(run_ins) and run_ins[0].start == 0 and run_ins[0].rank > RUN_IN_RANK
        self._close(RUN_IN_RANK + 1 if keep_parent else RUN_IN_RANK)
        self._put(block.text)
        cuts = [*run_ins]
        if not cuts or cuts[0].start > 0:
            stop = cuts[0].start if cuts else len(block.text)
            self._piece(kind, self._current(start), start, end=start + stop)
        for order, head in enumerate(cuts):
            self._open(trim_text(head.title), head.rank, kind, start + head.start)
            stop = cuts[order + 1].start if order + 1 < len(cuts) else len(block.text)
            bare = stop <= head.end
            self._piece(
                kind, self._stack[-1], start + head.start, end=start + stop, title_end=start + head.end, is_heading=bare
            )

    def _in_box(self) -> bool:
        return any(node.kind == "box" for node in self._stack)

    def _leave_box(self, block: Block, run_ins: tuple[RunIn, ...]) -> None:
        """A box or table ends at a numbered paragraph, or once a paragraph no longer has a head like the others, or
        where its frame does."""
        box = next((node for node in self._stack if node.rank == CAPTION_RANK), None)
        if box is None:
            return
        numbered = bool(run_ins) and run_ins[0].rank < CAPTION_RANK
        headless = self._box_paragraphs > 0 and not (run_ins and run_ins[0].start == 0)
        if self._box_is_framed:
            if not block.framed:
                self._close(CAPTION_RANK)
        elif box.kind == "box" and not self._box_has_rows and self._goes_on_in_box(block):
            self._box_next += 1
        elif numbered or headless or box.kind == "table" or self._box_has_rows:
            self._close(CAPTION_RANK)
        self._box_paragraphs += 1

    def _goes_on_in_box(self, block: Block) -> bool:
        """Whether a paragraph is the first item of a list that begins right under a box's caption, or the next one."""
        numbering = match_numbering(block.text)
        number = read_number(re.sub(r"\W", "", numbering.label)) if numbering else 0
        if not numbering or number != self._box_next or (self._box_next == 1 and self._box_paragraphs):
            return False
        same = self._box_next == 1 or numbering.rank == self._box_rank
        self._box_rank = numbering.rank
        return same

    def _heading_rank(self, block: Block) -> float:
        numbering = match_numbering(block.text)
        if block.framed and self._box_is_framed and any(node.rank == CAPTION_RANK for node in self._stack):
            return CAPTION_RANK + 1 + (max(0, numbering.rank - ITEM_RANK) if numbering else 0)
        if block.level:
            if numbering:
                self._annex_rank = min(self._annex_rank, block.level)
            return block.level
        if numbering:
            self._top_rank = numbering.rank if self._top_rank is None else min(self._top_rank, numbering.rank)
            return numbering.rank
        if block.size in self._size_ranks:
            return self._size_ranks[block.size]
        return UNNUMBERED_TOP_RANK if self._top_rank is None else UNNUMBERED_NESTED_RANK

    def _open(self, title: str, rank: float, kind: Kind, start: int) -> None:
        self._close(rank, start)
        parent = self._stack[-1] if self._stack else None
        node = Node(title, rank, kind, start, parent)
        self.outline.nodes.append(node)
        self._stack.append(node)

    def _close(self, rank: float, end: int | None = None) -> None:
        while self._stack and self._stack[-1].rank >= rank:
            self._stack.pop().end = self._length if end is None else end

    def _current(self, start: int) -> Node:
        if not self._stack:
            self._open(PREFACE, PREFACE_RANK, "body", start)
        return self._stack[-1]

    def _special(self, kind: Kind) -> Node:
        self._close(0)
        last = self.outline.nodes[-1] if self.outline.nodes else None
        if last is None or last.kind != kind:
            last = Node("目录" if kind == "toc" else "封面", 0, kind, self._length, None)
            self.outline.nodes.append(last)
        return last

    def _put(self, text: str) -> None:
        self._parts.append(text + "\n")
        self._length += len(text) + 1

    def _piece(
        self, kind: Kind, node: Node, start: int, *, end: int = 0, is_heading: bool = False, title_end: int = 0
    ) -> None:
        end = end or self._length - 1
        node.end = max(node.end, end)
        last = self.outline.pieces[-1] if self.outline.pieces else None
        if last and last.node is node and kind in ("toc", "front"):
            self.outline.pieces[-1] = replace(last, end=end)
            return
        if end > start:
            self.outline.pieces.append(Piece(kind, node, start, end, is_heading, title_end or start))


def _take_rows(blocks: Sequence[Block], position: int) -> list[Block]:
    stop = position
    while stop < len(blocks) and blocks[stop].kind == "row":
        stop += 1
    return list(blocks[position:stop])
