"""The district-fit tab: a form, the ranked places with their reasons, the evidence, the report as a file."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.export.types import FORMATS, ExportFormat, Report
from assistant.export.writers import write_report
from assistant.fit.engine import MAX_DESCRIPTION, FitEngine
from assistant.fit.lexicon import STAGE_NEEDS, list_needs
from assistant.fit.report import extend_with_comparison, make_report
from assistant.fit.types import FitResult
from assistant.render.evidence import EvidenceView, render_empty_evidence, render_evidence
from assistant.render.fit import render_fit_download, render_fit_intro, render_fit_message, render_fit_result
from assistant.render.fit_labels import FIT_LABELS
from assistant.render.labels import LABELS
from assistant.serving import read_number, read_sent
from assistant.types import Answer, Language
from corpus.errors import PlanError

_LOG = logging.getLogger(__name__)
_MEDIA_TYPES: Mapping[ExportFormat, str] = {
    "md": "text/markdown;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_QUICK: Any = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}
_SHOW_QUOTE = (
    "watch('value', () => requestAnimationFrame(() => {"
    " const box = element.querySelector('.passage'), quote = element.querySelector('.passage mark');"
    " if (box && quote) box.scrollTop += quote.getBoundingClientRect().top - box.getBoundingClientRect().top"
    " - box.clientHeight / 2;"
    " if (window.innerWidth < 900 && element.querySelector('.evidence[data-opened=\"1\"]'))"
    " element.scrollIntoView({ behavior: 'smooth' }); }));"
)
_DOWNLOAD = (
    "watch('value', () => requestAnimationFrame(() => { const a = element.querySelector('a'); if (a) a.click(); }));"
)
Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a visitor sees: the result and the comparison that stands below it."""

    result: FitResult
    comparison: Report | None


