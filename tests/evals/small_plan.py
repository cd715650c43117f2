"""A small plan with known offsets, and answers over it."""

from __future__ import annotations

from typing import Any

from assistant.types import Answer, Citation, Status
from corpus.types import Chunk, Document, Section, Source

TEXT = (
    "一、甲区\n到2030年，营收达到700亿元。重点发展氢能。\n"
    "二、乙区\n到2030年，营收达到2500亿元。重点发展氢能。\n"
    "表1 目标\n外贸 1989 3000"
)
PATHS = (("一、甲区",), ("二、乙区",), ("表1 目标",))


def build_document() -> Document:
    starts = [TEXT.index(path[0]) for path in PATHS] + [len(TEXT)]
    sections = tuple(
        Section("plan", path, path[-1], "body", 1, start, end, 1, 1)
        for path, start, end in zip(PATHS, starts, starts[1:], strict=False)
    )
    chunks = tuple(
        Chunk(f"c{i}", "plan", s.path, "body", TEXT[s.start : s.end], s.start, s.end, 1, "", ((s.start, s.end),))
        for i, s in enumerate(sections)
    )
    source = Source("plan", "测试规划", "", "", "", "plan.txt", "0")
    return Document(source, TEXT, sections, chunks, ((0, 1),), "document")


def cite(quote: str, section: tuple[str, ...], n: int = 1) -> Citation:
    """A citation of the first place of ``quote`` at or after the section's heading."""
    start = TEXT.index(quote, TEXT.index(section[0]))
    return Citation(n, "plan", "测试规划", section, "body", 1, start, start + len(quote), quote)


def build_answer(text: str, *citations: Citation, status: Status = "answered", **fields: Any) -> Answer:
    return Answer("问", "问", text, status, citations, **fields)
