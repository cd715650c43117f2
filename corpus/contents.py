"""The printed contents page: which lines belong to it, so that its titles are not taken for headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numbering import TERMINAL, ordinal_key

_TITLE = re.compile(r"(?:#+\s*)?\**目\s*[录次]\**")
_NUMBERED_ENTRY = re.compile(r".+?(?:\t|\.{2,}|…+|·{3,}|\s{2,}|[_]{2,})\s*[.…·\s]*\d{1,4}")
_LIST_MARK = re.compile(r"^(?:[-*+]\s+|#+\s+)")
_MD_HEADING = re.compile(r"#{1,6}\s")
_LONGEST_ENTRY = 60
_LOOKAHEAD = 3


def mark_contents(texts: Sequence[str], *, markdown: bool) -> list[bool]:
    """Whether each line belongs to a contents page (or, in Markdown, to a folded list of contents)."""
    marks = [False] * len(texts)
    position = 0
    while position < len(texts):
        end = position
        if markdown and "<details" in texts[position]:
            end = _find_folded_end(texts, position)
        elif _TITLE.fullmatch(texts[position]):
            end = _find_contents_end(texts, position)
        marks[position:end] = [True] * (end - position)
        position = max(end, position + 1)
    return marks


def _find_folded_end(texts: Sequence[str], start: int) -> int:
    """The end of a folded list; some files close it with a second opening tag, some never."""
    for position in range(start + 1, len(texts)):
        if "details>" in texts[position]:
            return position + 1
        if _MD_HEADING.match(texts[position]) and not _TITLE.fullmatch(texts[position]):
            return position
    return start + 1


def _find_contents_end(texts: Sequence[str], title: int) -> int:
    """The first line after a contents page that opens at ``title``.

    Entries with page numbers speak for themselves. Without them the list ends where the first entry comes again, or
    at an opening paragraph that stands before that.
    """
    position = title + 1
    while position < len(texts) and _is_entry_near(texts, position):
        position += 1
    if position > title + 1 or position >= len(texts):
        return position
    first = _plain(texts[position])
    key = ordinal_key(first)
    end = 0
    for later in range(position + 1, len(texts)):
        if not end and not _is_short(texts[later]):
            end = later
        other = _plain(texts[later])
        if other == first or (key and not end and ordinal_key(other) == key):
            return end or later
    return title + 1


def _is_entry_near(texts: Sequence[str], position: int) -> bool:
    """Whether a line is an entry, or the first part of one that is broken over lines."""
    if _NUMBERED_ENTRY.fullmatch(texts[position]):
        return True
    ahead = texts[position + 1 : position + 1 + _LOOKAHEAD]
    return _is_short(texts[position]) and any(_NUMBERED_ENTRY.fullmatch(later) for later in ahead)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and text[-1] not in TERMINAL.replace("）", "").replace(")", "").replace("”", "")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", _LIST_MARK.sub("", text))
