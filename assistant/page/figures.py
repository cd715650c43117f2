"""The figures tab: what a plan's tables and sentences hold, drawn; every part leads to its place in the plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import gradio as gr
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse

from assistant.figures.indicators import Indicator, list_indicators
from assistant.figures.industries import IndustryMap, map_industries
from assistant.figures.tasks import Task, list_tasks
from assistant.figures.workbook import write_tasks
from assistant.page.desk import Desk
from assistant.page.downloads import send_file
from assistant.page.identity import Viewer
from assistant.page.parts import QUICK, Updates, html_part
from assistant.render.figures import FIGURE_LABELS, render_indicators, render_industries, render_tasks
from assistant.render.outline import list_plans
from assistant.types import Language
from corpus.types import Document

_KEPT = 16
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Figures = tuple[list[Indicator], IndustryMap | None, list[Task]]


class Drawer:
    """Works out a plan's figures once for all who look at them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._find = lru_cache(maxsize=_KEPT)(self._work_out)

    def find(self, source_id: str) -> Figures:
        """Indicators, industries and tasks of a plan; none of a plan that is not there."""
        document = self.desk.assistant.documents.get(source_id)
        return self._find(_Known(document)) if document else ([], None, [])

    def _work_out(self, known: _Known) -> Figures:
        document = known.document
        return list_indicators(document), map_industries(document), list_tasks(document)


class _Known:
    """A document as a key: two with the same content are the same."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return hash((self.document.source.id, self.document.source.sha256))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.document.source == other.document.source


class FiguresTab:
    """The tab's components and handlers; one for all visitors, so it keeps nothing of any of them."""

    def __init__(self, desk: Desk, language: gr.State) -> None:
        self.desk = desk
        self.language = language
        self.drawer = Drawer(desk)
        documents = desk.assistant.documents
        with gr.Column(elem_id="figures"):
            self.plan = gr.Dropdown(
                choices=list_plans(documents),
                value=next(iter(documents), None),
                label=FIGURE_LABELS["zh"].plan,
                visible=len(documents) > 1,
                elem_id="figures-plan",
            )
            self.drawing = html_part("", "figure-drawing", "land")

    def connect(self, tab: gr.Tab) -> None:
        """Let the tab's events reach its handlers; ``tab`` is what it is shown in."""
        tab.select(self.draw, [self.plan, self.language], self.drawing, **QUICK)
        self.plan.input(self.draw, [self.plan, self.language], self.drawing, **QUICK)

    def draw(self, source_id: str | None, language: Language) -> str:
        """The figures of a plan."""
        documents, labels = self.desk.assistant.documents, FIGURE_LABELS[language]
        chosen = source_id if source_id in documents else next(iter(documents), "")
        indicators, industries, tasks = self.drawer.find(chosen or "")
        return (
            render_indicators(indicators, labels)
            + render_industries(industries, labels)
            + render_tasks(tasks, chosen or "", labels)
        )

    @property
    def relabel_inputs(self) -> list[Any]:
        """What ``relabel`` takes after the language, the event's values and the viewer."""
        return [self.plan]

    @property
    def relabel_outputs(self) -> list[Any]:
        """What ``relabel`` may change."""
        return [self.plan, self.drawing]

    def relabel(self, language: Language, sent: Mapping[str, Any], viewer: Viewer, *values: Any) -> Updates:
        """The tab as it is now in a language; on a visit nothing is drawn before the tab is opened."""
        documents = self.desk.assistant.documents
        chosen = values[0] if values[0] in documents else next(iter(documents), None)
        plan = gr.Dropdown(
            choices=list_plans(documents),
            value=chosen,
            label=FIGURE_LABELS[language].plan,
            visible=len(documents) > 1,
        )
        return {self.plan: plan, self.drawing: "" if sent.get("visit") else self.draw(chosen, language)}


def add_task_list(application: FastAPI, desk: Desk) -> None:
    """Serve ``/tasks/{source}.xlsx``."""
    drawer = Drawer(desk)

    @application.get("/tasks/{source_id}.xlsx", include_in_schema=False)
    def tasks(source_id: str, lang: str = "zh") -> Response:
        document = desk.assistant.documents.get(source_id)
        if document is None:
            return PlainTextResponse("", status_code=404)
        labels = FIGURE_LABELS["en" if lang == "en" else "zh"]
        found = drawer.find(source_id)[2]
        sentences = [document.text[task.start : task.end] for task in found]
        more = ("页码", "原文") if labels.language == "zh" else ("Page", "In the plan's words")
        content = write_tasks(found, sentences, (*labels.task_heads, *more))
        return send_file(content, f"{document.source.title} {labels.tasks}.xlsx", _XLSX)
