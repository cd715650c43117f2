"""The page's evaluation tab: upload or choose a set, run it with progress, read the figures, take the report away.

``assistant.page.build`` is handed ``add_eval_tab`` by ``app.py``: the page itself knows nothing of evaluations.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Response

from assistant.page.desk import Desk
from assistant.page.downloads import send_file
from assistant.page.identity import Viewer
from assistant.page.parts import QUICK, Updates, find_viewer, html_part
from assistant.store.accounts import Role
from assistant.types import Language
from corpus.errors import PlanError
from evals.background import Background, Step
from evals.evaluation import Scope
from evals.loading import SUFFIXES
from evals.report_html import render_summary
from evals.runner import Progress
from evals.session import Request, Written, run_session
from evals.shipped import list_development_sets
from evals.systems import Assistant
from evals.tab_labels import LABELS, TabLabels
from evals.template import build_xlsx

MOST_QUESTIONS = 2000
"""Questions that one run from the page may ask."""
TEMPLATE_PATH = "evaluation/template.xlsx"
_SAMPLES = (20, 60, 200, MOST_QUESTIONS)
_EVERY = "*"
_ALLOWED: Role = "editor"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class EvalTab:
    """The tab's components and handlers; one for all visitors, and of a run it keeps only who may stop it."""

    def __init__(self, assistant: Assistant, language: gr.State, tab: gr.Tab) -> None:
        self.assistant = assistant
        self.language = language
        self.tab = tab
        self.background = Background()
        self.shipped = {path.stem: path for path in list_development_sets()}
        labels = LABELS["zh"]
        with gr.Row(elem_id="evaluation"):
            with gr.Column(elem_id="evaluation-form", min_width=280):
                self.intro = html_part(render_intro(labels), "evaluation-intro")
                self.own = gr.File(
                    label=labels.upload,
                    file_types=list(SUFFIXES),
                    file_count="single",
                    height=120,
                    elem_id="evaluation-file",
                )
                self.chosen = gr.Dropdown(self._list_sets(labels), value="", label=labels.choose, filterable=False)
                self.sample = gr.Radio(_list_samples(labels), value=_SAMPLES[1], label=labels.sample)
                self.start = gr.Button(labels.run, variant="primary", elem_id="evaluation-run")
                self.halt = gr.Button(labels.stop, elem_id="evaluation-stop", visible=False)
            with gr.Column(elem_id="evaluation-main"):
                self.outcome = html_part(_render_note(labels.empty, "is-empty"), "evaluation-outcome")
                with gr.Row(elem_id="evaluation-files"):
                    self.html = gr.DownloadButton(labels.html, visible=False, elem_id="evaluation-html")
                    self.xlsx = gr.DownloadButton(labels.xlsx, visible=False, elem_id="evaluation-xlsx")

    def connect(self) -> None:
        """Let the tab's events reach its handlers."""
        outputs = [self.outcome, self.html, self.xlsx, self.start, self.halt]
        inputs = [self.own, self.chosen, self.sample, self.language]
        self.start.click(self.run, inputs, outputs, trigger_mode="once", **QUICK)
        self.halt.click(self.stop, None, None, **QUICK)

    def run(
        self, own: str | None, chosen: str | None, size: int, language: Language, request: gr.Request
    ) -> Iterator[Updates]:
        """Evaluates the uploaded set, else the chosen one."""
        labels, viewer = LABELS[language], find_viewer(request)
        sets = [Path(own)] if own else self._find_sets(str(chosen or ""))
        if not viewer.may(_ALLOWED) or not sets:
            yield {self.outcome: _render_note(labels.nothing if viewer.may(_ALLOWED) else labels.not_allowed, "is-bad")}
            return
        yield self._show_progress(Step(), labels)
        work = partial(run_for_page, self.assistant, sets, int(size or _SAMPLES[0]), language)
        for step in self.background.run(viewer.owner, work):
            yield self._show_end(step, labels, language) if step.ended else self._show_progress(step, labels)
            if step.written is not None:
                # Gradio has taken copies of what it hands out.
                shutil.rmtree(step.written.html.parent, ignore_errors=True)

    def stop(self, request: gr.Request) -> None:
        """Ends this viewer's run."""
        self.background.stop(find_viewer(request).owner)

    def _find_sets(self, chosen: str) -> list[Path]:
        if chosen == _EVERY:
            return list(self.shipped.values())
        return [self.shipped[chosen]] if chosen in self.shipped else []

    def _show_progress(self, step: Step, labels: TabLabels) -> Updates:
        files = [gr.DownloadButton(visible=False) for _ in range(2)]
        return {
            self.outcome: _render_progress(step.done, step.total, labels),
            self.html: files[0],
            self.xlsx: files[1],
            self.start: gr.Button(interactive=False),
            self.halt: gr.Button(visible=True),
        }

    def _show_end(self, step: Step, labels: TabLabels, language: Language) -> Updates:
        updates: Updates = {self.start: gr.Button(interactive=True), self.halt: gr.Button(visible=False)}
        if step.written is None:
            text = step.error.message(language) if step.error else labels.stopped
            return {**updates, self.outcome: _render_note(text, "is-bad" if step.error else "")}
        return {
            **updates,
            self.outcome: render_summary(step.written.evaluation, language),
            self.html: gr.DownloadButton(value=str(step.written.html), visible=True),
            self.xlsx: gr.DownloadButton(value=str(step.written.xlsx), visible=True),
        }

    def _list_sets(self, labels: TabLabels) -> list[tuple[str, str]]:
        named = [(f"{name} · {_count_lines(path)} {labels.questions}", name) for name, path in self.shipped.items()]
        return [(labels.none, ""), *([(labels.every, _EVERY)] if len(named) > 1 else []), *named]

    # What the page asks of every tab when the language is switched.

    @property
    def relabel_inputs(self) -> list[Any]:
        """What ``relabel`` takes after the language, the event's values and the viewer."""
        return [self.chosen, self.sample]

    @property
    def relabel_outputs(self) -> list[Any]:
        """What ``relabel`` may change."""
        form = [self.intro, self.own, self.chosen, self.sample, self.start, self.halt]
        return [self.tab, *form, self.outcome, self.html, self.xlsx]

    def relabel(self, language: Language, sent: Mapping[str, Any], viewer: Viewer, *values: Any) -> Updates:
        """The tab as it is now in a language, for those who may use it; figures stay in that of their run."""
        labels = LABELS[language]
        updates: Updates = {
            self.tab: gr.Tab(labels.tab, visible=viewer.may(_ALLOWED)),
            self.intro: render_intro(labels),
            self.own: gr.File(label=labels.upload),
            self.chosen: gr.Dropdown(self._list_sets(labels), value=values[0] or "", label=labels.choose),
            self.sample: gr.Radio(_list_samples(labels), value=values[1], label=labels.sample),
            self.start: gr.Button(labels.run),
            self.halt: gr.Button(labels.stop),
            self.html: gr.DownloadButton(labels.html),
            self.xlsx: gr.DownloadButton(labels.xlsx),
        }
        if sent.get("visit"):
            updates[self.outcome] = _render_note(labels.empty, "is-empty")
        return updates


