"""A verified draft → the answer's text with numbered citations."""

from __future__ import annotations

import re

from assistant.draft import Draft, Line, Quote, Table, TableCell
from assistant.knowledge import Knowledge
from assistant.spacing import space_figures
from assistant.types import Calculation, Citation, Claim
from corpus.types import Chunk, Document

_NOTE_MARK = re.compile(r"\[(\d+)\]")


class Numbering:
    """Gives each quote its number, in order of first use."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._numbers: dict[Quote, int] = {}

    def marks(self, quotes: tuple[Quote, ...]) -> str:
        """`` [1] [2]`` for a line's quotes."""
        return "".join(f" [{number}]" for number in self.numbers(quotes))

    def numbers(self, quotes: tuple[Quote, ...]) -> tuple[int, ...]:
        """The numbers of quotes, new ones given as needed."""
        return tuple(self._numbers.setdefault(quote, len(self._numbers) + 1) for quote in dict.fromkeys(quotes))

    def citations(self) -> tuple[Citation, ...]:
        """All quotes given a number, as citations."""
        return tuple(make_citation(self._knowledge, quote, number) for quote, number in self._numbers.items())


def assemble(
    draft: Draft, knowledge: Knowledge
) -> tuple[str, tuple[Citation, ...], tuple[Calculation, ...], tuple[Claim, ...]]:
    """The answer's text (paragraphs, ``- `` items, pipe tables), its citations, calculations and claims."""
    numbering = Numbering(knowledge)
    draft = space_figures(draft, knowledge)
    parts: list[str] = []
    claims: list[Claim] = []
    for block in draft.blocks:
        if isinstance(block, Line):
            said = _set_notes(block.text)
            marked = said + numbering.marks(block.quotes)
            parts.append(f"- {marked}" if block.style == "item" else marked)
            claims.append(
                Claim(_set_notes(block.text), numbering.numbers(block.quotes), "verified" if block.quotes else "none")
            )
        else:
            parts.append(_format_table(block, numbering, claims))
    calculations = tuple(
        Calculation(item.expression, f"{item.result.normalize():f}", item.unit, numbering.numbers(item.quotes))
        for item in draft.sums
    )
    text = _join(parts)
    citations = numbering.citations()
    unused = [citation for citation in citations if f"[{citation.n}]" not in text]
    if unused:
        text += "".join(f" [{citation.n}]" for citation in unused)
    return text, citations, calculations, tuple(claims)


def make_citation(knowledge: Knowledge, quote: Quote, number: int) -> Citation:
    """The citation of a quote: its document, section path, kind and page."""
    document = knowledge.documents[quote.source_id]
    chunk = find_chunk(document, quote.start)
    return Citation(
        n=number,
        source_id=quote.source_id,
        title=document.source.title,
        section=chunk.path if chunk else (),
        kind=chunk.kind if chunk else "body",
        page=document.page_at(quote.start) or None,
        start=quote.start,
        end=quote.end,
        quote=document.text[quote.start : quote.end],
    )


def find_chunk(document: Document, offset: int) -> Chunk | None:
    """The chunk that holds ``offset``."""
    return next((chunk for chunk in document.chunks if chunk.start <= offset < chunk.end), None)


def _format_table(table: Table, numbering: Numbering, claims: list[Claim]) -> str:
    lines = [_row(table.heads), _row(tuple("---" for _ in table.heads))]
    for row in table.rows:
        lines.append(_row(tuple(_escape(_set_notes(cell.text)) + numbering.marks(cell.quotes) for cell in row)))
        claims += [_claim(cell, numbering) for cell in row if cell.quotes]
    return "\n".join(lines)


def _claim(cell: TableCell, numbering: Numbering) -> Claim:
    return Claim(_set_notes(cell.text), numbering.numbers(cell.quotes), "verified")


def _set_notes(text: str) -> str:
    """A footnote's mark of the document (``[6]``) set otherwise: in an answer ``[n]`` is a citation."""
    return _NOTE_MARK.sub(r"〔\1〕", text)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escape(text: str) -> str:
    return text.replace("|", "｜").replace("\n", " ")


def _join(parts: list[str]) -> str:
    """Items and tables on lines of their own; other lines as paragraphs."""
    text = ""
    for part in parts:
        glue = (
            "" if not text else "\n" if part.startswith("- ") and text.rsplit("\n", 1)[-1].startswith("- ") else "\n\n"
        )
        text += glue + part
    return text
