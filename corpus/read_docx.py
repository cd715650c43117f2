"""DOCX → blocks: styled headings, automatic numbering, tables with merged cells, footnotes, page breaks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from corpus.blocks import build_block, build_row, merge_spans
from corpus.docx_numbering import ListNumbers
from corpus.errors import UnreadableDocument
from corpus.raw import Block, RawDocument

_STYLED_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*\d?", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_LARGEST_PART = 200 * 2**20
"""Bytes a document may unpack to; a file that claims more is not a plan."""


def read_docx(path: Path) -> RawDocument:
    """Read a Word document; raises UnreadableDocument for a broken or oversized one."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST_PART:
                raise UnreadableDocument(
                    f"{path.name}：解压后超过 {_LARGEST_PART >> 20} MB。",
                    f"{path.name}: unpacks to more than {_LARGEST_PART >> 20} MB.",
                )
        document = open_docx(str(path))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, etree.XMLSyntaxError) as error:
        raise UnreadableDocument(
            f"{path.name}：DOCX 已损坏或不完整。", f"{path.name}: broken or truncated DOCX."
        ) from error
    reader = _Reader(document)
    blocks = tuple(reader.read())
    title = (document.core_properties.title or "").strip()
    return RawDocument(
        (),
        "document" if reader.page > 1 else "none",
        False,
        {"title": title} if title else {},
        blocks if reader.page > 1 else tuple(replace(block, page=0) for block in blocks),
    )


class _Reader:
    """Walks a document's body in order and keeps the page and the list counters."""

    def __init__(self, document: DocxDocument) -> None:
        self.page = 1
        self._document = document
        self._numbers = ListNumbers(document)
        self._footnotes = _read_footnotes(document)
        self._next_mark = 1

    def read(self) -> Iterator[Block]:
        """The document's blocks."""
        for item in self._document.iter_inner_content():
            if isinstance(item, Table):
                yield from self._read_table(item)
            else:
                yield from self._read_paragraph(item)

    def _read_paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        start = self.page
        text, bold, notes, pictures = self._read_runs(paragraph)
        label = self._numbers.next_label(paragraph)
        if text.strip():
            lead = len(text) - len(text.lstrip(" 　\n"))
            text = text.strip(" 　\n")
            shift = len(label) - lead
            spans = merge_spans([(max(0, first + shift), last + shift) for first, last in bold])
            if label and spans and spans[0][0] == len(label):
                spans = ((0, spans[0][1]), *spans[1:])
            block = build_block(label + text, bold=spans, level=_heading_level(paragraph), page=start)
            style = (paragraph.style.name or "") if paragraph.style else ""
            yield replace(block, kind="toc") if _CONTENTS_STYLE.fullmatch(style.strip()) else block
        for _ in range(pictures):
            yield Block("image", "![](Word 内嵌图片)", self.page, continues=False)
        for mark, note in notes:
            yield Block("footnote", f"{mark} {note}", start, continues=False)

    def _read_runs(self, paragraph: Paragraph) -> tuple[str, list[tuple[int, int]], list[tuple[str, str]], int]:
        """A paragraph's text, its bold spans, the footnotes it refers to, and how many pictures it holds."""
        parts: list[str] = []
        bold: list[tuple[int, int]] = []
        notes: list[tuple[str, str]] = []
        length = pictures = 0
        style_bold = bool(paragraph.style and paragraph.style.font and paragraph.style.font.bold)
        for run in paragraph._p.iter(qn("w:r")):
            if any(parent.tag in (qn("w:del"), qn("w:txbxContent")) for parent in run.iterancestors()):
                continue
            text = ""
            for child in run:
                if child.tag == qn("w:t"):
                    text += child.text or ""
                elif child.tag == qn("w:tab"):
                    text += " "
                elif child.tag == qn("w:noBreakHyphen"):
                    text += "-"
                elif child.tag == qn("w:lastRenderedPageBreak"):
                    self.page += 1
                elif child.tag == qn("w:br"):
                    text += "" if child.get(qn("w:type")) == "page" else "\n"
                elif child.tag == qn("w:footnoteReference"):
                    mark = str(self._next_mark).translate(_SUPERSCRIPT)
                    self._next_mark += 1
                    notes.append((mark, self._footnotes.get(child.get(qn("w:id")) or "", "")))
                    text += mark
                elif child.tag in (qn("w:drawing"), qn("w:pict")):
                    pictures += any(True for _ in child.iter(qn("a:blip")))
            properties = run.find(qn("w:rPr"))
            if text and _is_bold(properties, style_bold):
                bold.append((length, length + len(text)))
            parts.append(text)
            length += len(text)
        return re.sub(r"\n", " ", "".join(parts)), bold, notes, pictures

    def _read_table(self, table: Table) -> Iterator[Block]:
        """A row each, merged cells blank after their first; a table of one column is a frame around paragraphs."""
        if len(table.columns) == 1:
            for row in table.rows:
                for item in row.cells[0].iter_inner_content():
                    yield from self._read_table(item) if isinstance(item, Table) else self._read_paragraph(item)
            return
        for tr in table._tbl.tr_lst:
            page = self.page
            cells: list[str] = []
            notes: list[Block] = []
            for tc in tr.tc_lst:
                text = ""
                if tc.vMerge != "continue":
                    for item in tc.p_lst:
                        for block in self._read_paragraph(Paragraph(item, table)):
                            if block.kind == "footnote":
                                notes.append(block)
                            else:
                                text += (" " if text else "") + block.text
                cells += [text.replace("\t", " "), *[""] * (tc.grid_span - 1)]
            if any(cells):
                yield build_row(cells, page=page)
            yield from notes


def _is_bold(properties: etree._Element | None, default: bool) -> bool:
    mark = properties.find(qn("w:b")) if properties is not None else None
    return default if mark is None else mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _heading_level(paragraph: Paragraph) -> int:
    """The outline level of a heading (1 for the highest) from its own format or its style; 0 for body text."""
    own = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if own is not None:
        level = int(own.get(qn("w:val"), "9"))
        return level + 1 if level < 9 else 0
    style = paragraph.style
    while style is not None:
        if match := _STYLED_HEADING.fullmatch((style.name or "").strip()):
            return int(match.group(1))
        outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            level = int(outline.get(qn("w:val"), "9"))
            return level + 1 if level < 9 else 0
        style = getattr(style, "base_style", None)
    return 0


def _read_footnotes(document: DocxDocument) -> dict[str, str]:
    """Footnote id → its text."""
    for relation in document.part.rels.values():
        if relation.reltype == _FOOTNOTES:
            root = etree.fromstring(relation.target_part.blob)
            return {
                note.get(qn("w:id"), ""): "".join(text.text or "" for text in note.iter(qn("w:t"))).strip()
                for note in root.iter(qn("w:footnote"))
            }
    return {}