def add_eval_tab(desk: Desk, language: gr.State) -> Sequence[EvalTab]:
    """The tab, within the ``gr.Tabs`` that is open; none where the page's assistant cannot be evaluated."""
    if not isinstance(desk.assistant, Assistant):
        return []
    # Hidden until it is known who looks at it.
    label = LABELS["zh"].tab
    with gr.Tab(label, id="evaluation", elem_id="evaluation-tab", render_children=True, visible=False) as tab:
        return [EvalTab(desk.assistant, language, tab)]


def add_template(application: FastAPI) -> None:
    """Serve the empty question set."""

    @application.get(f"/{TEMPLATE_PATH}", include_in_schema=False)
    def template() -> Response:
        return send_file(build_xlsx(), "评测题.xlsx", _XLSX)


def run_for_page(
    assistant: Assistant, sets: Sequence[Path], size: int, language: Language, progress: Progress | None = None
) -> Written:
    """Evaluate ``sets``, at most ``size`` questions of them, and write the report into a temporary folder of its own,
    so that two visitors' reports never meet. Raises ``PlanError``."""
    for path in sets:
        if path.suffix.lower() not in SUFFIXES:
            known = "、".join(SUFFIXES)
            raise PlanError(f"不支持 {path.name}（可用：{known}）。", f"{path.name} is not supported ({known} are).")
    own = Path(tempfile.mkdtemp(prefix="planqa-eval-"))
    scope = Scope(sample=min(size, MOST_QUESTIONS))
    request = Request(sets, own, scope=scope, language=language, compare="none")
    try:
        return run_session(assistant, request, progress=progress)
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        raise


def render_intro(labels: TabLabels) -> str:
    """What the tab is for, the empty table to fill in, and the tab's own style."""
    style = (files("evals") / "templates" / "tab.css").read_text(encoding="utf-8")
    return (
        f'<style>{style}</style><section class="evaluation-intro"><h2>{escape(labels.title)}</h2>'
        f"<p>{escape(labels.intro)}</p>"
        f'<p><a href="{TEMPLATE_PATH}" download>{escape(labels.template)}</a></p></section>'
    )


def _render_note(text: str, css: str) -> str:
    return f'<p class="evaluation-note {css}" role="status">{escape(text)}</p>'


def _render_progress(done: int, total: int, labels: TabLabels) -> str:
    state = f'value="{done}" max="{total}"' if total else ""
    said = f"{labels.working} {done}/{total}" if total else f"{labels.working}…"
    return (
        f'<div class="evaluation-note" role="status"><p>{escape(said)}</p>'
        f'<progress {state} aria-label="{escape(labels.working)}"></progress></div>'
    )


def _list_samples(labels: TabLabels) -> list[tuple[str, int]]:
    return [(labels.everything if size == MOST_QUESTIONS else str(size), size) for size in _SAMPLES]


def _count_lines(path: Path) -> int:
    return sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").split("\n"))
