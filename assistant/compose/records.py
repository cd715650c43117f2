"""Look-ups in a table of records (projects, parks, places in its rows, an indicator in each column).

A row is asked for by its name or by its place; the highest and lowest, a sum and a difference are read down a column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from assistant.compose.calculate import conclude
from assistant.compose.kit import Kit, row_quotes
from assistant.compose.record_rows import (
    LEAST_MATCH,
    Records,
    find_values,
    is_called,
    kind_of_rows,
    list_tables,
    name_of,
    named_rows,
    rows_by_name,
    values_of,
)
from assistant.compose.support import lacks_asked_kind
from assistant.draft import Draft, Line
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.quantities import FAMILIES, find_quantities, find_years
from assistant.wording import is_verb
from corpus.tables import is_blank, is_number
from corpus.types import Cell

_SPAN = re.compile(r"年限|时间|期限|年份|工期|进度|周期")
_ASKS_SPAN = re.compile(r"哪[几些]?年|什么时候|何时|几年|到.{0,2}哪年|多久|年限|工期|哪年")
_LARGEST = re.compile(r"最[大高多长]|第一|largest|highest|most|biggest")
_SMALLEST = re.compile(r"最[小低少短]|垫底|末位|smallest|lowest|least")
_ALTOGETHER = re.compile(r"一共|总共|共计|加总|加在一起|总额")
_MOST_ROWS = 8
_LEAST_COVERED = 0.7
_TOGETHER = re.compile(
    r"(?:几|所有|全部|[两三四五六七八九十])个?(?:项目|工程|园区|基地|平台)[^，。？]{0,14}(?:一共|总共|共计|共是?多少)"
    r"|(?:[在到落][^，。？的]{2,8}的?)(?:[^，。？]{0,8})(?:项目|工程|园区|基地|平台)[^，。？]{0,6}(?:一共|总共|共计)"
)


def compose_records(kit: Kit) -> Draft | None:
    """Cells of the rows that are asked for; None where no row and no column is."""
    question = kit.question
    if kit.voice.is_english:
        return None
    tables = list(list_tables(kit))
    for table in tables:
        rows = named_rows(kit, table)
        columns = _asked_columns(kit, table, rows) if rows else []
        if rows and columns and len(rows) <= _MOST_ROWS and _is_covered(kit, table, rows, columns):
            return _say(kit, rows, columns)
    if not question.has("extreme") and not _adds_up(kit) and not _ALTOGETHER.search(question.plain):
        return None
    for table in tables:
        values = find_values(kit, table)
        rows = [row for row in table.rows if not values or values <= values_of(row, values)]
        if not values:
            rows = [row for row in rows if not question.regions or row.regions & set(question.regions)]
        if kind := kind_of_rows(question.plain, rows):
            rows = [row for row in rows if kind in name_of(row)]
            values = values or frozenset((kind,))
        if not values and (chosen := rows_by_name(kit, rows)):
            rows, values = chosen
        if all(row.chunk.cells[0].row[0] in kit.groups() for row in table.rows):
            continue  # places are compared by their figures, wherever those stand
        columns = [column for column in _asked_columns(kit, table, rows) if _numbers(rows, column)]
        named = values or _names_kind(kit, table)
        if len(rows) > 1 and columns and named and _is_covered(kit, table, rows, columns, values):
            return _reckon(kit, rows, columns[0], counted=len(rows) < len(table.rows))
    return None


def _adds_up(kit: Kit) -> bool:
    """Whether a sum is asked for, or what several rows come to together (几个项目总投资一共多少)."""
    return kit.question.has("sum") or _TOGETHER.search(kit.question.plain) is not None


def _is_covered(
    kit: Kit,
    table: Records,
    rows: Sequence[Unit],
    columns: Sequence[tuple[str, ...]],
    values: Collection[str] | None = None,
) -> bool:
    """Whether the rows' names and the columns' heads hold what is asked: else something else is asked of the thing.

    Where many rows are reckoned with, a name that only some of them have chooses no row: only the ``values`` do.
    """
    terms = [term for term in kit.question.subjects if term.known]
    if lacks_asked_kind(kit.question.plain, [row.text for row in rows]):
        return False
    names = [name for row in rows for name in row.chunk.cells[0].row] if values is None else list(values)
    said = " ".join([table.kind, *names])
    if values is not None:
        asked = re.sub("|".join(map(re.escape, kit.question.regions)) or "$^", " ", kit.question.plain)
        terms = [t for t in terms if t.text in asked and not is_verb(t.text)]
        terms = [t for t in terms if not any(is_called(value, t.text) for value in values)]
        heads = f"{said} {' '.join(column[-1] for column in columns)}"
        if any(kit.matcher.match(t, heads) < LEAST_MATCH and _tells_rows(kit, t, table) for t in terms):
            return False
    return kit.matcher.coverage(terms, f"{said} {' '.join(column[-1] for column in columns)}") >= _LEAST_COVERED


def _tells_rows(kit: Kit, term: Term, table: Records) -> bool:
    """Whether a word is said of some rows of a table, not of all: it would choose among them."""
    said = sum(kit.matcher.match(term, row.text) >= LEAST_MATCH for row in table.rows)
    return 0 < said < len(table.rows)


def _asked_columns(kit: Kit, table: Records, rows: Sequence[Unit]) -> list[tuple[str, ...]]:
    """Columns whose own words, kind of figure or year the question has; the names of the rows are no column's."""
    question = kit.question
    asked = question.plain
    for row in rows:
        for name in row.chunk.cells[0].row:
            asked = asked.replace(name, " ")
    terms = [term for term in question.terms if term.text in asked or not term.known]
    years = [year for year in question.years if year.isdigit()]
    found: list[tuple[float, tuple[str, ...]]] = []
    for column in table.columns():
        head = column[-1]
        own = find_years(head)
        if own and years and not set(own) & set(years):
            continue
        words = sum(kit.matcher.match(term, head) >= LEAST_MATCH for term in terms)
        units = {cell.unit for row in rows for cell in row.chunk.cells if cell.column == column and cell.unit}
        kinds = {FAMILIES.get(unit, "count") for unit in units}
        score = float(words) + (_ASKS_SPAN.search(asked) is not None and _SPAN.search(head) is not None)
        score += 1.0 if own and set(own) & set(years) else 0.0
        if question.families and kinds & set(question.families) and (score or head.startswith("总")):
            score += 0.5
        if score:
            found.append((score, column))
    return [column for _, column in sorted(found, key=lambda item: -item[0])]


