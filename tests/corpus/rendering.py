"""Plans rendered to PDF, DOCX and HTML as offices publish them, so that what was put in is known."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx import Document as new_docx
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFontInfo, UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Table
from reportlab.platypus.tableofcontents import TableOfContents

FONT = "STSong-Light"
BOLD_FONT = "STSong-Bold"
RUNNING_HEAD = "示例规划纲要"
BODY_SIZE = 12


@dataclass(frozen=True)
class Item:
    """A heading (``level`` from 1), a paragraph (level 0) or a table (``rows``; None covers a merged cell); ``bold``
    are the spans of a paragraph that are set bold."""

    text: str = ""
    level: int = 0
    rows: tuple[tuple[str | None, ...], ...] = ()
    bold: tuple[tuple[int, int], ...] = ()

    def split_bold(self) -> list[tuple[str, bool]]:
        """The text in stretches, each with whether it is bold."""
        cuts = sorted({0, len(self.text), *(at for span in self.bold for at in span)})
        return [
            (self.text[start:end], any(first <= start < last for first, last in self.bold))
            for start, end in pairwise(cuts)
        ]


class BoldFont(UnicodeCIDFont):  # type: ignore[misc]
    """The built-in Chinese font under a second name, as a document names the bold cut of its type."""

    def __init__(self) -> None:
        super().__init__(FONT)
        self.name = self.fontName = BOLD_FONT

    def addObjects(self, document: Any) -> None:
        original = CIDFontInfo[FONT]
        CIDFontInfo[FONT] = {**copy.deepcopy(original), "BaseFont": f"/{BOLD_FONT}"}
        descendant = CIDFontInfo[FONT]["DescendantFonts"][0]
        descendant["BaseFont"] = descendant["FontDescriptor"]["FontName"] = f"/{BOLD_FONT}"
        try:
            super().addObjects(document)
        finally:
            CIDFontInfo[FONT] = original


def register_fonts() -> None:
    """Make the built-in Chinese font and its bold cut known."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    pdfmetrics.registerFont(BoldFont())


def read_items(markdown: str) -> list[Item]:
    """Headings and paragraphs of a Markdown plan; metadata, contents list, comments and pictures are left out."""
    text = re.sub(r"\A---\n.*?\n-{3,}\n|<!--.*?-->|<details>.*?</?details>", "", markdown, flags=re.DOTALL)
    items = []
    for line in text.splitlines():
        plain = line.replace("**", "").strip("> 　")
        if match := re.match(r"(#+)\s+(.+)", plain):
            items.append(Item(match.group(2).strip(), len(match.group(1)) - 1))
        elif plain and not plain.startswith(("![", "---")):
            items.append(Item(plain))
    return items


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Numbers the pages, repeats a running head and tells the contents page where headings stand."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), pagesize=A4, leftMargin=28 * mm, rightMargin=26 * mm, topMargin=35 * mm)
        frame = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self._draw_furniture))
        self.headings: list[tuple[str, int]] = []

    def beforeDocument(self) -> None:
        self.headings = []

    def _draw_furniture(self, canvas: Any, _: Any) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 20 * mm, RUNNING_HEAD)
        canvas.drawCentredString(A4[0] / 2, 12 * mm, f"— {canvas.getPageNumber()} —")

    def afterFlowable(self, flowable: Flowable) -> None:
        level = getattr(flowable, "heading_level", 0)
        if level:
            self.headings.append((flowable.heading_text, self.page))
            if level <= 2:
                self.notify("TOCEntry", (level - 1, html.escape(flowable.heading_text), self.page))


