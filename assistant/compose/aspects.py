"""What else a question asks of the table row that answers it: by when, by whom, where, whether it binds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line, Quote
from assistant.knowledge import Unit
from corpus.tables import is_blank, is_number
from corpus.types import Cell

_ASPECTS = (
    (
        re.compile(
            r"哪一?年|什么时候|何时|几时|啥时|年限|工期|多久|期限|建完|竣工|完工|哪几年"
            r"|\bwhen\b|\bwhich years?\b|\bby what year",
            re.IGNORECASE,
        ),
        re.compile(r"年限|期限|工期|时间|进度|起止"),
    ),
    (
        re.compile(
            r"谁|哪家|哪个(?:单位|部门|局|委)|牵头|责任(?:单位|部门)|主管|建设单位|业主"
            r"|\bwho\b|\bwhich (?:department|bureau|company)",
            re.IGNORECASE,
        ),
        re.compile(r"责任|牵头|负责|建设单位|实施(?:单位|主体)|业主|承担"),
    ),
    (
        re.compile(r"硬指标|硬性|刚性|约束性|预期性|属性|必须(?:完成|达到)|\bbinding\b", re.IGNORECASE),
        re.compile(r"属性|性质"),
    ),
    (
        re.compile(r"在哪|哪里|哪儿|地点|位于|选址|\bwhere\b", re.IGNORECASE),
        re.compile(r"地点|所在|位置|地址"),
    ),
    (re.compile(r"投资|多少钱|花多少|\binvestment\b|\bcost\b", re.IGNORECASE), re.compile(r"投资|资金")),
    (re.compile(r"(?:建设)?内容|建什么|建些什么|干什么"), re.compile(r"内容")),
)
"""(how it is asked, what its column is called)"""
_MOST_ROWS = 3


def add_aspects(kit: Kit, draft: Draft) -> Draft:
    """``draft`` with the cells that the question also asks for beside each figure it takes from a table's row."""
    asked = [column for wording, column in _ASPECTS if wording.search(f"{kit.question.plain} {kit.question.text}")]
    rows = [row for block in draft.blocks if isinstance(block, Line) for row in _rows_of(kit, block)]
    if draft.status != "answered" or not asked or len({id(row) for row in rows}) > _MOST_ROWS:
        return draft
    said = " ".join(block.text for block in draft.blocks if isinstance(block, Line))
    for position, block in enumerate(draft.blocks):
        for row in _rows_of(kit, block) if isinstance(block, Line) and not draft.sums else ():
            for cell in row.chunk.cells:
                head = cell.column[-1] if cell.column else ""
                wanted = any(column.search(head) for column in asked) and not is_blank(cell.value)
                if wanted and cell.value not in said and isinstance(block, Line):
                    block = _extend(kit, block, cell, Quote(row.source_id, cell.start, cell.end))
        draft.blocks[position] = block
    return draft


def _rows_of(kit: Kit, line: Line) -> Iterator[Unit]:
    """The table rows that a line's quotes are taken from, each once."""
    found = set()
    for quote in line.quotes:
        for unit in kit.knowledge.units[quote.source_id]:
            if unit.chunk.cells and unit.start <= quote.start < unit.end and unit.start not in found:
                found.add(unit.start)
                yield unit


def _extend(kit: Kit, line: Line, cell: Cell, quote: Quote) -> Line:
    voice = kit.voice
    value = f"{cell.value}{cell.unit if is_number(cell.value) else ''}"
    head = re.sub(r"\s*[（(][^（）()]*[）)]$", "", cell.column[-1]) if cell.unit else cell.column[-1]
    more = voice.label(voice.phrase(head), voice.phrase(value))
    text = line.text.rstrip("。. ") + voice.say("semicolon") + more
    return replace(line, text=voice.end(text), quotes=(*line.quotes, quote))
