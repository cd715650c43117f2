"""Table rows → cells with their heads. Merged cells are filled for the heads; the text itself stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Cell

_UNIT = re.compile(r"[（(]([^（）()]{1,12})[）)]\s*[*＊]?\s*$")
_UNIT_WORDS = re.compile(
    r"^(?:[%％‰]|.*(?:元|个|家|户|人|公里|米|亩|公顷|吨|千瓦|瓦|时|天|年|岁|倍|位|项|件|辆|台|套|座|所|张|床|次|条|名|平方|立方|度|个百分点|吨标准煤|GB|MB)(?:/.+)?)$"
)
_NUMERIC = re.compile(r"[<>≥≤＜＞约]?[-+]?[\d,]+(?:\.\d+)?(?:[-~—～至]\d+(?:\.\d+)?)?[%％‰]?(?:以上|以下|左右)?")
_EMPTY = {"", "/", "-", "—", "——", "－", "…", "（略）", "(略)"}
_LABEL = re.compile(r"(?:(?<=^)|(?<=[\s；;]))([\u4e00-\u9fff]{2,8}?)\s*(?:[:：]\s*|(?=①))")
_SERIAL_HEADS = {"序号", "编号", "No.", "NO."}
_SUB_ROW = re.compile(r"^(?:其中|#|＃)\s*[:：]?")


@dataclass(frozen=True, slots=True)
class RowText:
    """One table row: its text (cells parted by tabs) and the offset of that text in the document."""

    text: str
    start: int


def parse_table(rows: Sequence[RowText]) -> list[tuple[Cell, ...]]:
    """Cells of every row, the head row first (with no cells of its own).

    A row's key cells (left of the first value column) become its row heads; blank key cells take the value above,
    blank head cells the head to their left. A cell that packs labelled lists (``主导产业: … 特色产业: …``) is split,
    the label joining its column heads.
    """
    grid = [_split_row(row) for row in rows]
    width = max(len(cells) for cells in grid)
    heads = _fill_heads([text for text, _ in grid[0]], width)
    keys = _count_key_columns(heads, [[text for text, _ in cells] for cells in grid[1:]])
    serial = {column for column, head in enumerate(heads) if head in _SERIAL_HEADS}
    result: list[tuple[Cell, ...]] = [()]
    above: list[str] = [""] * width
    parent = ""
    for cells in grid[1:]:
        if [text for text, _ in cells] == [text for text, _ in grid[0]]:
            # The head row is printed again where a table goes on over a page.
            result.append(())
            continue
        texts = [text for text, _ in cells] + [""] * (width - len(cells))
        changed = False
        for column in range(keys):
            if texts[column] and column not in serial:
                # A new value in one key column ends what the columns right of it had carried down.
                above[column + 1 :] = (
                    [""] * (width - column - 1) if not changed and column < keys - 1 else above[column + 1 :]
                )
                above[column] = texts[column]
                changed = True
        name = texts[keys - 1]
        is_sub = bool(_SUB_ROW.match(name))
        if not is_sub:
            parent = name
        row = tuple(_squeeze(above[column]) for column in range(keys) if column not in serial and above[column])
        unit = _find_unit(name) or (_find_unit(parent) if is_sub else "")
        if is_sub and parent:
            row = (*row[:-1], _squeeze(parent), row[-1])
        result.append(tuple(_row_cells(cells, heads, keys, row, unit)))
    return result


def _row_cells(
    cells: list[tuple[str, int]], heads: list[str], keys: int, row: tuple[str, ...], unit: str
) -> list[Cell]:
    found: list[Cell] = []
    for column in range(keys, len(cells)):
        text, start = cells[column]
        if not text:
            continue
        labelled = split_labelled(text)
        if labelled:
            found += [
                Cell(row, (heads[column], label), text[begin:end], "", start + begin, start + end)
                for label, begin, end in labelled
            ]
        else:
            own = unit if _NUMERIC.fullmatch(text.replace(" ", "")) else ""
            found.append(Cell(row, (heads[column],), text, own or _find_unit(heads[column]), start, start + len(text)))
    return found


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
    """How many leading columns name a row. Value columns begin at the first column of numbers, or of long text."""

    def column(position: int) -> list[str]:
        return [row[position] for row in body if position < len(row) and row[position]]

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


def _find_unit(text: str) -> str:
    match = _UNIT.search(text)
    return match.group(1) if match and _UNIT_WORDS.match(match.group(1)) else ""


def _squeeze(text: str) -> str:
    """White space that only broke a narrow cell's line is dropped between Han characters."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text.strip())
