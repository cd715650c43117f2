"""PDF text that does not run from left to right: whole pages that are turned, and turned labels of table cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pdfplumber.page import Page as PdfPage

Char = dict[str, Any]

_LEAST_PAGES = 3
"""What stands turned on this many pages is a tab at the pages' edge or a watermark."""
_LONGEST_SHOWN = 20


def turn_upright(page: PdfPage) -> PdfPage:
    """A page whose text runs up, down or upside down, turned so that it reads from left to right."""
    turns = Counter(_find_turn(char["matrix"]) for char in page.chars if char["text"].strip())
    turn, count = turns.most_common(1)[0] if turns else (0, 0)
    if turn == 0 or count * 2 <= turns.total():
        return page
    rotation = (page.rotation + turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate = rotation
    return PdfPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def _find_turn(matrix: Sequence[float]) -> int:
    """By how many degrees clockwise a character has to be turned to stand upright; slanted ones count as upright."""
    along, up = float(matrix[0]), float(matrix[1])
    if abs(up) > 3 * abs(along):
        return 90 if up > 0 else 270
    return 180 if along < 0 and abs(along) > 3 * abs(up) and float(matrix[3]) < 0 else 0


def list_turned(page: PdfPage) -> list[Char]:
    """The characters that stand on their side, put in the order in which they read from top to bottom."""
    chars = [char for char in page.chars if not char.get("upright", True) and char["text"].strip()]
    turned = [char for char in chars if _find_turn(char["matrix"]) in (90, 270)]
    return [straight for run in _group_runs(turned) for straight in _straighten(run)]


def describe_unread(unread: dict[int, str]) -> Iterator[str]:
    """A warning for each page whose turned text (by page number) stands in no table and on no other pages."""
    pages = Counter(unread.values())
    for number, text in unread.items():
        if len(text) > 1 and pages[text] < _LEAST_PAGES:
            yield f"第 {number} 页有转向排列的文字未读取：{text[:_LONGEST_SHOWN]}"


def _group_runs(chars: Sequence[Char]) -> list[list[Char]]:
    """Turned characters by the column they stand in and the way they read."""
    runs: list[list[Char]] = []
    for char in sorted(chars, key=lambda item: (round(item["x0"] / 3), item["top"])):
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and abs(last["x0"] - char["x0"]) < char["width"] * 0.5
            and char["top"] - last["bottom"] < char["width"] * 2
            and (last["matrix"][1] > 0) is (char["matrix"][1] > 0)
        ):
            runs[-1].append(char)
        else:
            runs.append([char])
    return runs


def _straighten(run: Sequence[Char]) -> Sequence[Char]:
    """What reads upwards is mirrored within its own height."""
    if run[0]["matrix"][1] < 0:
        return run
    top, bottom = min(char["top"] for char in run), max(char["bottom"] for char in run)
    return [
        {**char, "top": top + bottom - char["bottom"], "bottom": top + bottom - char["top"]} for char in reversed(run)
    ]
