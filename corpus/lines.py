"""Pages → lines that know their page, with page furniture (running heads, page numbers, blank filler) removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.raw import RawDocument
from corpus.types import Page

_PAGE_NUMBER = re.compile(
    r"[-—–－\s]*(?:第\s*)?(?:\d{1,4}|[ivxlcIVXLC]{1,6})(?:\s*页)?(?:\s*[/／共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－\s]*"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LIST_MARK = re.compile(r"^(?:(?:[-*+•]|>+)\s+)+|^>+(?=\S)")
_EDGE_LINES = 2
"""Running heads and page numbers stand in the first or last lines of a page; only those are looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. ``text`` is stripped of outer white space except tabs; ``after_blank``: a blank line or a
    page end stands before it; ``indented``: it began with white space, as a first line of a paragraph does; ``bullet``:
    it had a list's or a quotation's mark, which is left out."""

    text: str
    page: int
    after_blank: bool
    indented: bool
    page_top: bool = False
    bullet: bool = False


def split_lines(raw: RawDocument) -> list[Line]:
    """The lines of all pages, in order, without furniture and blank lines."""
    repeated = find_repeated([_edge_lines(page) for page in raw.pages]) if len(raw.pages) > 2 else frozenset()
    lines: list[Line] = []
    for page in raw.pages:
        text = _COMMENT.sub("", page.text) if raw.markdown else page.text
        rows = text.split("\n")
        edges = _edge_positions(rows)
        blank, first = True, True
        for position, row in enumerate(rows):
            content = row.strip(" 　\r\u200b\ufeff\xa0")
            if not content.strip():
                blank = True
                continue
            if len(raw.pages) > 1 and position in edges and is_furniture(content, repeated):
                continue
            plain = _LIST_MARK.sub("", content) if raw.markdown else content
            bullet = len(plain) < len(content)
            if plain:
                lines.append(Line(plain, page.number, blank and not (first and lines), row[:1] in " 　", first, bullet))
            blank, first = False, False
    return lines


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but a page number, in any of its usual forms."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def is_furniture(line: str, repeated: frozenset[str]) -> bool:
    """Whether a line at a page's edge is a page number or a running head that other pages repeat."""
    return is_page_number(line) or _without_digits(line) in repeated


def find_repeated(edges: Sequence[Sequence[str]]) -> frozenset[str]:
    """Of each page's edge lines, those (digits ignored) that stand on at least three pages and on a fifth of all."""
    counts: Counter[str] = Counter()
    for lines in edges:
        counts.update({_without_digits(line) for line in lines})
    least = max(3, len(edges) // 5)
    return frozenset(line for line, count in counts.items() if count >= least and line)


def _edge_lines(page: Page) -> list[str]:
    rows = page.text.split("\n")
    return [rows[position].strip(" 　\r") for position in sorted(_edge_positions(rows))]


def _edge_positions(rows: list[str]) -> set[int]:
    filled = [position for position, row in enumerate(rows) if row.strip()]
    return {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}


def _without_digits(line: str) -> str:
    return re.sub(r"[\d\s\-—–－|·]+", "", line)
