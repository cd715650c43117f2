"""Page numbers for a source that has no pages of its own (plain text typed from a paper plan).

The printed contents page tells on which page each heading stands; paragraphs that break off in mid-sentence show where
pages end; between two headings the remaining page ends are put where a page would be full. The result is exact at the
headings and at most a paragraph off between them, and documents say that it is inferred (``page_origin``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbering import match_numbering, ordinal_key, strip_numbering

_ENTRY = re.compile(r"(.+?)[\s.…·_]*?(\d{1,4})\s*$")
_LINE = 28
"""Characters a printed line holds; only the ratio between lines and pages matters."""
_BROKEN_COST = 40.0
"""Cost of not ending a page where a sentence is broken off; larger than any misfit of a page's length."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a page may begin: its offset, the printed lines before it since the last such place, whether a
    sentence ran across it, and the page the contents give for the heading that stands here (0: none)."""

    offset: int
    lines: float
    broken: bool
    anchor: int = 0


def read_contents(entries: Sequence[str]) -> list[tuple[str, int]]:
    """``(title, page)`` of a contents page's lines; lines without a page number are joined to the next one."""
    result: list[tuple[str, int]] = []
    pending = ""
    for entry in entries:
        text = pending + entry.strip()
        match = _ENTRY.fullmatch(text)
        if match and (match.group(1).strip() and re.search(r"[\t.…·_]|\s", text[len(match.group(1)) :] or " ")):
            result.append((match.group(1).strip(" .…·_\t"), int(match.group(2))))
            pending = ""
        else:
            pending = text if match_numbering(text) and len(text) < 60 else ""
    return result


def align_contents(contents: Sequence[tuple[str, int]], titles: Sequence[str]) -> dict[int, int]:
    """Position in ``titles`` (the body's headings, in order) → page, for the entries that can be found there.

    Contents and body may differ in wording, so an entry matches the next heading with the same title, or else with
    the same numbering; order is kept.
    """
    pages: dict[int, int] = {}
    position = 0
    for title, page in contents:
        found = _find_title(title, titles, position)
        if found is not None:
            pages[found] = page
            position = found + 1
    return pages


def _find_title(title: str, titles: Sequence[str], start: int) -> int | None:
    name, key = _plain(strip_numbering(title)), ordinal_key(title)
    for position in range(start, len(titles)):
        if _plain(strip_numbering(titles[position])) == name:
            return position
    if key:
        rank = int(key.rpartition("@")[2])
        for position in range(start, len(titles)):
            other = ordinal_key(titles[position])
            if other == key:
                return position
            if other and int(other.rpartition("@")[2]) < rank:
                return None
    return None


def infer_pages(breaks: Sequence[Break]) -> list[tuple[int, int]]:
    """Ascending ``(offset, page)`` pairs by a shortest path over the possible page ends; [] without two anchors."""
    anchored = [position for position, item in enumerate(breaks) if item.anchor]
    if len({breaks[position].anchor for position in anchored}) < 2:
        return []
    first, last = breaks[anchored[0]], breaks[anchored[-1]]
    lines = sum(item.lines for item in breaks[anchored[0] + 1 : anchored[-1] + 1])
    capacity = lines / max(1, last.anchor - first.anchor)
    # best[page] = (cost, lines filled on that page, page of every break so far)
    best: dict[int, tuple[float, float, tuple[int, ...]]] = {
        first.anchor: (0.0, 0.0, (first.anchor,) * (anchored[0] + 1))
    }
    for item in breaks[anchored[0] + 1 :]:
        following: dict[int, tuple[float, float, tuple[int, ...]]] = {}
        for page, (cost, filled, pages) in best.items():
            for step in (0, 1):
                new_page, new_cost, new_filled = page + step, cost, filled + item.lines
                if step:
                    new_cost += ((new_filled - capacity) / capacity * 3) ** 2
                    new_filled = 0.0
                else:
                    new_cost += (
                        _BROKEN_COST * item.broken + max(0.0, (new_filled - capacity * 1.25) / capacity * 3) ** 2
                    )
                if item.anchor:
                    new_cost += 25.0 * abs(item.anchor - new_page)
                if new_page not in following or new_cost < following[new_page][0]:
                    following[new_page] = (new_cost, new_filled, (*pages, new_page))
        best = following
    _, _, pages = min(best.values(), key=lambda state: state[0])
    starts: list[tuple[int, int]] = []
    for item, page in zip(breaks, pages, strict=True):
        if not starts or starts[-1][1] != page:
            starts.append((item.offset, page))
    return starts


def count_lines(text: str) -> float:
    """Printed lines a paragraph takes."""
    return max(1.0, -(-len(text) // _LINE))


def _plain(title: str) -> str:
    return re.sub(r"[\s,，、.．:：]", "", title)
