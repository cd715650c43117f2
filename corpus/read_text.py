"""Plain text and Markdown: decoding, and the fields a Markdown file states about itself."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.characters import read_characters
from corpus.errors import UnreadableDocument
from corpus.raw import RawDocument
from corpus.types import Page, PageOrigin

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n-{3,}\n", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MOST_CONTROLS = 0.01
_MOST_DAMAGE = 0.02
"""Largest share of unreadable characters in a text that is still taken for UTF-8."""


def read_plain(path: Path, data: bytes) -> RawDocument:
    """A text file; form feeds part its pages."""
    return _split_pages(decode_text(path, data), {}, markdown=False)


def read_markdown(path: Path, data: bytes) -> RawDocument:
    """A Markdown file; ``key: value`` lines between two rules at its top are its metadata."""
    text = decode_text(path, data)
    metadata: dict[str, str] = {}
    if match := _FRONT_MATTER.match(text):
        for line in match.group(1).splitlines():
            key, _, value = line.partition(":")
            metadata[key.strip().lower()] = value.strip()
        text = text[match.end() :]
    # Its tables may be in HTML, whose reader takes a while to load.
    from corpus.markdown import simplify_markdown

    return _split_pages(simplify_markdown(text), metadata, markdown=True)


def decode_text(path: Path, data: bytes, declared: str = "") -> str:
    """Decode UTF-8, UTF-16 (with or without its mark), GB18030 or the ``declared`` encoding; line ends become LF.

    Raises UnreadableDocument for what is none of them, and for binary data.
    """
    for encoding in _list_encodings(data, declared):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "gb18030" and _is_damaged_utf8(data):
            continue
        if len(_CONTROL.findall(text)) <= len(text) * _MOST_CONTROLS and "\x00" not in text:
            return _settle(text)
    if _is_damaged_utf8(data):
        return _settle(data.decode("utf-8", "replace"))
    raise UnreadableDocument(
        f"{path.name}：不是文本文件，或编码无法识别（支持 UTF-8、UTF-16、GB18030）。",
        f"{path.name}: not a text file, or its encoding is unknown (UTF-8, UTF-16 and GB18030 are read).",
    )


def _settle(text: str) -> str:
    return read_characters(text.replace("\r\n", "\n").replace("\r", "\n"))


def _list_encodings(data: bytes, declared: str) -> list[str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ["utf-16"]
    # Without a mark, UTF-16 shows by the zero bytes of its line ends and ASCII: most at odd or most at even places.
    low, high = data[1::2].count(0), data[::2].count(0)
    if max(low, high) > 2 * min(low, high) and len(data) % 2 == 0:
        return ["utf-16-le" if low > high else "utf-16-be"]
    return ["utf-8-sig", *([declared] if declared else []), "gb18030"]


def _is_damaged_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken bytes, which GB18030 would silently turn into other characters."""
    text = data.decode("utf-8", "replace")
    return any("\u4e00" <= character <= "\u9fff" for character in text) and (
        text.count("\ufffd") <= len(text) * _MOST_DAMAGE
    )


def _split_pages(text: str, metadata: dict[str, str], *, markdown: bool) -> RawDocument:
    parts = text.split("\f")
    pages = tuple(Page(number, part) for number, part in enumerate(parts, 1))
    damaged = text.count("\ufffd")
    warnings = (f"有 {damaged} 个字符已损坏，无法识别",) if damaged else ()
    origin: PageOrigin = "document" if len(parts) > 1 else "none"
    return RawDocument(pages, origin, markdown, metadata, warnings=warnings)
