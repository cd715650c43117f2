"""What the plan lists under a facet of a place (新都区 × 未来产业): table cells, sub-headings and statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.clauses import best_window
from assistant.draft import Quote, quote_unit
from assistant.knowledge import Knowledge, Unit
from corpus.numbering import strip_numbering
from corpus.regions import find_path_regions
from corpus.types import Chunk, Section
from index.tokenize import cut_words, word_class

_CIRCLED = re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩]")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_TAIL = re.compile(r"(?:等(?:领域|产业|方向|赛道|前沿.*)?|产业|领域)$")
_PRESENT = re.compile(r"现有|目前|现状|当前|现在|已有")
_PRESENT_ENGLISH = re.compile(r"\b(?:current|existing|present|now)\b", re.IGNORECASE)


_LISTS = re.compile(r"、|以.{2,}为|[是为有：:]|包括|发展|布局|培育")


@dataclass(frozen=True, slots=True)
class FacetItem:
    """One statement of what a facet holds: its words, the items in it, where it stands and how.

    ``kind``: ``cell`` of a table, ``titles`` of the sub-sections, or ``statement`` in running text.
    """

    kind: Literal["cell", "titles", "statement"]
    text: str
    items: tuple[str, ...]
    quotes: tuple[Quote, ...]
    place: str

    def holds(self, items: tuple[str, ...]) -> bool:
        """Whether all of ``items`` are among this statement's, however they are spelt."""
        return all(_has_item(self, item) for item in items)


@dataclass(frozen=True, slots=True)
class FacetView:
    """All a plan says of a facet of a place; ``body`` are the sentences of its own section."""

    region: str
    facet: str
    found: tuple[FacetItem, ...]
    body: tuple[Unit, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The items of the plainest statement."""
        return next((item.items for item in self.found if item.items), ())

    def names(self, text: str) -> bool:
        """Whether any of the statements or the section's text has ``text``."""
        return any(text in item.text for item in self.found) or any(text in unit.text for unit in self.body)

    def disagreements(self) -> tuple[tuple[FacetItem, FacetItem, tuple[str, ...]], ...]:
        """Pairs of statements of which the first has items that the second lacks."""
        pairs = []
        for one in self.found:
            for other in self.found:
                lacking = tuple(item for item in one.items if not _has_item(other, item))
                if one is not other and one.items and other.items and lacking:
                    pairs.append((one, other, lacking))
        return tuple(pairs)


def view_facet(knowledge: Knowledge, region: str, facet: str, question: str = "") -> FacetView:
    """Everything said of ``facet`` for ``region``, plainest first; empty where the plan says nothing."""
    cells = _find_cells(knowledge, region, facet, question)
    titles, body = _find_sections(knowledge, region, facet)
    if _asks_present(question) and cells:
        titles, body = [], []
    known = [item for found in (*cells, *titles) for item in found.items]
    statements = [] if _asks_present(question) and cells else _find_statements(knowledge, region, facet, known, body)
    found = (*cells, *statements, *titles)
    return FacetView(region, facet, found, tuple(body))


def split_items(text: str) -> tuple[str, ...]:
    """``①新型材料②先进能源`` or ``医药健康、绿色食品等`` → its items. Brackets and their content stay with an item."""
    parts = _CIRCLED.split(text) if _CIRCLED.search(text) else _split_outside_brackets(text)
    return tuple(item for item in (part.strip(" ，。；;") for part in parts) if item)


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character in "（(“") - (character in "）)”")
        if character == "、" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _has_item(statement: FacetItem, item: str) -> bool:
    core = _core(item)
    return core in statement.text or any(_same(core, _core(other)) for other in statement.items)


def _core(item: str) -> str:
    """An item without brackets, 等 and 产业, so that spellings of one thing compare equal."""
    bare = _BRACKETS.sub("", item).strip()
    while (shorter := _TAIL.sub("", bare)) != bare and len(shorter) >= 2:
        bare = shorter
    return bare


def _same(one: str, other: str) -> bool:
    return one in other or other in one


def _asks_present(question: str) -> bool:
    return bool(_PRESENT.search(question) or _PRESENT_ENGLISH.search(question))


