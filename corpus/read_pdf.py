"""PDF → raw document: its pages are read one by one, by text recognition where they have no text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from corpus.errors import UnreadableDocument
from corpus.pdf_blocks import build_blocks
from corpus.pdf_page import PdfItem, PdfLine, PdfPicture, PdfTable, PictureReader, read_page
from corpus.pdf_turned import describe_unread, list_turned, turn_upright
from corpus.raw import RawDocument, ReadProgress
from corpus.remarks import list_recognised

_TAIL = 2048
_UNDECODED = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
"""What a glyph without a character comes out as."""
_MOST_UNDECODED = 0.1
"""Largest share of such glyphs on a page that is still read as text."""
_SCAN_RESOLUTION = 150
"""Dots per inch at which a page without text is drawn for recognition."""
_PICTURE_SHARE = 0.1
"""Pictures that cover less of a page are ornaments."""
_CURVES_OF_DRAWN_TEXT = 100
"""A page without text that has this many curves shows its text as outlines."""
_CHARS_ON_PICTURE = 20
"""A picture with more characters on it than a caption has is a background."""


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
        reading = _read_pages(path, password or "", recogniser, progress)
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
    pages = reading.pages
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
    if len(_UNDECODED.findall(text)) * 10 > len(text):
        raise _unreadable(path, "PDF 的字体没有编码表，文字无法还原", "the PDF's fonts cannot be decoded to text")
    metadata = {"title": reading.title} if reading.title else {}
    blocks = tuple(
        replace(block, confidence=reading.recognised[block.page][1] if block.page in reading.recognised else None)
        for block in build_blocks(pages)
    )
    pictures = {item.name: item.data for page in pages for item in page if isinstance(item, PdfPicture) and item.data}
    return RawDocument((), "document", False, metadata, blocks, tuple(reading.warnings), pictures)


@dataclass(slots=True)
class _Reading:
    """What was read of a PDF: items of every page, the stated title, warnings, why each page that was recognised was
    and its confidence, and the turned text of each page that stands in no table."""

    title: str
    pages: list[list[PdfItem]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    recognised: dict[int, tuple[str, float]] = field(default_factory=dict)
    turned: dict[int, str] = field(default_factory=dict)


def _read_pages(path: Path, password: str, recogniser: PictureReader | None, progress: ReadProgress | None) -> _Reading:
    with pdfplumber.open(path, password=password) as pdf:
        reading = _Reading(str(pdf.metadata.get("Title") or "").strip())
        for number, page in enumerate(pdf.pages, 1):
            if progress:
                progress("pages", number - 1, len(pdf.pages))
            upright = turn_upright(page)
            # The pictures of a turned page would be drawn as the file has them.
            reading.pages.append(_read_page(upright, number, recogniser if upright is page else None, reading))
            upright.close()
            page.close()
        if progress:
            progress("pages", len(reading.pages), len(reading.pages))
    reading.warnings[:0] = list_recognised(reading.recognised)
    reading.warnings += describe_unread(reading.turned)
    return reading


def _read_page(page: Page, number: int, recogniser: PictureReader | None, reading: _Reading) -> list[PdfItem]:
    area = float(page.width * page.height)
    pictures = [image for image in page.images if image["width"] * image["height"] >= area * _PICTURE_SHARE]
    chars = [char["text"] for char in page.chars if char["text"].strip()]
    lost = sum(bool(_UNDECODED.match(text)) for text in chars)
    undecoded = lost > len(chars) * _MOST_UNDECODED
    turned = [] if undecoded else list_turned(page)
    items: list[PdfItem] = [] if undecoded and recogniser else list(read_page(page, number, turned))
    if not items and recogniser and (pictures or undecoded or len(page.curves) >= _CURVES_OF_DRAWN_TEXT):
        found = recogniser.read(page.to_image(resolution=_SCAN_RESOLUTION).original, number)
        reading.recognised[number] = ("的字体无法还原" if undecoded else "为图片", found.confidence)
        return list(found.items)
    if lost:
        reading.warnings.append(f"第 {number} 页有 {lost} 个字的字体没有编码表，无法还原")
    if not items and not pictures and len(page.curves) >= _CURVES_OF_DRAWN_TEXT:
        reading.warnings.append(f"第 {number} 页没有文字层，未读取")
    reading.turned[number] = "".join(
        char["text"] for char in turned if not any(isinstance(item, PdfTable) and item.holds(char) for item in items)
    )
    for order, image in enumerate(pictures):
        picture = _draw_picture(page, image, number, order, recogniser)
        if picture:
            place = next((at for at, item in enumerate(items) if item.top > picture.top), len(items))
            items.insert(place, picture)
    return items


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


def _encrypted(path: Path, *, wrong: bool) -> UnreadableDocument:
    return UnreadableDocument(
        f"{path.name}：{'密码不对' if wrong else 'PDF 有密码'}。",
        f"{path.name}: {'wrong password' if wrong else 'the PDF is encrypted'}.",
        next_step_zh="请用 --password 提供打开密码，或另存为没有密码的 PDF。",
        next_step_en="Give its password with --password, or save a copy without one.",
    )


def _unreadable(path: Path, reason_zh: str, reason_en: str) -> UnreadableDocument:
    return UnreadableDocument(f"{path.name}：{reason_zh}。", f"{path.name}: {reason_en}.")
