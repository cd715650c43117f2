"""HTML → blocks: the article alone, without the site's menus, links and footers."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree, html

from corpus.blocks import build_block, build_row, frame_blocks, merge_spans
from corpus.characters import read_characters
from corpus.errors import UnreadableDocument
from corpus.html_furniture import drop_furniture, drop_site_lines
from corpus.raw import Block, RawDocument
from corpus.read_text import decode_text

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_SKIPPED = frozenset(("script", "style", "noscript", "template", "head", "nav", "footer", "aside")) | frozenset(
    ("button", "select", "option", "textarea", "input", "iframe", "svg", "canvas", "audio", "video", "object")
)
_CONTAINERS = frozenset(("article", "body", "center", "div", "form", "main", "section", "table", "tbody", "td", "tr"))
_BLOCKS = (
    _CONTAINERS
    | frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "tfoot", "th", "thead", "ul"))
    | frozenset(("address", "blockquote", "caption", "dd", "details", "dl", "dt", "fieldset", "figcaption", "figure"))
    | frozenset(("header", "hr", "summary"))
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_DATA_IMAGE = re.compile(r"\]\(data:[^,)]*base64,([^)]*)\)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PROSE = re.compile(r"[。；！？]")
_KEPT_SHARE = 0.95
"""The article is the innermost element that holds at least this share of the page's prose."""
_TITLE_FIELDS = ("articletitle", "og:title")
_DATE_FIELDS = ("pubdate", "publishdate")


@dataclass(slots=True)
class _Line:
    """A line of text while its inline elements are gathered."""

    parts: list[str] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, *, bold: bool) -> None:
        if not text:
            return
        if bold:
            self.bold.append((self.length, self.length + len(text)))
        self.parts.append(text)
        self.length += len(text)


def read_html(path: Path, data: bytes) -> RawDocument:
    """The article of a web page as blocks; raises UnreadableDocument where there is none."""
    declared = _CHARSET.search(data[:4096])
    encoding = declared.group(1).decode("ascii").lower() if declared else ""
    # Pages that say gb2312 use characters of its superset.
    text = decode_text(path, data, "gb18030" if encoding.startswith("gb") else encoding)
    try:
        root = html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise _empty(path) from error
    metadata = _read_metadata(root)
    drop_furniture(root, _count_prose)
    blocks = drop_site_lines(list(_read_blocks(find_article(root))))
    if not blocks:
        raise _empty(path)
    blocks, pictures = _take_pictures(blocks)
    return RawDocument((), "none", False, metadata, tuple(blocks), pictures=pictures)


def _take_pictures(blocks: list[Block]) -> tuple[list[Block], dict[str, bytes]]:
    """Pictures that are part of the page itself, under names of their own."""
    pictures: dict[str, bytes] = {}
    for position, block in enumerate(blocks):
        if block.kind == "image" and (match := _DATA_IMAGE.search(block.text)):
            name = f"网页图片{len(pictures) + 1}"
            with contextlib.suppress(ValueError):
                pictures[name] = base64.b64decode(match.group(1))
            blocks[position] = replace(block, text=f"{block.text[: match.start()]}]({name})")
    return blocks, pictures


def find_article(root: html.HtmlElement) -> html.HtmlElement:
    """The innermost element that holds nearly all prose (text with sentence marks, outside links)."""
    body = root.find("body")
    current = root if body is None else body
    total = _count_prose(current)
    while total:
        inner = [child for child in current if _is_open(child) and child.tag in _CONTAINERS]
        best = max(inner, key=_count_prose, default=None)
        if best is None or _count_prose(best) < total * _KEPT_SHARE:
            break
        current = best
    return current


def _count_prose(element: html.HtmlElement) -> int:
    """Characters of the lines below ``element`` that read as sentences."""
    return sum(len(block.text) for block in _read_blocks(element) if _PROSE.search(block.text))


def _is_open(element: html.HtmlElement) -> bool:
    """Whether an element's text is part of what a reader sees."""
    return (
        isinstance(element.tag, str)
        and element.tag not in _SKIPPED
        and not _HIDDEN.search(element.get("style", ""))
        and element.get("hidden") is None
    )


def _read_blocks(element: html.HtmlElement) -> Iterator[Block]:
    line = _Line()
    yield from _walk(element, line, 0, bold=False)
    yield from _flush(line, 0)


