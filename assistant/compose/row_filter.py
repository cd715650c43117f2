"""The rows of a table that have a value in one of its columns (属于约束性的指标有哪些, 哪几个项目由市水利局负责)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.compose.kit import Kit, row_quotes
from assistant.draft import Draft, Line, quote_unit
from assistant.knowledge import Unit
from assistant.quantities import FAMILIES
from corpus.numbering import strip_numbering
from corpus.tables import is_blank, is_number

_ASKS_ROWS = re.compile(
    r"哪[些几一两二三四五六七八九十\d]|(?:几|多少)[个项条家]|都[是有]|名单|清单|列(?:出|举|一下|全)|(?:是|有)什么"
)
_KINDS = ("指标", "项目", "工程", "任务", "园区", "平台", "基地", "行动", "事项", "措施", "景区", "企业")
_PART = re.compile(r"[、，,；;/\s]+")
_PLACED = re.compile(r"(?:建设|项目|实施|所在|落户?)(?:地点|地址|区域|位置|地区)|所在地|所在[区县市]|属地|布局地")
"""A column that says where each row is."""
_FEWEST_ROWS, _MOST_ROWS, _SHORTEST = 3, 20, 3
_LEAST_COVERED = 0.6


def compose_row_filter(kit: Kit) -> Draft | None:
    """The rows' names with how many there are; None where the question names no value of a column with its kind."""
    question = kit.question
    if kit.voice.is_english or question.has("extreme", "sum", "difference", "share", "average", "definition"):
        return None
    if not _ASKS_ROWS.search(question.plain):
        return None
    kinds = [kind for kind in _KINDS if kind in question.plain]
    for title, rows in _list_tables(kit) if kinds else ():
        kind = next((kind for kind in kinds if kind in title), "")
        value = max(_named_values(kit, rows), key=len, default="")
        found = [row for row in rows if value in _values(row)]
        if not value and len(question.regions) == 1 and _PLACED.search(title) and not question.has("number"):
            value = question.regions[0]
            found = [row for row in rows if any(value in text for text in _texts(row))]
        if not kind or not value:
            continue
        if 0 < len(found) < len(rows) and len(found) <= _MOST_ROWS and _is_all(kit, title, value, kind):
            return _say(kit, found, rows, value, kind)
    return None


def _list_tables(kit: Kit) -> Iterator[tuple[str, list[Unit]]]:
    """Each table's heading with the words over its rows, and its rows."""
    groups: dict[tuple[str, tuple[str, ...]], list[Unit]] = defaultdict(list)
    for unit in kit.evidence.pool(kit.question.without_regions()):
        if unit.chunk.cells and unit.chunk.cells[0].row:
            groups[unit.source_id, unit.chunk.path].append(unit)
    for (_, path), rows in groups.items():
        if len(rows) >= _FEWEST_ROWS:
            head = kit.knowledge.head_row(rows[0])
            yield f"{path[-1] if path else ''} {head.text if head else ''}", sorted(rows, key=lambda row: row.start)


def _texts(row: Unit) -> list[str]:
    texts = [*row.chunk.cells[0].row[1:], *(cell.value for cell in row.chunk.cells)]
    return [text for text in texts if not is_blank(text) and not is_number(text)]


def _values(row: Unit) -> set[str]:
    """What stands in a row's cells besides its name and its figures; a cell that lists several counts for each."""
    texts = _texts(row)
    return {part for text in texts for part in (text.strip(), *_PART.split(text.strip())) if len(part) >= _SHORTEST}


def _named_values(kit: Kit, rows: Sequence[Unit]) -> list[str]:
    places = set(kit.knowledge.aliases)
    values = {value for row in rows for value in _values(row)}
    return [value for value in values if value in kit.question.plain and value not in places]


def _is_all(kit: Kit, title: str, value: str, kind: str) -> bool:
    """Whether value, kind and table hold the question's subjects: else something more is asked of the rows."""
    beside = kit.question.plain.replace(value, "，")
    rest = [t for t in kit.question.subjects if t.text in beside and t.text != kind]
    return not rest or kit.matcher.coverage(rest, f"{title} {kind}") >= _LEAST_COVERED


def _name_of(row: Unit, table: Sequence[Unit]) -> str:
    """What a row is called: its first head, or the last where the first is a group that others share."""
    heads = row.chunk.cells[0].row
    shared = sum(other.chunk.cells[0].row[0] == heads[0] for other in table) > 1
    return strip_numbering(heads[-1] if shared else heads[0])


def _say(kit: Kit, rows: Sequence[Unit], table: Sequence[Unit], value: str, kind: str) -> Draft:
    quotes = tuple(quote_unit(row) for row in rows)
    draft = Draft([Line(f"{value}的{kind}共{len(rows)}项：", quotes, "lead")], sure=True)
    for row, quote in zip(rows, quotes, strict=True):
        asked = [c for c in row.chunk.cells if c.unit and FAMILIES.get(c.unit, "count") in kit.question.families]
        figures = "，".join(f"{cell.value}{cell.unit}" for cell in asked)
        name = _name_of(row, table)
        text = kit.voice.label(name, figures) if figures else name
        own = row_quotes(kit.knowledge, row, asked) if asked else (quote,)
        draft.blocks.append(Line(kit.voice.end(text), own, "item"))
    return draft
