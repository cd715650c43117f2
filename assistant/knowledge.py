"""What the indexed documents hold, arranged for answering: quotable units, places, facets and the words in use.

Everything is found from the documents' own structure. A *facet* is a heading that several places' sections share
(主导产业, 未来产业 under each district), or the label of a packed table cell.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from corpus.numbering import strip_numbering
from corpus.pictures import list_lost_pictures
from corpus.regions import find_path_regions, find_title_regions, is_region
from corpus.types import Cell, Chunk, Document, Section
from corpus.versions import group_versions

_SUFFIX = re.compile(r"(?:自治区|自治州|自治县|新区|区|县|市|省|州|盟|旗|镇|乡|街道)$")
_TITLE_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|自治州|区|县)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST_THING = 2
"""Characters behind a place's short name that make it the name of something there."""
_ROUTE = re.compile(r"([\u4e00-\u9fff]{2,4})[到至—－-]([\u4e00-\u9fff]{2,4})")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_YEARS = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"(?:到|至|截至)?(?:19|20)\d{2}年?[底末初]?")
_DATED = re.compile(
    r"^(?:（?展望|到|至|截至)[^，。；：]{0,6}?((?:19|20)\d{2})\s*年|^((?:19|20)\d{2})\s*年(?:全年|[末底])?[，,]"
)
_ANNOUNCES = re.compile(r"(?:如下|以下|[：:])[。：:]?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A quotable sentence or table row: ``text == document.text[start:end]``.

    ``regions`` are the places its section or row is about; ``named`` those its own words name.
    """

    chunk: Chunk
    start: int
    end: int
    text: str
    position: int
    regions: frozenset[str]
    named: frozenset[str]

    @property
    def source_id(self) -> str:
        """Id of the document."""
        return self.chunk.source_id

    @property
    def context(self) -> str:
        """The heading path, and for a table row its heads: what the words of the unit leave unsaid."""
        return self.chunk.header


class Knowledge:
    """Units, places and facets of a set of documents; does not change once made."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.title_places = _collect_title_places(documents)
        self.regions = (*_collect_regions(documents.values()), *dict.fromkeys(self.title_places.values()))
        self.aliases = _collect_aliases(self.regions)
        self._alias_pattern = _pattern_of(self.aliases)
        self.units: dict[str, list[Unit]] = {key: list(self._make_units(item)) for key, item in documents.items()}
        self.chunk_units: dict[str, list[Unit]] = defaultdict(list)
        for units in self.units.values():
            for unit in units:
                self.chunk_units[unit.chunk.id].append(unit)
        self._lead_years = _collect_lead_years(self.units.values())
        self.facets = _collect_facets(documents.values(), self.regions)
        self.titles = _collect_titles(documents.values())
        self.versions = group_versions(document.source for document in documents.values())
        self.lost_pictures = {key: list_lost_pictures(item) for key, item in documents.items()}
        self.names = _collect_names(documents.values())
        self._name_pattern = _pattern_of(dict.fromkeys(self.names, ""))
        self._heads = _collect_table_heads(documents.values())
        # Row heads are counted too: a narrow cell's line breaks stand inside them in the text itself.
        self._plain = {key: document.text for key, document in documents.items()} | {"": "\n".join(self.names)}
        self.count = lru_cache(maxsize=16384)(self._count)

    def list_units(self, source_ids: Collection[str] | None = None) -> Iterator[Unit]:
        """All units of the given documents (all when None), in reading order."""
        for key, units in self.units.items():
            if source_ids is None or key in source_ids:
                yield from units

    def find_regions(self, text: str) -> tuple[str, ...]:
        """Full names of the known places that ``text`` names, in order, each once."""
        if self._alias_pattern is None:
            return ()
        return tuple(dict.fromkeys(self.aliases[match.group()] for match in self._alias_pattern.finditer(text)))

    def names_after_places(self, text: str) -> tuple[str, ...]:
        """Names of things in ``text`` that begin with a place's short name (澜口电厂 with 澜口区): such a thing may be
        spoken of anywhere, not only in the place's own section."""
        if self._alias_pattern is None:
            return ()
        found = []
        for match in self._alias_pattern.finditer(text):
            if match.group() in self.regions:
                continue
            stop = match.end()
            while stop < len(text) and _HAN.match(text[stop]) and self.count(text[match.start() : stop + 1]):
                stop += 1
            if stop - match.end() >= _SHORTEST_THING:
                found.append(text[match.start() : stop])
        return tuple(found)

    def find_routes(self, text: str) -> tuple[str, tuple[str, ...]]:
        """``text`` with routes as the documents write them (岚关到西屏 → 岚关至西屏), and those routes: each is one
        thing, not two places."""
        routes: dict[str, None] = {}
        for match in _ROUTE.finditer(text):
            before, after = match.group(1), match.group(2)
            for start, stop in product(range(len(before) - 1), range(len(after), 1, -1)):
                route = f"{before[start:]}至{after[:stop]}"
                if self.count(route):
                    routes[route] = None
                    text = text.replace(before[start:] + match.group(0)[len(before)] + after[:stop], route)
                    break
        return text, tuple(routes)

    def find_names(self, text: str) -> tuple[str, ...]:
        """Headings and table heads that ``text`` has word for word, the longest first at each place."""
        return tuple(dict.fromkeys(self._name_pattern.findall(text))) if self._name_pattern else ()

    def head_row(self, unit: Unit) -> Unit | None:
        """The row of column heads of the table that a unit is a row of."""
        span = self._heads.get((unit.source_id, unit.chunk.path))
        if span is None or not unit.chunk.cells:
            return None
        return next((row for row in self.chunk_units[span] if row.start < unit.start), None)

    def lead_year(self, unit: Unit) -> str:
        """The year of the sentence that a unit stands under (到2030年，主要目标如下：); '' without one."""
        return self._lead_years.get((unit.source_id, unit.start), "")

    def strip_regions(self, text: str) -> str:
        """``text`` with the known places replaced by a space."""
        return self._alias_pattern.sub(" ", text) if self._alias_pattern else text

    def siblings(self, region: str) -> tuple[str, ...]:
        """The places that stand beside ``region`` in a plan (sections of one parent), itself included, in order."""
        for document in self.documents.values():
            title = document.source.title
            parents = {s.path[:-1] for s in document.sections if region in find_title_regions(s.title, title)}
            for parent in parents:
                inside = [s for s in document.sections if s.path[:-1] == parent]
                names = [name for s in inside for name in find_title_regions(s.title, title)]
                if len(names) > 1:
                    return tuple(dict.fromkeys(names))
        return (region,)

    def region_groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """``(source id, places)`` for each document that treats two or more places in sections of their own."""
        groups = []
        for key, document in self.documents.items():
            by_level: dict[int, dict[str, None]] = defaultdict(dict)
            for section in document.sections:
                own = find_title_regions(section.title, document.source.title)
                by_level[section.level].update(dict.fromkeys(own))
            names = max(by_level.values(), key=len, default={})
            if len(names) > 1:
                groups.append((key, tuple(names)))
        return groups

    def _count(self, term: str) -> int:
        """How often ``term`` stands in the documents (overlaps not counted)."""
        return sum(text.count(term) for text in self._plain.values())

    def _make_units(self, document: Document) -> Iterator[Unit]:
        position = 0
        for chunk in document.chunks:
            if chunk.kind in ("toc", "front"):
                continue
            for start, end in chunk.sentences:
                text = document.text[start:end]
                if _PICTURE.fullmatch(text):
                    continue
                named = frozenset(self.find_regions(text))
                place = self.title_places.get(chunk.source_id)
                regions = frozenset(chunk.regions or ((place,) if place else ()))
                yield Unit(chunk, start, end, text, position, regions, named)
                position += 1


def list_cells(unit: Unit) -> tuple[Cell, ...]:
    """The cells of a table row; () for a sentence."""
    return unit.chunk.cells


def short_name(region: str) -> str:
    """A place without its kind: 新都区 → 新都. Names of two characters stay whole."""
    short = _SUFFIX.sub("", region)
    return short if len(short) >= 2 else region


def _collect_regions(documents: Iterable[Document]) -> tuple[str, ...]:
    """Places with a section or table rows of their own, then those in the titles of the documents."""
    found: dict[str, None] = {}
    for document in documents:
        for chunk in document.chunks:
            found.update(dict.fromkeys(chunk.regions))
        for section in document.sections:
            found.update(dict.fromkeys(find_title_regions(section.title, document.source.title)))
    return tuple(found)


def _collect_title_places(documents: Mapping[str, Document]) -> dict[str, str]:
    """Document → the place its title names, where the documents are of several places.

    Then what one of them says without naming a place is about its own: one province's figure is never another's.
    """
    found: dict[str, str] = {}
    for key, document in documents.items():
        match = _TITLE_PLACE.search(re.sub(r"\d+\s*[年月日]?", "", document.source.title))
        if match and is_region(match.group()):
            found[key] = match.group()
    return found if len(set(found.values())) > 1 else {}


def _collect_aliases(regions: Sequence[str]) -> dict[str, str]:
    aliases = {region: region for region in regions}
    shorts = Counter(short_name(region) for region in regions)
    aliases.update({short_name(region): region for region in regions if shorts[short_name(region)] == 1})
    return aliases


def _pattern_of(aliases: Mapping[str, str]) -> re.Pattern[str] | None:
    names = sorted(aliases, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names))) if names else None


