"""The conversation as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.conversation import Exchange
from assistant.render.answer import copy_text, render_answer, render_facts
from assistant.render.history import render_export
from assistant.render.icons import PENCIL, THUMB_DOWN, THUMB_UP
from assistant.render.labels import Labels
from assistant.render.markup import action_button, escape
from assistant.render.talk_labels import TALK_LABELS, TalkLabels
from corpus.types import Document


def render_exchange(
    exchange: Exchange, turn: int, documents: Mapping[str, Document], labels: Labels, *, last: bool, talk_id: str = ""
) -> str:
    """A question with its answer; ``last`` marks the newest, which offers to retry and its choices; ``talk_id`` is the
    kept conversation, "" where there is none, and then nothing can be exported."""
    edit = _render_edit(exchange, TALK_LABELS[labels.language]) if last and exchange.progress != "running" else ""
    question = (
        f'<div class="question"><h3 class="spoken-only">{escape(labels.you)}</h3>'
        f"<p>{escape(exchange.question)}</p>{edit}</div>"
    )
    reply = (
        f'<div class="reply"><h3 class="spoken-only">{escape(labels.assistant)}</h3>'
        f"{_render_reply(exchange, turn, documents, labels, last, talk_id)}</div>"
    )
    return f'<article class="exchange is-{exchange.progress}" data-turn="{turn}">{question}{reply}</article>'


def _render_edit(exchange: Exchange, labels: TalkLabels) -> str:
    """The button that turns the newest question into a text field; the browser does the rest."""
    return (
        f'<button type="button" class="tool" data-edit="{escape(exchange.question)}" '
        f'data-send="{escape(labels.resend)}" data-cancel="{escape(labels.cancel)}" '
        f'data-hint="{escape(labels.edit_hint)}" aria-label="{escape(labels.edit)}" '
        f'title="{escape(labels.edit)}">{PENCIL}</button>'
    )


def _render_reply(
    exchange: Exchange, turn: int, documents: Mapping[str, Document], labels: Labels, last: bool, talk_id: str
) -> str:
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
    return text + _render_actions(exchange, turn, documents, labels, last, talk_id)


def _render_thinking(labels: Labels) -> str:
    return (
        f'<p class="thinking" role="status"><span class="dots" aria-hidden="true"></span>{escape(labels.thinking)}</p>'
    )


def _render_actions(
    exchange: Exchange, turn: int, documents: Mapping[str, Document], labels: Labels, last: bool, talk_id: str
) -> str:
    buttons = ""
    facts = ""
    if exchange.answer is not None and exchange.progress == "done":
        copied = escape(copy_text(exchange.answer, documents, labels))
        buttons += (
            f'<button type="button" class="quiet" data-copy="{copied}" data-copied="{escape(labels.copied)}">'
            f"{escape(labels.copy)}</button>"
        )
        buttons += render_export(talk_id, turn, TALK_LABELS[labels.language]) if talk_id else ""
        facts = f'<ul class="facts">{render_facts(exchange.answer, labels)}</ul>'
    if last:
        buttons += action_button("ask", escape(labels.retry), data={"retry": "1"}, css="quiet")
    if exchange.answer is not None and exchange.progress == "done":
        buttons += _render_rating(exchange, turn, TALK_LABELS[labels.language])
    return f'<footer class="reply-footer"><div class="actions">{buttons}</div>{facts}</footer>'


def _render_rating(exchange: Exchange, turn: int, labels: TalkLabels) -> str:
    """Thumbs up, and thumbs down with the reasons to choose from; pressed again, a verdict is taken back."""
    up, down = exchange.verdict == "up", exchange.verdict == "down"
    good = _rating_button(THUMB_UP, labels.good, turn, "" if up else "up", "", pressed=up)
    if down:
        bad = _rating_button(THUMB_DOWN, labels.bad, turn, "", "", pressed=True)
    else:
        choices = "".join(
            action_button(
                "rate", escape(name), data={"turn": turn, "verdict": "down", "reason": reason}, css="menu-item"
            )
            for reason, name in labels.reasons.items()
        )
        bad = (
            f'<details class="menu rate"><summary class="tool" aria-label="{escape(labels.bad)}" '
            f'title="{escape(labels.bad)}">{THUMB_DOWN}</summary><div class="menu-body"><p>{escape(labels.why_bad)}</p>'
            f"{choices}</div></details>"
        )
    said = ""
    if up:
        said = labels.thanks
    elif down:
        said = labels.rated.format(reason=labels.reasons.get(exchange.reason, labels.bad))
    note = f'<span class="rated" role="status">{escape(said)}</span>' if said else ""
    return f'<span class="rating">{good}{bad}{note}</span>'


def _rating_button(sign: str, name: str, turn: int, verdict: str, reason: str, *, pressed: bool) -> str:
    data: dict[str, object] = {"turn": turn, "verdict": verdict, "reason": reason, "refocus": "1"}
    button = action_button("rate", sign, data=data, css="tool is-pressed" if pressed else "tool", name=name)
    return button.replace("<button ", f'<button aria-pressed="{"true" if pressed else "false"}" ', 1)


def render_thread(
    exchanges: Sequence[Exchange], documents: Mapping[str, Document], labels: Labels, talk_id: str = ""
) -> str:
    """All exchanges but the newest, which ``render_latest`` shows, so that streaming leaves this part alone."""
    return "".join(
        render_exchange(exchange, turn, documents, labels, last=False, talk_id=talk_id)
        for turn, exchange in enumerate(exchanges[:-1])
    )


def render_latest(
    exchanges: Sequence[Exchange], documents: Mapping[str, Document], labels: Labels, talk_id: str = ""
) -> str:
    """The newest exchange, in a region that screen readers announce as it changes."""
    if not exchanges:
        return ""
    latest = render_exchange(exchanges[-1], len(exchanges) - 1, documents, labels, last=True, talk_id=talk_id)
    busy = "true" if exchanges[-1].progress == "running" else "false"
    return f'<div aria-live="polite" aria-busy="{busy}">{latest}</div>'
