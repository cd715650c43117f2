"""The gate every answer passes: quotes verbatim, and no number, place or figure that its citations do not hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.draft import Draft, Line, Quote, Sum, Table, TableCell
from assistant.knowledge import Knowledge, short_name
from assistant.quantities import find_quantities
from assistant.question import Question

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def verify_draft(draft: Draft, question: Question, knowledge: Knowledge) -> tuple[Draft, list[str]]:
    """``draft`` without the parts that its quotes do not bear, and what was removed.

    A line must have a quote unless it only introduces others or refuses; its numbers (with their units) must stand in
    its quotes, in a shown calculation or in the question; the places it names, in its quotes or in their headings.
    """
    removed: list[str] = []
    blocks: list[Line | Table] = []
    sums = [item for item in draft.sums if all(is_verbatim(quote, knowledge) for quote in item.quotes)]
    for block in draft.blocks:
        if isinstance(block, Line):
            if _holds(block.text, block.quotes, sums, question, knowledge, quoted=draft.status == "answered"):
                blocks.append(block)
            else:
                removed.append(block.text)
        else:
            rows = tuple(
                tuple(_check_cell(cell, row, sums, question, knowledge, removed) for cell in row) for row in block.rows
            )
            blocks.append(Table(block.heads, rows))
    return Draft(blocks, sums, draft.warnings, draft.status, draft.choices), removed


def is_verbatim(quote: Quote, knowledge: Knowledge) -> bool:
    """Whether a quote's span lies within its document and holds text."""
    document = knowledge.documents.get(quote.source_id)
    return (
        document is not None
        and 0 <= quote.start < quote.end <= len(document.text)
        and bool(document.text[quote.start : quote.end].strip())
    )


def _check_cell(
    cell: TableCell,
    row: Sequence[TableCell],
    sums: Sequence[Sum],
    question: Question,
    knowledge: Knowledge,
    removed: list[str],
) -> TableCell:
    if not cell.quotes:
        return cell
    if _holds(cell.text, cell.quotes, sums, question, knowledge, quoted=True):
        return cell
    removed.append(cell.text)
    return TableCell("—")


def _holds(
    text: str, quotes: Sequence[Quote], sums: Sequence[Sum], question: Question, knowledge: Knowledge, *, quoted: bool
) -> bool:
    if not all(is_verbatim(quote, knowledge) for quote in quotes):
        return False
    if not quotes:
        return not (quoted and _NUMBER.search(_plain(text)))
    evidence = [knowledge.documents[quote.source_id].text[quote.start : quote.end] for quote in quotes]
    return numbers_hold(text, evidence, sums, question.text + question.plain) and _places_hold(
        text, quotes, evidence, knowledge, question
    )


def numbers_hold(text: str, evidence: Iterable[str], sums: Sequence[Sum], asked: str) -> bool:
    """Whether every number in ``text`` stands, as a whole number, in the evidence, in a shown calculation or in the
    question, and its unit with it.

    A single digit without a unit may count an answer's own items (共7个). In a table the unit stands in the head, so
    number and unit need not touch, but both must be there.
    """
    shown = [part for item in sums for part in (*item.expression.split(), f"{item.result:f}", item.unit)]
    # Parts are set apart by a bar: without white space two numbers would run into one.
    joined = "|".join(map(_plain, [*evidence, asked, *shown]))
    allowed = {Decimal(number) for number in _NUMBER.findall(joined)}
    plain = _plain(text)
    if any(Decimal(number) not in allowed for number in _NUMBER.findall(plain) if len(number) > 1):
        return False
    return all(
        quantity.value in allowed and quantity.unit in joined
        for quantity in find_quantities(plain)
        if quantity.unit and (quantity.family != "count" or quantity.value >= 10)
    )


def _places_hold(
    text: str, quotes: Sequence[Quote], evidence: Sequence[str], knowledge: Knowledge, question: Question
) -> bool:
    held = " ".join(evidence)
    for quote in quotes:
        document = knowledge.documents[quote.source_id]
        chunk = next((c for c in document.chunks if c.start <= quote.start < c.end), None)
        if chunk is not None:
            held += " " + " ".join((*chunk.path, *chunk.regions, *(" ".join(cell.row) for cell in chunk.cells)))
    return all(
        name in held or short_name(name) in held or name in question.plain for name in knowledge.find_regions(text)
    )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
