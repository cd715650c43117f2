"""The profile of each place: its industries with their roles, clusters, parks, platforms, firms, assets and targets.

Everything is found by structure: a place's own sections (roles from their headings), its rows in tables and boxes
(roles from the labels of cells, main or supporting carrier from the heads), and sentences elsewhere that name it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.clauses import split_clauses
from assistant.draft import Quote, quote_unit
from assistant.fit.lexicon import find_sectors
from assistant.fit.phrases import find_phrases
from assistant.fit.places import Place, find_places, owns
from assistant.fit.roles import read_carrier, read_role
from assistant.fit.types import Carrier, Item, ItemKind, Profile, Role, Statement
from assistant.knowledge import Knowledge, Unit
from corpus.numbering import strip_numbering

_PARK = re.compile(
    r"(?:产业园区?|工业园区?|科技园|园区|开发区|经开区|高新区|产业城|医学城|汽车城|芯城|创新城|新城|生物城|功能区|孵化园|创新园|科创园|合作区|孵化基地|产业基地|制造基地|生产基地|科创基地)$"
)
_PLATFORM = re.compile(
    r"(?:研究院|实验室|研究中心|工程中心|技术中心|创新中心|研究所|平台|孵化器|检测中心|服务中心|技术服务中心|科创中心|基地|评价基地|智算.*中心|科创谷)$"
)
_OPEN = re.compile(
    r"综合保税区|综保区|保税|自贸|口岸|监管场地|班列|铁路港|陆港|空港|机场|冷链|货运航线|集结中心|陆海新通道|多式联运"
)
_COMPANY = re.compile(r"(?:公司|集团|股份|科技有限|院所)$|[\u4e00-\u9fff]{2,4}系$")
_TARGET = re.compile(r"(?:到|力争|至)\s*20\d{2}\s*年")
_POLICY = re.compile(r"试点|试验|示范区|先行区|政策|专项资金|改革|用地|基金")
_AIM = re.compile(r"一流|领先|知名|竞争力|影响力|特色园区|国家级开发区|省级开发区")
_SHORTEST = 2
_STOP = re.compile(r"[；;。！？]")
_INDUSTRY_HEAD = re.compile(r"产业|领域|方向|行业|赛道")
_EMPTY = re.compile(r"^[\s/（(略）)－—-]*$")


def build_profiles(knowledge: Knowledge, source_ids: Collection[str] | None = None) -> tuple[Profile, ...]:
    """A profile for each place of the given documents (all when None)."""
    places = find_places(knowledge, source_ids)
    return tuple(_build(knowledge, place, places) for place in places)


def list_general(knowledge: Knowledge, places: Sequence[Place]) -> tuple[Statement, ...]:
    """What the documents of the places say without naming any of them: it is said of all."""
    found = []
    for source_id in dict.fromkeys(place.source_id for place in places):
        own = [place for place in places if place.source_id == source_id]
        for unit in knowledge.units[source_id]:
            if unit.chunk.cells or any(owns(place, unit) or place.is_named(unit.text) for place in own):
                continue
            for clause in split_clauses(unit.text):
                text = unit.text[clause.start : clause.end]
                found.append(Statement("", text, quote_unit(unit, clause.start, clause.end)))
    return tuple(found)


def _build(knowledge: Knowledge, place: Place, places: Sequence[Place]) -> Profile:
    items: list[Item] = []
    statements: list[Statement] = []
    others = [other for other in places if other.source_id == place.source_id and other.name != place.name]
    names = tuple(alias for other in others for alias in other.aliases)
    units = knowledge.units[place.source_id]
    for unit in units:
        if owns(place, unit):
            if unit.chunk.cells:
                items += _read_row(place, unit, units)
                statements.append(Statement(place.name, unit.text, quote_unit(unit)))
                continue
            spans = [(clause.start, clause.end) for clause in split_clauses(unit.text)]
        elif unit.chunk.cells:
            items += _read_shared_row(place, unit)
            continue
        elif unit.chunk.kind != "footnote" and place.is_named(unit.text) and not _is_owned(unit, others):
            spans = list(_named_spans(place, others, unit.text))
        else:
            continue
        own = owns(place, unit)
        for start, end in spans:
            text = unit.text[start:end]
            quote = quote_unit(unit, start, end)
            statements.append(Statement(place.name, text, quote))
            items += _read_span(place, unit, text, start, quote, names, own=own)
    items = _mark_whole_sectors(items)
    return Profile(place.name, place.source_id, tuple(_drop_repeats(items)), tuple(statements))


def _is_owned(unit: Unit, places: Sequence[Place]) -> bool:
    return any(owns(place, unit) for place in places)


def _named_spans(place: Place, others: Sequence[Place], text: str) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that are about a place it names.

    Where the place is what the clause speaks of (支持甲、乙等区…), from there to the next place or stop; where its name
    only begins that of a thing (甲航空产业园), that thing alone.
    """
    clauses = split_clauses(text)
    number = 0
    while number < len(clauses):
        first = clauses[number]
        number += 1
        said = text[first.start : first.end]
        if not place.is_named(said):
            continue
        if not _is_subject(place, others, said):
            for start, end, phrase in find_phrases(said):
                if place.is_named(phrase):
                    yield first.start + start, first.start + end
            continue
        end = first.end
        while number < len(clauses):
            clause = clauses[number]
            said = text[clause.start : clause.end]
            if _STOP.search(text[end : clause.start]) or any(other.is_named(said) for other in others):
                break
            end = clause.end
            number += 1
        yield first.start, end


