"""The list of kept conversations, and the bar over the open one."""

from __future__ import annotations

import time
from collections.abc import Sequence

from assistant.render.icons import CROSS, DOWNLOAD, PENCIL
from assistant.render.markup import action_button, escape
from assistant.render.talk_labels import TalkLabels
from assistant.store.conversations import Conversation, Summary


def render_history(summaries: Sequence[Summary], open_id: str, words: str, now: float, labels: TalkLabels) -> str:
    """The conversations, newest first and grouped by day; ``words`` are those looked for."""
    if not summaries:
        note = labels.none_found if words.strip() else labels.none_yet
        return f'<p class="history-note" role="status">{escape(note)}</p>'
    html, group = [], ""
    for summary in summaries:
        name = _name_day(summary.updated, now, labels)
        if name != group:
            html.append(f"{'</ul>' if group else ''}<h3>{escape(name)}</h3><ul>")
            group = name
        html.append(_render_item(summary, summary.id == open_id, labels))
    return f'<nav class="history" aria-label="{escape(labels.conversations)}">{"".join(html)}</ul></nav>'


def _name_day(moment: float, now: float, labels: TalkLabels) -> str:
    day, today = time.localtime(moment), time.localtime(now)
    if (day.tm_year, day.tm_yday) == (today.tm_year, today.tm_yday):
        return labels.today
    if labels.language == "zh":
        return f"{day.tm_year}年{day.tm_mon}月{day.tm_mday}日"
    return time.strftime("%Y-%m-%d", day)


def _render_item(summary: Summary, is_open: bool, labels: TalkLabels) -> str:
    data: dict[str, object] = {"id": summary.id}
    title = escape(summary.title)
    current = ' aria-current="true"' if is_open else ""
    opener = action_button("resume", title, data=data, css="history-title")
    rename = (
        f'<button type="button" class="tool" data-rename="{escape(summary.id)}" data-title="{title}" '
        f'aria-label="{escape(labels.rename)} {title}" title="{escape(labels.rename)}">{PENCIL}</button>'
    )
    delete = (
        f'<button type="button" class="tool" data-delete="{escape(summary.id)}" '
        f'data-confirm="{escape(labels.delete_confirm)}" aria-label="{escape(labels.delete)} {title}" '
        f'title="{escape(labels.delete)}">{CROSS}</button>'
    )
    words = (
        f'data-save="{escape(labels.save)}" data-cancel="{escape(labels.cancel)}" '
        f'data-hint="{escape(labels.rename_hint)}"'
    )
    return f'<li class="history-item"{current} {words}>{opener}<span class="tools">{rename}{delete}</span></li>'


def render_history_head(labels: TalkLabels) -> str:
    """The head of the list: its name and the way to a new conversation."""
    new = action_button("fresh", f"<span aria-hidden='true'>＋</span> {escape(labels.new)}", data={}, css="fresh")
    close = (
        f'<button type="button" class="icon close" data-drawer="close" aria-label="{escape(labels.cancel)}">×</button>'
    )
    return f'<div class="history-head"><h2>{escape(labels.conversations)}</h2>{close}</div>{new}'


def render_export(id_: str, turn: int | None, labels: TalkLabels) -> str:
    """A menu of the formats that an answer, or the whole conversation where ``turn`` is None, is exported to."""
    name = labels.export if turn is not None else labels.export_talk
    asked = f"lang={labels.language}" + ("" if turn is None else f"&turn={turn}")
    links = "".join(
        f'<a class="menu-item" download href="export/{escape(id_)}.{kind}?{escape(asked)}">{escape(title)}</a>'
        for kind, title in labels.formats.items()
    )
    return (
        f'<details class="menu export"><summary class="quiet" title="{escape(name)}">{DOWNLOAD}'
        f'<span>{escape(labels.export)}</span></summary><div class="menu-body">{links}</div></details>'
    )


def render_bar(talk: Conversation, scope: str, labels: TalkLabels) -> str:
    """The bar over the open conversation; ``data-id`` is what the browser keeps to take it up again.

    ``scope`` is the HTML of the choice of documents."""
    toggle = (
        f'<button type="button" class="quiet drawer-toggle" data-drawer="open" aria-label="{escape(labels.show_list)}">'
        f"<span aria-hidden='true'>☰</span> {escape(labels.conversations)}</button>"
    )
    title = escape(talk.title or labels.untitled)
    export = render_export(talk.id, None, labels) if talk.exchanges else ""
    fresh = action_button("fresh", escape(labels.new), data={}, css="quiet fresh-small")
    return (
        f'<div class="talk-bar" data-id="{escape(talk.id)}">{toggle}'
        f'<h2 class="talk-title" title="{title}">{title}</h2><div class="talk-tools">{scope}{export}{fresh}</div></div>'
    )
