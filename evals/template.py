"""The empty question set that people fill in: XLSX with choices to pick from and a sheet that explains, or CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import PlanError
from evals.labels import COLUMNS, KINDS, STATUSES
from evals.saving import save_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "id": "例1",
        "question": "某某区2030年的营收目标是多少？",
        "status": "回答",
        "facts": "700亿元",
        "forbidden": "2500亿元",
        "evidence": "到2030年，营收达到700亿元",
        "section": "三、发展重点 › （一）某某区",
        "kind": "数字",
    },
    {
        "id": "例2",
        "question": "某某区重点发展哪些产业？",
        "status": "回答",
        "facts": "氢能\n新型储能|储能\n第六代移动通信|6G",
        "evidence": "重点发展氢能、新型储能 || 氢能和新型储能是重点\n前瞻布局第六代移动通信",
        "kind": "列举",
    },
    {"id": "例3", "question": "某某区规划建几所中学？", "status": "拒答", "kind": "规划未提及"},
    {
        "id": "例4",
        "question": "那另一个区呢？",
        "status": "回答|反问",
        "facts": "800亿元",
        "history": "问：某某区2030年的营收目标是多少？\n答：700亿元。",
        "kind": "追问",
    },
)
GUIDE: tuple[tuple[str, str], ...] = (
    ("编号 id", "每题一个，不重复；不填则按行号编"),
    ("问题 question", "必填"),
    ("应有的回应 status", "回答、拒答（规划里没有）或反问；都可以接受时用 | 隔开。不填为“回答”"),
    ("关键事实 facts", "一行一个，都要出现在回答里；同一事实的几种写法用 | 隔开。数字请带单位"),
    ("不应出现 forbidden", "一行一个，例如相邻地区的数字"),
    ("原文依据 evidence", "一行一处，从文件中逐字复制；任一处都可以时用 || 隔开"),
    ("章节 section", "依据所在的标题，由外到内用 › 隔开；一行对应一处依据，只写一行则都适用"),
    ("文件 source", "依据所在文件的标题、文件名或编号；只有一份文件时不用填"),
    ("类型 kind", "用于分类统计：" + "、".join(zh for zh, _ in KINDS.values())),
    ("语言 language", "zh 或 en；不填则按问题判断"),
    ("前文 history", "多轮对话的前几轮，每行以“问：”或“答：”开头"),
    ("算式 calculation", "答案由计算得出时写算式，例如 2800-2037.7"),
    ("改写自 variant_of", "这一题是哪一题的另一种问法（填那一题的编号），用于衡量换说法的影响"),
)
_HEAD_FILL = "DDE7F3"
_WIDTHS = {"question": 40, "facts": 26, "evidence": 52, "section": 30, "history": 36}


def write_template(path: Path) -> None:
    """Write the template to ``path`` (.xlsx or .csv). Raises ``PlanError`` for another suffix or an existing file."""
    if path.exists():
        raise PlanError(f"{path} 已存在，没有改动。", f"{path} exists and was left as it is.")
    if path.suffix.lower() == ".xlsx":
        save_bytes(path, build_xlsx())
    elif path.suffix.lower() == ".csv":
        save_bytes(path, build_csv())
    else:
        raise PlanError("模板请存为 .xlsx 或 .csv。", "A template is an .xlsx or a .csv file.")


def build_csv() -> bytes:
    """The template as CSV, in UTF-8 with the mark that Excel needs to see that it is."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    writer.writerows([example.get(field, "") for field in COLUMNS] for example in EXAMPLES)
    return text.getvalue().encode("utf-8-sig")


def build_xlsx() -> bytes:
    """The template as a workbook: a sheet to fill in, with examples, and one that explains the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "评测题"
    sheet.append(list(COLUMNS.values()))
    for example in EXAMPLES:
        sheet.append([example.get(field, "") for field in COLUMNS])
    guide = book.create_sheet("说明")
    guide.append(["列", "怎样填（示例行请删去）"])
    for row in GUIDE:
        guide.append(row)
    for page in (sheet, guide):
        for cell in page[1]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color=_HEAD_FILL)
        for cells in page.iter_rows():
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.freeze_panes = "A2"
    for number, field in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(field, 14)
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 24, 100
    _add_choices(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_choices(sheet: Worksheet) -> None:
    """Choices to pick from; another text stays possible, as a status may be several."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for field, names in (
        ("status", [zh for key, (zh, _) in STATUSES.items() if key != "error"]),
        ("kind", [zh for zh, _ in KINDS.values()]),
    ):
        choices = DataValidation(
            type="list", formula1='"' + ",".join(names) + '"', allow_blank=True, showErrorMessage=False
        )
        letter = get_column_letter(list(COLUMNS).index(field) + 1)
        choices.add(f"{letter}2:{letter}1000")
        sheet.add_data_validation(choices)
