"""File → ``RawDocument``. The format is told by the file's content; its name only has to agree."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UnreadableDocument, UnsupportedFormat
from corpus.raw import RawDocument, ReadProgress

if TYPE_CHECKING:
    from corpus.pdf_page import PictureReader

SUFFIXES = (".txt", ".md", ".markdown", ".pdf", ".docx", ".html", ".htm")
_FORMATS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HEAD = 2048


def read_raw(
    path: Path,
    password: str | None = None,
    recogniser: PictureReader | None = None,
    progress: ReadProgress | None = None,
) -> RawDocument:
    """Read a file of any supported format; ``password`` opens an encrypted PDF, ``recogniser`` reads scanned pages.

    Raises UnsupportedFormat for formats that no reader takes and UnreadableDocument for empty, binary, encrypted or
    broken files. A file whose name claims another format is read as what it is, with a warning.
    """
    suffix = path.suffix.lower()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"{path.name}：无法打开（{error.strerror}）。", f"{path.name}: cannot be opened ({error.strerror})."
        ) from error
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UnreadableDocument(f"{path.name}：文件是空的。", f"{path.name}: the file is empty.")
    claimed = _FORMATS.get(suffix)
    found = find_format(path, data) or claimed
    if found is None:
        raise _unsupported(path, suffix)
    # The readers' libraries take a third of a second to load, so each is loaded when a file needs it.
    if found == "pdf":
        from corpus.read_pdf import read_pdf

        raw = read_pdf(path, password, recogniser, progress)
    else:
        raw = _read_as(found, path, data)
    if claimed in (None, found) or {claimed, found} <= {"text", "markdown"}:
        return raw
    return replace(raw, warnings=(*raw.warnings, f"后缀是 {suffix}，内容是 {found}，已按 {found} 读取"))


def _read_as(form: str, path: Path, data: bytes) -> RawDocument:
    if form == "docx":
        from corpus.read_docx import read_docx

        return read_docx(path)
    if form == "html":
        from corpus.read_html import read_html

        return read_html(path, data)
    from corpus.read_text import read_markdown, read_plain

    return (read_markdown if form == "markdown" else read_plain)(path, data)


def find_format(path: Path, data: bytes) -> str | None:
    """The format that a file's content shows; None where content does not decide (plain text, unknown)."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                is_word = "word/document.xml" in archive.namelist()
        except zipfile.BadZipFile:
            # Its reader says what is wrong with it.
            is_word = path.suffix.lower() == ".docx"
        if is_word:
            return "docx"
        raise _unsupported(path, path.suffix.lower())
    if data.startswith(_OLE):
        raise UnsupportedFormat(
            f"{path.name}：旧版 Office 格式或加密的 Office 文件。",
            f"{path.name}: an old Office format, or an encrypted Office file.",
            next_step_zh="请用 Word 或 WPS 另存为不加密的 .docx 或 PDF，再重新添加。",
            next_step_en="Save it as an unencrypted .docx or as PDF in Word or WPS, then add it again.",
        )
    if data.startswith(_IMAGES):
        raise UnsupportedFormat(
            f"{path.name}：这是图片，图片不能直接读取。",
            f"{path.name}: this is a picture; pictures are not read directly.",
        )
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<?xml") and b"<html" in head):
        return "html"
    # A text file named .pdf or .docx has no content of that format: read as the text it is.
    return "text" if _FORMATS.get(path.suffix.lower()) in ("pdf", "docx") else None


def _unsupported(path: Path, suffix: str) -> UnsupportedFormat:
    formats = "、".join(SUFFIXES)
    return UnsupportedFormat(
        f"{path.name}：不支持 {suffix or '无后缀'} 格式（支持 {formats}）。",
        f"{path.name}: format {suffix or '(none)'} is not supported (supported: {', '.join(SUFFIXES)}).",
    )
