"""Sentence spans: the units that an answer may quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[。！？；;]+[”’）)》】]*|\n+")
_OPEN = "“‘（(《【"
_CLOSE = "”’）)》】"


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of ``text[start:end]``, in order, outer white space left out.

    A sentence ends at a full stop, question or exclamation mark, semicolon or line end that stands outside quotation
    marks and brackets; the marks belong to it.
    """
    begin = start
    for match in _END.finditer(text, start, end):
        piece = text[begin : match.end()]
        if "\n" not in match.group() and _depth(piece) > 0 and match.end() - begin < 300:
            continue
        yield from _trim(text, begin, match.end())
        begin = match.end()
    yield from _trim(text, begin, end)


def _depth(piece: str) -> int:
    return sum(piece.count(mark) for mark in _OPEN) - sum(piece.count(mark) for mark in _CLOSE)


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    stop = start + len(piece.rstrip())
    if stop > begin and any(character.isalnum() for character in text[begin:stop]):
        yield begin, stop
