"""Question sets that people keep as a table: CSV and XLSX rows → the records that JSON lines hold.

One row is one question. In a cell with several entries each stands on its own line; the writings of one key fact are
separated by ``|``, alternative passages by ``||``. Column heads may be Chinese or English (``evals.labels.COLUMNS``).
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.labels import COLUMNS, KINDS, STATUSES
from evals.loading import Row
from evals.problems import FieldError, RowProblem

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

_HEADS = {head.casefold(): field for field, zh in COLUMNS.items() for head in (field, zh)}
_KIND_NAMES = {name.casefold(): kind for kind, names in KINDS.items() for name in (kind, *names)}
_ANSWERS = {status: names for status, names in STATUSES.items() if status != "error"}
_STATUS_NAMES = {
    name.casefold(): status for status, names in STATUSES.items() if status != "error" for name in (status, *names)
}
_LANGUAGE_NAMES = {"中文": "zh", "汉语": "zh", "英文": "en", "英语": "en"}
_TURN = re.compile(r"^(问|用户|user|q|答|助手|assistant|a)\s*[:：]\s*(.+)$", re.IGNORECASE)
_USER = {"问", "用户", "user", "q"}
_ENCODINGS = ("utf-8-sig", "gb18030")
"""gb18030 is what a Chinese Excel writes as CSV."""


def read_table(path: Path) -> Iterator[Row]:
    """The rows of a CSV, TSV or XLSX file that are not empty, as records or with what is wrong with them."""
    try:
        lines = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    except (OSError, ValueError, KeyError, csv.Error) as error:
        yield _problem(str(path), f"无法读取（{error}）", f"cannot be read ({error})")
        return
    heads = next(((number, cells) for number, cells in lines if any(cells)), None)
    if heads is None:
        yield _problem(path.name, "表是空的", "the table is empty")
        return
    columns = [_HEADS.get(cell.strip().casefold(), "") for cell in heads[1]]
    if "question" not in columns:
        yield _problem(f"{path.name}:{heads[0]}", "没有“问题”一列", 'there is no column "question"')
        return
    for head, column in zip(heads[1], columns, strict=True):
        if head.strip() and not column:
            known = "、".join(COLUMNS.values())
            yield _problem(
                f"{path.name}:{heads[0]}",
                f"不认识的列“{head.strip()}”，已略过（可用：{known}）",
                f"column {head.strip()!r} is not known and was left out (known: {', '.join(COLUMNS)})",
            )
    for number, cells in lines:
        if number > heads[0] and any(cell.strip() for cell in cells):
            yield _read_row(f"{path.name}:{number}", number, dict(zip(columns, cells, strict=False)))


def _problem(place: str, zh: str, en: str) -> Row:
    return Row(place, problem=RowProblem(place, zh, en))


def _read_row(place: str, number: int, cells: Mapping[str, str]) -> Row:
    try:
        return Row(place, build_record(cells, number))
    except FieldError as error:
        return _problem(place, f"{COLUMNS.get(error.field, error.field)}：{error.zh}", str(error))


def build_record(cells: Mapping[str, str], number: int) -> dict[str, Any]:
    """A row's cells (field → text) as a record for ``parse_question``; ``number`` names the row that has no id."""
    statuses = [
        _look_up(_STATUS_NAMES, "status", name) for name in re.split(r"[|、/，,\n]", cells.get("status") or "回答")
    ]
    history = [_read_turn(line) for line in _lines(cells, "history")]
    record: dict[str, Any] = {
        "id": cells.get("id", "").strip() or f"row-{number}",
        "kind": _read_kind(cells, statuses, history),
        "language": _read_language(cells),
        "question": cells.get("question", "").strip(),
        "history": history,
        "status": statuses,
        "facts": [_split(line, "|") for line in _lines(cells, "facts")],
        "forbidden": _lines(cells, "forbidden"),
        "evidence": _read_evidence(cells),
    }
    if "answered" in statuses and not record["facts"] and not record["evidence"]:
        raise FieldError(
            "facts",
            "应回答的问题要有关键事实或原文依据，否则无从判断对错",
            "a question that is to be answered needs key facts or evidence to be judged by",
        )
    for field in ("calculation", "variant_of"):
        if text := cells.get(field, "").strip():
            record[field] = text
    return record


