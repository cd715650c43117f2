"""Blocks that line and page breaks cut are joined again, and footnotes taken out of the paragraphs they interrupt."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.numbering import ARTICLE, TERMINAL, match_numbering
from corpus.raw import Block

_PARAGRAPH = 60
"""A block of this length, or one that ends a sentence, ends the title page."""
_LONGEST_TITLE = 40
_BARE_LABEL = re.compile(
    r"第\s*[一二三四五六七八九十百零〇两\d]+\s*(?:篇|编|章|节|部分)|(?:专\s*栏|附?表|附[件录])\s*[一二三四五六七八九十\d]*"
)
_UNIT_LINE = re.compile(r"[（(]?\s*单位")


def join_blocks(blocks: list[Block], width: int | None) -> list[Block]:
    """Join what page and line breaks cut. ``width`` is the line length of a hard-wrapped source, else None."""
    joined: list[Block] = []
    footnotes: list[Block] = []
    opened = False
    for block in blocks:
        if not block.text or block.kind == "rule":
            continue
        if block.kind == "footnote" and joined and joined[-1].kind == "text":
            footnotes.append(block)
            continue
        previous = joined[-1] if joined else None
        if previous and _completes_label(previous, block):
            joined[-1] = _join(previous, block, " ")
            continue
        if previous and _continues(previous, block, width, opened=opened):
            joined[-1] = _join(previous, block)
            continue
        opened = opened or len(block.text) >= _PARAGRAPH or block.text[-1] in "。；"
        joined += footnotes
        joined.append(replace(block, after_footnote=bool(footnotes)))
        footnotes = []
    return joined + footnotes


def _completes_label(previous: Block, block: Block) -> bool:
    """Whether a line is the title of the label that stands alone on the line before it (第一章 / 附件1 / 专栏2)."""
    if previous.kind not in ("heading", "caption") or not _BARE_LABEL.fullmatch(previous.text):
        return False
    title = block.text
    return (
        block.kind in ("text", "heading")
        and len(title) <= _LONGEST_TITLE
        and title[-1] not in "。；，：:;"
        and match_numbering(title) is None
        and not _UNIT_LINE.match(title)
    )


def _continues(previous: Block, block: Block, width: int | None, *, opened: bool) -> bool:
    if block.continues is not None:
        return block.continues
    if block.kind != "text" or _starts_item(block.text):
        return False
    if previous.kind in ("text", "note"):
        if previous.text[-1] not in TERMINAL or _ends_open(previous.text):
            # A short line without a full stop is a heading or a caption of its own, unless it ends on a comma; so are
            # the lines of a title page, before the first paragraph.
            if width is None and not opened and (previous.text[-1] in "：:" or "，" not in previous.text):
                return False
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


def _join(previous: Block, block: Block, glue: str = "") -> Block:
    offset = len(previous.text)
    text = block.text
    spans = block.bold
    if previous.text[-1] == text[0] and _is_doubled(previous.text, text):
        text = text[1:]
        spans = tuple((max(0, start - 1), end - 1) for start, end in spans)
    glue = glue or (
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
