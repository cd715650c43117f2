"""The whole page: its header, its tabs, and the switch between languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import gradio as gr

from assistant.page.chat import ChatTab
from assistant.page.desk import ASKING_AT_ONCE, Desk
from assistant.page.documents import DocumentsTab
from assistant.page.figures import FiguresTab
from assistant.page.fit import add_fit_tab
from assistant.page.identity import Viewer
from assistant.page.parts import QUICK, Updates, find_viewer, html_part
from assistant.page.reader import ReaderTab
from assistant.render.documents import DOCUMENT_LABELS
from assistant.render.figures import FIGURE_LABELS
from assistant.render.frame import render_header
from assistant.render.labels import LABELS
from assistant.serving import read_sent
from assistant.types import Language


class PageTab(Protocol):
    """What the page asks of a tab that it does not know: see the tabs of this package."""

    @property
    def relabel_inputs(self) -> list[Any]: ...

    @property
    def relabel_outputs(self) -> list[Any]: ...

    def connect(self) -> None: ...

    def relabel(self, language: Language, sent: Mapping[str, Any], viewer: Viewer, *values: Any) -> Updates: ...


AddTabs = Callable[[Desk, gr.State], Sequence[PageTab]]
"""Lays out further tabs within the ``gr.Tabs`` that is open; the state holds the visitor's language."""


def build_page(desk: Desk, add_tabs: AddTabs | None = None) -> gr.Blocks:
    """The page over ``desk``, with the tabs that ``add_tabs`` puts after its own, ready to be mounted."""
    blocks = gr.Blocks(title=LABELS["zh"].product, analytics_enabled=False, fill_width=True)
    with blocks:
        _Page(desk, add_tabs)
    blocks.queue(default_concurrency_limit=ASKING_AT_ONCE, max_size=10 * ASKING_AT_ONCE, api_open=False)
    return blocks


class _Page:
    """The page's frame; one for all visitors, so it keeps nothing of any of them."""

    def __init__(self, desk: Desk, add_tabs: AddTabs | None) -> None:
        labels = LABELS["zh"]
        self.desk = desk
        self.language = gr.State("zh")
        self.header = html_part(render_header(desk.assistant.documents, labels), "masthead", "language")
        with gr.Tabs(elem_id="tabs", selected="chat") as self.tabs:
            with gr.Tab(labels.tab_chat, id="chat", elem_id="chat-tab", render_children=True) as self.chat_tab:
                self.chat = ChatTab(desk, self.language)
            with gr.Tab(labels.tab_plan, id="plan", elem_id="plan-tab", render_children=True) as self.plan_tab:
                self.reader = ReaderTab(desk, self.language)
            with gr.Tab(
                FIGURE_LABELS["zh"].tab, id="figures", elem_id="figures-tab", render_children=True
            ) as self.figures_tab:
                self.figures = FiguresTab(desk, self.language)
            self.fit = add_fit_tab(desk.assistant, self.language)
            with gr.Tab(
                DOCUMENT_LABELS["zh"].tab, id="documents", elem_id="documents-tab", render_children=True
            ) as self.documents_tab:
                self.documents = DocumentsTab(desk, self.language)
            further = add_tabs(desk, self.language) if add_tabs else ()
        for tab in further:
            tab.connect()
        self.chat.connect()
        landing = [self.chat.evidence, self.figures.drawing, *(tab.connect() for tab in self.fit)]
        self.reader.connect(self.tabs, *landing)
        self.figures.connect(self.figures_tab)
        self.documents.connect()
        self.parts: tuple[Any, ...] = (self.chat, self.reader, self.figures, *self.fit, self.documents, *further)
        self.header.language(
            self.switch_language,
            [component for part in self.parts for component in part.relabel_inputs],
            [
                *(self.language, self.header, self.chat_tab, self.plan_tab, self.figures_tab, self.documents_tab),
                *(component for part in self.parts for component in part.relabel_outputs),
            ],
            **QUICK,
        )

    def switch_language(self, request: gr.Request, event: gr.EventData, *values: Any) -> Updates:
        """The page as it is now in a language. Asked for on every visit too."""
        sent = read_sent(event._data)
        language: Language = "en" if sent.get("language") == "en" else "zh"
        labels = LABELS[language]
        viewer = find_viewer(request)
        updates: Updates = {
            self.language: language,
            self.header: render_header(self.desk.assistant.documents, labels, viewer.name),
            self.chat_tab: gr.Tab(labels.tab_chat),
            self.plan_tab: gr.Tab(labels.tab_plan),
            self.figures_tab: gr.Tab(FIGURE_LABELS[language].tab),
            self.documents_tab: gr.Tab(DOCUMENT_LABELS[language].tab),
        }
        rest = list(values)
        for part in self.parts:
            count = len(part.relabel_inputs)
            updates.update(part.relabel(language, sent, viewer, *rest[:count]))
            rest = rest[count:]
        return updates
