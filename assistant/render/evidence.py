"""The evidence panel: one citation in its place in the plan, its neighbours, and the answer's other citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.render.labels import Labels, kind_label, page_label
from assistant.render.markup import action_button, escape
from assistant.render.page_picture import render_page_picture
from assistant.render.passage import Span, expand_to_lines, render_passage
from assistant.types import Answer, Citation
from corpus.types import Chunk, Document

_WHOLE_SECTION_LIMIT = 2500
"""Tables and boxes up to this many characters are shown whole: a row means little without its column heads."""
_CONTEXT_LIMIT = 220
"""Neighbouring paragraphs are added up to about this many characters on each side."""
_QUOTE_PREVIEW = 48


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What the panel shows: citation ``n`` of answer ``turn``, ``shift`` passages after (or before) the quote's own."""

    turn: int
    n: int
    shift: int = 0


def render_empty_evidence(labels: Labels) -> str:
    """The panel before anything was opened."""
    return (
        f'<section class="evidence is-empty" aria-label="{escape(labels.evidence)}">'
        f"<h2>{escape(labels.evidence_empty_title)}</h2><p>{escape(labels.evidence_empty_text)}</p></section>"
    )


def first_view(turn: int, answer: Answer | None) -> EvidenceView | None:
    """The view of an answer's first citation, if it has one."""
    return EvidenceView(turn, answer.citations[0].n) if answer is not None and answer.citations else None


def render_view(
    view: EvidenceView | None,
    answers: Sequence[Answer | None],
    documents: Mapping[str, Document],
    labels: Labels,
    *,
    opened: bool,
) -> str:
    """The panel for ``view`` of one of a conversation's ``answers``; empty if there is no such view or answer.

    ``opened`` says that a person asked for it: a phone then shows the panel, and the focus moves there.
    """
    answer = answers[view.turn] if view is not None and 0 <= view.turn < len(answers) else None
    if view is None or answer is None:
        return render_empty_evidence(labels)
    return render_evidence(view, answer, documents, labels, opened=opened)


def render_evidence(
    view: EvidenceView, answer: Answer, documents: Mapping[str, Document], labels: Labels, *, opened: bool
) -> str:
    """The panel for ``view`` of ``answer``; empty for an unknown citation number, which a browser may send."""
    citation = next((item for item in answer.citations if item.n == view.n), None)
    if citation is None:
        return render_empty_evidence(labels)
    document = documents.get(citation.source_id)
    chunk, view = _find_passage(document, citation, view)
    parts = [
        _render_head(citation, document, chunk, labels),
        _render_place(citation, chunk, labels),
        _render_context(citation, document, chunk, labels),
        _render_picture(citation, document, chunk, labels),
        _render_moves(view, document, citation, labels),
        _render_citation_list(view, answer, documents, labels),
    ]
    return (
        f'<section class="evidence" tabindex="-1" aria-label="{escape(labels.evidence)}" '
        f'data-turn="{view.turn}" data-n="{view.n}" data-opened="{int(opened)}">{"".join(parts)}</section>'
    )


def _find_passage(
    document: Document | None, citation: Citation, view: EvidenceView
) -> tuple[Chunk | None, EvidenceView]:
    """The chunk ``view.shift`` passages from the quote (``None``: the quote itself); the view, its shift in range."""
    if document is None or view.shift == 0:
        return None, EvidenceView(view.turn, view.n, 0)
    chunks = sorted(document.chunks, key=lambda item: (item.start, item.end))
    home = home_position(chunks, citation)
    position = min(max(home + view.shift, 0), len(chunks) - 1)
    if home < 0 or position == home:
        return None, EvidenceView(view.turn, view.n, 0)
    return chunks[position], EvidenceView(view.turn, view.n, position - home)


def home_position(chunks: Sequence[Chunk], citation: Citation) -> int:
    """The index of the shortest chunk that holds the quote's start; -1 if none does."""
    holding = [
        (chunk.end - chunk.start, position)
        for position, chunk in enumerate(chunks)
        if chunk.start <= citation.start < chunk.end
    ]
    return min(holding)[1] if holding else -1


def _render_head(citation: Citation, document: Document | None, chunk: Chunk | None, labels: Labels) -> str:
    page = citation.page if chunk is None else chunk.page
    kind = citation.kind if chunk is None else chunk.kind
    return (
        f'<header><h2><span class="number">{citation.n}</span>{escape(labels.evidence)}</h2>'
        f'<button type="button" class="icon close" data-close aria-label="{escape(labels.close)}">×</button></header>'
        f'<p class="tags"><span class="tag kind">{escape(kind_label(kind, labels))}</span>'
        f'<span class="tag page">{escape(page_label(document, page, labels))}</span></p>'
    )


def _render_place(citation: Citation, chunk: Chunk | None, labels: Labels) -> str:
    path = citation.section if chunk is None else chunk.path
    steps = "".join(f"<li>{escape(step)}</li>" for step in path)
    return (
        f'<p class="plan-title" lang="zh-CN">{escape(citation.title)}</p>'
        f'<nav class="breadcrumb" aria-label="{escape(labels.section_path)}"><ol lang="zh-CN">{steps}</ol></nav>'
    )


