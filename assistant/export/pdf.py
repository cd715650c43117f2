"""A report as PDF, with Noto Sans SC from an installed package embedded: no font of the reader's system is needed."""

from __future__ import annotations

import re
from typing import Any

from assistant.export.line_breaks import break_lines
from assistant.export.types import Grid, Heading, Paragraph, Report, describe_place

_FONT = "NotoSansSC"
_HEADING_SIZES = {1: 14.0, 2: 12.0, 3: 10.5}
_TITLE_SIZE, _TEXT_SIZE, _NOTE_SIZE = 19.0, 10.5, 8.5
_BLACK, _GREY, _SHADE = 0, 90, (235, 239, 243)
_MARGIN = 20.0
"""Millimetres."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MISSING = "□"


def write_pdf(report: Report) -> bytes:
    """The report as an A4 PDF with page numbers; characters that the font lacks are shown as □."""
    sheet = _Sheet(report)
    sheet.write()
    return sheet.finish()


class _Sheet:
    """One document being written."""

    def __init__(self, report: Report) -> None:
        from fpdf import FPDF
        from pylopdf_fonts_zh_cn import sans_path

        class Numbered(FPDF):
            def footer(self) -> None:
                """The page's number."""
                self.set_y(-15)
                self.set_font(_FONT, size=_NOTE_SIZE)
                self.set_text_color(_GREY)
                self.cell(0, 8, f"{self.page_no()}", align="C")

        self.report = report
        # ``Any``: fpdf2's own annotations do not hold under strict checking.
        self.pdf: Any = Numbered(format="A4")
        self.pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.pdf.set_auto_page_break(True, _MARGIN)
        self.pdf.add_font(_FONT, "", str(sans_path()))
        self.pdf.set_lang("en" if report.language == "en" else "zh-CN")
        font: Any = self.pdf.fonts[_FONT.lower()]
        self.known = frozenset(font.cmap)
        self.pdf.set_title(self._clean(report.title))

    def write(self) -> None:
        """All of the report."""
        report = self.report
        self.pdf.add_page()
        self._say(report.title, _TITLE_SIZE)
        for line in report.under_title:
            self._say(line, _NOTE_SIZE, _GREY)
        for block in report.blocks:
            if isinstance(block, Heading):
                self._head(block.text, block.level)
            elif isinstance(block, Grid):
                self._rule(block)
            elif isinstance(block, Paragraph):
                small = block.style == "note"
                text, indent = (f"• {block.text}", 4.0) if block.style == "item" else (block.text, 0.0)
                self._say(text, _NOTE_SIZE if small else _TEXT_SIZE, _GREY if small else _BLACK, indent)
        if report.sources:
            self._head(report.sources_title, 1)
        for item in report.sources:
            self._say(f"[{item.n}] {describe_place(item, report.language)}", _NOTE_SIZE + 0.5)
            self._say(" ".join(item.quote.split()), _NOTE_SIZE, _GREY, 6.0)

    def finish(self) -> bytes:
        """The file's bytes."""
        return bytes(self.pdf.output())

    def _head(self, text: str, level: int) -> None:
        size = _HEADING_SIZES[min(level, 3)]
        self.pdf.ln(2.5)
        # A heading does not stand alone at the foot of a page.
        if self.pdf.get_y() > self.pdf.h - _MARGIN - 18:
            self.pdf.add_page()
        self.pdf.start_section(self._clean(text), level=min(level, 3) - 1)
        self._say(text, size)

    def _say(self, text: str, size: float, grey: int = _BLACK, indent: float = 0.0) -> None:
        from fpdf.enums import Align, WrapMode

        self.pdf.set_font(_FONT, size=size)
        self.pdf.set_text_color(grey)
        self.pdf.set_x(_MARGIN + indent)
        plain = self._clean(text)
        if _CHINESE.search(plain):
            room = self.pdf.epw - indent - 2 * self.pdf.c_margin
            plain = break_lines(plain, room, self.pdf.get_string_width)
        self.pdf.multi_cell(
            0,
            size * 0.56,
            plain,
            align=Align.L,
            # A piece that is wider than the page has no spaces to break at.
            wrapmode=WrapMode.CHAR if _CHINESE.search(plain) else WrapMode.WORD,
            new_x="LMARGIN",
            new_y="NEXT",
        )
        self.pdf.ln(size * 0.12)

    def _rule(self, grid: Grid) -> None:
        from fpdf.enums import WrapMode
        from fpdf.fonts import FontFace

        self.pdf.set_font(_FONT, size=_NOTE_SIZE + 0.5)
        self.pdf.set_text_color(_BLACK)
        with self.pdf.table(
            col_widths=grid.widths or None,
            headings_style=FontFace(emphasis="", fill_color=_SHADE),
            text_align="LEFT",
            line_height=5.2,
            padding=1.2,
            wrapmode=WrapMode.CHAR,
        ) as table:
            for cells in (grid.heads, *grid.rows):
                row = table.row()
                for cell in cells:
                    row.cell(self._clean(cell))
        self.pdf.ln(2)

    def _clean(self, text: str) -> str:
        return "".join(c if c == "\n" or ord(c) in self.known else _MISSING if c.isprintable() else "" for c in text)
