"""Figures of several rows of one table never stand side by side among the citations."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from assistant.assembly import Numbering
from assistant.draft import Quote
from assistant.knowledge import Knowledge

TEXT = "序号\t指标\t2025年\t2030年\n1\t产值\t41\t60\n2\t比重\t36.9\t40\n"


def span(words: str) -> Quote:
    start = TEXT.index(words)
    return Quote("plan", start, start + len(words))


def test_a_piece_of_the_heads_keeps_the_second_rows_figures_apart() -> None:
    knowledge = cast(Knowledge, SimpleNamespace(documents={"plan": SimpleNamespace(text=TEXT)}))
    numbering = Numbering(knowledge)
    head = span("序号\t指标\t2025年\t2030年")
    first = numbering.separate((span("产值\t41"), head, span("60")))
    assert first == (span("产值\t41"), head, span("60"))
    numbering.numbers(first)
    second = numbering.separate((span("比重\t36.9"), head, span("40")))
    assert second == (span("比重\t36.9"), span("指标\t2025年\t2030年"), span("40"))
