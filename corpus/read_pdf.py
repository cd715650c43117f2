"""PDF with a text layer → blocks: running heads and page numbers left out, broken paragraphs and headings joined by
their place on the page, ruled tables as rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from corpus.blocks import build_block, build_row, merge_spans
from corpus.contents import mark_contents
from corpus.errors import UnreadableDocument
from corpus.numbering import FOOTNOTE_MARKS, TERMINAL, match_numbering
from corpus.pdf_furniture import drop_furniture
from corpus.pdf_page import PdfItem, PdfLine, PdfPicture, PdfTable, PictureReader, join_lines, read_page
from corpus.raw import Block, RawDocument, ReadProgress

_TAIL = 2048
_LATIN_WORD = re.compile(r"[!-~]+")
_NOTE_MARK = re.compile(
    rf"[{FOOTNOTE_MARKS}]|[①②③④⑤⑥⑦⑧⑨⑩]|[\[［【]\d{{1,2}}[\]］】]|\d{{1,2}}[\s.．、]?(?=[^\d\s.．、%])"
)
_UNDECODED = "(cid:"
_SCAN_RESOLUTION = 150
"""Dots per inch at which a page without text is drawn for recognition."""
_SMALL = 0.9
"""Footnotes are set in type of less than this share of the body's size."""
_PICTURE_SHARE = 0.1
"""Pictures that cover less of a page are ornaments."""
_CHARS_ON_PICTURE = 20
"""A picture with more characters on it than a caption has is a background."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Left and right edge of the text in one column of one page."""

    left: float
    right: float


def read_pdf(
    path: Path,
    password: str | None = None,
    recogniser: PictureReader | None = None,
    progress: ReadProgress | None = None,
) -> RawDocument:
    """Read a PDF's text layer; ``recogniser`` reads the pages that are only pictures.

    Raises UnreadableDocument for a broken, truncated or encrypted file (ask for ``password``), for one of pictures
    only, and for one whose fonts cannot be decoded.
    """
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL))
        if b"%%EOF" not in stream.read():
            raise _unreadable(path, "PDF 不完整（没有文件结尾）", "truncated PDF (its end is missing)")
    try:
        pages, title, warnings, confidences = _read_pages(path, password or "", recogniser, progress)
    except (PdfminerException, MalformedPDFException, PDFException, PSException) as error:
        cause = error.args[0] if error.args else error
        if isinstance(error, PDFPasswordIncorrect) or isinstance(cause, PDFPasswordIncorrect):
            raise _encrypted(path, wrong=password is not None) from error
        raise _unreadable(path, f"PDF 已损坏（{cause}）", f"broken PDF ({cause})") from error
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        OSError,
        RecursionError,
        AssertionError,
    ) as error:
        # pdfminer lets all of these through on damaged files.
        raise _unreadable(path, f"PDF 已损坏（{error}）", f"broken PDF ({error})") from error
    text = "".join(item.text for page in pages for item in page if isinstance(item, PdfLine))
    if not any(pages) and recogniser:
        raise _unreadable(path, "PDF 中没有文字，也没有识别出文字", "no text in the PDF, and none was recognised")
    if not any(not isinstance(item, PdfPicture) for page in pages for item in page):
        raise UnreadableDocument(
            f"{path.name}：PDF 只有图像、没有文字层。",
            f"{path.name}: the PDF has only pictures and no text layer.",
            next_step_zh='请安装文字识别（pip install "planqa[ocr]"）后运行 planqa index --ocr on，'
            "或使用带文字层的 PDF。",
            next_step_en='Install text recognition (pip install "planqa[ocr]") and run `planqa index --ocr on`, '
            "or use a PDF with a text layer.",
        )
    if text.count(_UNDECODED) * 10 > len(text):
        raise _unreadable(path, "PDF 的字体没有编码表，文字无法还原", "the PDF's fonts cannot be decoded to text")
    metadata = {"title": title} if title else {}
    blocks = tuple(replace(block, confidence=confidences.get(block.page)) for block in build_blocks(pages))
    pictures = {item.name: item.data for page in pages for item in page if isinstance(item, PdfPicture) and item.data}
    return RawDocument((), "document", False, metadata, blocks, tuple(warnings), pictures)


