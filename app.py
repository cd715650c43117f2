"""The chat page: Gradio events in, the assistant's answers out as HTML that ``assistant.render`` builds.

Nothing is rendered and nothing is answered here. A handler reads what the browser sent (never trusted: numbers are
parsed, names are looked up), calls the assistant or a renderer, and says which parts of the page change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI

from assistant.conversation import Assistant, Exchange, StopSignal, run_exchange
from assistant.page.fit import add_fit_tab
from assistant.page.fit import html_part as _html
from assistant.render.evidence import EvidenceView, first_view, render_empty_evidence, render_view
from assistant.render.frame import read_page_head, render_composer_note, render_header, render_welcome
from assistant.render.labels import LABELS
from assistant.render.outline import Place, find_place, first_place, list_plans, render_place, render_search
from assistant.render.thread import render_latest, render_thread
from assistant.serving import SecurityHeaders, describe_start, open_listener, read_number, read_sent
from assistant.types import Language

DEFAULT_PORT = 7860
QUESTION_LIMIT = 2000
"""Characters; the browser stops there, and the handler cuts what comes past it."""
ASKING_AT_ONCE = 20
"""Questions answered at the same time; more wait in the queue. Gradio's own default is one."""
STOP_SECONDS = 2.0
"""Longest wait for an answer to end once it was stopped; what is slower ends unseen."""

