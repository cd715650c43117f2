"""DOCX → blocks: styled headings, automatic numbering, tables with merged cells, footnotes, page breaks."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from corpus.blocks import build_block, build_row, frame_blocks, merge_spans
from corpus.characters import read_characters
from corpus.docx_numbering import ListNumbers
from corpus.errors import UnreadableDocument
from corpus.raw import Block, RawDocument

_STYLED_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*\d?", re.IGNORECASE)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_PARTS = {
    "footnoteReference": ("footnotes", "w:footnote"),
    "endnoteReference": ("endnotes", "w:endnote"),
}
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, OpcError, PythonDocxError, etree.LxmlError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, NotImplementedError, RecursionError),
)
"""What the libraries let through on a damaged file."""
_VML_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_SYMBOLS = {  # Places in the picture fonts (Wingdings) and the signs that stand there.
    0xA3: "□",
    0x6F: "□",
    0xA8: "□",
    0x52: "☑",
    0xFE: "☑",
    0xFC: "√",
    0x50: "√",
    0xFB: "×",
    0xB7: "•",
    0x6C: "•",
}
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SPACE = " 　\t"
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
        reader = _Reader(document)
        blocks = tuple(reader.read())
        title = (document.core_properties.title or "").strip()
    except _DAMAGE as error:
        raise UnreadableDocument(
            f"{path.name}：DOCX 已损坏或不完整。", f"{path.name}: broken or truncated DOCX."
        ) from error
    return RawDocument(
        (),
        "document" if reader.page > 1 else "none",
        False,
        {"title": title} if title else {},
        blocks if reader.page > 1 else tuple(replace(block, page=0) for block in blocks),
        pictures=reader.pictures,
    )


@dataclass(slots=True)
class _Runs:
    """A paragraph's text as its runs give it; ``breaks`` are offsets where a page begins, with its number; ``boxes``
    are the text boxes anchored in it."""

    text: str = ""
    bold: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


class _Reader:
    """Walks a document's body in order and keeps the page and the list counters."""

    def __init__(self, document: DocxDocument) -> None:
        self.page = 1
        self.pictures: dict[str, bytes] = {}
        self._document = document
        self._numbers = ListNumbers(document)
        self._notes = {tag: _read_notes(document, tag) for tag in _NOTE_PARTS}
        self._next_mark = 1

    def read(self) -> Iterator[Block]:
        """The document's blocks."""
        yield from self._read_container(self._document.element.body)

    def _read_container(self, container: etree._Element) -> Iterator[Block]:
        """Paragraphs and tables of a body, a cell, a text box or a content control."""
        for element in container:
            if element.tag == qn("w:p"):
                yield from self._read_paragraph(Paragraph(element, self._document._body))
            elif element.tag == qn("w:tbl"):
                yield from self._read_table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
                yield from self._read_container(element)

    def _read_paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        start = self.page
        style = (paragraph.style.name or "").strip() if paragraph.style else ""
        in_contents = bool(_CONTENTS_STYLE.fullmatch(style))
        runs = self._read_runs(paragraph, "\t" if in_contents else " ")
        label = self._numbers.next_label(paragraph)
        text = runs.text.strip(_SPACE)
        if text:
            shift = len(label) - (len(runs.text) - len(runs.text.lstrip(_SPACE)))
            bold = merge_spans(
                (max(0, first + shift), min(last + shift, len(label + text))) for first, last in runs.bold
            )
            if label and bold and bold[0][0] == len(label):
                bold = ((0, bold[0][1]), *bold[1:])
            first_page = max([start, *(page for at, page in runs.breaks if at + shift <= 0)])
            block = build_block(label + text, bold=bold, level=_heading_level(paragraph), page=first_page)
            seams = tuple((at + shift, page, True) for at, page in runs.breaks if 0 < at + shift < len(block.text))
            yield replace(block, seams=seams, kind="toc" if in_contents else block.kind)
        for box in runs.boxes:
            yield from self._read_container(box)
        for name in runs.pictures:
            yield Block("image", f"![]({name})", self.page, continues=False)
        for mark, note in runs.notes:
            yield Block("footnote", f"{mark} {note}", start, continues=False)

    def _read_runs(self, paragraph: Paragraph, tab: str) -> _Runs:
        runs = _Runs()
        style_bold = bool(paragraph.style and paragraph.style.font and paragraph.style.font.bold)
        for run in paragraph._p.iter(qn("w:r"), _FORMULA_TEXT):
            if not _belongs_to(run, paragraph._p) or _is_hidden(run):
                continue
            if run.tag == _FORMULA_TEXT:
                runs.text += read_characters(run.text or "")
                continue
            before = len(runs.text)
            for child in run:
                self._read_run_part(child, runs, tab)
            if len(runs.text) > before and _is_bold(run.find(qn("w:rPr")), style_bold):
                runs.bold.append((before, len(runs.text)))
        return runs

    def _read_run_part(self, child: etree._Element, runs: _Runs, tab: str) -> None:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            runs.text += read_characters((child.text or "").replace("\n", " "))
        elif name == "tab":
            runs.text += tab
        elif name == "sym":
            runs.text += _read_symbol(child)
        elif name == "noBreakHyphen":
            runs.text += "-"
        elif name == "lastRenderedPageBreak":
            self.page += 1
            runs.breaks.append((len(runs.text), self.page))
        elif name in ("br", "cr"):
            runs.text += "" if child.get(qn("w:type")) == "page" else " "
        elif name in _NOTE_PARTS:
            mark = str(self._next_mark).translate(_SUPERSCRIPT)
            self._next_mark += 1
            runs.notes.append((mark, self._notes[name].get(child.get(qn("w:id")) or "", "")))
            runs.text += mark
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            boxes = [box for box in child.iter(qn("w:txbxContent")) if not _is_fallback(box)]
            # A box inside a box is read with the outer one.
            runs.boxes += [box for box in boxes if not any(other in boxes for other in box.iterancestors())]
            if not boxes:
                links = [blip.get(qn("r:embed")) for blip in child.iter(qn("a:blip"))]
                links += [image.get(qn("r:id")) for image in child.iter(_VML_IMAGE)]
                runs.pictures += dict.fromkeys(self._name_picture(link) for link in links if link)

    def _name_picture(self, link: str) -> str:
        """The name of an embedded picture, whose bytes are kept under it."""
        part = self._document.part.related_parts.get(link)
        if part is None:
            return "外部图片"
        name = str(part.partname).lstrip("/")
        self.pictures[name] = part.blob
        return name

    def _read_table(self, table: etree._Element) -> Iterator[Block]:
        """A row each, merged cells blank after their first; a table of one column is a frame around paragraphs."""
        if max((sum(tc.grid_span for tc in row.tc_lst) for row in table.tr_lst), default=0) <= 1:
            inside = [block for row in table.tr_lst for cell in row.tc_lst for block in self._read_container(cell)]
            yield from frame_blocks(inside)
            return
        for row in table.tr_lst:
            page = self.page
            cells: list[str] = []
            notes: list[Block] = []
            for cell in row.tc_lst:
                blocks = [] if cell.vMerge == "continue" else list(self._read_container(cell))
                notes += [block for block in blocks if block.kind == "footnote"]
                texts = [block.text for block in blocks if block.kind != "footnote"]
                cells += [" ".join(texts).replace("\t", " "), *[""] * (cell.grid_span - 1)]
            if any(cells):
                yield build_row(cells, page=page)
            yield from notes


