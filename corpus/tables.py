"""Table rows → cells with their heads. Merged cells are filled for the heads; the text itself stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.types import Cell

_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]\s*[*＊]?\s*$")
_UNIT_WORDS = re.compile(
    r"^(?:[%％‰]|.*(?:元|个|家|户|人|公里|米|亩|公顷|吨|千瓦|瓦|时|天|年|岁|倍|位|项|件|辆|台|套|座|所|张|床|次|条|名|平方|立方|度|个百分点|吨标准煤|GB|MB|TEU|箱|列|架|艘|起|件|批|册|株|头|只|口|眼|斤|克|分贝|[MGkK]W|kV|FLOPS)(?:/.+)?)$"
)
_NUMERIC = re.compile(r"[<>≥≤＜＞约]?[-+]?[\d,]+(?:\.\d+)?(?:[-~—～至]\d+(?:\.\d+)?)?[%％‰]?(?:以上|以下|左右)?")
_EMPTY = {"", "/", "-", "—", "——", "－", "…", "（略）", "(略)"}
_LABEL = re.compile(r"(?:(?<=^)|(?<=[\s；;]))([\u4e00-\u9fff]{2,8}?)\s*(?:[:：]\s*|(?=①))")
_UNIT_HEADS = {"单位", "计量单位"}
_SERIAL_HEADS = {"序号", "编号", "No.", "NO."}
_CAPTION_UNIT = re.compile(r"单位\s*[:：]\s*([^\s，,；;）)]{1,12})")
_MARKDOWN_RULE = re.compile(r":?-{2,}:?")
_TOTAL = re.compile(r"合计|总计|小计|共计|总\s*[和数]")
_SUB_ROW = re.compile(r"^(?:其中|#|＃)\s*[:：]?")


@dataclass(frozen=True, slots=True)
class RowText:
    """One table row: its text (cells parted by tabs) and the offset of that text in the document."""

    text: str
    start: int


def parse_table(rows: Sequence[RowText], caption: str = "") -> list[tuple[Cell, ...]]:
    """Cells of every row, the head rows first (with no cells of their own); ``caption`` may give the numbers' unit.

    A row's key cells (left of the first value column) become its row heads; blank key cells take the value above,
    blank head cells the head to their left. A cell that packs labelled lists (``主导产业: … 特色产业: …``) is split,
    the label joining its column heads.
    """
    grid = [_split_row(row) for row in rows]
    texts = [[text for text, _ in cells] for cells in grid]
    width = max(map(len, texts))
    head_rows = _count_head_rows(texts)
    columns = _read_columns(texts[:head_rows], width)
    keys = _count_key_columns([column[0] for column in columns], texts[head_rows:])
    units = _find_unit_columns(columns[:keys], texts[head_rows:])
    reader = _RowReader(columns, keys, units, _find_caption_unit(caption))
    result: list[tuple[Cell, ...]] = [()] * head_rows
    for cells, row in zip(grid[head_rows:], texts[head_rows:], strict=True):
        # The head rows are printed again where a table goes on over a page.
        is_head = row in texts[:head_rows] or all(_MARKDOWN_RULE.fullmatch(text) for text in row)
        result.append(() if is_head else reader.read(cells))
    return result


class _RowReader:
    """Reads the rows of one table from top to bottom and carries merged key cells down."""

    def __init__(self, columns: list[tuple[str, ...]], keys: int, units: frozenset[int], unit: str) -> None:
        self._columns = columns
        self._keys = keys
        self._unit = unit
        self._units = units
        self._serial = {position for position, column in enumerate(columns) if column[0] in _SERIAL_HEADS}
        self._above = [""] * keys
        self._parent = ""

    def read(self, cells: list[tuple[str, int]]) -> tuple[Cell, ...]:
        """The value cells of the next row."""
        texts = [text for text, _ in cells] + [""] * (self._keys - len(cells))
        if (total := texts[0]) and _TOTAL.fullmatch(_squeeze(total)) and not any(texts[1 : self._keys]):
            # A row of totals is of no thing above it.
            self._above = [""] * self._keys
            return tuple(
                cell
                for column in range(self._keys, len(cells))
                for cell in self._read_cell(cells, column, (_squeeze(total),), "")
            )
        self._carry_keys(texts)
        # A key cell that is merged with the one to its left stands there; one merged with that above is carried down.
        names = [position for position in range(self._keys) if position not in self._units]
        name = next((texts[position] for position in reversed(names) if texts[position]), "")
        is_part = bool(_SUB_ROW.match(name))
        if not is_part:
            self._parent = name
        named = [column for column in names if column not in self._serial and self._above[column]]
        row = tuple(_squeeze(self._above[column]) for column in named)
        stated = next((self._above[column] for column in self._units if not is_blank(self._above[column])), "")
        unit = stated or _find_unit(name) or (_find_unit(self._parent) if is_part else "")
        if is_part and self._parent:
            row = (*row[:-1], _squeeze(self._parent), row[-1])
        return tuple(
            cell for column in range(self._keys, len(cells)) for cell in self._read_cell(cells, column, row, unit)
        )

    def _carry_keys(self, texts: list[str]) -> None:
        changed = False
        for column in range(self._keys):
            if not texts[column] or column in self._serial:
                continue
            if not changed:
                # A new value in one key column ends what the columns right of it had carried down.
                self._above[column + 1 :] = [""] * (self._keys - column - 1)
            self._above[column] = texts[column]
            changed = True

    def _read_cell(self, cells: list[tuple[str, int]], column: int, row: tuple[str, ...], unit: str) -> Iterator[Cell]:
        (text, start), heads = cells[column], self._columns[column]
        if not text:
            return
        labelled = split_labelled(text)
        for label, begin, end in labelled:
            yield Cell(row, (*heads, label), text[begin:end], "", start + begin, start + end)
        if not labelled:
            stated = next((found for head in reversed(heads) if (found := _find_unit(head))), "")
            own = (unit or stated or self._unit) if is_number(text) else stated
            yield Cell(row, heads, text, own, start, start + len(text))


def _count_head_rows(texts: list[list[str]]) -> int:
    """Two where the second row only names the parts of the first one's merged heads, else one."""
    if len(texts) < 3:
        return 1
    first, second = texts[0], texts[1]
    filled = [position for position, text in enumerate(second) if text]
    under_merged = [
        position < len(first) and (not first[position] or (position + 1 < len(first) and not first[position + 1]))
        for position in filled
    ]
    is_second = bool(filled) and filled[0] > 0 and all(under_merged) and not any(is_number(second[at]) for at in filled)
    return 2 if is_second else 1


