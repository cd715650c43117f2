"""A look-up in a table whose rows have several heads (cluster × role × place): the rows that the question names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line, Quote, quote_unit
from assistant.evidence import container_label
from assistant.knowledge import Unit
from corpus.regions import is_region
from corpus.tables import is_blank, is_number

_MOST_ROWS = 12
_OMITTED = re.compile(r"[（(]\s*(?:略|从略|暂缺|待定|另行公布)\s*[）)]|^(?:略|从略|暂缺|待定)$")


def compose_table(kit: Kit) -> Draft | None:
    """Rows of a table with words in its cells, chosen by the heads named; None when the question names none."""
    question = kit.question
    tables: dict[tuple[str, tuple[str, ...]], list[Unit]] = defaultdict(list)
    for unit in kit.evidence.pool(question.without_regions()):
        if unit.chunk.cells and len(unit.chunk.cells[0].row) > 1:
            tables[(unit.source_id, unit.chunk.path)].append(unit)
    best: tuple[int, list[Unit], dict[int, set[str]]] | None = None
    for rows in tables.values():
        if any(is_number(cell.value) for row in rows for cell in row.chunk.cells):
            continue
        named = _named_heads(kit, rows)
        words = sum(len(head) for position, heads in named.items() for head in heads if not is_region(head))
        kept = _rows_with(rows, named)
        if len(question.regions) > 1 and not set(question.regions) <= {h for r in kept for h in r.chunk.cells[0].row}:
            # 谁是主要承载: the role is asked for, not given; the thing and the places choose the rows.
            given = {p: heads for p, heads in named.items() if p == 0 or any(map(is_region, heads))}
            kept, named = (wider, given) if (wider := _rows_with(rows, given)) else (kept, named)
        boxed = container_label(rows[0].chunk.path[-1]) in kit.question.plain.replace(" ", "")
        boxed = boxed and bool(container_label(rows[0].chunk.path[-1]))
        if (
            (words >= 4 or (boxed and question.has("list", "places", "overview")))
            and kept
            and (best is None or words > best[0])
        ):
            best = (words, kept, named)
    if best is None:
        return None
    if omitted := _say_omitted(kit, best[1]):
        return omitted
    if not best[2] or len(best[1]) > _MOST_ROWS:
        return _list_first_heads(kit, best[1])
    return _say_rows(kit, best[1], best[2])


def compose_rows(kit: Kit) -> Draft | None:
    """The rows of one thing for each of several places named (双流和郫都 in one cluster); None unless each has one."""
    places = set(kit.question.regions)
    draft = compose_table(kit)
    if draft is None or draft.status != "answered":
        return None
    texts = [block.text for block in draft.blocks if isinstance(block, Line)]
    return draft if all(any(kit.voice.name(place) in text for text in texts) for place in places) else None


def _rows_with(rows: Sequence[Unit], named: dict[int, set[str]]) -> list[Unit]:
    return [row for row in rows if all(row.chunk.cells[0].row[p] in heads for p, heads in named.items())]


def _named_heads(kit: Kit, rows: Sequence[Unit]) -> dict[int, set[str]]:
    """Key column → its values that the question names."""
    named: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        for position, head in enumerate(row.chunk.cells[0].row):
            whole = head in kit.question.plain or (len(head) >= 4 and head[:-1] in kit.question.plain)
            if whole or head in kit.question.regions or _is_term(kit, head):
                named[position].add(head)
    return {position: heads for position, heads in named.items() if not _is_category(kit, heads)}


def _is_category(kit: Kit, heads: set[str]) -> bool:
    """Whether several heads were found only by what they all end in (…产业集群): that names their kind."""
    return len(heads) > 1 and not any(head in kit.question.plain or head[:-1] in kit.question.plain for head in heads)


def _is_term(kit: Kit, head: str) -> bool:
    return any(
        term.known and len(term.text) >= 3 and (term.text in head and len(term.text) * 2 >= len(head))
        for term in kit.question.subjects
    )


def _list_first_heads(kit: Kit, rows: Sequence[Unit]) -> Draft:
    """The things a table is about: its first key column, each value once with the places of its rows."""
    voice = kit.voice
    groups: dict[str, list[Unit]] = defaultdict(list)
    for row in rows:
        groups[row.chunk.cells[0].row[0]].append(row)
    draft = Draft()
    for name, members in groups.items():
        heads = dict.fromkeys(head for row in members for head in row.chunk.cells[0].row[1:] if is_region(head))
        places = voice.choose("、", "; ").join(voice.name(head) for head in heads)
        text = voice.label(voice.phrase(name), places) if places else voice.phrase(name)
        draft.blocks.append(Line(voice.end(text), tuple(_quote(row) for row in members), "item"))
    return draft


def _say_rows(kit: Kit, rows: Sequence[Unit], named: dict[int, set[str]]) -> Draft:
    voice = kit.voice
    draft = Draft()
    place_column = next((p for p, head in enumerate(rows[0].chunk.cells[0].row) if is_region(head)), None)
    if place_column is not None and place_column not in named and len(rows) > 1:
        groups: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
        for row in rows:
            groups[tuple(head for p, head in enumerate(row.chunk.cells[0].row) if p != place_column)].append(row)
        for heads, members in groups.items():
            places = voice.choose("、", "; ").join(
                voice.name(member.chunk.cells[0].row[place_column]) for member in members
            )
            label = voice.choose("·".join(heads), " · ".join(voice.phrase(head) for head in heads))
            draft.blocks.append(
                Line(voice.end(voice.label(label, places)), tuple(_quote(member) for member in members))
            )
    for row in rows:
        cells = [cell for cell in row.chunk.cells if not is_blank(cell.value)]
        asked = [cell for cell in cells if cell.column[-1] in kit.question.plain] or cells
        label = voice.choose(
            "·".join(row.chunk.cells[0].row), " · ".join(voice.phrase(head) for head in row.chunk.cells[0].row)
        )
        values = voice.say("semicolon").join(
            voice.label(voice.phrase(cell.column[-1]), voice.phrase(cell.value)) for cell in asked
        )
        draft.blocks.append(Line(voice.end(voice.label(label, values)), (_quote(row),), "item"))
    return draft


def _say_omitted(kit: Kit, rows: Sequence[Unit]) -> Draft | None:
    """The column asked for is there but left out in print (（略）): then the plan does not say it."""
    asked = [
        cell
        for row in rows
        for cell in row.chunk.cells
        if cell.column and (head := _OMITTED.sub("", cell.column[-1])) and head in kit.question.plain
    ]
    if not asked or not all(_OMITTED.fullmatch(cell.value.strip()) for cell in asked):
        return None
    voice = kit.voice
    head, value = _OMITTED.sub("", asked[0].column[-1]), asked[0].value.strip()
    text = voice.choose(
        f"规划没有列出：表中“{head}”一栏写的是“{value}”。",
        f"The plan does not list it: the column “{voice.phrase(head)}” is left out in print.",
    )
    return Draft([Line(text, tuple(_quote(row) for row in rows[:_MOST_ROWS]))], status="no_evidence")


def _quote(row: Unit) -> Quote:
    return quote_unit(row)
