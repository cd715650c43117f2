"""Lines → blocks: paragraphs that line and page breaks cut are joined again, footnotes are taken out of the
paragraphs they interrupt, and each block is told apart as heading, caption, paragraph, table row, footnote, …
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.contents import mark_contents
from corpus.joining import join_blocks
from corpus.lines import Line, split_lines
from corpus.notices import settle_notices
from corpus.numbering import ARTICLE, CAPTION, FOOTNOTE, NOTE, match_numbering
from corpus.raw import Block, BlockKind, RawDocument

_MD_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(?:\s+[\"']([^)]*?)[\"'])?\s*\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_TAG = re.compile(r"</?(?:details|summary|br|p|div|span|center|font|b|u)\b[^>]*>")
_BOX_LABEL = re.compile(r"^专\s*栏\s*\d+|\s专\s*栏\s*\d+$")
"""A box's number in a table's first, merged row, with or without a gap."""
_MAX_HEADING = 45
_LONGEST_HEADING = 80
_LONG_HEADING_RANK = 15
_LONGEST_CAPTION = 60
_LONGEST_NOTE = 200
_LONGEST_BOX = 4000
_MOST_INDENTED = 0.7


def read_blocks(raw: RawDocument) -> list[Block]:
    """All blocks of a document, in reading order; a footnote follows the paragraph it interrupted."""
    if raw.blocks:
        return settle_notices(join_blocks(list(raw.blocks), None))
    lines = split_lines(raw)
    width = _wrap_width(lines) if raw.origin == "document" and not raw.markdown else None
    found = [_to_block(line, kind) for line, kind in _classify(lines, raw.markdown)]
    if width is not None and 0 < sum(line.indented for line in lines) < len(lines) * _MOST_INDENTED:
        # In hard-wrapped text with indents, each indent begins a paragraph.
        found = [
            replace(block, continues=False) if line.indented else block
            for line, block in zip(lines, found, strict=True)
        ]
    found = [
        replace(block, continues=False) if line.bullet or (before.bullet and line.after_blank) else block
        for before, line, block in zip([*lines[:1], *lines], lines, found, strict=False)
    ]
    return settle_notices(join_blocks(found, width))


def _classify(lines: list[Line], markdown: bool) -> list[tuple[Line, BlockKind]]:
    """Each line with its kind."""
    contents = mark_contents([line.text for line in lines], markdown=markdown)
    return [(line, "toc" if marked else line_kind(line.text)) for line, marked in zip(lines, contents, strict=True)]


def build_block(
    text: str, *, bold: tuple[tuple[int, int], ...] = (), level: int = 0, page: int = 0, continues: bool = False
) -> Block:
    """A block of a file whose layout or markup tells its paragraphs apart; ``text`` is taken as it is."""
    kind = "heading" if level else _plain_kind(text, bold=bold == ((0, len(text)),))
    return Block(kind, text, page, bold, level, continues=continues)


def build_row(cells: Sequence[str], *, page: int = 0) -> Block:
    """A table row: its cells parted by tabs. A caption set as a table's first, merged row is a caption."""
    texts = [re.sub(r"\s+", " ", cell).strip() for cell in cells]
    filled = [text for text in texts if text]
    if len(filled) == 1 and texts[0] and (_is_caption(filled[0]) or _BOX_LABEL.search(filled[0])):
        return Block("caption", filled[0], page, continues=False)
    if len(filled) == 1 and texts[0] and NOTE.match(filled[0]):
        return Block("note", filled[0], page, continues=False)
    return Block("row", "\t".join(texts), page, continues=False)


def frame_blocks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a table of one column, which is a frame around a box; a longer one frames the whole document."""
    framed = sum(len(block.text) for block in blocks) <= _LONGEST_BOX
    return [replace(block, framed=framed) for block in blocks]


def merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ascending spans with those joined that touch."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)


def line_kind(text: str) -> BlockKind:
    """The kind of a line seen by itself, with Markdown marks understood."""
    if re.fullmatch(r"[-*_=]{3,}", text):
        return "rule"
    if _IMAGE.fullmatch(text):
        return "image"
    if _MD_HEADING.match(text):
        return "heading"
    plain = _BOLD.sub(r"\1", text)
    if not _is_caption(plain) and (text.count("\t") >= 1 or (text.startswith("|") and text.endswith("|"))):
        return "row"
    return _plain_kind(plain, bold=bool(_BOLD.fullmatch(text)))


def _plain_kind(text: str, *, bold: bool) -> BlockKind:
    if _is_caption(text):
        return "caption"
    if FOOTNOTE.match(text):
        return "footnote"
    if NOTE.match(text) and len(text) <= _LONGEST_NOTE:
        return "note"
    return "heading" if is_heading_line(text, bold=bold) else "text"


def _is_caption(text: str) -> bool:
    text = text.strip()
    return bool(CAPTION.match(text)) and len(text) <= _LONGEST_CAPTION and text[-1] not in "。；，"


def is_heading_line(text: str, *, bold: bool = False) -> bool:
    """Whether a line stands as a heading by itself: numbered or bold, short, and not a sentence."""
    if not text or text[-1] in "。；;，,：:、？?":
        return False
    if len(text) > _MAX_HEADING and not _is_long_heading(text, bold=bold):
        return False
    if ARTICLE.match(text):
        return False
    return bold or (match_numbering(text) is not None and "。" not in text)


def _is_long_heading(text: str, *, bold: bool) -> bool:
    """Reports put a whole programme into the heading of a chapter: （一）做实全新定位，加快建设……，更好发挥……作用."""
    numbering = match_numbering(text)
    return (
        numbering is not None
        and (bold or numbering.rank <= _LONG_HEADING_RANK)
        and len(text) <= _LONGEST_HEADING
        and re.search("[。；：]", text) is None
    )


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


def _wrap_width(lines: list[Line]) -> int | None:
    """The usual length of a full line in a hard-wrapped source; None where paragraphs are one line each."""
    lengths = sorted(len(line.text) for line in lines if "\t" not in line.text)
    if len(lengths) < 20:
        return 30
    high = lengths[int(len(lengths) * 0.9)]
    return high if high <= 80 else None


def find_images(text: str) -> list[tuple[str, str]]:
    """``(caption, path)`` of the pictures a Markdown text shows; the caption is its title, else what stands for it."""
    return [(match.group(3) or match.group(1), match.group(2)) for match in _IMAGE.finditer(text)]


def trim_text(text: str) -> str:
    """Outer white space removed; used for titles only, never for quotes."""
    return re.sub(r"\s+", " ", text).strip()
