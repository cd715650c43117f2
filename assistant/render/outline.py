"""The plan browser: outline tree, one section's text, and search hits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.render.labels import Labels, kind_label, page_label
from assistant.render.markup import action_button, escape
from assistant.render.page_picture import render_page_picture
from assistant.render.passage import Span, highlight, render_passage, section_at, split_lines
from corpus.types import Document, Section

_SECTION_LIMIT = 24_000
"""A section longer than this many characters is shown without its subsections, which are then listed as links."""
_HIT_LIMIT = 50
_OPEN_LEVELS = 2
"""Outline levels that are always shown."""
_SNIPPET_MARGIN = 36


@dataclass(frozen=True, slots=True)
class TextHit:
    """A line that holds every word looked for: ``first`` is the first word's span, ``spans`` are all words' spans."""

    line: Span
    first: Span
    spans: tuple[Span, ...]


def listed_sections(document: Document) -> list[Section]:
    """The sections a reader can open, in reading order: all but footnotes, which stand inside other sections."""
    sections = [section for section in document.sections if section.kind != "footnote"]
    return sorted(sections, key=lambda section: (section.start, section.level))


def render_outline(document: Document, current: Section | None, labels: Labels) -> str:
    """The outline as a list, opened down to the current section; the other branches show their first two levels."""
    sections = listed_sections(document)
    path = current.path if current is not None else ()
    items = []
    for position, section in enumerate(sections):
        parent = section.path[:-1]
        if section.level > _OPEN_LEVELS and path[: len(parent)] != parent:
            continue
        following = sections[position + 1] if position + 1 < len(sections) else None
        nested = following is not None and following.level > max(section.level, _OPEN_LEVELS - 1)
        items.append(_render_outline_item(section, position, section == current, nested, path, labels))
    return f'<nav class="outline" aria-label="{escape(labels.outline)}"><ol>{"".join(items)}</ol></nav>'


def _render_outline_item(
    section: Section, position: int, current: bool, nested: bool, path: tuple[str, ...], labels: Labels
) -> str:
    kind = "" if section.kind == "body" else f'<span class="tag kind">{escape(kind_label(section.kind, labels))}</span>'
    # Rows that stand inside an open branch turn their arrow; what has nothing below it has none.
    is_open = path[: len(section.path)] == section.path
    arrow = f'<span class="arrow" aria-hidden="true">{"▾" if is_open else "▸"}</span>' if nested else ""
    label = f'<span class="title" lang="zh-CN">{escape(section.title)}</span>{kind}{arrow}'
    css = "outline-item is-current" if current else "outline-item"
    button = action_button("open", label, data={"section": position}, css=css)
    mark = ' aria-current="true"' if current else ""
    return f'<li class="level-{min(max(section.level, 1), 6)}"{mark}>{button}</li>'


def render_section(document: Document, section: Section | None, spans: Sequence[Span], labels: Labels) -> str:
    """One section's text with ``spans`` highlighted, and the way to the sections before and after it."""
    sections = listed_sections(document)
    if section is None:
        end = sections[0].start if sections else len(document.text)
        body = render_passage(document, (0, end), spans)
        return f'<article class="reader" tabindex="-1"><div class="passage" lang="zh-CN">{body}</div></article>'
    position = next((i for i, item in enumerate(sections) if item == section), 0)
    span, children = _visible_span(sections, position)
    steps = "".join(f"<li>{escape(step)}</li>" for step in section.path)
    page = page_label(document, document.page_at(section.start), labels)
    landed = any(start < section.end and end > section.start for start, end in spans)
    return (
        f'<article class="reader" tabindex="-1" data-landed="{int(landed)}" aria-label="{escape(section.title)}">'
        f'<p class="plan-title" lang="zh-CN">{escape(document.source.title)}</p>'
        f'<nav class="breadcrumb" aria-label="{escape(labels.section_path)}"><ol lang="zh-CN">{steps}</ol></nav>'
        f'<p class="tags"><span class="tag page">{escape(page)}</span></p>'
        f'<div class="passage" lang="zh-CN">{render_passage(document, span, spans)}</div>'
        f"{_render_landed_page(document, spans, labels) if landed else ''}"
        f"{_render_children(children, sections, labels)}{_render_neighbours(sections, position, labels)}</article>"
    )


def _render_landed_page(document: Document, spans: Sequence[Span], labels: Labels) -> str:
    return render_page_picture(document, spans[0], labels)


def _visible_span(sections: Sequence[Section], position: int) -> tuple[Span, list[Section]]:
    section = sections[position]
    if section.end - section.start <= _SECTION_LIMIT:
        return (section.start, section.end), []
    inside = [item for item in sections[position + 1 :] if item.start < section.end and item.level > section.level]
    if not inside:
        return (section.start, section.end), []
    top = min(item.level for item in inside)
    return (section.start, inside[0].start), [item for item in inside if item.level == top]


def _render_children(children: Sequence[Section], sections: Sequence[Section], labels: Labels) -> str:
    if not children:
        return ""
    buttons = "".join(_section_button(sections, sections.index(child), escape(child.title)) for child in children)
    return f'<div class="subsections"><h3>{escape(labels.subsections)}</h3>{buttons}</div>'


