"""The gate every answer passes: quotes verbatim, and no number, place or figure that its citations do not hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from assistant.draft import Draft, Line, Quote, Sum, Table, TableCell
from assistant.knowledge import Knowledge, short_name
from assistant.quantities import Quantity, find_quantities
from assistant.question import Question

_CONSTANTS = {Decimal(1), Decimal(100), Decimal("0.1")}
"""A rate's one, per cent, and 亿元 to billion yuan."""
_ROUNDING = Decimal("0.005")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR_OF_RUN = re.compile(r"(?:19|20)\d{2} \+ \d{1,2}")


def verify_draft(draft: Draft, question: Question, knowledge: Knowledge) -> tuple[Draft, list[str]]:
    """``draft`` without the parts that its quotes do not bear, and what was removed.

    A line must have a quote unless it only introduces others or refuses; its numbers (with their units) must stand in
    its quotes, in a shown calculation or in the question; the places it names, in its quotes or in their headings.
    """
    removed: list[str] = []
    blocks: list[Line | Table] = []
    sums = [item for item in draft.sums if sum_holds(item, knowledge)]
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
    if blocks and isinstance(blocks[-1], Line) and blocks[-1].style == "lead" and not blocks[-1].quotes:
        blocks.pop()  # it introduced what was removed
    return Draft(blocks, sums, draft.warnings, draft.status, draft.choices), removed


def sum_holds(item: Sum, knowledge: Knowledge) -> bool:
    """Whether a calculation's operands stand in its quotes and its result follows from them (to two decimals)."""
    if not all(is_verbatim(quote, knowledge) for quote in item.quotes):
        return False
    held = "|".join(_plain(knowledge.documents[q.source_id].text[q.start : q.end]) for q in item.quotes)
    allowed = {Decimal(number) for number in _NUMBER.findall(held)} | _CONSTANTS
    allowed |= {Decimal(count) for count in range(1, len(item.quotes) + 1)}
    if _YEAR_OF_RUN.fullmatch(item.expression):
        # The n-th figure after 2026年至2030年分别 is that of the year so many after the first.
        allowed |= {Decimal(count) for count in range(1, len(find_quantities(held)))}
    if any(Decimal(number) not in allowed for number in _NUMBER.findall(item.expression)):
        return False
    try:
        return abs(evaluate(item.expression) - item.result) <= _ROUNDING
    except (ArithmeticError, ValueError):
        return False


def evaluate(expression: str) -> Decimal:
    """The value of a formula of numbers, brackets and + - × ÷ ^; raises ValueError for anything else."""
    tokens = re.findall(r"\d+(?:\.\d+)?|[-+×÷^()]", expression)
    if "".join(tokens) != re.sub(r"\s", "", expression):
        raise ValueError(expression)
    value, rest = _evaluate_sum(tokens)
    if rest:
        raise ValueError(expression)
    return value


def _evaluate_sum(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _evaluate_product(tokens)
    while tokens and tokens[0] in "+-":
        other, rest = _evaluate_product(tokens[1:])
        value, tokens = (value + other if tokens[0] == "+" else value - other), rest
    return value, tokens


def _evaluate_product(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _evaluate_power(tokens)
    while tokens and tokens[0] in "×÷":
        other, rest = _evaluate_power(tokens[1:])
        value, tokens = (value * other if tokens[0] == "×" else value / other), rest
    return value, tokens


def _evaluate_power(tokens: list[str]) -> tuple[Decimal, list[str]]:
    value, tokens = _evaluate_factor(tokens)
    if tokens and tokens[0] == "^":
        other, tokens = _evaluate_factor(tokens[1:])
        value = value**other
    return value, tokens


def _evaluate_factor(tokens: list[str]) -> tuple[Decimal, list[str]]:
    if not tokens:
        raise ValueError("formula ends early")
    if tokens[0] != "(":
        return Decimal(tokens[0]), tokens[1:]
    value, rest = _evaluate_sum(tokens[1:])
    if not rest or rest[0] != ")":
        raise ValueError("bracket not closed")
    return value, rest[1:]


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
        return cell if not _NUMBER.search(_plain(cell.text)) else TableCell("—")
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
    joined = "|".join(_plain(part.replace("\t", "|")) for part in (*evidence, asked, *shown))
    allowed = {Decimal(number) for number in _NUMBER.findall(joined)}
    plain = _plain(text)
    if any(Decimal(number) not in allowed for number in _NUMBER.findall(plain) if len(number) > 1):
        return False
    pairs = {(q.value, q.unit) for q in find_quantities(joined)}
    return all(
        (quantity.value, quantity.unit) in pairs or _unit_in_head(quantity, joined, pairs)
        for quantity in find_quantities(plain)
        if quantity.unit and (quantity.family != "count" or quantity.value >= 10)
    )


def _unit_in_head(quantity: Quantity, joined: str, pairs: set[tuple[Decimal, str]]) -> bool:
    """A table's value stands bare in its cell and its unit in brackets in the row's or column's head."""
    # (亿元), (公顷/处), (累计,公里), (单位:亿元), or a column of units.
    in_brackets = re.compile(rf"(?:\(|\([^()]{{1,10}}[,、;]|单位[:：]?){re.escape(quantity.unit)}(?=[)/|,、]|$)")
    stated = f"|{quantity.unit}" in joined or in_brackets.search(joined) is not None
    return (quantity.value, "") in pairs and stated


def _places_hold(
    text: str, quotes: Sequence[Quote], evidence: Sequence[str], knowledge: Knowledge, question: Question
) -> bool:
    held = " ".join(evidence)
    for quote in quotes:
        document = knowledge.documents[quote.source_id]
        chunk = next((c for c in document.chunks if c.start <= quote.start < c.end), None)
        held += " " + document.source.title
        if chunk is not None:
            held += " " + " ".join((*chunk.path, *chunk.regions, *(" ".join(cell.row) for cell in chunk.cells)))
    return all(name in held or short_name(name) in held for name in knowledge.find_regions(text))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