class FitTab:
    """The tab's components and handlers; one for all visitors, so it keeps nothing of any of them.

    ``find_engine`` gives the engine over the index in use.
    """

    def __init__(self, find_engine: Callable[[], FitEngine], language: gr.State, tab: gr.Tab) -> None:
        self.tab = tab
        self.find_engine = find_engine
        self.language = language
        labels = FIT_LABELS["zh"]
        self.shown = gr.State(None)
        with gr.Row(elem_id="fit"):
            with gr.Column(elem_id="fit-form", min_width=280):
                self.intro = html_part(render_fit_intro(labels), "fit-intro")
                self.text = gr.Textbox(
                    label=labels.product,
                    placeholder=labels.product_hint,
                    lines=5,
                    max_lines=14,
                    max_length=MAX_DESCRIPTION,
                    elem_id="fit-text",
                )
                self.stage = gr.Dropdown(
                    choices=_list_stages("zh"), value="", label=labels.stage, elem_id="fit-stage", filterable=False
                )
                self.hard = self._make_needs("zh", labels.hard, "fit-hard")
                self.soft = self._make_needs("zh", labels.soft, "fit-soft")
                self.run = gr.Button(labels.run, variant="primary", elem_id="fit-run")
            with gr.Column(elem_id="fit-main"):
                self.result = html_part(render_fit_message(labels.empty), "fit-result", "cite", "export")
                self.download = gr.HTML("", elem_id="fit-download", apply_default_css=False, js_on_load=_DOWNLOAD)
            with gr.Column(elem_id="fit-evidence-column", min_width=280):
                self.evidence = html_part(
                    render_empty_evidence(LABELS["zh"]), "fit-evidence", "cite", "land", script=_SHOW_QUOTE
                )

    def connect(self) -> Any:
        """Let the tab's events reach its handlers; gives the part that also sends ``land``, for the plan tab."""
        outputs = [self.result, self.shown, self.evidence, self.download]
        inputs = [self.text, self.stage, self.hard, self.soft, self.language]
        self.run.click(self.match, inputs, outputs, trigger_mode="once", **_QUICK)
        self.result.cite(self.open_citation, [self.shown, self.language], self.evidence, **_QUICK)
        self.evidence.cite(self.open_citation, [self.shown, self.language], self.evidence, **_QUICK)
        self.result.export(self.export, [self.shown, self.language], self.download, **_QUICK)
        return self.evidence

    def match(
        self, text: str | None, stage: str | None, hard: list[str] | None, soft: list[str] | None, language: Language
    ) -> Any:
        """Ranks the places for what the form holds."""
        labels = FIT_LABELS[language]
        empty = render_empty_evidence(LABELS[language])
        yield {self.result: render_fit_message(labels.running), self.download: "", self.evidence: empty}
        try:
            engine = self.find_engine()
            description = str(text or "")[: MAX_DESCRIPTION + 1]
            wanted = (*(soft or ()), *STAGE_NEEDS.get(str(stage), ()))
            result = engine.fit(description, hard=hard or (), soft=wanted, language=language)
            result, comparison = extend_with_comparison(result, engine.profiles, engine.knowledge)
        except PlanError as error:
            yield {self.result: render_fit_message(labels.failed.format(reason=error.message(language)))}
            return
        except Exception as error:
            # Whatever goes wrong with one description, the page goes on.
            _LOG.exception("The district fit failed")
            yield {self.result: render_fit_message(labels.failed.format(reason=type(error).__name__))}
            return
        shown = Shown(result, comparison)
        first = result.districts[0].reasons[0].citations[0] if result.districts else 0
        yield {
            self.result: render_fit_result(result, comparison, labels),
            self.shown: shown,
            self.evidence: self._render_evidence(shown, EvidenceView(0, first), language, opened=False),
        }

    def open_citation(self, shown: Shown | None, language: Language, event: gr.EventData) -> str:
        """Shows a citation, or a passage before or after it."""
        sent = read_sent(event._data)
        view = EvidenceView(0, read_number(sent, "n"), read_number(sent, "shift", 0))
        return self._render_evidence(shown, view, language, opened=True)

    def export(self, shown: Shown | None, language: Language, event: gr.EventData) -> str:
        """The report as a file that the browser keeps."""
        wanted = str(read_sent(event._data).get("format", ""))
        file_format = next((known for known in FORMATS if known == wanted), None)
        if shown is None or file_format is None:
            return ""
        engine = self.find_engine()
        report = make_report(shown.result, engine.profiles, engine.knowledge, date.today())
        content = base64.b64encode(write_report(report, file_format)).decode("ascii")
        return render_fit_download(
            f"{report.title}.{file_format}", _MEDIA_TYPES[file_format], content, FIT_LABELS[language]
        )

    def _render_evidence(self, shown: Shown | None, view: EvidenceView, language: Language, *, opened: bool) -> str:
        if shown is None:
            return render_empty_evidence(LABELS[language])
        answer = Answer(shown.result.description, "", shown.result.message, "answered", shown.result.citations)
        return render_evidence(view, answer, self.find_engine().knowledge.documents, LABELS[language], opened=opened)

    def _make_needs(self, language: Language, label: str, name: str) -> gr.Dropdown:
        return gr.Dropdown(choices=_list_choices(language), value=[], multiselect=True, label=label, elem_id=name)

    # What the page asks of every tab when the language is switched.

    @property
    def relabel_inputs(self) -> list[Any]:
        """What ``relabel`` takes after the language, the event's values and the viewer."""
        return [self.shown, self.stage, self.hard, self.soft]

    @property
    def relabel_outputs(self) -> list[Any]:
        """What ``relabel`` may change."""
        return [self.tab, self.intro, self.text, self.stage, self.hard, self.soft, self.run, self.result, self.evidence]

    def relabel(self, language: Language, sent: Mapping[str, Any], owner: str, *values: Any) -> Updates:
        """The tab as it is now in a language; a result stays in that of its words."""
        labels = FIT_LABELS[language]
        shown, stage, hard, soft = values
        choices = _list_choices(language)
        updates: Updates = {
            self.tab: gr.Tab(labels.tab),
            self.intro: render_fit_intro(labels),
            self.text: gr.Textbox(label=labels.product, placeholder=labels.product_hint),
            self.stage: gr.Dropdown(label=labels.stage, choices=_list_stages(language), value=stage or ""),
            self.hard: gr.Dropdown(label=labels.hard, choices=choices, value=hard or []),
            self.soft: gr.Dropdown(label=labels.soft, choices=choices, value=soft or []),
            self.run: gr.Button(labels.run),
        }
        if shown is None:
            updates[self.result] = render_fit_message(labels.empty)
            updates[self.evidence] = render_empty_evidence(LABELS[language])
        else:
            updates[self.result] = render_fit_result(shown.result, shown.comparison, labels)
        return updates


def add_fit_tab(assistant: object, language: gr.State) -> list[FitTab]:
    """The tab, within the ``gr.Tabs`` that is open; none where the assistant has no district fit."""
    find_engine = getattr(assistant, "find_fit_engine", None)
    if find_engine is None:
        return []
    with gr.Tab(FIT_LABELS["zh"].tab, id="fit", elem_id="fit-tab", render_children=True) as tab:
        return [FitTab(find_engine, language, tab)]


def _list_choices(language: Language) -> list[tuple[str, str]]:
    return [(need.name(language), need.key) for need in list_needs()]


def _list_stages(language: Language) -> list[tuple[str, str]]:
    return [(name, key) for key, name in FIT_LABELS[language].stages.items()]


def html_part(value: str, name: str, *events: str, script: str = "") -> Any:
    """A part of the tab; ``events`` are those its buttons may send, ``script`` runs in the browser once it is there."""
    listed = ", ".join(f"'{event}'" for event in events)
    return gr.HTML(
        value,
        elem_id=name,
        apply_default_css=False,
        js_on_load=f"window.planqa.connect('#{name}', element, trigger, watch, [{listed}]);{script}",
    )