def _names_kind(kit: Kit, table: Records) -> bool:
    """Whether the question says what the rows are (哪个项目, 几个园区)."""
    kinds = [kind for kind in ("项目", "工程", "园区", "企业", "平台", "县区", "区县", "基地") if kind in table.kind]
    return any(kind in kit.question.plain for kind in kinds)


def _cell_of(row: Unit, column: tuple[str, ...]) -> Cell | None:
    return next((cell for cell in row.chunk.cells if cell.column == column and not is_blank(cell.value)), None)


def _numbers(rows: Sequence[Unit], column: tuple[str, ...]) -> list[tuple[Unit, Cell, Decimal]]:
    found = []
    for row in rows:
        cell = _cell_of(row, column)
        figures = find_quantities(cell.value) if cell is not None and is_number(cell.value) else ()
        if cell is None or len(figures) != 1:
            return []
        found.append((row, cell, figures[0].value))
    return found


def _line(kit: Kit, row: Unit, cells: Sequence[Cell]) -> Line:
    voice = kit.voice
    parts = "，".join(f"{_bare(cell)}为{cell.value}{cell.unit if is_number(cell.value) else ''}" for cell in cells)
    label = "·".join(row.chunk.cells[0].row)
    return Line(voice.end(voice.label(label, parts)), row_quotes(kit.knowledge, row, cells), "item")


def _bare(cell: Cell) -> str:
    return re.sub(r"\s*[（(][^（）()]*[）)]$", "", cell.column[-1]) if cell.unit else cell.column[-1]


def _say(kit: Kit, rows: Sequence[Unit], columns: Sequence[tuple[str, ...]]) -> Draft | None:
    draft = Draft(sure=True)
    for row in rows:
        cells = [cell for cell in (_cell_of(row, column) for column in columns) if cell is not None]
        if cells:
            draft.blocks.append(_line(kit, row, sorted(cells, key=lambda cell: cell.start)))
    figures = _numbers(rows, columns[0])
    altogether = _ALTOGETHER.search(kit.question.plain) is not None
    if len(figures) > 1 and (kit.question.has("sum", "difference") or altogether):
        _conclude(kit, draft, figures)
    elif len(rows) > 1 and kit.question.has("compare", "extreme"):
        draft.blocks[:0] = [line for column in columns if (line := _say_higher(kit, _numbers(rows, column)))]
    return draft if draft.blocks else None


def _say_higher(kit: Kit, figures: Sequence[tuple[Unit, Cell, Decimal]]) -> Line | None:
    """Which of a few rows has the highest figure in a column; None where they are level."""
    values = [value for _, _, value in figures]
    if len(set(values)) < 2:
        return None
    row, cell, _ = max(figures, key=lambda item: item[2])
    name = next((head for head in row.chunk.cells[0].row if head not in kit.groups()), row.chunk.cells[0].row[0])
    quotes = tuple(quote for r, c, _ in figures for quote in row_quotes(kit.knowledge, r, [c]))
    return Line(kit.voice.end(f"{_bare(cell)}最高的是{name}：{cell.value}{cell.unit}"), tuple(dict.fromkeys(quotes)))


def _reckon(kit: Kit, rows: Sequence[Unit], column: tuple[str, ...], *, counted: bool = False) -> Draft:
    """The highest or lowest row of a column, or its sum over the rows (``counted``: with how many there are)."""
    question = kit.question
    figures = _numbers(rows, column)
    draft = Draft(sure=True)
    if _adds_up(kit) or not question.has("extreme"):
        draft.blocks += [_line(kit, row, [cell]) for row, cell, _ in figures]
        _conclude(kit, draft, figures, f"共{len(rows)}项，合计" if counted else "合计")
        return draft
    values = [value for _, _, value in figures]
    wanted = max(values) if _LARGEST.search(question.text + question.plain) else min(values)
    for row, _, value in figures:
        if value == wanted:
            cells = [
                c for c in row.chunk.cells if not is_blank(c.value) and c.column[-1] not in ("序号", "备注", "属性")
            ]
            draft.blocks.append(_line(kit, row, cells))
    return draft


def _conclude(kit: Kit, draft: Draft, figures: Sequence[tuple[Unit, Cell, Decimal]], meaning: str = "合计") -> None:
    values = [value for _, _, value in figures]
    unit = figures[0][1].unit
    quotes = tuple(dict.fromkeys(quote for row, cell, _ in figures for quote in row_quotes(kit.knowledge, row, [cell])))
    if _adds_up(kit) or not kit.question.has("difference", "extreme"):
        conclude(kit, draft, " + ".join(map(str, values)), sum(values, Decimal(0)), unit, quotes, meaning=meaning)
    elif len(values) == 2:
        high, low = max(values), min(values)
        conclude(kit, draft, f"{high} - {low}", high - low, "个百分点" if unit == "%" else unit, quotes, meaning="相差")