def _find_cells(knowledge: Knowledge, region: str, facet: str, question: str) -> list[FacetItem]:
    matches = [
        (chunk, cell)
        for document in knowledge.documents.values()
        for chunk in document.chunks
        if region in chunk.regions
        for cell in chunk.cells
        if cell.column[-1] == facet and len(cell.column) > 1
    ]
    if not matches:
        return []
    heads = [cell.column[0] for _, cell in matches]
    present = [position for position, head in enumerate(heads) if _PRESENT.search(head)]
    if _asks_present(question) and present:
        chosen = present
    else:
        chosen = [position for position in range(len(matches)) if position not in present] or present
    result = []
    for position in chosen:
        chunk, cell = matches[position]
        quote = Quote(chunk.source_id, chunk.sentences[0][0], chunk.sentences[0][1])
        result.append(FacetItem("cell", cell.value, split_items(cell.value), (quote,), _place(chunk)))
    return result


def _find_sections(knowledge: Knowledge, region: str, facet: str) -> tuple[list[FacetItem], list[Unit]]:
    items: list[FacetItem] = []
    body: list[Unit] = []
    for document in knowledge.documents.values():
        for section in document.sections:
            within = find_path_regions(section.path[:-1], document.source.title)
            if strip_numbering(section.title) != facet or region not in within:
                continue
            children = [s for s in document.sections if s.path[:-1] == section.path and s.kind != "footnote"]
            body += [u for u in knowledge.units[document.source.id] if section.start <= u.start < section.end]
            if children:
                quotes = tuple(_title_quote(child) for child in children)
                titles = tuple(strip_numbering(child.title) for child in children)
                items.append(FacetItem("titles", "、".join(titles), titles, quotes, strip_numbering(section.path[-2])))
    return items, body


def _title_quote(section: Section) -> Quote:
    return Quote(section.source_id, section.start, section.start + len(section.title))


def _find_statements(
    knowledge: Knowledge, region: str, facet: str, known: list[str], body: list[Unit]
) -> list[FacetItem]:
    inside = {unit.start for unit in body}
    found: list[FacetItem] = []
    for unit in knowledge.list_units():
        if region not in unit.regions or unit.chunk.kind == "table" or unit.start in inside:
            continue
        if not _names_facet(unit.text, facet):
            continue

        def value_of(text: str) -> float:
            share = sum(_core(item) in text for item in known) / len(known) if known else 0.0
            return (1.0 if facet in text else 0.0) + share

        start, end, _ = best_window(unit.text, value_of, price=0.004)
        text = unit.text[start:end]
        if known and not any(_core(item) in text for item in known) and not _LISTS.search(text):
            continue  # 服务主导产业升级 speaks of the facet and says nothing of what it holds
        items = _statement_items(text, facet, known)
        found.append(
            FacetItem("statement", text, items, (quote_unit(unit, start, end),), strip_numbering(unit.chunk.path[-1]))
        )
    if not found:
        for unit in body:
            if facet in unit.text:
                found.append(
                    FacetItem("statement", unit.text, (), (quote_unit(unit),), strip_numbering(unit.chunk.path[-1]))
                )
                break
    return found[:2]


def _names_facet(text: str, facet: str) -> bool:
    """Whether ``text`` speaks of the facet itself, not of a longer name that begins with it (特色产业园)."""
    for match in re.finditer(re.escape(facet), text):
        following = re.match(r"[\u4e00-\u9fff]{1,4}", text[match.end() :])
        words = cut_words(following.group()) if following else []
        if not words or not (
            word_class(words[0]).startswith("n") or words[0] in ("园", "园区", "集群", "营收", "产值")
        ):
            return True
    return False


def _statement_items(text: str, facet: str, known: list[str]) -> tuple[str, ...]:
    """Items enumerated before the facet's name in a clause; the verb before the first one is cut where it is known."""
    before = text[: text.rfind(facet)]
    clause = re.split(r"[，；。]", before)[-1]
    clause = re.sub(r"(?:等|两大|三大|四大|五大|[一二三四五六七八九十]个)\s*$", "", clause)
    items = [item for item in split_items(clause) if len(_core(item)) >= 2]
    if not items:
        return tuple(item for item in known if _core(item) in text)
    first = items[0]
    core = next((_core(item) for item in known if first.endswith(_core(item))), None)
    items[0] = core or _VERBS.sub("", first)
    return tuple(items)


_VERBS = re.compile(
    r"^(?:(?:前瞻|加快|提质|提能|优化|巩固|培育|做优|做精|做强|做大|做优做精|重点|持续|积极|大力|着力|统筹|推动|推进|坚持以?|以)*"
    r"(?:布局|发展|提升|壮大|做精|做强|做优|做大|培育|提升|建设|聚焦|打造|推动)?)"
)


def _place(chunk: Chunk) -> str:
    return next((title for title in reversed(chunk.path) if title), "")
