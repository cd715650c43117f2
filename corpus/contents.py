"""The printed contents page: which lines belong to it, so that its titles are not taken for headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.numbering import TERMINAL, ordinal_key

_TITLE = re.compile(r"(?:#+\s*)?\**目\s*[录次]\**")
_NUMBERED_ENTRY = re.compile(r".+?(?:\t|\.{2,}|…+|·{3,}|\s{2,}|[_]{2,})\s*[.…·\s]*\d{1,4}")
_LOOSE_ENTRY = re.compile(r"(.*[\u4e00-\u9fff].*?)[\s.…·_。．]+(\d{1,3})")
"""An entry whose leader came out in pieces, as recognition and narrow spaces leave it; its number has to fit."""
_LARGEST_STEP = 40
"""Pages from one entry to the next."""
_FEWEST_ENTRIES = 5
_REPEATED_SHARE = 0.6
"""Share of a list's titles that stand in the text behind it, where no title says that it is a list of contents."""
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
        elif _read_entry(texts[position], 0) is not None:
            end = _find_untitled_end(texts, position)
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
    position, _ = _follow_entries(texts, title + 1)
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


def _find_untitled_end(texts: Sequence[str], start: int) -> int:
    """The end of a list of contents without a title (it was misread, or stands on the page before), told by its
    numbered entries and by their titles, which come again; ``start`` where there is none."""
    end, entries = _follow_entries(texts, start)
    titles = [_plain(title) for title in entries]
    if len(titles) < _FEWEST_ENTRIES or sum(bool(ordinal_key(title)) for title in entries) * 2 < len(titles):
        return start
    behind = "".join(map(_plain, texts[end:]))
    return end if sum(title in behind for title in titles) >= len(titles) * _REPEATED_SHARE else start


def _follow_entries(texts: Sequence[str], start: int) -> tuple[int, list[str]]:
    """Where the entries that begin at ``start`` end, and their titles; a line may be the first part of an entry that
    is broken over lines."""
    position, last = start, 0
    titles: list[str] = []
    listed: set[str] = set()
    while position < len(texts):
        entry = _read_entry(texts[position], last)
        if entry is not None:
            titles.append(entry[0])
            listed.add(_plain(entry[0]))
            last = entry[1]
        elif not _is_short(texts[position]) or _plain(texts[position]) in listed:
            # A listed title without its page is the heading itself.
            break
        elif not any(_read_entry(later, last) for later in texts[position + 1 : position + 1 + _LOOKAHEAD]):
            break
        position += 1
    return position, titles


def _read_entry(text: str, last: int) -> tuple[str, int] | None:
    """Title and page of an entry; without a whole leader, its page has to come soon after ``last``."""
    match = _LOOSE_ENTRY.fullmatch(text)
    if _NUMBERED_ENTRY.fullmatch(text):
        return (match.group(1), int(match.group(2))) if match else (text, last)
    if match and len(match.group(1)) <= _LONGEST_ENTRY and last <= int(match.group(2)) <= last + _LARGEST_STEP:
        return match.group(1), int(match.group(2))
    return None


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and text[-1] not in TERMINAL.replace("）", "").replace(")", "").replace("”", "")


def _plain(text: str) -> str:
    return re.sub(r"[\s.…·_]+", "", _LIST_MARK.sub("", text))