Exchanges = Sequence[Exchange]
Updates = dict[Any, Any]
"""Component → its new value; what Gradio takes back from a handler."""
Streamed = Iterator[Updates]


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page over ``assistant``, ready to be mounted."""
    return _Page(assistant).blocks


class _Page:
    """The page's components and the handlers between them; one for all visitors, so it keeps nothing of any of them."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.blocks = gr.Blocks(title=LABELS["zh"].product, analytics_enabled=False, fill_width=True)
        with self.blocks:
            self._lay_out()
            self._connect()
        self.blocks.queue(default_concurrency_limit=ASKING_AT_ONCE, max_size=10 * ASKING_AT_ONCE, api_open=False)

    def _lay_out(self) -> None:
        labels = LABELS["zh"]
        self.language = gr.State("zh")
        self.exchanges = gr.State(())
        self.view = gr.State(None)
        self.signal = gr.State(None)
        self.header = _html(render_header(self.assistant.documents, labels), "masthead", "language")
        with gr.Tabs(elem_id="tabs", selected="chat") as self.tabs:
            with gr.Tab(labels.tab_chat, id="chat", elem_id="chat-tab", render_children=True) as self.chat_tab:
                self._lay_out_chat()
            with gr.Tab(labels.tab_plan, id="plan", elem_id="plan-tab", render_children=True) as self.plan_tab:
                self._lay_out_plan()

            self.fit = add_fit_tab(self.assistant, self.language)

    def _lay_out_chat(self) -> None:
        labels = LABELS["zh"]
        with gr.Row(elem_id="chat"):
            with gr.Column(elem_id="conversation"):
                self.thread = _html(self._render_earlier((), "zh"), "thread", "ask", "cite")
                self.latest = _html("", "latest", "ask", "cite")
                with gr.Group(elem_id="composer"):
                    with gr.Row(elem_id="composer-row"):
                        self.box = gr.Textbox(
                            label=labels.question_label,
                            placeholder=labels.question_hint,
                            show_label=False,
                            container=False,
                            lines=1,
                            max_lines=6,
                            max_length=QUESTION_LIMIT,
                            elem_id="question",
                            html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                        )
                        self.send = gr.Button(labels.send, variant="primary", elem_id="send", min_width=0)
                        self.stop = gr.Button(labels.stop, elem_id="stop", min_width=0, visible=False)
                    with gr.Row(elem_id="composer-foot"):
                        self.note = _html(render_composer_note(labels), "composer-note")
                        self.clear = gr.Button(labels.clear, elem_id="clear", size="sm", min_width=0, visible=False)
            with gr.Column(elem_id="evidence-column"):
                self.evidence = _html(render_empty_evidence(labels), "evidence", "cite", "land")

    def _lay_out_plan(self) -> None:
        documents, labels = self.assistant.documents, LABELS["zh"]
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
                self.outline = _html(outline, "outline", "open", "land")
            with gr.Column(elem_id="plan-text"):
                self.section = _html(section, "section", "open")

    def _connect(self) -> None:
        quick: Any = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": ASKING_AT_ONCE}
        chat = [self.thread, self.latest, self.box, self.send, self.stop, self.clear, self.exchanges]
        panel = [self.evidence, self.view]
        # Events that rendered HTML sends cannot share one gr.on; each gets its own listener on the same handler.
        state = [self.box, self.exchanges, self.language]
        for trigger in (self.send.click, self.box.submit, self.thread.ask, self.latest.ask):
            trigger(self.ask, state, [*chat, *panel, self.signal], trigger_mode="once", **quick)
        # Gradio's own ``cancels`` may still deliver an update after it; the signal waits until there are no more.
        self.stop.click(self.stop_answer, [self.exchanges, self.language, self.signal], chat, **quick)
        self.clear.click(self.clear_conversation, [self.language], [*chat, *panel], **quick)
        for part in (self.thread, self.latest, self.evidence):
            part.cite(self.open_citation, [self.exchanges, self.language], panel, **quick)
        reader = [self.outline, self.section, self.place]
        for part in (self.evidence, self.outline, *(tab.connect() for tab in self.fit)):
            part.land(self.land_in_plan, [self.query, self.language], [*reader, self.tabs, self.plan], **quick)
        for part in (self.outline, self.section):
            part.open(self.open_section, [self.place, self.language], reader, **quick)
        self.query.input(
            self.search_plan, [self.query, self.place, self.language], self.outline, trigger_mode="always_last", **quick
        )
        self.plan.input(self.choose_plan, [self.plan, self.language], [*reader, self.query], **quick)
        self.header.language(
            self.switch_language,
            [self.exchanges, self.view, self.place, *(part for tab in self.fit for part in tab.relabel_inputs)],
            [
                *(part for tab in self.fit for part in tab.relabel_outputs),
                *(self.language, self.header, self.chat_tab, self.plan_tab, self.thread, self.latest, self.box),
                *(self.send, self.stop, self.clear, self.note, self.evidence, self.plan, self.query),
                *reader,
            ],
            **quick,
        )

    # Chat

    def ask(
        self, typed: str | None, exchanges: Exchanges, language: Language, event: gr.EventData
    ) -> Iterator[Updates]:
        """Answers what was typed, or the question that a button carried, or the last question again."""
        sent = read_sent(event._data)
        question = str(sent.get("question") or typed or "").strip()[:QUESTION_LIMIT]
        busy = bool(exchanges) and exchanges[-1].progress == "running"
        if exchanges and sent.get("retry") and not busy:
            question, exchanges = exchanges[-1].question, exchanges[:-1]
        if busy or not question:
            yield {self.exchanges: exchanges}
            return
        asked = [*exchanges, Exchange(question)]
        signal = StopSignal()
        yield {
            self.signal: signal,
            **self._show(asked, language),
            self.thread: self._render_earlier(asked, language),
            self.box: "" if not sent else gr.skip(),
        }
        for exchange in run_exchange(self.assistant, asked[-1], exchanges, language, signal):
            asked[-1] = exchange
            if exchange.progress == "running":
                yield self._show(asked, language)
        if signal.wanted:
            return
        # Everything that ends an answer goes in one update: the browser may drop one that is overtaken by the next.
        view = first_view(len(exchanges), asked[-1].answer if asked[-1].progress == "done" else None)
        evidence = self._render_view(view, asked, language, opened=False)
        yield {**self._show(asked, language), self.evidence: evidence, self.view: view}

    def stop_answer(self, exchanges: Exchanges, language: Language, signal: StopSignal | None) -> Updates:
        """Ends the answer that is being written, and shows what there is of it."""
        if signal is not None:
            signal.stop(STOP_SECONDS)
        if exchanges and exchanges[-1].progress == "running":
            exchanges = (*exchanges[:-1], replace(exchanges[-1], progress="stopped"))
        return self._show(exchanges, language)

    def clear_conversation(self, language: Language) -> Updates:
        """Starts over."""
        return {
            **self._show((), language),
            self.thread: self._render_earlier((), language),
            self.evidence: render_empty_evidence(LABELS[language]),
            self.view: None,
        }

    def _show(self, exchanges: Exchanges, language: Language) -> Updates:
        running = bool(exchanges) and exchanges[-1].progress == "running"
        return {
            self.exchanges: tuple(exchanges),
            self.latest: render_latest(exchanges, self.assistant.documents, LABELS[language]),
            self.send: gr.Button(visible=not running),
            self.stop: gr.Button(visible=running),
            self.clear: gr.Button(visible=bool(exchanges) and not running),
        }

    def _render_earlier(self, exchanges: Exchanges, language: Language) -> str:
        documents, labels = self.assistant.documents, LABELS[language]
        if exchanges:
            return render_thread(exchanges, documents, labels)
        return render_welcome(self.assistant.examples(language), documents, labels)

    # Evidence

    def open_citation(self, exchanges: Exchanges, language: Language, event: gr.EventData) -> Updates:
        """Shows a citation, or a passage before or after it."""
        sent = read_sent(event._data)
        view = EvidenceView(read_number(sent, "turn"), read_number(sent, "n"), read_number(sent, "shift", 0))
        return {self.evidence: self._render_view(view, exchanges, language, opened=True), self.view: view}

    def _render_view(self, view: EvidenceView | None, exchanges: Exchanges, language: Language, *, opened: bool) -> str:
        answers = [exchange.answer for exchange in exchanges]
        return render_view(view, answers, self.assistant.documents, LABELS[language], opened=opened)

    # The plan

    def land_in_plan(self, query: str | None, language: Language, event: gr.EventData) -> Updates:
        """Opens the plan at a quote or a search hit, highlighted."""
        sent = read_sent(event._data)
        documents = self.assistant.documents
        place = find_place(documents, str(sent.get("source", "")), read_number(sent, "start"), read_number(sent, "end"))
        if place is None:
            return {self.tabs: gr.Tabs(selected="plan")}
        updates = {**self._show_place(place, language), self.tabs: gr.Tabs(selected="plan"), self.plan: place.source_id}
        return {**updates, self.outline: gr.skip()} if query else updates

    def open_section(self, place: Place, language: Language, event: gr.EventData) -> Updates:
        """Opens a section of the plan that is open."""
        return self._show_place(Place(place.source_id, read_number(read_sent(event._data), "section")), language)

    def choose_plan(self, source_id: str, language: Language) -> Updates:
        """Opens another plan at its beginning."""
        document = self.assistant.documents.get(source_id)
        place = first_place({source_id: document} if document else {})
        return {**self._show_place(place, language), self.query: ""}

    def search_plan(self, query: str | None, place: Place, language: Language) -> str:
        """The outline, or the places that hold what is looked for."""
        return render_search(query, place, self.assistant.documents, LABELS[language])

    def _show_place(self, place: Place, language: Language) -> Updates:
        outline, section = render_place(place, self.assistant.documents, LABELS[language])
        return {self.outline: outline, self.section: section, self.place: place}

    # Language

    def switch_language(
        self, exchanges: Exchanges, view: EvidenceView | None, place: Place, event: gr.EventData, *fit: Any
    ) -> Updates:
        """The page as it is now in a language; answers stay in that of their question. Asked for on every visit too."""
        sent = read_sent(event._data)
        language: Language = "en" if sent.get("language") == "en" else "zh"
        labels, documents = LABELS[language], self.assistant.documents
        place = place if place.source_id in documents else first_place(documents)
        updates: Updates = {
            **self._show_place(place, language),
            self.language: language,
            self.header: render_header(documents, labels),
            self.chat_tab: gr.Tab(labels.tab_chat),
            self.plan_tab: gr.Tab(labels.tab_plan),
            self.thread: self._render_earlier(exchanges, language),
            self.latest: render_latest(exchanges, documents, labels),
            self.box: gr.Textbox(label=labels.question_label, placeholder=labels.question_hint),
            self.send: gr.Button(labels.send),
            self.stop: gr.Button(labels.stop),
            self.clear: gr.Button(labels.clear),
            self.note: render_composer_note(labels),
            self.evidence: self._render_view(view, exchanges, language, opened=False),
            self.plan: gr.Dropdown(
                label=labels.choose_plan,
                choices=list_plans(documents),
                value=place.source_id or None,
                visible=len(documents) > 1,
            ),
            self.query: gr.Textbox(value="", label=labels.search_label, placeholder=labels.search_hint),
        }
        for tab in self.fit:
            updates.update(tab.relabel(language, sent, "", *fit))
        if sent.get("visit") and language == "zh":
            # The conversation is built in this language, and a quick visitor may have asked something already.
            updates.update({part: gr.skip() for part in (self.thread, self.latest, self.evidence)})
        return updates


