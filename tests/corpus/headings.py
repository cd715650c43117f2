"""Heading trees compared with a truth: precision and recall over whole heading paths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.types import Document

FIRST_PLAN_TRUTH = Path(__file__).parent / "data" / "first_plan_headings.txt"
HeadingPath = tuple[str, ...]


def squeeze(text: str) -> str:
    """Text without white space, as heading titles are compared."""
    return re.sub(r"\s+", "", text)


def build_paths(headings: Iterable[tuple[int, str]]) -> list[HeadingPath]:
    """Whole paths from ``(level, title)`` in order."""
    stack: list[tuple[int, str]] = []
    paths = []
    for level, title in headings:
        stack = [item for item in stack if item[0] < level]
        stack.append((level, squeeze(title)))
        paths.append(tuple(name for _, name in stack))
    return paths


def read_first_plan_headings() -> list[tuple[int, str, str]]:
    """Level, kind and title of every printed heading of the first plan."""
    lines = FIRST_PLAN_TRUTH.read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(int(level), kind, title) for level, kind, title in fields]


def read_first_plan_truth() -> list[HeadingPath]:
    """The paths of every printed heading of the first plan."""
    return build_paths((level, title) for level, _, title in read_first_plan_headings())


def find_paths(document: Document, *, standing_alone: bool) -> list[HeadingPath]:
    """The paths a document's sections give; ``standing_alone``: only headings that fill a line of their own."""
    paths = []
    for section in document.sections:
        line = document.text[section.start :].partition("\n")[0]
        if section.kind in ("body", "table", "box") and document.text.startswith(section.title[:1], section.start):
            alone = squeeze(line) == squeeze(section.title)
            if alone or not standing_alone:
                paths.append(tuple(map(squeeze, section.path)))
    return paths


def score_paths(found: Sequence[HeadingPath], truth: Sequence[HeadingPath]) -> tuple[float, float]:
    """Precision and recall of the found paths; a path counts as often as it stands in both."""
    matched = (Counter(found) & Counter(truth)).total()
    return matched / len(found), matched / len(truth)