def render_pdf(path: Path, items: Sequence[Item], *, title: str, heading_size: int = 15) -> list[tuple[str, int]]:
    """Write a PDF with title and contents page; returns every heading's title and page."""
    register_fonts()
    template = _Template(path)
    body = _style("body", BODY_SIZE, firstLineIndent=2 * BODY_SIZE)
    head = _style("head", heading_size, spaceBefore=6, spaceAfter=6)
    contents = TableOfContents(dotsMinLevel=0, levelStyles=[_style("t1", 12), _style("t2", 12, leftIndent=24)])
    story: list[Flowable] = [
        Paragraph(html.escape(title), _style("title", 22, alignment=1, spaceBefore=120)),
        PageBreak(),
        Paragraph("目　录", _style("toc", 18, alignment=1)),
        contents,
        PageBreak(),
    ]
    for item in items:
        if item.rows:
            story.append(_build_table(item.rows))
            continue
        stretches = [
            f'<font name="{BOLD_FONT}">{html.escape(text)}</font>' if bold else html.escape(text)
            for text, bold in item.split_bold()
        ]
        flowable = Paragraph("".join(stretches), head if item.level else body)
        if item.level:
            flowable.heading_level, flowable.heading_text = item.level, item.text
        story.append(flowable)
    template.multiBuild(story)
    return template.headings


def _style(name: str, size: int, **options: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=FONT, fontSize=size, leading=size * 1.6, wordWrap="CJK", **options)


def _build_table(rows: tuple[tuple[str | None, ...], ...]) -> Table:
    cell = _style("cell", 10)
    style: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for column in range(len(rows[0])):
        start = 0
        for row in range(1, len(rows) + 1):
            if row == len(rows) or rows[row][column] is not None:
                if row - start > 1:
                    style.append(("SPAN", (column, start), (column, row - 1)))
                start = row
    content = [[Paragraph(html.escape(text or ""), cell) for text in row] for row in rows]
    return Table(content, style=style, repeatRows=1)


def render_docx(path: Path, items: Iterable[Item], *, title: str) -> None:
    """Write a Word document with styled headings."""
    document = new_docx()
    document.core_properties.title = title
    document.styles["Normal"].font.size = Pt(BODY_SIZE)
    for item in items:
        if item.rows:
            table = document.add_table(len(item.rows), len(item.rows[0]))
            for row, texts in enumerate(item.rows):
                for column, text in enumerate(texts):
                    if text is not None:
                        table.cell(row, column).text = text
                    else:
                        above = table.cell(row - 1, column)
                        above.merge(table.cell(row, column))
        elif item.level:
            document.add_heading(item.text, item.level)
        else:
            paragraph = document.add_paragraph()
            for text, bold in item.split_bold():
                paragraph.add_run(text).bold = bold or None
    document.save(str(path))


def render_html(path: Path, items: Iterable[Item], *, title: str) -> None:
    """Write a web page with a site's menu, side bar and footer around the article."""
    parts = []
    for item in items:
        text = html.escape(item.text)
        if item.rows:
            parts.append(_html_table(item.rows))
        else:
            stretches = [
                f"<b>{html.escape(part)}</b>" if bold else html.escape(part) for part, bold in item.split_bold()
            ]
            heading = f"<h{item.level + 1}>{text}</h{item.level + 1}>"
            parts.append(heading if item.level else f"<p>　　{''.join(stretches)}</p>")
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("首页", "政务公开", "办事服务", "互动交流"))
    page = (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title>"
        "<script>var tracker = '请勿读取。';</script></head><body>"
        f"<div class='top'><ul>{menu}</ul></div><div class='main'><div class='side'><p>相关链接</p></div>"
        f"<div class='article'>{''.join(parts)}</div></div>"
        "<div class='foot'><p>主办单位：某市人民政府办公厅</p><p>网站标识码：5101000001</p></div></body></html>"
    )
    path.write_text(page, encoding="utf-8")


def _html_table(rows: tuple[tuple[str | None, ...], ...]) -> str:
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for column, text in enumerate(row):
            if text is None:
                continue
            height = 1
            while number + height < len(rows) and rows[number + height][column] is None:
                height += 1
            cells.append(f"<td rowspan='{height}'>{html.escape(text)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table border='1'>{''.join(lines)}</table>"
