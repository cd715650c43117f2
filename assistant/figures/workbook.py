"""The task list as an Excel workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from assistant.figures.tasks import Task

_WIDTHS = (60, 22, 18, 36, 36, 44, 8, 60)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@")


def write_tasks(tasks: Sequence[Task], sentences: Sequence[str], heads: Sequence[str]) -> bytes:
    """The tasks as a sheet with a filter: ``heads`` are the eight columns' names, ``sentences`` the tasks' own."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(heads))
    for task, sentence in zip(tasks, sentences, strict=True):
        place = " › ".join(task.section)
        row = (task.text, task.who, task.where, task.means, task.target, place, task.page or None, sentence)
        sheet.append([_clean(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1D3F72")
    for column, width in zip(sheet.columns, _WIDTHS, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                # What a document says is text, also where a spreadsheet would take it for a formula.
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _clean(text: str) -> str:
    """``text`` without characters that XML does not allow, and with no sign in front that starts a formula."""
    text = _CONTROL.sub("", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
