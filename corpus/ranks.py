"""The place of unnumbered headings in the tree, told from their type size beside that of the numbered ones."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.numbering import UNNUMBERED_TOP_RANK, match_numbering
from corpus.raw import Block

_SAME_SIZE = 0.3
_STEP = 0.01
"""Keeps unnumbered headings of several sizes in order between two ranks of numbered ones."""


def rank_sizes(blocks: Sequence[Block]) -> dict[float, float]:
    """Type size of unnumbered headings → rank: that of the numbered headings of this size, or just below those that
    are larger, or above all; a larger size comes before a smaller one."""
    headings = [block for block in blocks if block.kind == "heading" and block.size and not block.level]
    numbered: dict[float, int] = {}
    for block in headings:
        if numbering := match_numbering(block.text):
            numbered[block.size] = min(numbering.rank, numbered.get(block.size, numbering.rank))
    plain = sorted({block.size for block in headings if match_numbering(block.text) is None}, reverse=True)
    ranks: dict[float, float] = {}
    for order, size in enumerate(plain):
        same = [rank for other, rank in numbered.items() if abs(other - size) <= _SAME_SIZE]
        larger = [rank for other, rank in numbered.items() if other > size + _SAME_SIZE]
        if same:
            ranks[size] = min(same)
        else:
            ranks[size] = (max(larger) + 0.5 if larger else UNNUMBERED_TOP_RANK) + order * _STEP
    return ranks
