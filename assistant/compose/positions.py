"""What each place is to be: positions that headings give (临港区：先进制造基地; 第三节 石臼镇——精密制造创新区)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.compose.kit import Kit, unit_line
from assistant.compose.sections import heading_quote
from assistant.draft import Draft, Line, Table, TableCell
from corpus.numbering import strip_numbering
from corpus.types import Section

_POSITIONED = re.compile(r"([^：:—－，。、\d]{2,14}?)\s*(?:：|:|——|—|－－)\s*([^：:—。]{4,40})")
_ASKS_POSITION = re.compile(
    r"定位|角色|分工|扮演|各自?(?:自|是|都)?(?:干|做|搞|承担|负责|发展|侧重|主攻|担|抓)|(?:干|做|搞|管|抓)(?:什么|啥)|功能(?:是|各|有|怎|如|上)"
    r"|(?:怎么|如何|怎样)(?:布局|分工|摆布|安排)|(?:是|打造成?|建成?|成为)(?:个)?(?:什么|啥)(?:样的|地方|区)?[？?]?$"
    r"|\b(?:roles?|positions?|positioned|positioning|functions?|division of)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"各(?:个)?(?:区|县|市|镇|街道|乡|地|板块|片区|组团|园)|每(?:个|一个)?(?:区|县|市|镇|板块|片区)"
    r"|(?:[两二三四五六七八九十\d]|[哪这那几]几?)(?:大|个)?(?:区|县|市|镇|街道|板块|片区|组团|功能区|园区?|地方|城市)|分别|各自"
    r"|\b(?:each|every|all|(?:two|three|four|five|six|seven|eight|nine|ten))\b",
    re.IGNORECASE,
)
_LAYOUT = re.compile(r"布局|格局|摆布|总体")
_FEWEST = 3
"""So many headings of one chapter with a name and a position make a division of work."""


@dataclass(frozen=True, slots=True)
class Position:
    """What a heading says a place is."""

    name: str
    said: str
    section: Section


def find_positions(sections: Iterable[Section]) -> list[list[Position]]:
    """The positions that sibling headings give, a list for each chapter that gives several."""
    found: dict[tuple[str, ...], list[Position]] = defaultdict(list)
    for section in sections:
        if section.kind == "body" and (match := _POSITIONED.fullmatch(strip_numbering(section.title).strip())):
            found[section.path[:-1]].append(Position(match[1].strip(), match[2].strip(), section))
    return [group for group in found.values() if len(group) >= _FEWEST]


def compose_positions(kit: Kit) -> Draft | None:
    """Each place's position as a table; None where no division of work is asked for, or the headings give none."""
    question = kit.question
    if not _ASKS_POSITION.search(question.plain + question.text) or question.families:
        return None
    groups = [
        group
        for key, document in kit.knowledge.documents.items()
        if question.source_ids is None or key in question.source_ids
        for group in find_positions(document.sections)
    ]
    for group in sorted(groups, key=len, reverse=True):
        if chosen := _choose(kit, group):
            return _show(kit, chosen)
    return None


def _choose(kit: Kit, group: list[Position]) -> list[Position]:
    """The positions that are asked for: of the places named, or all where no place is named but all are meant."""
    plain, regions = kit.question.plain, kit.question.regions
    aliases = kit.knowledge.aliases
    named = [item for item in group if item.name in plain or aliases.get(item.name, item.name) in regions]
    if len(regions) > len(named) or len(named) == 1:
        # One place alone has a section of its own to be told from, and of a place without a heading nothing is said.
        return []
    if named:
        return named
    known = sum(aliases.get(item.name, item.name) in kit.knowledge.regions for item in group)
    return group if _ALL.search(plain + kit.question.text) and 2 * known >= len(group) else []


def _show(kit: Kit, chosen: list[Position]) -> Draft:
    voice = kit.voice
    rows = tuple(
        (TableCell(voice.name(item.name)), TableCell(voice.passage(item.said), (heading_quote(item.section),)))
        for item in chosen
    )
    table = Table((voice.say("place"), voice.choose("定位", "position")), rows)
    return Draft([*_introduce(kit, chosen), table], sure=True)


def _introduce(kit: Kit, chosen: list[Position]) -> list[Line]:
    """The sentence before the headings, where how it all is laid out is asked for."""
    if not _LAYOUT.search(kit.question.plain):
        return []
    first = chosen[0].section
    above = [
        unit
        for unit in kit.knowledge.units[first.source_id]
        if unit.chunk.path == first.path[:-1] and not unit.chunk.cells and unit.end <= first.start
    ]
    return [unit_line(kit, above[0])] if above else []