def _render_neighbours(sections: Sequence[Section], position: int, labels: Labels) -> str:
    buttons = []
    if position > 0:
        label = f"<small>‹ {escape(labels.previous_section)}</small>{escape(sections[position - 1].title)}"
        buttons.append(_section_button(sections, position - 1, label))
    if position + 1 < len(sections):
        label = f"<small>{escape(labels.next_section)} ›</small>{escape(sections[position + 1].title)}"
        buttons.append(_section_button(sections, position + 1, label))
    return f'<div class="neighbours">{"".join(buttons)}</div>'


def _section_button(sections: Sequence[Section], position: int, label: str) -> str:
    return action_button("open", label, data={"section": position}, css="quiet")


def find_text(document: Document, query: str) -> list[TextHit]:
    """The lines that hold every word of ``query`` (split at spaces, letter case ignored), in reading order."""
    words = [re.compile(re.escape(word), re.IGNORECASE) for word in query.split()]
    hits: list[TextHit] = []
    for line in split_lines(document.text, 0, len(document.text)) if words else ():
        found = [[match.span() for match in word.finditer(line.text)] for word in words]
        if all(found):
            spans = tuple(sorted((line.start + start, line.start + end) for group in found for start, end in group))
            hits.append(TextHit((line.start, line.end), spans[0], spans))
    return hits


def render_hits(document: Document, query: str, labels: Labels) -> str:
    """The search results as a list of snippets, each leading to its place."""
    hits = find_text(document, query)
    if not hits:
        return f'<p class="search-note" role="status">{escape(labels.search_none.format(query=query.strip()))}</p>'
    template = labels.search_capped if len(hits) > _HIT_LIMIT else labels.search_count
    note = template.format(count=len(hits), shown=_HIT_LIMIT)
    items = "".join(f"<li>{_render_hit(document, hit, labels)}</li>" for hit in hits[:_HIT_LIMIT])
    return f'<p class="search-note" role="status">{escape(note)}</p><ol class="hits">{items}</ol>'


def _render_hit(document: Document, hit: TextHit, labels: Labels) -> str:
    start = max(hit.line[0], hit.first[0] - _SNIPPET_MARGIN)
    end = min(hit.line[1], hit.first[1] + 2 * _SNIPPET_MARGIN)
    snippet = ("…" if start > hit.line[0] else "") + highlight(document.text, start, end, hit.spans)
    snippet += "…" if end < hit.line[1] else ""
    section = section_at(document, hit.first[0])
    where = " › ".join(section.path[-2:]) if section else document.source.title
    label = (
        f'<span class="where" lang="zh-CN">{escape(where)}</span>'
        f'<span class="page">{escape(page_label(document, document.page_at(hit.first[0]), labels))}</span>'
        f'<span class="preview" lang="zh-CN">{snippet}</span>'
    )
    data: dict[str, object] = {"source": document.source.id, "start": hit.first[0], "end": hit.first[1]}
    return action_button("land", label, data=data, css="citation")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: a plan, a position in ``listed_sections`` (-1: before the first), spans to highlight."""

    source_id: str
    section: int = -1
    spans: tuple[Span, ...] = ()


def first_place(documents: Mapping[str, Document]) -> Place:
    """Where the reader opens: the first section of body text of the first plan."""
    for source_id, document in documents.items():
        sections = listed_sections(document)
        body = (position for position, section in enumerate(sections) if section.kind == "body")
        return Place(source_id, next(body, 0 if sections else -1))
    return Place("")


def find_place(documents: Mapping[str, Document], source_id: str, start: int, end: int) -> Place | None:
    """The place that shows ``[start, end)`` of a plan; ``None`` for an unknown plan or a span outside its text."""
    document = documents.get(source_id)
    if document is None or not 0 <= start < end <= len(document.text):
        return None
    holding = [
        (section.level, section.start, position)
        for position, section in enumerate(listed_sections(document))
        if section.start <= start < section.end
    ]
    return Place(source_id, max(holding)[2] if holding else -1, ((start, end),))


def list_plans(documents: Mapping[str, Document]) -> list[tuple[str, str]]:
    """Title and id of each plan, as a list to choose from takes them."""
    return [(document.source.title, source_id) for source_id, document in documents.items()]


def render_place(place: Place, documents: Mapping[str, Document], labels: Labels) -> tuple[str, str]:
    """The outline and the section text for ``place``, in that order; both empty for an unknown plan."""
    document = documents.get(place.source_id)
    if document is None:
        return "", ""
    sections = listed_sections(document)
    section = sections[place.section] if 0 <= place.section < len(sections) else None
    return render_outline(document, section, labels), render_section(document, section, place.spans, labels)


def render_search(query: str | None, place: Place, documents: Mapping[str, Document], labels: Labels) -> str:
    """What stands beside the text: the places that hold ``query``, or the outline where nothing is looked for."""
    document = documents.get(place.source_id)
    if document is None or not query or not query.strip():
        return render_place(place, documents, labels)[0]
    return render_hits(document, query, labels)
