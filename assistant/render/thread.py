"""The conversation as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.conversation import Exchange
from assistant.render.answer import copy_text, render_answer, render_facts
from assistant.render.labels import Labels
from assistant.render.markup import action_button, escape
from corpus.types import Document


def render_exchange(
    exchange: Exchange, turn: int, documents: Mapping[str, Document], labels: Labels, *, last: bool
) -> str:
    """A question with its answer; ``last`` marks the newest, which offers to retry and its choices."""
    question = (
        f'<div class="question"><h3 class="spoken-only">{escape(labels.you)}</h3>'
        f"<p>{escape(exchange.question)}</p></div>"
    )
    reply = (
        f'<div class="reply"><h3 class="spoken-only">{escape(labels.assistant)}</h3>'
        f"{_render_reply(exchange, turn, documents, labels, last)}</div>"
    )
    return f'<article class="exchange is-{exchange.progress}" data-turn="{turn}">{question}{reply}</article>'


def _render_reply(exchange: Exchange, turn: int, documents: Mapping[str, Document], labels: Labels, last: bool) -> str:
    done = exchange.progress == "done"
    text = ""
    if exchange.answer is not None:
        text = render_answer(exchange.answer, turn, labels, complete=done, last=last)
    if exchange.progress == "running":
        return text or _render_thinking(labels)
    if exchange.progress == "failed":
        text += f'<p class="notice is-error" role="alert">{escape(exchange.error or labels.failed)}</p>'
    if exchange.progress == "stopped":
        text += f'<p class="notice">{escape(labels.stopped)}</p>'
    return text + _render_actions(exchange, documents, labels, last)


def _render_thinking(labels: Labels) -> str:
    return (
        f'<p class="thinking" role="status"><span class="dots" aria-hidden="true"></span>{escape(labels.thinking)}</p>'
    )


def _render_actions(exchange: Exchange, documents: Mapping[str, Document], labels: Labels, last: bool) -> str:
    buttons = ""
    facts = ""
    if exchange.answer is not None and exchange.progress == "done":
        copied = escape(copy_text(exchange.answer, documents, labels))
        buttons += (
            f'<button type="button" class="quiet" data-copy="{copied}" data-copied="{escape(labels.copied)}">'
            f"{escape(labels.copy)}</button>"
        )
        facts = f'<ul class="facts">{render_facts(exchange.answer, labels)}</ul>'
    if last:
        buttons += action_button("ask", escape(labels.retry), data={"retry": "1"}, css="quiet")
    return f'<footer class="reply-footer"><div class="actions">{buttons}</div>{facts}</footer>'


def render_thread(exchanges: Sequence[Exchange], documents: Mapping[str, Document], labels: Labels) -> str:
    """All exchanges but the newest, which ``render_latest`` shows, so that streaming leaves this part alone."""
    return "".join(
        render_exchange(exchange, turn, documents, labels, last=False) for turn, exchange in enumerate(exchanges[:-1])
    )


def render_latest(exchanges: Sequence[Exchange], documents: Mapping[str, Document], labels: Labels) -> str:
    """The newest exchange, in a region that screen readers announce as it changes."""
    if not exchanges:
        return ""
    latest = render_exchange(exchanges[-1], len(exchanges) - 1, documents, labels, last=True)
    busy = "true" if exchanges[-1].progress == "running" else "false"
    return f'<div aria-live="polite" aria-busy="{busy}">{latest}</div>'