def _is_subject(place: Place, others: Sequence[Place], clause: str) -> bool:
    """Whether a clause speaks of the place itself, not only of a thing whose name begins with the place's."""
    names = "|".join(map(re.escape, place.aliases))
    if re.search(rf"(?:{names})[区市县州]?(?:[、，和与及]|等|$)", clause):
        return True
    return place.name in clause and not any(other.is_named(clause) for other in others)


def _read_row(place: Place, unit: Unit, units: Sequence[Unit]) -> Iterator[Item]:
    """The items of a table row: industries by the labels in its cells, or the fields of a cluster it carries."""
    quote = _trimmed(unit)
    for cell in unit.chunk.cells:
        if _EMPTY.match(cell.value):
            continue
        heads = [head for head in cell.row if head != place.name]
        carrier, carrier_label = read_carrier(heads)
        if carrier:
            cluster = next((head for head in heads if head != carrier_label), "")
            above = tuple(_merged_heads(unit, units, [cluster, carrier_label]))
            for _, _, phrase in find_phrases(cell.value):
                yield Item(
                    place.name, "cluster", phrase, quote, cluster, carrier_label, "special", carrier, True, above, True
                )
            continue
        role, label = read_role(cell.column)
        if role == "mentioned" and not _INDUSTRY_HEAD.search("".join(cell.column)):
            continue
        for _, _, phrase in find_phrases(cell.value):
            yield Item(place.name, "industry", phrase, quote, "", label, role, tabled=True)


def _read_shared_row(place: Place, unit: Unit) -> Iterator[Item]:
    """The fields of a cluster in a row that names its carriers in columns of their own (牵头布局 | 配套布局)."""
    carrier: Carrier | None = None
    label = ""
    for cell in unit.chunk.cells:
        if place.name in cell.value:
            carrier, label = read_carrier(cell.column)
    if carrier is None:
        return
    cluster = next(iter(unit.chunk.cells[0].row), "")
    for cell in unit.chunk.cells:
        if _INDUSTRY_HEAD.search("".join(cell.column)) and not read_carrier(cell.column)[0]:
            for _, _, phrase in find_phrases(cell.value):
                quote = _trimmed(unit)
                yield Item(place.name, "cluster", phrase, quote, cluster, label, "special", carrier, tabled=True)


def _trimmed(unit: Unit) -> Quote:
    """A row without the empty cells it begins with."""
    return quote_unit(unit, len(unit.text) - len(unit.text.lstrip()), len(unit.text.rstrip()))


