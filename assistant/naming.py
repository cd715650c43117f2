"""Sections by name: what people type for a heading → the sections they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from corpus.types import Document, Section

Match = tuple[Document, Section]
_SEPARATORS = re.compile(r"[\s›>/]+")
_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[章节篇]|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+(?:\.\d+)*[、.．]?)"
)


def find_sections(documents: Iterable[Document], words: str) -> list[Match]:
    """The sections that ``words`` name, in reading order: titles that are ``words``, else that hold them, else paths.

    Numbering, width, case and spaces do not matter. Several words are parts of a heading path, in any order, the
    section's own title among them. A section within one that is found too is left out; contents pages are never found.
    """
    wanted = _fold(words)
    parts = [part for part in (_fold(word) for word in _SEPARATORS.split(words)) if part]
    if not parts:
        return []
    sections = [(document, section) for document in documents for section in document.sections if section.kind != "toc"]
    tests: tuple[Callable[[Sequence[str]], bool], ...] = (
        lambda path: _fold(path[-1]) == wanted or _bare(path[-1]) == wanted,
        lambda path: wanted in _fold(path[-1]),
        lambda path: _holds(path, parts),
    )
    for test in tests:
        if found := [match for match in sections if test(match[1].path)]:
            return [match for match in found if not _is_within_another(match, found)]
    return []


def _holds(path: Sequence[str], parts: Sequence[str]) -> bool:
    folded = [_fold(title) for title in path]
    return all(any(part in title for title in folded) for part in parts) and any(part in folded[-1] for part in parts)


def _is_within_another(match: Match, found: Sequence[Match]) -> bool:
    document, section = match
    return any(
        other is not section
        and other_document is document
        and len(other.path) < len(section.path)
        and other.start <= section.start
        and section.end <= other.end
        for other_document, other in found
    )


def _bare(title: str) -> str:
    """The folded title without its number."""
    return _NUMBER.sub("", _fold(title))


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
