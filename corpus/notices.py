"""Official notices: the list of annexes under one (附件：1.… 2.…), and the title of the plan that it issues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.numbering import UNNUMBERED_TOP_RANK
from corpus.raw import Block

_LIST = re.compile(r"附\s*件\s*[:：]\s*\S")
_LIST_ITEM = re.compile(r"\d{1,2}\s*[.．、]")
_ANNEX = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]*\s*[:：]?")
_DATE = re.compile(
    r"(?:[〇零一二三四五六七八九]{4}|\d{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_LONGEST_LINE = 45
_LONGEST_LIST = 20
_ISSUES = re.compile(r"关于(?:印发|公布|发布|批转|转发)[《〈]?(.{4,60}?)[》〉]?的通知")
_QUOTED = re.compile(r"《([^《》]{4,60}(?:〈[^〉]*〉[^《》]*)?)》")
_OPENING = 15
"""Blocks at the top in which a notice names what it issues."""


def settle_notices(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with lists of annexes as plain lines, and the issued plan's own title as a heading above its parts."""
    settled = list(blocks)
    for position, block in enumerate(settled):
        if _LIST.match(block.text) and block.kind in ("caption", "heading", "text"):
            for at in range(position, _find_list_end(settled, position)):
                settled[at] = replace(settled[at], kind="text", level=0)
    named = _list_issued(settled[:_OPENING])
    for position, block in enumerate(settled if named else ()):
        plain = _squeeze(block.text)
        if plain in named and position and block.kind in ("text", "heading") and not block.level:
            settled[position] = replace(block, kind="heading", level=UNNUMBERED_TOP_RANK)
            named.remove(plain)
    return settled


def _find_list_end(blocks: Sequence[Block], start: int) -> int:
    """The end of the list of annexes that begins at ``start``; ``start`` itself where it is no list: lists stand before
    a date or before the annexes themselves."""
    end = start + 1
    while end < len(blocks) and _LIST_ITEM.match(blocks[end].text) and len(blocks[end].text) <= _LONGEST_LINE:
        end += 1
    for block in blocks[end : end + _LONGEST_LIST]:
        if len(block.text) > _LONGEST_LINE:
            break
        if _DATE.fullmatch(block.text.strip()) or _ANNEX.fullmatch(block.text.strip()):
            return end
    later = any(_ANNEX.fullmatch(block.text.partition(" ")[0]) for block in blocks[end:] if block.kind == "caption")
    return end if later else start


def _list_issued(opening: Sequence[Block]) -> set[str]:
    """The titles, without white space, of what a notice says it issues."""
    named: set[str] = set()
    for block in opening:
        text = _squeeze(block.text)
        if match := _ISSUES.search(text):
            named.add(match.group(1))
        if re.search(r"印发|公布|发布|施行", text):
            named.update(_QUOTED.findall(text))
    return named


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