def _lines(cells: Mapping[str, str], field: str) -> list[str]:
    return [line.strip() for line in cells.get(field, "").splitlines() if line.strip()]


def _split(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _look_up(names: Mapping[str, str], field: str, name: str) -> str:
    found = names.get(name.strip().casefold())
    if found is None:
        keys = list(dict.fromkeys(names.values()))
        chinese = "、".join({**KINDS, **STATUSES}[key][0] for key in keys)
        raise FieldError(
            field,
            f"“{name.strip()}”不在可选值之列（{chinese}）",
            f"{name.strip()!r} is not one of {', '.join(keys)}",
        )
    return found


def _read_kind(cells: Mapping[str, str], statuses: Sequence[str], history: Sequence[object]) -> str:
    if name := cells.get("kind", "").strip():
        return _look_up(_KIND_NAMES, "kind", name)
    if "answered" not in statuses:
        return "ambiguous" if "clarify" in statuses else "unanswerable"
    return "follow_up" if history else "fact"


def _read_language(cells: Mapping[str, str]) -> str:
    name = cells.get("language", "").strip().casefold()
    if name:
        return _LANGUAGE_NAMES.get(name, name)
    return "zh" if re.search(r"[\u3400-\u9fff]", cells.get("question", "")) else "en"


def _read_turn(line: str) -> dict[str, str]:
    match = _TURN.match(line)
    if match is None:
        raise FieldError(
            "history", f"每行以“问：”或“答：”开头，现为 {line!r}", f"each line begins with Q: or A:, not {line!r}"
        )
    return {"role": "user" if match[1].casefold() in _USER else "assistant", "content": match[2]}


def _read_evidence(cells: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each line's section and file stand on the same line of their cells; a single one holds for all lines."""
    lines = _lines(cells, "evidence")
    needs = []
    for number, line in enumerate(lines):
        items = []
        for snippet in _split(line, "||"):
            item: dict[str, Any] = {"snippet": snippet}
            if section := _beside(cells, "section", number, len(lines)):
                item["section"] = [part.strip() for part in re.split(r"\s*[›>]\s*", section) if part.strip()]
            if source := _beside(cells, "source", number, len(lines)):
                item["source_id"] = source
            items.append([item])
        needs.append(items[0][0] if len(items) == 1 else {"any_of": items})
    return needs


def _beside(cells: Mapping[str, str], field: str, number: int, count: int) -> str:
    lines = _lines(cells, field)
    if len(lines) not in (0, 1, count):
        raise FieldError(
            field,
            f"有 {len(lines)} 行，原文依据有 {count} 行；应一一对应，或只写一行",
            f"{len(lines)} lines for {count} of evidence; one for each, or one for all",
        )
    return "" if not lines else lines[0] if len(lines) == 1 else lines[number]


def _read_csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    data = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("neither UTF-8 nor GB18030")
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, start = [], 1
    for cells in reader:
        rows.append((start, cells))
        start = reader.line_num + 1
    return iter(rows)


def _read_xlsx(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The sheet whose first row has a column for the question, else the first sheet."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"not an XLSX file: {error}") from error
    try:
        chosen: list[tuple[int, list[str]]] = []
        for sheet in book.worksheets:
            rows = [(number, [_cell_text(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
            heads = next((cells for _, cells in rows if any(cells)), [])
            if any(_HEADS.get(head.strip().casefold()) == "question" for head in heads):
                return iter(rows)
            chosen = chosen or rows
        return iter(chosen)
    finally:
        book.close()


def _cell_text(cell: Cell | MergedCell) -> str:
    """What the cell shows: a share typed as 36.3% is stored as 0.363, a whole number as 700.0."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        percent = "%" in (cell.number_format or "")
        number = round(value * 100, 10) if percent else value
        return f"{number:.15g}" + ("%" if percent else "")
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%Y-%m-%d")
    return str(value)