def _render_context(citation: Citation, document: Document | None, chunk: Chunk | None, labels: Labels) -> str:
    if document is None:
        return f'<div class="passage" lang="zh-CN"><p><mark>{escape(citation.quote)}</mark></p></div>'
    if chunk is not None:
        note = f'<p class="neighbour-note">{escape(labels.neighbour)}</p>'
        span, quoted = (chunk.start, chunk.end), (citation.start, citation.end)
        return f'{note}<div class="passage" lang="zh-CN">{render_passage(document, span, [quoted])}</div>'
    before, inner, after = context_spans(document, (citation.start, citation.end))
    html = "".join(
        f'<div class="{css}">{render_passage(document, span, [(citation.start, citation.end)])}</div>'
        for css, span in (("around", before), ("quoted", inner), ("around", after))
        if span[0] < span[1]
    )
    return f'<div class="passage" lang="zh-CN" tabindex="0">{html}</div>'


def _render_picture(citation: Citation, document: Document | None, chunk: Chunk | None, labels: Labels) -> str:
    span = (citation.start, citation.end) if chunk is None else (chunk.start, chunk.end)
    return render_page_picture(document, span, labels) if document is not None else ""


def context_spans(document: Document, quote: Span) -> tuple[Span, Span, Span]:
    """The lines before the quote's own, the quote's own, and those after, within its section (or the next
    one up, where that is short); all of a table or box, in the middle."""
    inner = expand_to_lines(document.text, quote)
    holding = sorted(
        (section for section in document.sections if section.start <= quote[0] < section.end),
        key=lambda section: (section.level, section.start),
    )
    boxed = next((section for section in holding if section.kind in ("table", "box")), None)
    if boxed is not None and boxed.end - boxed.start <= _WHOLE_SECTION_LIMIT:
        bounds = min(boxed.start, inner[0]), max(boxed.end, inner[1])
        return (bounds[0], bounds[0]), bounds, (bounds[1], bounds[1])
    roomy = (section for section in reversed(holding) if section.end - section.start >= 2 * _CONTEXT_LIMIT)
    section = next(roomy, holding[0] if holding else None)
    if section is None:
        return (inner[0], inner[0]), inner, (inner[1], inner[1])
    bounds = min(section.start, inner[0]), max(section.end, inner[1])
    before, after = inner[0], inner[1]
    while before > bounds[0] and inner[0] - before < _CONTEXT_LIMIT:
        before = max(bounds[0], expand_to_lines(document.text, (before - 1, before))[0])
    while after < bounds[1] and after - inner[1] < _CONTEXT_LIMIT:
        after = min(bounds[1], expand_to_lines(document.text, (after + 1, after + 2))[1])
    return (before, inner[0]), inner, (inner[1], after)


def _render_moves(view: EvidenceView, document: Document | None, citation: Citation, labels: Labels) -> str:
    if document is None:
        return ""
    buttons = [
        _shift_button(view, view.shift - 1, "‹ " + labels.previous_passage),
        _shift_button(view, view.shift + 1, labels.next_passage + " ›"),
    ]
    if view.shift:
        buttons.append(_shift_button(view, 0, labels.back_to_quote))
    target: dict[str, object] = {"source": citation.source_id, "start": citation.start, "end": citation.end}
    buttons.append(action_button("land", escape(labels.open_in_plan), data=target, css="quiet land"))
    return f'<div class="moves">{"".join(buttons)}</div>'


def _shift_button(view: EvidenceView, shift: int, label: str) -> str:
    data: dict[str, object] = {"turn": view.turn, "n": view.n, "shift": shift}
    return action_button("cite", escape(label), data=data, css="quiet")


def _render_citation_list(view: EvidenceView, answer: Answer, documents: Mapping[str, Document], labels: Labels) -> str:
    items = []
    for citation in answer.citations:
        page = page_label(documents.get(citation.source_id), citation.page, labels)
        quote = citation.quote if len(citation.quote) <= _QUOTE_PREVIEW else citation.quote[:_QUOTE_PREVIEW] + "…"
        label = (
            f'<span class="number">{citation.n}</span><span class="where" lang="zh-CN">'
            f"{escape(' › '.join(citation.section[-2:]))}</span>"
            f'<span class="page">{escape(page)}</span><span class="preview" lang="zh-CN">{escape(quote)}</span>'
        )
        data: dict[str, object] = {"turn": view.turn, "n": citation.n, "shift": 0}
        current = " is-current" if citation.n == view.n else ""
        items.append(f"<li>{action_button('cite', label, data=data, css='citation' + current)}</li>")
    title = labels.all_citations.format(count=len(answer.citations))
    return f'<div class="citations"><h3>{escape(title)}</h3><ol>{"".join(items)}</ol></div>'
