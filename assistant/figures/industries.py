"""Which industries a plan gives each of its places, and in which role: place × role × industry."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.facets import FacetView, view_facet
from assistant.knowledge import Knowledge
from corpus.types import Document

_MOST_ROLES = 6
_ROLE_WORDS = ("产业", "行业", "领域", "赛道", "集群")
_LONGEST_ITEM = 24
"""Characters; what is longer is a sentence, not the name of an industry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An industry and the passage that gives it its role."""

    name: str
    source_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IndustryMap:
    """``cells[place][role]`` holds the industries; ``uneven`` are the (place, role) that the plan states unevenly."""

    places: tuple[str, ...]
    roles: tuple[str, ...]
    cells: dict[str, dict[str, tuple[Entry, ...]]]
    uneven: frozenset[tuple[str, str]]


def map_industries(document: Document) -> IndustryMap | None:
    """The map of one plan; None for one that does not treat places side by side or names no industries for them."""
    knowledge = Knowledge({document.source.id: document})
    groups = [places for _, places in knowledge.region_groups()]
    if not groups:
        return None
    places = max(groups, key=len)
    views = {
        (place, facet): view_facet(knowledge, place, facet)
        for facet in knowledge.facets
        if facet.endswith(_ROLE_WORDS)
        for place in places
    }
    roles = _choose_roles(knowledge, views, places)
    if not roles:
        return None
    cells = {place: {role: _list_entries(document, views[(place, role)]) for role in roles} for place in places}
    uneven = frozenset(key for key, view in views.items() if key[1] in roles and view.disagreements())
    return IndustryMap(places, roles, cells, uneven)


def _choose_roles(
    knowledge: Knowledge, views: dict[tuple[str, str], FacetView], places: tuple[str, ...]
) -> tuple[str, ...]:
    """The facets that tables or headings give items for in several places, those of most places first."""
    counts: dict[str, int] = {}
    for (_, facet), view in views.items():
        counts[facet] = counts.get(facet, 0) + any(
            _is_name(name) for item in view.found if item.kind != "statement" for name in item.items
        )
    shared = [facet for facet, count in counts.items() if count > 1]
    order = list(knowledge.facets)
    return tuple(sorted(shared, key=lambda facet: (-counts[facet], order.index(facet)))[:_MOST_ROLES])


def _list_entries(document: Document, view: FacetView) -> tuple[Entry, ...]:
    """The plainest statement's items, each at its own words where they stand there as they are."""
    item = next((found for found in view.found if any(_is_name(name) for name in found.items)), None)
    if item is None or not item.quotes:
        return ()
    entries = []
    for name in item.items:
        if not _is_name(name):
            continue
        start, end = item.quotes[0].start, item.quotes[0].end
        for quote in item.quotes:
            place = document.text.find(name, quote.start, quote.end)
            if place >= 0:
                start, end = place, place + len(name)
                break
        entries.append(Entry(name, document.source.id, start, end))
    return tuple(entries)


def _is_name(item: str) -> bool:
    return 1 < len(item) <= _LONGEST_ITEM