def _merged_heads(unit: Unit, units: Sequence[Unit], heads: Sequence[str]) -> Iterator[Quote]:
    """Where the merged cells stand that a row lies beside but does not repeat: the nearest row above that has them."""
    for head in heads:
        pattern = re.compile(r"\s*".join(map(re.escape, head)))
        if not head or pattern.search(unit.text):
            continue
        rows = [row for row in units if row.chunk.path == unit.chunk.path and row.start < unit.start]
        for row in reversed(rows):
            if match := pattern.search(row.text):
                yield quote_unit(row, match.start(), match.end())
                break


def _read_span(
    place: Place, unit: Unit, text: str, offset: int, quote: Quote, names: Collection[str], *, own: bool
) -> Iterator[Item]:
    """The items of a part of a sentence; ``names`` are the other places', whose things are not this place's."""
    if own and _TARGET.search(text):
        # The figure stands in the clause after the year.
        yield Item(place.name, "target", unit.text[offset:].strip(), quote_unit(unit, offset, len(unit.text)))
        return
    titles = _titles_below(place, unit) if own else []
    role, label = read_role(titles, text)
    # A footnote explains a word of its section; it does not list what the section's heading stands for.
    if (not own or unit.chunk.kind == "footnote") and role != "mentioned":
        role, label = "mentioned", ""
    head = titles[-1] if read_role(titles[:-1])[1] and not read_role(titles[-1:])[1] else ""
    yielded = False
    for begin, end, phrase in find_phrases(text):
        if not own and any(name in phrase for name in names):
            continue
        phrase = phrase if own else _without_name(phrase, place)
        kind = _kind_of(phrase, place)
        if kind == "industry" and not find_sectors(phrase) and not _is_listed(text, begin, end):
            continue
        if len(phrase) < _SHORTEST or (kind == "industry" and _POLICY.search(phrase)) or _AIM.search(phrase):
            continue
        yielded = True
        yield Item(place.name, kind, phrase, quote, head, label, role)
    if not own and (_POLICY.search(text) or not yielded):
        yield Item(place.name, "policy", text, quote)


def _is_listed(text: str, begin: int, end: int) -> bool:
    """Whether a phrase is one of an enumeration."""
    return text[end : end + 1] in ("、", "等") or text[:begin].rstrip().endswith("、")


def _titles_below(place: Place, unit: Unit) -> list[str]:
    """The headings between the place and the unit, a footnote's own left out."""
    titles = [] if unit.chunk.kind == "footnote" else [strip_numbering(title) for title in unit.chunk.path]
    return titles[titles.index(place.name) + 1 :] if place.name in titles else titles


def _without_name(phrase: str, place: Place) -> str:
    """``青白江区超高强度合金材料`` → ``超高强度合金材料``; a park keeps its name."""
    if _PARK.search(phrase) or _PLATFORM.search(phrase):
        return phrase
    return re.sub(rf"^(?:{'|'.join(map(re.escape, place.aliases))})[区市县]?", "", phrase)


def _kind_of(phrase: str, place: Place) -> ItemKind:
    if _OPEN.search(phrase):
        return "open"
    if _PARK.search(phrase) and phrase not in place.aliases:
        return "park"
    if _PLATFORM.search(phrase):
        return "platform"
    if _COMPANY.search(phrase):
        return "company"
    return "industry"


def _mark_whole_sectors(items: Sequence[Item]) -> list[Item]:
    """An industry that is a heading or a leading entry of the place is a whole sector, not a part of one."""
    heads = {_core(item.head) for item in items if item.head}
    found = []
    for item in items:
        whole = item.kind == "industry" and _core(item.text) in heads
        found.append(replace(item, named=not whole))
    return found


def _core(text: str) -> str:
    return re.sub(r"[（(].*|产业$", "", text)


def _drop_repeats(items: Sequence[Item]) -> Iterator[Item]:
    seen: set[tuple[str, str, Role, Carrier | None, Quote]] = set()
    for item in items:
        key = (item.kind, item.text, item.role, item.carrier, item.quote)
        if key not in seen:
            seen.add(key)
            yield item
