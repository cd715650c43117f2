"""Lines → blocks: paragraphs that line and page breaks cut are joined again, footnotes are taken out of the
paragraphs they interrupt, and each block is told apart as heading, caption, paragraph, table row, footnote, …
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.contents import mark_contents
from corpus.lines import Line, split_lines
from corpus.numbering import ARTICLE, CAPTION, FOOTNOTE, NOTE, TERMINAL, match_numbering
from corpus.read import RawDocument

BlockKind = Literal["text", "heading", "caption", "row", "footnote", "note", "toc", "image", "rule"]

_MD_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_TAG = re.compile(r"</?(?:details|summary|br|p|div|span|center|font|b|u)\b[^>]*>")
_MAX_HEADING = 45


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of the document after cleaning.

    ``bold`` are spans of ``text`` that were set bold; ``level`` is a Markdown heading's number of marks (else 0);
    ``seams`` are offsets in ``text`` where lines or pages were joined, each with the page that begins there and
    whether a sentence ran across it (which proves a page break in a source without pages).
    """

    kind: BlockKind
    text: str
    page: int
    bold: tuple[tuple[int, int], ...] = ()
    level: int = 0
    seams: tuple[tuple[int, int, bool], ...] = ()
    after_blank: bool = True
    after_footnote: bool = False


def read_blocks(raw: RawDocument) -> list[Block]:
    """All blocks of a document, in reading order; a footnote follows the paragraph it interrupted."""
    lines = split_lines(raw)
    width = _wrap_width(lines) if raw.origin == "document" and not raw.markdown else None
    return join_blocks([_to_block(line, kind) for line, kind in _classify(lines, raw.markdown)], width)


def _classify(lines: list[Line], markdown: bool) -> list[tuple[Line, BlockKind]]:
    """Each line with its kind."""
    contents = mark_contents([line.text for line in lines], markdown=markdown)
    return [(line, "toc" if marked else line_kind(line.text)) for line, marked in zip(lines, contents, strict=True)]


def line_kind(text: str) -> BlockKind:
    """The kind of a line seen by itself."""
    if re.fullmatch(r"[-*_=]{3,}", text):
        return "rule"
    plain = _BOLD.sub(r"\1", text)
    if _IMAGE.fullmatch(text):
        return "image"
    if _MD_HEADING.match(text):
        return "heading"
    if CAPTION.match(plain) and len(plain.strip()) <= 60 and plain.strip()[-1] not in "。；，":
        return "caption"
    if text.count("\t") >= 1 or (text.startswith("|") and text.endswith("|")):
        return "row"
    if FOOTNOTE.match(text):
        return "footnote"
    if NOTE.match(plain) and len(plain) <= 200:
        return "note"
    return "heading" if is_heading_line(plain, bold=bool(_BOLD.fullmatch(text))) else "text"


def is_heading_line(text: str, *, bold: bool = False) -> bool:
    """Whether a line stands as a heading by itself: numbered or bold, short, and not a sentence."""
    if len(text) > _MAX_HEADING or not text or text[-1] in "。；;，,：:、？?":
        return False
    if ARTICLE.match(text):
        return False
    return bold or (match_numbering(text) is not None and "。" not in text)


def _to_block(line: Line, kind: BlockKind) -> Block:
    text, level = line.text, 0
    if kind == "toc":
        return Block(kind, _TAG.sub("", text).strip() or "", line.page, after_blank=line.after_blank)
    if kind == "heading" and (match := _MD_HEADING.match(text)):
        level, text = len(match.group(1)), match.group(2).strip()
    if kind != "row":
        text = _TAG.sub("", text)
    plain, bold = strip_bold(text)
    if kind == "caption":
        plain = plain.rstrip("\t 　")
    return Block(kind, plain, line.page, bold, level, after_blank=line.after_blank)


