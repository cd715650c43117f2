"""An answer or a whole conversation as a report: questions as headings, marks numbered through, sources at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.conversation import Exchange
from assistant.export.types import Block, Grid, Heading, Paragraph, Report
from assistant.render.markup import parse_blocks
from assistant.types import Answer, Citation, Language
from corpus.types import Document

_MARK = re.compile(r"\[(\d{1,3})\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_WORDS = {
    "zh": {
        "no_evidence": "规划中未提及",
        "clarify": "需要确认",
        "error": "未能回答",
        "stopped": "回答被停止，未经核对。",
        "failed": "未能完成回答。",
        "note": "说明：",
        "calculation": "计算：",
        "foot": "由规划问答生成。逐句出处列于文末；请以正式文本为准。",
        "contents": "页码据目录推定：{titles}。",
    },
    "en": {
        "no_evidence": "Not in the plan",
        "clarify": "Please confirm",
        "error": "No answer",
        "stopped": "The answer was stopped and has not been checked.",
        "failed": "The answer could not be completed.",
        "note": "Note: ",
        "calculation": "Calculation: ",
        "foot": "Written by PlanQA. The source of every sentence is listed at the end; the official text prevails.",
        "contents": "Page numbers are estimated from the contents page: {titles}.",
    },
}


class _Numbering:
    """Gives each passage one number throughout the report, in order of appearance."""

    def __init__(self) -> None:
        self.citations: dict[tuple[str, int, int], Citation] = {}

    def renumber(self, answer: Answer) -> dict[int, int]:
        """The answer's own numbers → the report's."""
        numbers = {}
        for citation in answer.citations:
            key = (citation.source_id, citation.start, citation.end)
            if key not in self.citations:
                self.citations[key] = replace(citation, n=len(self.citations) + 1)
            numbers[citation.n] = self.citations[key].n
        return numbers


def build_report(
    title: str, exchanges: Sequence[Exchange], documents: Mapping[str, Document], language: Language
) -> Report:
    """The report over ``exchanges``; only what was finished or stopped with something to show is in it."""
    words, numbering = _WORDS[language], _Numbering()
    blocks: list[Block] = []
    for exchange in exchanges:
        # A single answer's question is the title already.
        if len(exchanges) > 1:
            blocks.append(Heading(exchange.question, 1))
        blocks += _write_exchange(exchange, numbering, words)
    sources = tuple(numbering.citations.values())
    estimated = {
        citation.title
        for citation in sources
        if citation.source_id in documents and documents[citation.source_id].page_origin == "contents"
    }
    under = [words["foot"]]
    if estimated:
        listed = "、".join(f"《{name}》" for name in sorted(estimated)) if language == "zh" else ", ".join(estimated)
        under.append(words["contents"].format(titles=listed))
    return Report(title, tuple(blocks), sources, tuple(under), language)


def _write_exchange(exchange: Exchange, numbering: _Numbering, words: Mapping[str, str]) -> list[Block]:
    answer = exchange.answer
    if answer is None:
        return [Paragraph(exchange.error or words.get(exchange.progress, words["failed"]), "note")]
    numbers = numbering.renumber(answer)
    blocks: list[Block] = []
    if exchange.progress == "done" and answer.status in words:
        blocks.append(Paragraph(words[answer.status], "note"))
    blocks += _write_text(_renumber(_BOLD.sub(r"\1", answer.text), numbers))
    for item in answer.calculations:
        marks = "".join(f"[{numbers[n]}]" for n in item.citations if n in numbers)
        formula = f"{item.expression} = {item.result} {item.unit}".rstrip()
        blocks.append(Paragraph(f"{words['calculation']}{formula} {marks}".rstrip()))
    blocks += [Paragraph(words["note"] + _renumber(note, numbers), "note") for note in answer.warnings]
    if exchange.progress == "stopped":
        blocks.append(Paragraph(words["stopped"], "note"))
    return blocks


def _write_text(text: str) -> list[Block]:
    blocks: list[Block] = []
    for block in parse_blocks(text):
        if block.kind == "table":
            width = max(map(len, block.rows))
            heads, *rows = [(*row, *[""] * (width - len(row))) for row in block.rows]
            blocks.append(Grid(heads, tuple(rows)))
        elif block.kind == "ordered":
            blocks += [Paragraph(f"{number}. {row[0]}") for number, row in enumerate(block.rows, 1)]
        else:
            blocks += [Paragraph(row[0], "item" if block.kind == "list" else "text") for row in block.rows]
    return blocks


def _renumber(text: str, numbers: Mapping[int, int]) -> str:
    return _MARK.sub(lambda mark: f"[{numbers.get(int(mark.group(1)), int(mark.group(1)))}]", text)