def _walk(element: html.HtmlElement, line: _Line, level: int, *, bold: bool) -> Iterator[Block]:
    """Blocks below ``element``; text that is not yet a whole line is left in ``line``."""
    line.add(_squeeze(element.text), bold=bold)
    for child in element:
        tag = child.tag
        if tag == "br":
            yield from _flush(line, level)
        elif tag == "img" and child.get("src"):
            yield from _flush(line, level)
            yield Block("image", f"![{child.get('alt', '')}]({child.get('src')})", 0, continues=False)
        elif tag == "table" and _is_open(child) and _is_data_table(child):
            yield from _flush(line, level)
            yield from read_table(child)
        elif tag == "table" and _is_open(child) and _is_frame(child):
            yield from _flush(line, level)
            yield from frame_blocks(list(_read_blocks(child)))
        elif _is_open(child) and tag in _BLOCKS:
            yield from _flush(line, level)
            inner = _HEADINGS.get(tag, level)
            yield from _walk(child, line, inner, bold=bold)
            yield from _flush(line, inner)
        elif _is_open(child):
            is_bold = bold or tag in _BOLD or bool(_BOLD_STYLE.search(child.get("style", "")))
            yield from _walk(child, line, level, bold=is_bold)
        line.add(_squeeze(child.tail), bold=bold)


def _flush(line: _Line, level: int) -> Iterator[Block]:
    text = "".join(line.parts)
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    if text:
        spans = [(max(0, start - lead), min(len(text), end - lead)) for start, end in line.bold]
        yield build_block(text, bold=merge_spans(spans), level=level)
    line.parts, line.bold, line.length = [], [], 0


def _squeeze(text: str | None) -> str:
    """HTML's white space: a run of it is one space, and none between Han characters, where it only broke the line."""
    if not text:
        return ""
    text = read_characters(text)
    text = re.sub(r"(?<=[^\x00-\x7f])[\r\n][ \t\r\n]*(?=[^\x00-\x7f])", "", text)
    return re.sub(r"[ \t\r\n\xa0\u200b\ufeff]+", " ", text)


def _is_data_table(table: html.HtmlElement) -> bool:
    """A table of rows and columns, not one that only lays out the page or frames an article."""
    if table.find(".//table") is not None:
        return False
    widths = [len(row.findall("td")) + len(row.findall("th")) for row in table.iter("tr")]
    return len(widths) >= 2 and max(widths) >= 2


def _is_frame(table: html.HtmlElement) -> bool:
    """A table of one column stands around a box."""
    widths = [len(row.findall("td")) + len(row.findall("th")) for row in table.iter("tr")]
    return table.find(".//table") is None and max(widths, default=0) == 1


def read_table(table: html.HtmlElement) -> Iterator[Block]:
    """A row each; the cells that a merged cell covers are left blank, as a reader of the plan sees them."""
    caption = table.find("caption")
    if caption is not None and (text := _cell_text(caption)):
        yield build_block(text)
    covered: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        for cell in (child for child in row if child.tag in ("td", "th")):
            while covered.get((number, len(cells))):
                cells.append("")
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            column = len(cells)
            covered.update(
                {(number + down, column + right): True for down in range(1, height) for right in range(width)}
            )
            cells += [_cell_text(cell), *[""] * (width - 1)]
        if any(cells):
            yield build_row(cells)


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), 100) if value.isdecimal() and int(value) > 0 else 1


def _cell_text(cell: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", " ".join(block.text for block in _read_blocks(cell))).strip()


def _read_metadata(root: html.HtmlElement) -> dict[str, str]:
    fields = {
        (meta.get("name") or meta.get("property") or "").lower(): (meta.get("content") or "").strip()
        for meta in root.iter("meta")
    }
    titles = [fields.get(name, "") for name in _TITLE_FIELDS]
    titles.append((root.findtext(".//title") or "").strip())
    dates = [fields.get(name, "")[:10] for name in _DATE_FIELDS]
    return {key: next((value for value in values if value), "") for key, values in (("title", titles), ("date", dates))}


def _empty(path: Path) -> UnreadableDocument:
    return UnreadableDocument(f"{path.name}：网页里没有正文。", f"{path.name}: the web page has no text.")