def _read_pages(
    path: Path, password: str, recogniser: PictureReader | None, progress: ReadProgress | None
) -> tuple[list[list[PdfItem]], str, list[str], dict[int, float]]:
    """Items of every page, the stated title, warnings, and the confidence of each page that was recognised."""
    pages: list[list[PdfItem]] = []
    warnings: list[str] = []
    confidences: dict[int, float] = {}
    with pdfplumber.open(path, password=password) as pdf:
        title = str(pdf.metadata.get("Title") or "").strip()
        for number, page in enumerate(pdf.pages, 1):
            if progress:
                progress("pages", number - 1, len(pdf.pages))
            items: list[PdfItem] = list(read_page(page, number))
            area = float(page.width * page.height)
            pictures = [image for image in page.images if image["width"] * image["height"] >= area * _PICTURE_SHARE]
            if pictures and not items and recogniser:
                reading = recogniser.read(page.to_image(resolution=_SCAN_RESOLUTION).original, number)
                items += reading.items
                confidences[number] = reading.confidence
                warnings.append(f"第 {number} 页为图片，文字由识别得到（最低置信度 {reading.confidence:.2f}）")
            else:
                drawn = [_draw_picture(page, image, number, order, recogniser) for order, image in enumerate(pictures)]
                for picture in filter(None, drawn):
                    place = next((at for at, item in enumerate(items) if item.top > picture.top), len(items))
                    items.insert(place, picture)
            pages.append(items)
            page.close()
        if progress:
            progress("pages", len(pages), len(pages))
    return pages, title, warnings, confidences


def _draw_picture(
    page: Page, image: dict[str, Any], number: int, order: int, recogniser: PictureReader | None
) -> PdfPicture | None:
    """A picture of a page with text; one that lies behind the text is a background."""
    box = (
        max(0.0, image["x0"]),
        max(0.0, image["top"]),
        min(page.width, image["x1"]),
        min(page.height, image["bottom"]),
    )
    within = [char for char in page.chars if box[0] < char["x0"] < box[2] and box[1] < char["top"] < box[3]]
    if box[0] >= box[2] or box[1] >= box[3] or len(within) > _CHARS_ON_PICTURE:
        return None
    data = b""
    if recogniser:
        sink = BytesIO()
        page.crop(box).to_image(resolution=_SCAN_RESOLUTION).original.save(sink, "PNG")
        data = sink.getvalue()
    return PdfPicture(f"第{number}页图片{order + 1}", number, box[1], data)


def build_blocks(pages: Sequence[Sequence[PdfItem]], left_share: float = 0.05) -> list[Block]:
    """Blocks of all pages, in reading order; ``left_share`` of a page's lines may begin left of its text (numbers that
    hang in the margin do)."""
    items = drop_furniture(pages)
    texts = [item.text if isinstance(item, PdfLine) else "" for item in items]
    contents = mark_contents([text or "\t" for text in texts], markdown=False)
    sizes: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for item, in_contents in zip(items, contents, strict=True):
        if isinstance(item, PdfLine) and not in_contents:
            sizes[item.size] += len(item.text)
            for start, end, name in item.fonts:
                fonts[name] += end - start
    body_size = sizes.most_common(1)[0][0] if sizes else 0.0
    body_font = fonts.most_common(1)[0][0] if fonts else ""
    frames = _measure_frames([item for item in items if isinstance(item, PdfLine)], body_size, left_share)
    blocks: list[Block] = []
    previous = last_body = None
    for item, in_contents in zip(items, contents, strict=True):
        if isinstance(item, PdfPicture):
            blocks.append(Block("image", f"![]({item.name})", item.page, continues=False))
            previous = last_body = None
        elif isinstance(item, PdfTable):
            blocks += [build_row(row, page=item.page) for row in item.rows if any(row)]
            previous = last_body = None
        elif in_contents:
            blocks.append(Block("toc", item.text, item.page, continues=False))
            previous = last_body = None
        else:
            block = _build_line_block(item, body_size, body_font)
            small = item.size < body_size * _SMALL
            # Footnotes at the foot of a page stand between two parts of a paragraph.
            previous = previous if small else last_body
            joined = previous is not None and _goes_on(previous, item, frames, body_size)
            if previous is not None and joined and previous.page == item.page:
                blocks[-1] = _extend(blocks[-1], block)
            else:
                blocks.append(replace(block, continues=joined))
            previous, last_body = item, last_body if small else item
    return [_settle(block) for block in blocks]


def _measure_frames(lines: Sequence[PdfLine], size: float, left_share: float) -> dict[tuple[int, int], _Frame]:
    """The text's edges in each column; a page of few full lines takes those of the whole document."""
    by_column: dict[tuple[int, int], list[PdfLine]] = defaultdict(list)
    for line in lines:
        if abs(line.size - size) < 0.6:
            by_column[(line.page, line.column)].append(line)
    everywhere: dict[int, list[PdfLine]] = defaultdict(list)
    for (_, column), members in by_column.items():
        everywhere[column] += members
    whole = {column: _frame(members, left_share) for column, members in everywhere.items()}
    frames: dict[tuple[int, int], _Frame] = {}
    for line in lines:
        key = (line.page, line.column)
        if key not in frames:
            members = by_column.get(key, [])
            default = whole.get(line.column, _Frame(line.x0, line.x1))
            frames[key] = _frame(members, left_share) if len(members) >= 8 else default
    return frames