def _collect_facets(documents: Iterable[Document], regions: Sequence[str]) -> dict[str, int]:
    """Facet → in how many places' sections or table rows it stands: headings of two or more, labels of any."""
    seen: dict[str, set[str]] = defaultdict(set)
    labels: set[str] = set()
    known = set(regions)
    for document in documents:
        for chunk in document.chunks:
            for region in chunk.regions:
                for cell in chunk.cells:
                    if len(cell.column) > 1:
                        seen[cell.column[-1]].add(region)
                        labels.add(cell.column[-1])
        for section in document.sections:
            owners = set(find_path_regions(section.path[:-1], document.source.title)) & known
            if owners and section.kind in ("body", "box"):
                seen[strip_numbering(section.title)] |= owners
    return {
        facet: len(places)
        for facet, places in seen.items()
        if (len(places) > 1 or facet in labels) and 2 <= len(facet) <= 12
    }


def _collect_lead_years(documents: Iterable[Sequence[Unit]]) -> dict[tuple[str, int], str]:
    """(source id, start of a sentence) → the year said before it: by the sentence that announces the list it is in, or
    by one that opens its own paragraph."""
    found: dict[tuple[str, int], str] = {}
    for units in documents:
        path: tuple[str, ...] = ()
        year, chunk, announced = "", "", False
        for unit in units:
            inside = unit.chunk.path[: len(path)] == path and not unit.chunk.cells
            if dated := _DATED.match(unit.text):
                year, path, chunk = dated.group(1) or dated.group(2), unit.chunk.path, unit.chunk.id
                announced = bool(_ANNOUNCES.search(unit.text))
            elif year and inside and (announced or unit.chunk.id == chunk):
                found[unit.source_id, unit.start] = year
            else:
                year = ""
    return found


