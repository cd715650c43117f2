"""Running heads and page numbers of PDF pages, told by their place as much as by their text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from corpus.lines import find_repeated, is_furniture, is_page_number
from corpus.pdf_page import PdfItem, PdfLine

_EDGE_LINES = 2
"""Furniture stands in this many outermost lines of a page's top and foot."""


def drop_furniture(pages: Sequence[Sequence[PdfItem]]) -> list[PdfItem]:
    """All items but running heads and page numbers: lines at a page's edge that stand clear of the text."""
    edges = [_list_edges(page) for page in pages] if len(pages) > 1 else [[] for _ in pages]
    texts = [[line.text for edge in page for line in edge] for page in edges]
    repeated = find_repeated(texts) if len(pages) > 2 else frozenset()
    furniture = [[line for edge in inward for line in _take_furniture(edge, repeated)] for inward in edges]
    bodies = [_find_body(page, lines) for page, lines in zip(pages, furniture, strict=True)]
    tops, feet = sorted(body[0] for body in bodies if body), sorted(body[1] for body in bodies if body)
    if not tops:
        return [item for page in pages for item in page]
    # What stands where other pages have text is text, even where it is the same on several pages.
    top, foot = tops[len(tops) // 10], feet[-1 - len(feet) // 10]
    outside = [[line for line in lines if line.top < top - 1 or line.bottom > foot + 1] for lines in furniture]
    return [
        item
        for page, lines in zip(pages, outside, strict=True)
        for item in page
        if not any(item is line for line in lines)
    ]


def _take_furniture(edge: Sequence[PdfLine], repeated: frozenset[str]) -> list[PdfLine]:
    """The edge's furniture, going inward: at most one page number, and running heads."""
    taken: list[PdfLine] = []
    numbers = 0
    for line in edge:
        numbers += is_page_number(line.text)
        if not is_furniture(line.text, repeated) or numbers > 1:
            break
        taken.append(line)
    return taken


def _find_body(page: Sequence[PdfItem], furniture: Sequence[PdfLine]) -> tuple[float, float] | None:
    """Top and foot of a page's lines that are no furniture; None where there are none."""
    lines = [item for item in page if isinstance(item, PdfLine) and not any(item is line for line in furniture)]
    return (min(line.top for line in lines), max(line.bottom for line in lines)) if lines else None


def _list_edges(page: Sequence[PdfItem]) -> list[list[PdfLine]]:
    """Of the page's top and of its foot, the outermost lines that stand clear of what follows, going inward."""
    lines = sorted((item for item in page if isinstance(item, PdfLine)), key=lambda line: line.top)
    edges = []
    for inward in (lines, lines[::-1]):
        pairs = zip(inward[:_EDGE_LINES], [*inward[1:], None], strict=False)
        edges.append([line for line, _ in takewhile(lambda pair: _stands_clear(*pair), pairs)])
    return edges


def _stands_clear(line: PdfLine, inner: PdfLine | None) -> bool:
    """Whether a line is set apart from the next one towards the text, by a gap or by its size."""
    if inner is None or abs(line.size - inner.size) > 0.6:
        return True
    gap = max(inner.top - line.bottom, line.top - inner.bottom)
    return gap > line.size * 0.9
