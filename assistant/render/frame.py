"""What stands around a conversation: the header with the indexed plans, and the welcome before the first question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

from assistant.render.labels import Labels
from assistant.render.markup import action_button, escape
from assistant.render.outline import listed_sections
from corpus.types import Document

_STYLES = ("page.css", "history.css", "documents.css", "figures.css")
_SCRIPTS = ("stream.js", "page.js", "history.js")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def render_header(documents: Mapping[str, Document], labels: Labels, name: str = "") -> str:
    """The page header: product, plans, language and theme switches; ``name`` is who is signed in."""
    other = "en" if labels.language == "zh" else "zh"
    language = action_button(
        "language",
        "EN" if other == "en" else "中文",
        data={"language": other},
        css="switch",
        name=labels.switch_language,
    )
    theme = (
        f'<button type="button" class="switch" data-theme-switch aria-label="{escape(labels.switch_theme)}" '
        f'title="{escape(labels.switch_theme)}"><span aria-hidden="true">◐</span></button>'
    )
    account = (
        f'<form class="account" method="post" action="logout"><span>{escape(name)}</span>'
        f'<button type="submit" class="switch">{escape(labels.sign_out)}</button></form>'
        if name
        else ""
    )
    return (
        f'<header class="masthead" data-language="{labels.language}" data-product="{escape(labels.product)}">'
        f'<div class="bar"><div class="brand"><span class="seal" aria-hidden="true">规</span>'
        f"<h1>{escape(labels.product)}</h1><p>{escape(labels.tagline)}</p></div>"
        f'<div class="switches">{account}{language}{theme}</div></div>{_render_plans(documents, labels)}</header>'
    )


def _render_plans(documents: Mapping[str, Document], labels: Labels) -> str:
    if not documents:
        return f'<div class="plans"><p>{escape(labels.plans_none)}</p></div>'
    items = [_describe_plan(document, labels) for document in documents.values()]
    if len(items) == 1:
        return f'<div class="plans"><p><span class="count">{escape(labels.plans_one)}</span>{items[0]}</p></div>'
    summary = escape(labels.plans_many.format(count=len(items)))
    return (
        f'<div class="plans"><details><summary>{summary}</summary><ul>'
        + "".join(f"<li>{item}</li>" for item in items)
        + "</ul></details></div>"
    )


def _describe_plan(document: Document, labels: Labels) -> str:
    source = document.source
    status = source.status if source.status and source.status not in source.title else ""
    facts = [status, format_date(source.date, labels)]
    if document.page_origin != "none" and document.page_starts:
        facts.append(labels.pages.format(count=max(page for _, page in document.page_starts)))
    facts.append(labels.sections.format(count=len(listed_sections(document))))
    detail = " · ".join(escape(fact) for fact in facts if fact)
    return f'<span class="plan-name" lang="zh-CN">{escape(source.title)}</span><span class="plan-facts">{detail}</span>'


def format_date(date: str, labels: Labels) -> str:
    """An ISO date of any precision as it is written in the page's language; anything else as it is."""
    match = _ISO_DATE.fullmatch(date)
    if match is None or labels.language != "zh":
        return date
    return "".join(f"{int(part)}{unit}" for part, unit in zip(match.groups(), "年月日", strict=True) if part)


def render_welcome(examples: Sequence[str], documents: Mapping[str, Document], labels: Labels) -> str:
    """What an empty conversation shows: what the page does, and questions to start from."""
    if not documents:
        return f'<div class="welcome"><h2>{escape(labels.no_plan_title)}</h2><p>{escape(labels.no_plan_text)}</p></div>'
    buttons = "".join(
        action_button("ask", escape(example), data={"question": example}, css="example") for example in examples
    )
    group = f'<div class="examples"><h3>{escape(labels.examples)}</h3>{buttons}</div>' if examples else ""
    return (
        f'<div class="welcome"><h2>{escape(labels.welcome_title)}</h2><p>{escape(labels.welcome_text)}</p>{group}</div>'
    )


def render_composer_note(labels: Labels) -> str:
    """The line under the question box; which keys do what is of no use on a phone, so it can be left out there."""
    return f'<p><span class="keys">{escape(labels.composer_keys)}</span>{escape(labels.composer_note)}</p>'


def read_page_head() -> str:
    """The page's style and script for the document's head."""
    static = files("assistant.render") / "static"
    style, script = (
        "".join((static / name).read_text(encoding="utf-8") for name in names) for names in (_STYLES, _SCRIPTS)
    )
    return f"<style>{style}</style><script>{script}</script>"