def _belongs_to(run: etree._Element, paragraph: etree._Element) -> bool:
    """Whether a run is the paragraph's own: not deleted, and not of a paragraph in a text box anchored in it."""
    for parent in run.iterancestors():
        if parent is paragraph:
            return True
        if parent.tag in (qn("w:del"), qn("w:p"), qn("w:moveFrom")):
            return False
    return False


def _read_symbol(symbol: etree._Element) -> str:
    """A character of a symbol font: the code itself, or the sign that the common picture fonts have at that place."""
    code = int(symbol.get(qn("w:char"), "0"), 16)
    return _SYMBOLS.get(code & 0xFF, "") if 0xF000 <= code <= 0xF0FF else chr(code) if code else ""


def _is_hidden(run: etree._Element) -> bool:
    """Whether a run is hidden text, which no reader of the printed plan sees."""
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _is_fallback(element: etree._Element) -> bool:
    return any(
        isinstance(parent.tag, str) and etree.QName(parent).localname == "Fallback"
        for parent in element.iterancestors()
    )


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


def _read_notes(document: DocxDocument, reference: str) -> dict[str, str]:
    """Note id → its text, for footnotes or endnotes."""
    kind, tag = _NOTE_PARTS[reference]
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}"):
            root = etree.fromstring(relation.target_part.blob)
            return {
                note.get(qn("w:id"), ""): read_characters(
                    "".join(text.text or "" for text in note.iter(qn("w:t")))
                ).strip()
                for note in root.iter(qn(tag))
            }
    return {}
