"""An answer that rests on a figure which the plan gives otherwise elsewhere shows both, with a note."""

from __future__ import annotations

from assistant.compose.kit import Kit, heading_of, row_quotes, unit_line
from assistant.contradictions import Contradiction, Statement
from assistant.draft import Draft, Line, Quote, TableCell


def show_conflicts(kit: Kit, draft: Draft) -> Draft:
    """``draft`` with the other value beside each figure of it that its document contradicts."""
    if draft.status != "answered":
        return draft
    parts = [part for block in draft.blocks for part in _list_parts(block)]
    for source_id in dict.fromkeys(quote.source_id for _, quotes in parts for quote in quotes):
        for found in kit.evidence.contradictions(source_id):
            for one, other in ((found.one, found.other), (found.other, found.one)):
                if any(_rests_on(text, quotes, one) for text, quotes in parts):
                    if not any(_rests_on(text, quotes, other) for text, quotes in parts):
                        draft.blocks.append(_say(kit, found, other))
                    draft.warnings.append(_note(kit, found, one, other))
                    break
    return draft


def _list_parts(block: object) -> list[tuple[str, tuple[Quote, ...]]]:
    if isinstance(block, Line):
        return [(block.text, block.quotes)]
    rows = getattr(block, "rows", ())
    return [(cell.text, cell.quotes) for row in rows for cell in row if isinstance(cell, TableCell)]


def _rests_on(text: str, quotes: tuple[Quote, ...], stated: Statement) -> bool:
    """Whether a part of an answer gives this value from this place."""
    number = f"{stated.value:f}"
    return number in text.replace(",", "") and any(
        quote.source_id == own.source_id and quote.start < own.end and own.start < quote.end
        for quote in quotes
        for own in stated.quotes
    )


def _say(kit: Kit, found: Contradiction, other: Statement) -> Line:
    if not other.unit.chunk.cells:
        start, end = other.quotes[0].start - other.unit.start, other.quotes[0].end - other.unit.start
        return unit_line(kit, other.unit, start, end, style="item", label=_place(kit, other))
    cells = [cell for cell in other.unit.chunk.cells if cell.start == other.quotes[0].start]
    voice = kit.voice
    said = voice.choose(
        f"{found.name}{found.year}年为{other.shown}", f"{voice.phrase(found.name)}, {found.year}: {other.shown}"
    )
    text = voice.end(voice.label(_place(kit, other), said))
    return Line(text, row_quotes(kit.knowledge, other.unit, cells), "item")


def _place(kit: Kit, stated: Statement) -> str:
    """Where a value stands: the heading above it."""
    return kit.voice.phrase(heading_of(stated.unit))


def _note(kit: Kit, found: Contradiction, one: Statement, other: Statement) -> str:
    return kit.voice.choose(
        f"规划各处对“{found.name}”{found.year}年的数值不一致："
        f"“{heading_of(one.unit)}”为{one.shown}，“{heading_of(other.unit)}”为{other.shown}。请向发布单位核实以哪个为准。",
        f"The plan gives two values of “{found.name}” for {found.year}: {one.shown} under “{heading_of(one.unit)}”, "
        f"{other.shown} under “{heading_of(other.unit)}”. Ask its issuer which one holds.",
    )