def build_app(assistant: Assistant) -> FastAPI:
    """The web application: the page at ``/``, with the headers that keep it to itself."""
    with as_file(files("assistant.render") / "static" / "favicon.png") as icon:
        application = FastAPI(openapi_url=None)
        gr.mount_gradio_app(
            application,
            build_page(assistant),
            path="/",
            theme=_theme(),
            # In the head rather than as ``css``: Gradio would put its own container in front of every selector.
            head=read_page_head(),
            favicon_path=str(icon),
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            pwa=False,
        )
    application.add_middleware(SecurityHeaders)
    return application


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme on the page's own fonts: named families only, so that none is fetched."""
    sans = ["Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
    return gr.themes.Base(font=sans, font_mono=["ui-monospace", "Consolas", "monospace"], radius_size="sm")


def serve(assistant: Assistant, host: str, port: int | None) -> None:
    """Serves the page until interrupted, at ``port`` or the next free one, and prints the address.

    Raises ``PlanError`` if no port can be opened on ``host``.
    """
    listener = open_listener(host, DEFAULT_PORT if port is None else port)
    with listener:
        server = uvicorn.Server(uvicorn.Config(build_app(assistant), log_level="warning"))
        print(describe_start(host, port, int(listener.getsockname()[1])), flush=True)
        server.run(sockets=[listener])