def _read_columns(head_rows: list[list[str]], width: int) -> list[tuple[str, ...]]:
    """The heads over each column, the upper one first; a merged head stands over all its columns."""
    upper = _fill_heads(head_rows[0], width)
    lower = [*head_rows[1], *[""] * width] if len(head_rows) > 1 else [""] * width
    return [(head, _squeeze(part)) if part else (head,) for head, part in zip(upper, lower, strict=False)]


def _find_caption_unit(caption: str) -> str:
    match = _CAPTION_UNIT.search(caption)
    return match.group(1) if match else _find_unit(caption)


def split_labelled(text: str) -> list[tuple[str, int, int]]:
    """``(label, start, end)`` of the labelled parts of a packed cell; [] when it starts with no label."""
    matches = [match for match in _LABEL.finditer(text) if match.group(1)]
    if not matches or matches[0].start() > 0:
        return []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    parts = []
    for match, end in zip(matches, ends, strict=True):
        stop = match.end() + len(text[match.end() : end].rstrip())
        if stop > match.end():
            parts.append((match.group(1), match.end(), stop))
    return parts


def is_number(text: str) -> bool:
    """Whether a cell holds a number, with or without a sign of comparison or per cent."""
    return bool(_NUMERIC.fullmatch(text.replace(" ", "")))


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing: empty, a slash or a dash."""
    return text.strip() in _EMPTY


def _split_row(row: RowText) -> list[tuple[str, int]]:
    """``(text, offset)`` of the cells of a row, without outer white space."""
    separator = "|" if row.text.startswith("|") else "\t"
    offset, cells = row.start, []
    for part in row.text.split(separator):
        cells.append((part.strip(), offset + len(part) - len(part.lstrip())))
        offset += len(part) + 1
    return cells[1:-1] if separator == "|" else cells


def _fill_heads(heads: list[str], width: int) -> list[str]:
    filled: list[str] = []
    for column in range(width):
        head = _squeeze(heads[column]) if column < len(heads) else ""
        filled.append(head or (filled[-1] if filled else ""))
    return filled


def _count_key_columns(heads: list[str], body: list[list[str]]) -> int:
    """How many leading columns name a row, 0 if none does.

    Value columns begin at the first column of numbers, or of long text.
    """

    def column(position: int) -> list[str]:
        return [row[position] for row in body if position < len(row) and row[position]]

    first = column(0)
    if first and all(is_number(value) and not value.isdigit() for value in first):
        # Years and serial numbers may name a row; other numbers are values, and nothing names the row.
        return 0
    for position in range(1, len(heads)):
        values = column(position)
        if (
            heads[position] not in _SERIAL_HEADS
            and any(is_number(value) for value in values)
            and sum(is_number(value) or is_blank(value) for value in values) >= len(values) * 0.6
        ):
            return position
    for position in range(1, len(heads)):
        values = column(position)
        if values and sum(map(len, values)) / len(values) > 10:
            return position
    return min(2 if heads[0] in _SERIAL_HEADS else 1, max(1, len(heads) - 1))


def _find_unit_columns(heads: Sequence[tuple[str, ...]], body: list[list[str]]) -> frozenset[int]:
    """The key columns that give each row's unit; 单位 also heads columns of offices, which give none."""

    def holds_units(position: int) -> bool:
        values = [row[position] for row in body if position < len(row) and not is_blank(row[position])]
        return bool(values) and sum(bool(_UNIT_WORDS.match(value)) for value in values) >= len(values) / 2

    return frozenset(
        position
        for position, head in enumerate(heads)
        if position and re.sub(r"\s", "", head[-1]) in _UNIT_HEADS and holds_units(position)
    )


def _find_unit(text: str) -> str:
    match = _UNIT.search(text)
    # What is said beside the unit (累计，公里; 2025年，亿元) is no part of it.
    unit = re.split(r"[，,；;、\s]", match.group(1).strip())[-1] if match else ""
    return unit if _UNIT_WORDS.match(unit) else ""


def _squeeze(text: str) -> str:
    """White space that only broke a narrow cell's line is dropped between Han characters."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text.strip())
