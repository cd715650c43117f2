"""The district fit as escaped HTML: the outcome, a chart of the scores' terms, a card for each place, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from assistant.export.types import Grid, Report
from assistant.fit.types import FitDistrict, FitResult
from assistant.render.fit_labels import FitLabels
from assistant.render.markup import MARK, action_button, escape

_BAR, _GAP, _WIDTH, _NAME, _SCORE = 22, 14, 720, 112, 72
"""The chart's measures in its own units: height of a bar, space between two, width, room for names and scores."""


def render_fit_style() -> str:
    """The tab's own style sheet as an element."""
    style = (files("assistant.render") / "static" / "fit.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>"


def render_fit_intro(labels: FitLabels) -> str:
    """What the tab is for."""
    return (
        f'{render_fit_style()}<div class="fit-intro"><h2>{escape(labels.title)}</h2><p>{escape(labels.intro)}</p></div>'
    )


def render_fit_message(text: str) -> str:
    """A line in place of a result."""
    return f'<div class="fit-result is-empty"><p>{escape(text)}</p></div>'


def render_fit_result(result: FitResult, comparison: Report | None, labels: FitLabels) -> str:
    """The whole result. ``comparison`` holds one table whose marks refer to the result's citations."""
    if result.status in ("error", "clarify"):
        return f'<div class="fit-result is-{result.status}"><p class="fit-message">{escape(result.message)}</p></div>'
    parts = [f'<p class="fit-message">{escape(result.message)}</p>']
    parts.append(_render_list(labels.notes, result.notes, labels, css="fit-notes"))
    if result.districts:
        parts += [_render_exports(labels), render_fit_chart(result, labels)]
        parts += [_render_card(number, item, labels) for number, item in enumerate(result.districts, 1)]
    if comparison is not None:
        parts.append(_render_comparison(comparison, labels))
    parts.append(_render_list(labels.unknown, result.unknown, labels, css="fit-unknown"))
    missing = [item.text + "".join(f" [{n}]" for n in item.citations) for item in result.why_not]
    parts.append(_render_list(labels.why_not, missing, labels, css="fit-why-not"))
    parts.append(f'<p class="fit-seconds">{escape(labels.seconds.format(seconds=result.seconds))}</p>')
    return f'<div class="fit-result is-{result.status}">{"".join(parts)}</div>'


def render_fit_chart(result: FitResult, labels: FitLabels) -> str:
    """Stacked bars, a part for each term; the same numbers stand in the cards."""
    most = max((item.score for item in result.districts), default=0.0) or 1.0
    height = len(result.districts) * (_BAR + _GAP)
    rows = "".join(_render_bar(number, item, most, labels) for number, item in enumerate(result.districts))
    keys = dict.fromkeys(reason.key for item in result.districts for reason in item.reasons)
    legend = "".join(
        f'<li><span class="fit-swatch fit-{escape(key)}"></span>{escape(labels.terms.get(key, key))}</li>'
        for key in keys
    )
    return (
        f'<figure class="fit-chart"><figcaption>{escape(labels.chart)}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(labels.chart)}">{rows}</svg>'
        f'<ul class="fit-legend">{legend}</ul><p>{escape(labels.chart_note)}</p></figure>'
    )


def _render_bar(number: int, item: FitDistrict, most: float, labels: FitLabels) -> str:
    top = number * (_BAR + _GAP)
    middle = top + _BAR / 2 + 5
    scale = (_WIDTH - _NAME - _SCORE) / most
    left = float(_NAME)
    parts = [f'<text x="0" y="{middle:.1f}">{escape(item.name)}</text>']
    for reason in item.reasons:
        width = reason.points * scale
        name = f"{labels.terms.get(reason.key, reason.key)} {reason.points:g}"
        parts.append(
            f'<rect class="fit-{escape(reason.key)}" x="{left:.1f}" y="{top}" width="{max(width - 1, 0):.1f}" '
            f'height="{_BAR}"><title>{escape(name)}</title></rect>'
        )
        left += width
    parts.append(f'<text class="fit-total" x="{left + 6:.1f}" y="{middle:.1f}">{item.score:g}</text>')
    return "".join(parts)


def _render_card(number: int, item: FitDistrict, labels: FitLabels) -> str:
    reasons = "".join(
        f'<li><span class="fit-points fit-{escape(reason.key)}">+{reason.points:.1f}</span>'
        f"<span>{escape(reason.text)}{_marks(reason.citations, labels)}</span></li>"
        for reason in item.reasons
    )
    open_css = "" if item.confirmed else " is-unconfirmed"
    return (
        f'<section class="fit-card{open_css}" data-place="{escape(item.name)}"><header>'
        f'<span class="fit-rank">{escape(labels.rank.format(number=number))}</span><h3>{escape(item.name)}</h3>'
        f'<span class="fit-tier">{escape(item.tier)}</span>'
        f'<span class="fit-score" aria-label="{escape(labels.score)}">{item.score:g}</span></header>'
        f'<h4>{escape(labels.reasons)}</h4><ul class="fit-reasons">{reasons}</ul>'
        f"{_render_list(labels.cautions, item.cautions, labels, css='fit-cautions', level=4)}"
        f"{_render_list(labels.ask_office, item.ask_office, labels, css='fit-ask', level=4)}</section>"
    )


def _render_list(title: str, texts: Sequence[str], labels: FitLabels, *, css: str, level: int = 3) -> str:
    if not texts:
        return ""
    items = "".join(f"<li>{render_marked(text, labels)}</li>" for text in texts)
    return f'<div class="{css}"><h{level}>{escape(title)}</h{level}><ul>{items}</ul></div>'


def _render_exports(labels: FitLabels) -> str:
    buttons = "".join(
        action_button("export", name, data={"format": key}, css="quiet")
        for key, name in (("docx", "Word"), ("pdf", "PDF"), ("md", "Markdown"))
    )
    return f'<div class="fit-exports"><span>{escape(labels.export)}</span>{buttons}</div>'


def _render_comparison(report: Report, labels: FitLabels) -> str:
    grid = next(block for block in report.blocks if isinstance(block, Grid))
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in grid.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{render_marked(cell, labels)}</td>" for cell in row[1:])
        + "</tr>"
        for row in grid.rows
    )
    return (
        f'<details class="fit-compare"><summary>{escape(labels.compare)}</summary><div class="table-scroll" '
        f'tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def render_marked(text: str, labels: FitLabels) -> str:
    """Escaped ``text`` whose marks ``[n]`` are buttons."""
    parts, end = [], 0
    for match in MARK.finditer(text):
        parts += [escape(text[end : match.start()]), _mark(int(match.group(1)), labels)]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _marks(numbers: Sequence[int], labels: FitLabels) -> str:
    return "".join(_mark(number, labels) for number in numbers)


def _mark(number: int, labels: FitLabels) -> str:
    name = labels.cite.format(n=number)
    return action_button("cite", str(number), data={"turn": 0, "n": number}, css="mark", name=name)


def render_fit_download(name: str, media_type: str, content: str, labels: FitLabels) -> str:
    """A link that holds the file itself (``content`` in base64), so that nothing is kept on the server."""
    return (
        f'<p class="fit-download">{escape(labels.exported)}<a download="{escape(name)}" '
        f'href="data:{escape(media_type)};base64,{escape(content)}">{escape(name)}</a></p>'
    )
