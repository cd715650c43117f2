"""The title page: which blocks at the top of a document belong to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.numbering import strip_numbering
from corpus.raw import Block


def count_front(blocks: Sequence[Block]) -> int:
    """How many leading blocks are a title page: short lines before the contents page or before the first long text."""
    # A heading of a size that comes again is the first of its kind, not a title.
    sizes = Counter(block.size for block in blocks if block.kind == "heading" and block.size)
    for position, block in enumerate(blocks):
        if position and sizes[block.size] > 1 and block.kind == "heading":
            return position
        if block.kind == "toc":
            return position if all(len(item.text) < 80 for item in blocks[:position]) else 0
        if (
            block.level
            or len(block.text) >= 80
            or position > 12
            or block.kind in ("row", "caption")
            or (block.kind == "heading" and strip_numbering(block.text) != block.text)
        ):
            return position
        if block.text[-1] in "。：:":
            return position
    return 0
