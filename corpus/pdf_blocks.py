"""Lines of PDF pages → blocks: running heads and page numbers left out, broken paragraphs and headings joined by their
place on the page, ruled tables as rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.blocks import build_block, build_row, merge_spans
from corpus.contents import mark_contents
from corpus.numbering import FOOTNOTE_MARKS, TERMINAL, match_numbering
from corpus.pdf_columns import ACROSS
from corpus.pdf_furniture import drop_furniture
from corpus.pdf_page import PdfItem, PdfLine, PdfPicture, PdfTable, join_lines
from corpus.raw import Block

_LATIN_WORD = re.compile(r"[!-~]+")
_NOTE_MARK = re.compile(
    rf"[{FOOTNOTE_MARKS}]|[①②③④⑤⑥⑦⑧⑨⑩]|[\[［【]\d{{1,2}}[\]］】]|\d{{1,2}}[\s.．、]?(?=[^\d\s.．、%])"
)
_ENDS = TERMINAL + "：:"
_LOST_AT_END = 4.0
"""A recognised line that ends in mid-sentence may be short by this many characters and still be a full one."""
_SMALL = 0.9
"""Footnotes are set in type of less than this share of the body's size."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Left and right edge of the text in one column of one page."""

    left: float
    right: float


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
            block = replace(_build_line_block(item, body_size, body_font), framed=item.framed)
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
    beside = previous.page == line.page and not same_place and ACROSS in (previous.column, line.column)
    if beside or previous.framed is not line.framed:
        return False
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
    if not full and not line.fonts and previous.text[-1] not in _ENDS:
        # Marks at a line's end are easily passed over in recognition.
        full = before.right - previous.x1 < previous.size * _LOST_AT_END
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
    large = line.size > body_size + 0.6
    if large:
        bold = ((0, len(line.text)),)
    small = line.size < body_size * _SMALL
    # Recognised lines have no fonts, and their sizes waver.
    size = line.size if large and line.fonts else 0.0
    block = replace(build_block(line.text, bold=bold, page=line.page), size=size)
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