def strip_bold(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text without its ``**`` marks, and the spans they enclosed; single ``*`` are kept, they mark table notes."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = last = 0
    for match in _BOLD.finditer(text):
        before = text[last : match.start()]
        length += len(before)
        pieces += [before, match.group(1)]
        spans.append((length, length + len(match.group(1))))
        length += len(match.group(1))
        last = match.end()
    return "".join(pieces) + text[last:], tuple(spans)


def join_blocks(blocks: list[Block], width: int | None) -> list[Block]:
    """Join what page and line breaks cut. ``width`` is the line length of a hard-wrapped source, else None."""
    joined: list[Block] = []
    footnotes: list[Block] = []
    for block in blocks:
        if not block.text or block.kind == "rule":
            continue
        if block.kind == "footnote" and joined and joined[-1].kind == "text":
            footnotes.append(block)
            continue
        previous = joined[-1] if joined else None
        if previous and _continues(previous, block, width):
            joined[-1] = _join(previous, block)
            continue
        joined += footnotes
        joined.append(replace(block, after_footnote=bool(footnotes)))
        footnotes = []
    return joined + footnotes


def _continues(previous: Block, block: Block, width: int | None) -> bool:
    if block.kind != "text" or _starts_item(block.text):
        return False
    if previous.kind in ("text", "note"):
        if previous.text[-1] not in TERMINAL or _ends_open(previous.text):
            # A short line without a full stop is a heading or a caption of its own, unless it ends on a comma.
            return len(previous.text) >= 18 or previous.text[-1] in "，、：—" or width is not None
        return width is not None and not block.after_blank and len(previous.text) >= width - 2
    return width is not None and previous.kind == "heading" and _broken_heading(previous, block, width)


def _broken_heading(previous: Block, block: Block, width: int) -> bool:
    return (
        len(previous.text) >= width - 1
        and len(block.text) <= 15
        and block.text[-1] not in "。；，"
        and not block.after_blank
    )


def _starts_item(text: str) -> bool:
    return match_numbering(text) is not None or text.startswith(("——", "—")) or bool(ARTICLE.match(text))


def _ends_open(text: str) -> bool:
    """A closing quote or bracket ends no sentence when the text before it does not (…国家“两业”)."""
    return text[-1] in "”）)》】" and len(text) >= 40 and text[-2] not in "。！？；"


def _join(previous: Block, block: Block) -> Block:
    offset = len(previous.text)
    text = block.text
    spans = block.bold
    if previous.text[-1] == text[0] and _is_doubled(previous.text, text):
        text = text[1:]
        spans = tuple((max(0, start - 1), end - 1) for start, end in spans)
    glue = (
        " "
        if previous.text[-1].isascii() and text[0].isascii() and previous.text[-1].isalpha() and text[0].isalpha()
        else ""
    )
    offset += len(glue)
    definite = previous.text[-1] not in TERMINAL
    seams = (
        *previous.seams,
        (offset, block.page, definite),
        *((at + offset, page, sure) for at, page, sure in block.seams),
    )
    bold = (*previous.bold, *((start + offset, end + offset) for start, end in spans))
    return replace(previous, text=previous.text + glue + text, bold=bold, seams=seams)


def _is_doubled(before: str, after: str) -> bool:
    """Whether one character was printed on both sides of a seam (锂离子|子电池).

    True only for a Han character that does not stand doubled in ordinary words (人人, 渐渐, 一一).
    """
    return (
        "\u4e00" <= after[0] <= "\u9fff"
        and after[0] not in "人天年日月家事时处个种样层步渐逐常往各单人一刚好大小多少慢点件项条次代户村级县区市省"
    )


def _wrap_width(lines: list[Line]) -> int | None:
    """The usual length of a full line in a hard-wrapped source; None where paragraphs are one line each."""
    lengths = sorted(len(line.text) for line in lines if "\t" not in line.text)
    if len(lengths) < 20:
        return 30
    high = lengths[int(len(lengths) * 0.9)]
    return high if high <= 80 else None


def find_images(text: str) -> list[tuple[str, str]]:
    """``(alt, path)`` of the pictures a Markdown block shows."""
    return [(match.group(1), match.group(2)) for match in _IMAGE.finditer(text)]


def trim_text(text: str) -> str:
    """Outer white space removed; used for titles only, never for quotes."""
    return re.sub(r"\s+", " ", text).strip()
