"""File → pages of text, before any cleaning. Every format is turned into the same ``RawDocument``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from corpus.errors import UnreadableDocument, UnsupportedFormat
from corpus.types import Page, PageOrigin

SUFFIXES = (".txt", ".md", ".pdf")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n-{3,}\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader delivers. ``metadata`` are the fields a file states about itself (title, source, date)."""

    pages: tuple[Page, ...]
    origin: PageOrigin
    markdown: bool
    metadata: dict[str, str]


def read_raw(path: Path) -> RawDocument:
    """Read a TXT, Markdown or PDF file.

    Raises UnsupportedFormat for other suffixes and UnreadableDocument for empty, binary, encrypted or broken files.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedFormat(
            f"{path.name}：不支持 {suffix or '无后缀'} 格式（支持 {'、'.join(SUFFIXES)}）。",
            f"{path.name}: format {suffix or '(none)'} is not supported (supported: {', '.join(SUFFIXES)}).",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, f"无法打开：{error.strerror}", f"cannot be opened: {error.strerror}") from error
    if not data.strip():
        raise _unreadable(path, "文件是空的", "the file is empty")
    return _read_pdf(path) if suffix == ".pdf" else _read_text(path, data, markdown=suffix == ".md")


def _unreadable(path: Path, reason_zh: str, reason_en: str) -> UnreadableDocument:
    return UnreadableDocument(f"{path.name}：{reason_zh}。", f"{path.name}: {reason_en}.")


def decode_text(path: Path, data: bytes) -> str:
    """Decode UTF-8, UTF-16 (with its mark) or GB18030; raises UnreadableDocument for what is none of them."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise _unreadable(path, "不是文本文件或编码无法识别", "not a text file, or its encoding is unknown")


def _read_text(path: Path, data: bytes, *, markdown: bool) -> RawDocument:
    text = decode_text(path, data)
    metadata: dict[str, str] = {}
    if markdown and (match := _FRONT_MATTER.match(text)):
        for line in match.group(1).splitlines():
            key, _, value = line.partition(":")
            metadata[key.strip().lower()] = value.strip()
        text = text[match.end() :]
    parts = text.split("\f")
    pages = tuple(Page(number, part) for number, part in enumerate(parts, 1))
    return RawDocument(pages, "document" if len(parts) > 1 else "none", markdown, metadata)


def _read_pdf(path: Path) -> RawDocument:
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _unreadable(path, "文件有密码，请先解除密码", "the file is encrypted; remove its password first")
        pages = tuple(Page(number, page.extract_text() or "") for number, page in enumerate(reader.pages, 1))
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (PdfReadError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable(path, f"PDF 已损坏或不完整（{error}）", f"broken or truncated PDF ({error})") from error
    if not any(page.text.strip() for page in pages):
        raise _unreadable(
            path,
            "PDF 只有图像、没有文字层，需要先做文字识别",
            "the PDF has only pictures and no text layer; run OCR first",
        )
    return RawDocument(pages, "document", False, {"title": title} if title.strip() else {})
