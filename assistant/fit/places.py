"""The places that a document treats one by one: regions or parks with sections of their own, or with table rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from assistant.knowledge import Knowledge, Unit, short_name
from corpus.numbering import strip_numbering
from corpus.regions import find_title_regions
from corpus.types import Document

_PARK = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{2,14}(?:产业园区?|工业园区?|科技园区?|园区|开发区|经开区|高新区|产业城|科学城|新城|组团|片区|港区|功能区|产业基地)"
)
_TASK = re.compile(
    r"^(?:推进|推动|加强|加快|建设|打造|支持|实施|构建|优化|完善|提升|深化|发展|培育|强化|统筹|做强|提高|鼓励|引导|新建|改造|扩建)"
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A place and what else it is called in running text."""

    name: str
    source_id: str
    aliases: tuple[str, ...]

    def is_named(self, text: str) -> bool:
        """Whether ``text`` names it."""
        return any(alias in text for alias in self.aliases)


def find_places(knowledge: Knowledge, source_ids: Collection[str] | None = None) -> tuple[Place, ...]:
    """The places of each document, in its order; none for a document that treats fewer than two."""
    found: list[Place] = []
    for key, document in knowledge.documents.items():
        if source_ids is not None and key not in source_ids:
            continue
        names = _titled(document, _places_of) or _rows(document) or _titled(document, _park_of)
        found += [Place(name, key, _aliases(knowledge, name)) for name in names]
    return tuple(found)


def owns(place: Place, unit: Unit) -> bool:
    """Whether a unit stands in the place's own section or table row."""
    if unit.source_id != place.source_id:
        return False
    if unit.chunk.regions:
        return place.name in unit.chunk.regions
    titles = [strip_numbering(title) for title in unit.chunk.path]
    return place.name in titles or any(place.name in cell.row for cell in unit.chunk.cells)


def _titled(document: Document, names_of: Callable[[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    """The largest group of places that sibling headings name."""
    groups: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for section in document.sections:
        if section.kind in ("body", "box"):
            groups[section.path[:-1]].update(dict.fromkeys(names_of(section.title, document.source.title)))
    names = max(groups.values(), key=len, default={})
    return tuple(names) if len(names) >= _FEWEST else ()


def _rows(document: Document) -> tuple[str, ...]:
    """The places that head rows of tables."""
    names: dict[str, None] = {}
    for chunk in document.chunks:
        if chunk.cells:
            names.update(dict.fromkeys(chunk.regions))
    return tuple(names) if len(names) >= _FEWEST else ()


def _places_of(title: str, document: str) -> tuple[str, ...]:
    """The regions a heading announces, not a task that ends like one (改造中型灌区)."""
    return tuple(name for name in find_title_regions(title, document) if not _TASK.match(name))


def _park_of(title: str, _document: str) -> tuple[str, ...]:
    name = strip_numbering(title)
    return (name,) if _PARK.fullmatch(name) and not _TASK.match(name) else ()


def _aliases(knowledge: Knowledge, name: str) -> tuple[str, ...]:
    short = short_name(name)
    known = knowledge.aliases.get(short) == name
    return (name, short) if known and short != name else (name,)
