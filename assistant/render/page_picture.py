"""The way to the picture of a PDF's page; the picture itself is drawn when it is asked for."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from assistant.render.labels import Labels, page_label
from assistant.render.markup import escape
from corpus.types import Document


def has_pictures(document: Document) -> bool:
    """Whether the pages of a document can be shown as they are."""
    return PurePath(document.source.path).suffix.lower() == ".pdf" and document.page_origin == "document"


def render_page_picture(document: Document, span: tuple[int, int], labels: Labels) -> str:
    """The page that a span begins on, folded away until it is wanted; "" for what has no pages to show."""
    if not has_pictures(document) or not document.page_at(span[0]):
        return ""
    page = page_label(document, document.page_at(span[0]), labels)
    source = f"picture/{quote(document.source.id, safe='')}.png?start={span[0]}&end={span[1]}"
    alt = labels.page_picture_alt.format(title=document.source.title, page=page)
    scanned = any(
        chunk.confidence is not None and chunk.start < span[1] and span[0] < chunk.end for chunk in document.chunks
    )
    note = f"<p>{escape(labels.page_picture_scan)}</p>" if scanned else ""
    return (
        f'<details class="page-picture"><summary>{escape(labels.page_picture)} · {escape(page)}</summary>{note}'
        f'<img loading="lazy" src="{escape(source)}" alt="{escape(alt)}"></details>'
    )
