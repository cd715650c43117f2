"""The documents tab: for those allowed, adding, replacing and removing documents while the page goes on answering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.page.desk import Desk
from assistant.page.identity import Viewer
from assistant.page.parts import QUICK, Updates, find_viewer, html_part
from assistant.page.shelf import Step
from assistant.render.documents import DOCUMENT_LABELS, render_documents, render_outcome, render_progress
from assistant.render.markup import escape
from assistant.serving import read_sent
from assistant.types import Language
from corpus.read import SUFFIXES


class DocumentsTab:
    """The tab's components and handlers; one for all visitors, so it keeps nothing of any of them."""

    def __init__(self, desk: Desk, language: gr.State) -> None:
        self.desk = desk
        self.language = language
        labels = DOCUMENT_LABELS["zh"]
        self.swapped = gr.State("")
        with gr.Column(elem_id="documents"):
            self.table = html_part("", "document-table", "swap", "remove")
            self.hint = html_part("", "document-hint", "keep")
            self.files = gr.File(
                label=labels.upload,
                file_count="multiple",
                file_types=[*SUFFIXES, ".zip"],
                elem_id="document-files",
                height=150,
                visible=False,
            )
            self.outcome = html_part("", "document-outcome")

    def connect(self) -> None:
        """Let the tab's events reach its handlers."""
        changed = [self.table, self.outcome, self.hint, self.swapped, self.files]
        self.files.upload(self.take_files, [self.files, self.swapped, self.language], changed, **QUICK)
        self.table.swap(self.choose_replacement, self.language, [self.hint, self.swapped], **QUICK)
        self.hint.keep(self.keep_document, None, [self.hint, self.swapped], **QUICK)
        self.table.remove(self.remove_document, self.language, changed, **QUICK)

    def take_files(
        self, files: Sequence[str] | None, swapped: str, language: Language, request: gr.Request
    ) -> Iterator[Updates]:
        """Adds the uploaded files, or puts the first in the place of the document chosen for it."""
        paths = [Path(file) for file in files or ()]
        shelf = self.desk.shelf
        if shelf is None or not find_viewer(request).may("editor"):
            yield {self.outcome: _refuse(language)}
        elif paths:
            yield from self._follow(shelf.replace(swapped, paths[0]) if swapped else shelf.add(paths), language)

    def remove_document(self, language: Language, request: gr.Request, event: gr.EventData) -> Iterator[Updates]:
        """Takes a document out of the index."""
        source_id = str(read_sent(event._data).get("id", ""))
        shelf = self.desk.shelf
        if shelf is None or not find_viewer(request).may("editor"):
            yield {self.outcome: _refuse(language)}
        elif source_id in self.desk.assistant.documents:
            yield from self._follow(shelf.remove(source_id), language)

    def choose_replacement(self, language: Language, event: gr.EventData) -> Updates:
        """Says which document the next upload replaces."""
        source_id = str(read_sent(event._data).get("id", ""))
        document = self.desk.assistant.documents.get(source_id)
        if document is None:
            return {self.hint: "", self.swapped: ""}
        labels = DOCUMENT_LABELS[language]
        text = escape(labels.replace_hint.format(title=document.source.title))
        cancel = f'<button type="button" class="quiet" data-event="keep">{escape(labels.cancel)}</button>'
        return {self.hint: f'<p class="replace-hint">{text} {cancel}</p>', self.swapped: source_id}

    def keep_document(self) -> Updates:
        """Replaces nothing after all."""
        return {self.hint: "", self.swapped: ""}

    def _follow(self, steps: Iterator[Step], language: Language) -> Iterator[Updates]:
        labels = DOCUMENT_LABELS[language]
        for step in steps:
            if step.report is None and step.error is None:
                yield {self.outcome: render_progress(step.stage, step.done, step.total, labels)}
                continue
            table = render_documents(self.desk.assistant.documents, labels, editable=True)
            outcome = render_outcome(step.report, step.error, labels)
            yield {self.table: table, self.outcome: outcome, self.hint: "", self.swapped: "", self.files: None}

    @property
    def relabel_inputs(self) -> list[Any]:
        """What ``relabel`` takes after the language, the event's values and the viewer."""
        return []

    @property
    def relabel_outputs(self) -> list[Any]:
        """What ``relabel`` may change."""
        return [self.table, self.files]

    def relabel(self, language: Language, sent: Mapping[str, Any], viewer: Viewer, *values: Any) -> Updates:
        """The tab as it is now in a language, with what this viewer may do."""
        labels = DOCUMENT_LABELS[language]
        editable = viewer.may("editor") and self.desk.shelf is not None
        return {
            self.table: render_documents(self.desk.assistant.documents, labels, editable=editable),
            self.files: gr.File(label=labels.upload, visible=editable),
        }


def _refuse(language: Language) -> str:
    return f'<p class="change is-failed" role="alert">{escape(DOCUMENT_LABELS[language].not_allowed)}</p>'
