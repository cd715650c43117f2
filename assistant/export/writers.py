"""A report as Markdown, DOCX or PDF. Nothing is fetched; the PDF carries its own Chinese font, cut to what it uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.export.pdf import write_pdf
from assistant.export.types import Block, ExportFormat, Grid, Heading, Paragraph, Report, describe_place

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile(r"\\\[(\d+)\\\]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~])")
_LINE_START = re.compile(r"^(\s*(?=[#+=-])|\s*\d+(?=[.)](?:\s|$)))", re.MULTILINE)
_CHINESE_FONT, _LATIN_FONT = "宋体", "Times New Roman"
_GREY = 0x59


def write_report(report: Report, file_format: ExportFormat) -> bytes:
    """The bytes of a report as a file of ``file_format``."""
    writers: dict[ExportFormat, Callable[[Report], bytes]] = {
        "md": lambda item: write_markdown(item).encode(),
        "docx": write_docx,
        "pdf": write_pdf,
    }
    return writers[file_format](report)


def write_markdown(report: Report) -> str:
    """The report as Markdown; what stands in a text is escaped, so that it shows as it is and marks nothing up."""
    parts = [f"# {_escape(report.title)}", *(_escape(line) for line in report.under_title)]
    previous: Block | None = None
    for block in report.blocks:
        written = _write_markdown_block(block)
        is_list = isinstance(block, Paragraph) and block.style == "item"
        if is_list and isinstance(previous, Paragraph) and previous.style == "item":
            parts[-1] += f"\n{written}"
        else:
            parts.append(written)
        previous = block
    if report.sources:
        parts.append(f"## {report.sources_title}")
        for item in report.sources:
            quote = _escape(" ".join(item.quote.split()))
            parts.append(f"\\[{item.n}\\] {_escape(describe_place(item, report.language))}\n\n> {quote}")
    return "\n\n".join(parts) + "\n"


def _write_markdown_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {_escape(block.text)}"
    if isinstance(block, Grid):
        rows = [block.heads, tuple("---" for _ in block.heads), *block.rows]
        cells = [[cell if row is rows[1] else _escape(cell).replace("\n", "<br>") for cell in row] for row in rows]
        return "\n".join(f"| {' | '.join(row)} |" for row in cells)
    text = _escape(block.text)
    return f"- {text}" if block.style == "item" else f"*{text.strip()}*" if block.style == "note" else text


def _escape(text: str) -> str:
    """A text that Markdown shows as it is; the marks ``[n]`` keep their plain brackets."""
    plain = _SPECIAL.sub(r"\\\1", _CONTROL.sub("", text))
    return _LINE_START.sub(r"\1\\", _MARK.sub(r"[\1]", plain))


def write_docx(report: Report) -> bytes:
    """The report as a Word document with real headings, lists and tables."""
    from docx import Document

    document = Document()
    _set_styles(document)
    document.add_heading(_clean(report.title), 0)
    for line in report.under_title:
        _add_note(document, line)
    for block in report.blocks:
        _add_docx_block(document, block)
    if report.sources:
        document.add_heading(report.sources_title, 1)
    for item in report.sources:
        document.add_paragraph(_clean(f"[{item.n}] {describe_place(item, report.language)}"))
        _add_note(document, " ".join(item.quote.split()))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_styles(document: WordDocument) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet"):
        style = styles[name]
        style.font.name = _LATIN_FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # A theme's font would win over the named one.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _CHINESE_FONT)
        style.font.color.rgb = RGBColor(0, 0, 0)
    styles["Normal"].font.size = Pt(10.5)
    styles["Title"].font.size = Pt(20)


def _add_docx_block(document: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(_clean(block.text), min(block.level, 3))
    elif isinstance(block, Grid):
        table = document.add_table(rows=0, cols=len(block.heads), style="Table Grid")
        for row in (block.heads, *block.rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = _clean(text)
        for run in [run for cell in table.rows[0].cells for part in cell.paragraphs for run in part.runs]:
            run.bold = True
        document.add_paragraph()
    elif block.style == "note":
        _add_note(document, block.text)
    else:
        document.add_paragraph(_clean(block.text), style="List Bullet" if block.style == "item" else "Normal")


def _add_note(document: WordDocument, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = document.add_paragraph().add_run(_clean(text))
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor(_GREY, _GREY, _GREY)


def _clean(text: str) -> str:
    """``text`` without characters that XML does not allow."""
    return _CONTROL.sub("", text)
