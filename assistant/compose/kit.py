"""What every composer works with, and the small steps they share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answerability import AnswerabilityModel
from assistant.draft import Draft, Line, Quote, quote_unit
from assistant.evidence import Evidence
from assistant.fit.engine import FitEngine
from assistant.knowledge import Knowledge, Unit
from assistant.matching import Term, TermMatcher
from assistant.question import Question
from assistant.voice import Voice
from corpus.numbering import ARTICLE_LABEL, strip_numbering
from corpus.tables import is_blank, is_number
from corpus.types import Cell

_NOTE_MARK = re.compile(r"^(?:\[\d+\]|[*＊※]+)\s*")
_COUNT = re.compile(r"^\d{1,2}[\s　]+(?=[\u4e00-\u9fff])")
"""A bare number before a heading (02 南繁基地), which counts it and is none of its words."""


@dataclass(frozen=True, slots=True)
class Kit:
    """One question with the index, the documents' knowledge and the voice to answer it in."""

    question: Question
    evidence: Evidence
    voice: Voice
    answerability: AnswerabilityModel | None = None
    fit_engine: FitEngine | None = None

    @property
    def knowledge(self) -> Knowledge:
        """The documents' structure."""
        return self.evidence.knowledge

    @property
    def matcher(self) -> TermMatcher:
        """Term matching over the documents."""
        return self.evidence.matcher

    def groups(self) -> tuple[str, ...]:
        """The places of the one plan that compares places, when the question is not about another document."""
        allowed = self.question.source_ids
        groups = [names for key, names in self.knowledge.region_groups() if allowed is None or key in allowed]
        return max(groups, key=len) if groups else ()


def subject_of(unit: Unit, voice: Voice) -> str:
    """The place a unit is about when its own words do not name it; '' else."""
    regions = [region for region in unit.regions if region not in unit.named]
    return voice.name(regions[0]) if len(regions) == 1 else ""


def heading_of(unit: Unit) -> str:
    """The innermost heading of a unit without its numbering; '' where that is all there is (第7.11条): it names
    nothing, and its figures are none of the text's."""
    heading = _COUNT.sub("", strip_numbering(unit.chunk.path[-1])) if unit.chunk.path else ""
    return "" if ARTICLE_LABEL.fullmatch(heading) else heading


def row_text(unit: Unit, kit: Kit | None = None, terms: Sequence[Term] = ()) -> str:
    """A table row in one line: its heads, then each value with its column head; of a long row only the cells that
    have one of ``terms``."""
    cells = [cell for cell in unit.chunk.cells if cell.value.strip() not in ("", "（略）", "(略)")]
    if kit is not None and len(cells) > 2:
        telling = [c for c in cells if any(kit.matcher.match(t, c.value) >= 0.5 for t in terms)]
        cells = telling or cells
    if not cells:
        return unit.text.replace("\t", " ").strip()
    parts = "；".join(
        f"{' '.join(cell.column[-1:])}：{cell.value}{cell.unit if cell.value[-1:].isdigit() else ''}" for cell in cells
    )
    return f"{'·'.join(cells[0].row)}（{parts}）"


def row_quotes(knowledge: Knowledge, unit: Unit, cells: Sequence[Cell]) -> tuple[Quote, ...]:
    """The indicator with its first value, the row of column heads (the years stand there), further values, and the
    caption or other line above them where the figures' unit stands.

    Cells are quoted one by one: in a row without its tabs two figures side by side would read as one number.
    """
    first = unit.chunk.cells[0]
    before = unit.text[: first.start - unit.start].rstrip("\t| ")
    # The indicator's own cell, which a column of units may part from the first value.
    named = before.rfind(first.row[-1]) if first.row else -1
    label = named if named >= 0 else max(before.rfind("\t"), before.rfind("|")) + 1
    quotes = [quote_unit(unit, label, first.end - unit.start)]
    head = knowledge.head_row(unit)
    quotes += [quote_unit(head)] if head else []
    quotes += [Quote(unit.source_id, cell.start, cell.end) for cell in cells if cell is not first]
    return (*quotes, *_quote_units(knowledge, unit, cells, quotes))


def _quote_units(knowledge: Knowledge, unit: Unit, cells: Sequence[Cell], quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The lines above a row, within its table, that give its figures the units which ``quotes`` do not hold."""
    text = knowledge.documents[unit.source_id].text
    sections = knowledge.documents[unit.source_id].sections
    top = max((s.start for s in sections if s.path == unit.chunk.path and s.start <= unit.start), default=unit.start)
    found: list[Quote] = []
    for name in dict.fromkeys(cell.unit for cell in cells if cell.unit and cell.value[-1:].isdigit()):
        if any(name in text[quote.start : quote.end] for quote in (*quotes, *found)):
            continue
        at = text.rfind(name, top, unit.start)
        if at >= 0:
            begin, end = text.rfind("\n", top, at) + 1 or top, text.find("\n", at)
            found.append(Quote(unit.source_id, begin, end if end >= 0 else unit.start))
    return tuple(found)


def unit_line(
    kit: Kit, unit: Unit, start: int = 0, end: int | None = None, *, style: str = "text", label: str = ""
) -> Line:
    """A line that says a unit, or a run of its clauses, with its place in front where its words leave it out."""
    voice = kit.voice
    if unit.chunk.cells:
        text = voice.passage(row_text(unit))
        cells = [cell for cell in unit.chunk.cells if not is_blank(cell.value)]
        # A head with a year is shown with its cell, so the row of heads is quoted, too.
        numeric = bool(cells) and any(is_number(cell.value) or re.search(r"\d", cell.column[-1]) for cell in cells)
        quotes = row_quotes(kit.knowledge, unit, cells) if numeric else (quote_unit(unit),)
    else:
        text = voice.passage(_NOTE_MARK.sub("", unit.text[start:end].rstrip("。；;：: ")))
        quotes = (quote_unit(unit, start, end),)
    head = label or subject_of(unit, voice)
    return Line(voice.end(voice.label(head, text)), quotes, "item" if style == "item" else "text")


def clarify(text: str, choices: Sequence[str]) -> Draft:
    """One short counter-question with ready answers."""
    return Draft([Line(text)], status="clarify", choices=list(choices))


def merge_quotes(*groups: Sequence[Quote]) -> tuple[Quote, ...]:
    """Quotes of several parts, each once, in order."""
    return tuple(dict.fromkeys(quote for group in groups for quote in group))
