"""The plan tab: the outline, a section's text, and a search over the whole plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from assistant.page.desk import Desk
from assistant.page.identity import Viewer
from assistant.page.parts import QUICK, Updates, html_part
from assistant.render.labels import LABELS
from assistant.render.outline import Place, find_place, first_place, list_plans, render_place, render_search
from assistant.serving import read_number, read_sent
from assistant.types import Language


class ReaderTab:
    """The tab's components and handlers; one for all visitors, so it keeps nothing of any of them."""

    def __init__(self, desk: Desk, language: gr.State) -> None:
        self.desk = desk
        self.language = language
        documents, labels = desk.assistant.documents, LABELS["zh"]
        place = first_place(documents)
        outline, section = render_place(place, documents, labels)
        self.place = gr.State(place)
        with gr.Row(elem_id="plan"):
            with gr.Column(elem_id="plan-side"):
                self.plan = gr.Dropdown(
                    choices=list_plans(documents),
                    value=place.source_id or None,
                    label=labels.choose_plan,
                    visible=len(documents) > 1,
                    elem_id="plan-choice",
                )
                self.query = gr.Textbox(
                    label=labels.search_label,
                    placeholder=labels.search_hint,
                    max_length=100,
                    visible=bool(documents),
                    elem_id="plan-query",
                )
                self.outline = html_part(outline, "outline", "open", "land")
            with gr.Column(elem_id="plan-text"):
                self.section = html_part(section, "section", "open")

    def connect(self, tabs: Any, *landing: Any) -> None:
        """Let the tab's events reach its handlers; ``landing`` are parts of other tabs whose buttons lead here."""
        reader = [self.outline, self.section, self.place]
        for part in (*landing, self.outline):
            part.land(self.land_in_plan, [self.query, self.language], [*reader, tabs, self.plan], **QUICK)
        for part in (self.outline, self.section):
            part.open(self.open_section, [self.place, self.language], reader, **QUICK)
        # Gradio tells of an ``input`` before it has taken the last key; ``change`` comes after it.
        self.query.change(
            self.search_plan, [self.query, self.place, self.language], self.outline, trigger_mode="always_last", **QUICK
        )
        self.plan.input(self.choose_plan, [self.plan, self.language], [*reader, self.query], **QUICK)
        self._tabs = tabs

    def land_in_plan(self, query: str | None, language: Language, event: gr.EventData) -> Updates:
        """Opens the plan at a quote or a search hit, highlighted."""
        sent = read_sent(event._data)
        documents = self.desk.assistant.documents
        place = find_place(documents, str(sent.get("source", "")), read_number(sent, "start"), read_number(sent, "end"))
        if place is None:
            return {self._tabs: gr.Tabs(selected="plan")}
        updates = {
            **self._show_place(place, language),
            self._tabs: gr.Tabs(selected="plan"),
            self.plan: place.source_id,
        }
        return {**updates, self.outline: gr.skip()} if query else updates

    def open_section(self, place: Place, language: Language, event: gr.EventData) -> Updates:
        """Opens a section of the plan that is open."""
        return self._show_place(Place(place.source_id, read_number(read_sent(event._data), "section")), language)

    def choose_plan(self, source_id: str, language: Language) -> Updates:
        """Opens another plan at its beginning."""
        document = self.desk.assistant.documents.get(source_id)
        place = first_place({source_id: document} if document else {})
        return {**self._show_place(place, language), self.query: ""}

    def search_plan(self, query: str | None, place: Place, language: Language) -> str:
        """The outline, or the places that hold what is looked for."""
        return render_search(query, place, self.desk.assistant.documents, LABELS[language])

    def _show_place(self, place: Place, language: Language) -> Updates:
        outline, section = render_place(place, self.desk.assistant.documents, LABELS[language])
        return {self.outline: outline, self.section: section, self.place: place}

    @property
    def relabel_inputs(self) -> list[Any]:
        """What ``relabel`` takes after the language, the event's values and the viewer."""
        return [self.place]

    @property
    def relabel_outputs(self) -> list[Any]:
        """What ``relabel`` may change."""
        return [self.outline, self.section, self.place, self.plan, self.query]

    def relabel(self, language: Language, sent: Mapping[str, Any], viewer: Viewer, *values: Any) -> Updates:
        """The tab as it is now in a language, with the plans there are now."""
        labels, documents = LABELS[language], self.desk.assistant.documents
        (place,) = values
        place = place if place.source_id in documents else first_place(documents)
        return {
            **self._show_place(place, language),
            self.plan: gr.Dropdown(
                label=labels.choose_plan,
                choices=list_plans(documents),
                value=place.source_id or None,
                visible=len(documents) > 1,
            ),
            self.query: gr.Textbox(
                value="", label=labels.search_label, placeholder=labels.search_hint, visible=bool(documents)
            ),
        }