def _frame(lines: Sequence[PdfLine], left_share: float) -> _Frame:
    lefts = sorted(line.x0 for line in lines)
    rights = sorted(line.x1 for line in lines)
    return _Frame(lefts[int(len(lefts) * left_share)], rights[min(len(rights) - 1, len(rights) * 19 // 20)])


def _goes_on(previous: PdfLine, line: PdfLine, frames: dict[tuple[int, int], _Frame], body_size: float) -> bool:
    """Whether a line belongs to the paragraph or heading of the line before it."""
    if abs(previous.size - line.size) > 0.6:
        return False
    same_place = (previous.page, previous.column) == (line.page, line.column)
    gap = line.top - previous.bottom if same_place else 0.0
    if gap > line.size * 1.6:
        return False
    frame, before = frames[(line.page, line.column)], frames[(previous.page, previous.column)]
    if line.size > body_size + 0.6 and _is_centred(previous, before) and _is_centred(line, frame):
        return same_place and match_numbering(line.text) is None
    indented = line.x0 - frame.left > line.size
    # A Latin word or number is not broken, so the line before it may end early.
    word = _LATIN_WORD.match(line.text)
    full = before.right - previous.x1 < previous.size * (1.6 + (len(word.group()) * 0.6 if word else 0))
    outdented = frame.left - line.x0 > line.size
    if indented or outdented or not full:
        return False
    return match_numbering(line.text) is None or previous.text[-1] not in TERMINAL


def _is_centred(line: PdfLine, frame: _Frame) -> bool:
    left, right = line.x0 - frame.left, frame.right - line.x1
    return left > line.size and abs(left - right) < line.size * 1.5


def _build_line_block(line: PdfLine, body_size: float, body_font: str) -> Block:
    """A line as a block of its own; its kind is settled once its paragraph is whole."""
    spans = [(start, end) for start, end, name in line.fonts if name != body_font]
    bold = merge_spans(_widen(spans, line.text))
    if line.size > body_size + 0.6:
        bold = ((0, len(line.text)),)
    small = line.size < body_size * _SMALL
    block = build_block(line.text, bold=bold, page=line.page)
    if small and _NOTE_MARK.match(line.text):
        return replace(block, kind="footnote")
    return replace(block, kind="text") if block.kind == "footnote" else block


def _widen(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans of another Han font taken over the digits, Latin letters and marks at their sides and between them."""
    widened = []
    for start, end in spans:
        while start > 0 and not "\u4e00" <= text[start - 1] <= "\u9fff" and text[start - 1] not in "。；，：":
            start -= 1
        while end < len(text) and not "\u4e00" <= text[end] <= "\u9fff" and text[end - 1] not in "。；，：":
            end += 1
        widened.append((start, end))
    return widened


def _extend(block: Block, line: Block) -> Block:
    text = join_lines((block.text, line.text))
    shift = len(text) - len(line.text)
    bold = list(block.bold) + [(start + shift, end + shift) for start, end in line.bold]
    return replace(block, text=text, bold=merge_spans(bold))


def _settle(block: Block) -> Block:
    """The kind of a whole paragraph: a line that looked like a heading may have been a paragraph's first."""
    if block.kind in ("row", "toc", "footnote", "image"):
        return block
    # One character in another font is a rare glyph, not emphasis.
    block = replace(block, bold=tuple((start, end) for start, end in block.bold if end - start >= 2))
    whole = build_block(block.text, bold=block.bold, page=block.page)
    if block.kind == "caption" and not block.text.endswith(("。", "；", "，")):
        return block
    if whole.kind == "footnote":
        return replace(block, kind="text")
    return replace(block, kind="text" if block.continues and whole.kind == "heading" else whole.kind)


def _encrypted(path: Path, *, wrong: bool) -> UnreadableDocument:
    return UnreadableDocument(
        f"{path.name}：{'密码不对' if wrong else 'PDF 有密码'}。",
        f"{path.name}: {'wrong password' if wrong else 'the PDF is encrypted'}.",
        next_step_zh="请用 --password 提供打开密码，或另存为没有密码的 PDF。",
        next_step_en="Give its password with --password, or save a copy without one.",
    )


def _unreadable(path: Path, reason_zh: str, reason_en: str) -> UnreadableDocument:
    return UnreadableDocument(f"{path.name}：{reason_zh}。", f"{path.name}: {reason_en}.")
