"""Citations that can be read one after the other: figures of a table's row parted by the words above them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.draft import Draft, Line, Quote, Table
from assistant.knowledge import Knowledge

_HEAD = re.compile(r"(?:\d{4}年?)?([^\s\d|][^\t|]*)(?<!\s)")


def space_figures(draft: Draft, knowledge: Knowledge) -> Draft:
    """``draft`` with column heads quoted beside the cells of a row, as many as it takes.

    A row is cited cell by cell. Read one after the other, without white space, two of its figures would make a number
    that nobody wrote, so that between any two of them a quote that ends in a word must stand: where the draft has too
    few of those, a figure is cited together with its column's head.
    """
    quotes = list(dict.fromkeys(quote for block in draft.blocks for quote in _quotes_of(block)))
    quotes += [quote for item in draft.sums for quote in item.quotes if quote not in quotes]
    texts = {quote: _text(quote, knowledge) for quote in quotes}
    figures = [quote for quote in quotes if texts[quote][:1].isdigit() and texts[quote][-1:].isdigit()]
    words = [quote for quote in quotes if not (texts[quote][:1].isdigit() or texts[quote][-1:].isdigit())]
    missing = len(figures) - len(words) - 1
    if missing <= 0:
        return draft
    taken, heads = set(quotes), {}
    for figure in figures[1:]:
        head = next((piece for piece in _heads(figure, knowledge) if piece not in taken), None)
        if head is not None and missing > 0:
            heads[figure] = head
            taken.add(head)
            missing -= 1

    def widen(group: tuple[Quote, ...]) -> tuple[Quote, ...]:
        return tuple(part for quote in group for part in ((heads[quote], quote) if quote in heads else (quote,)))

    return replace(draft, blocks=[_with_quotes(block, widen) for block in draft.blocks])


def _quotes_of(block: Line | Table) -> Iterator[Quote]:
    if isinstance(block, Line):
        yield from block.quotes
    else:
        for row in block.rows:
            for cell in row:
                yield from cell.quotes


def _with_quotes(block: Line | Table, widen: Callable[[tuple[Quote, ...]], tuple[Quote, ...]]) -> Line | Table:
    if isinstance(block, Line):
        return replace(block, quotes=widen(block.quotes))
    return replace(
        block, rows=tuple(tuple(replace(cell, quotes=widen(cell.quotes)) for cell in row) for row in block.rows)
    )


def _heads(figure: Quote, knowledge: Knowledge) -> Iterator[Quote]:
    """Pieces of the row of heads above a cell, the narrowest around its own column first."""
    units = (unit for unit in knowledge.units[figure.source_id] if unit.start <= figure.start < unit.end)
    unit = next(units, None)
    head = knowledge.head_row(unit) if unit else None
    if unit is None or head is None:
        return
    names = [name for cell in unit.chunk.cells if cell.start == figure.start for name in cell.column[-1:]]
    own = head.text.find(names[0]) + len(names[0]) - 1 if names else -1
    # A head that begins with a year is taken from behind it.
    bounds = [match.start(1) for match in _HEAD.finditer(head.text)]
    ends = [match.end() for match in _HEAD.finditer(head.text)]
    pieces = [(begin, end) for begin in bounds for end in ends if begin < end]
    for begin, end in sorted(pieces, key=lambda piece: (not piece[0] <= own < piece[1], piece[1] - piece[0])):
        if not head.text[end - 1].isdigit():
            yield Quote(figure.source_id, head.start + begin, head.start + end)


def _text(quote: Quote, knowledge: Knowledge) -> str:
    return knowledge.documents[quote.source_id].text[quote.start : quote.end]