def _collect_names(documents: Iterable[Document]) -> tuple[str, ...]:
    """Titles and table heads of three characters or more: names that a question may use as they are."""
    found: dict[str, None] = {}
    for document in documents:
        found.update({strip_numbering(section.title): None for section in document.sections if section.kind != "toc"})
        for chunk in document.chunks:
            for cell in chunk.cells:
                found.update(dict.fromkeys(_bare_head(head) for head in (*cell.row, *cell.column)))
    return tuple(name for name in found if 3 <= len(name) <= 24 and not is_region(name) and not _DATE.fullmatch(name))


def _bare_head(head: str) -> str:
    """A table head without its year, its unit in brackets and its note mark."""
    return re.sub(r"^(?:19|20)\d{2}年|[（(][^（）()]*[）)]$", "", head.rstrip("*＊ ")).strip()


def _collect_table_heads(documents: Iterable[Document]) -> dict[tuple[str, tuple[str, ...]], str]:
    """Table section → id of the chunk that holds its column heads."""
    heads: dict[tuple[str, tuple[str, ...]], str] = {}
    for document in documents:
        for chunk in document.chunks:
            if chunk.kind == "table" and not chunk.cells:
                heads.setdefault((document.source.id, chunk.path), chunk.id)
    return heads


def _collect_titles(documents: Iterable[Document]) -> list[tuple[Document, Section, str]]:
    """Every heading with its document and its words without numbering."""
    return [
        (document, section, strip_numbering(section.title))
        for document in documents
        for section in document.sections
        if section.kind in ("body", "box", "table")
    ]
