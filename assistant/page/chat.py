"""The chat tab: asking, the growing answer, its evidence, and the kept conversations beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import gradio as gr

from assistant.conversation import REASONS, VERDICTS, Exchange, Reason, StopSignal, Verdict, run_exchange
from assistant.page.desk import Desk
from assistant.page.identity import Viewer
from assistant.page.parts import QUICK, Updates, find_viewer, html_part
from assistant.page.talks import NOTHING, QUESTION_LIMIT, KeptConversations
from assistant.render.evidence import first_view, render_empty_evidence
from assistant.render.frame import render_composer_note
from assistant.render.history import render_history_head
from assistant.render.labels import LABELS
from assistant.render.talk_labels import TALK_LABELS
from assistant.render.thread import render_latest, render_thread
from assistant.serving import read_number, read_sent
from assistant.store.conversations import Conversation
from assistant.types import Language

SHOWN_EVERY = 0.1
"""Seconds between two looks at a growing answer: faster than anyone reads, and each costs the server some work."""
STOP_SECONDS = 2.0
"""Longest wait for an answer to end once it was stopped; what is slower ends unseen."""


class ChatTab(KeptConversations):
    """The tab's components and handlers; one for all visitors, so it keeps nothing of any of them."""

    def __init__(self, desk: Desk, language: gr.State) -> None:
        self.desk = desk
        self.language = language
        self.talk = gr.State(NOTHING)
        # Kept by the browser: a page that stays open while the server is restarted goes on with its conversation.
        self.open_id = gr.Textbox("", visible=False)
        self.view = gr.State(None)
        self.signal = gr.State(None)
        with gr.Row(elem_id="chat"):
            self._lay_out_history()
            self._lay_out_conversation()
            with gr.Column(elem_id="evidence-column"):
                self.evidence = html_part(render_empty_evidence(LABELS["zh"]), "evidence", "cite", "land")

    def _lay_out_history(self) -> None:
        labels = TALK_LABELS["zh"]
        with gr.Column(elem_id="history-column"):
            self.history_head = html_part(render_history_head(labels), "history-head", "fresh")
            self.words = gr.Textbox(
                label=labels.search,
                placeholder=labels.search,
                show_label=False,
                container=False,
                max_length=100,
                elem_id="history-query",
            )
            self.history = html_part("", "history", "resume", "rename", "delete")

    def _lay_out_conversation(self) -> None:
        labels = LABELS["zh"]
        with gr.Column(elem_id="conversation"):
            self.bar = html_part(self._render_bar(NOTHING, "zh"), "talk-bar", "fresh", "scope")
            self.thread = html_part(self._render_earlier(NOTHING, "zh"), "thread", "ask", "cite", "rate")
            self.latest = html_part("", "latest", "ask", "cite", "rate")
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
                    # Which of the two is shown follows from the newest answer, by a rule of the style sheet: Gradio
                    # builds a component anew whenever one of its properties changes.
                    self.stop = gr.Button(labels.stop, elem_id="stop", min_width=0)
                with gr.Row(elem_id="composer-foot"):
                    self.note = html_part(render_composer_note(labels), "composer-note")

    def connect(self) -> None:
        """Let the tab's events reach its handlers."""
        chat = [self.thread, self.latest, self.box, self.talk, self.open_id]
        panel = [self.evidence, self.view]
        kept = [self.history, self.bar]
        # Events that rendered HTML sends cannot share one gr.on; each gets its own listener on the same handler.
        state = [self.box, self.talk, self.open_id, self.words, self.language]
        asking = {**QUICK, "trigger_mode": "once", "concurrency_limit": self.desk.asking_at_once}
        for trigger in (self.send.click, self.box.submit, self.thread.ask, self.latest.ask):
            trigger(self.ask, state, [*chat, *panel, *kept, self.signal], concurrency_id="ask", **asking)
        # Gradio's own ``cancels`` may still deliver an update after it; the signal waits until there are no more.
        self.stop.click(self.stop_answer, [self.talk, self.language, self.signal], chat, **QUICK)
        for part in (self.thread, self.latest, self.evidence):
            part.cite(self.open_citation, [self.talk, self.open_id, self.language], [*panel, self.talk], **QUICK)
        for part in (self.thread, self.latest):
            part.rate(
                self.rate_answer,
                [self.talk, self.open_id, self.language],
                [self.thread, self.latest, self.talk],
                **QUICK,
            )
        self.bar.scope(self.choose_scope, [self.talk, self.open_id, self.language], [self.talk, self.bar], **QUICK)
        listed = [self.talk, self.words, self.language]
        for part in (self.bar, self.history_head):
            part.fresh(self.start_conversation, [self.words, self.language], [*chat, *panel, *kept], **QUICK)
        self.history.resume(self.resume_conversation, listed, [*chat, *panel, *kept], **QUICK)
        self.history.rename(self.rename_conversation, listed, [self.talk, *kept], **QUICK)
        self.history.delete(self.delete_conversation, listed, [*chat, *panel, *kept], **QUICK)
        self.words.change(self.search_conversations, listed, self.history, trigger_mode="always_last", **QUICK)

    # Asking

    def ask(
        self,
        typed: str | None,
        talk: Conversation,
        open_id: str | None,
        words: str | None,
        language: Language,
        request: gr.Request,
        event: gr.EventData,
    ) -> Iterator[Updates]:
        """Answers what was typed, or the question that a button carried, or the last question again or anew."""
        sent = read_sent(event._data)
        owner = find_viewer(request).owner
        question = str(sent.get("question") or typed or "").strip()[:QUESTION_LIMIT]
        talk = self._recover(owner, talk, open_id)
        earlier = talk.exchanges
        busy = bool(earlier) and earlier[-1].progress == "running"
        if earlier and not busy and (sent.get("retry") or sent.get("replace")):
            question = earlier[-1].question if sent.get("retry") else question
            earlier = earlier[:-1]
        if busy or not question:
            yield {self.talk: talk}
            return
        talk = self._begin(owner, talk, question, earlier)
        signal = StopSignal()
        yield {
            self.signal: signal,
            **self._show(talk, language),
            **self._show_kept(owner, talk, words, language),
            self.thread: self._render_earlier(talk, language),
            self.box: "" if not sent else gr.skip(),
        }
        asked = talk.exchanges[-1]
        # A document that was removed since leaves the conversation with all that there are.
        scope = [id_ for id_ in talk.scope if id_ in self.desk.assistant.documents] or None
        shown = time.monotonic()
        for exchange in run_exchange(self.desk.assistant, asked, earlier, language, signal, scope):
            talk = replace(talk, exchanges=(*earlier, exchange))
            if exchange.progress == "running" and time.monotonic() - shown >= SHOWN_EVERY:
                yield self._show(talk, language)
                shown = time.monotonic()
        if signal.wanted:
            return
        asked = talk.exchanges[-1]
        self.desk.conversations.save(owner, talk.id, len(earlier), asked)
        # Everything that ends an answer goes in one update: the browser may drop one that is overtaken by the next.
        view = first_view(len(earlier), asked.answer if asked.progress == "done" else None)
        evidence = self._render_view(view, talk, language, opened=False)
        yield {**self._show(talk, language), self.evidence: evidence, self.view: view}

    def _begin(self, owner: str, talk: Conversation, question: str, earlier: tuple[Exchange, ...]) -> Conversation:
        """The conversation with ``question`` as its newest, kept before it is answered: a crash loses no question."""
        store, asked = self.desk.conversations, Exchange(question)
        talk = replace(talk, exchanges=(*earlier, asked))
        # It may have been deleted in another window meanwhile; then it begins anew, with all that was said.
        if not talk.id or not store.save(owner, talk.id, len(earlier), asked):
            id_ = store.create(owner, talk.title or question, talk.scope)
            for position, exchange in enumerate(talk.exchanges):
                store.save(owner, id_, position, exchange)
            kept = store.load(owner, id_)
            talk = replace(talk, id=id_, title=kept.title if kept else question)
        return talk

    def stop_answer(
        self, talk: Conversation, language: Language, signal: StopSignal | None, request: gr.Request
    ) -> Updates:
        """Ends the answer that is being written, and shows what there is of it."""
        if signal is not None:
            signal.stop(STOP_SECONDS)
        if talk.exchanges and talk.exchanges[-1].progress == "running":
            stopped = replace(talk.exchanges[-1], progress="stopped")
            talk = replace(talk, exchanges=(*talk.exchanges[:-1], stopped))
            owner = find_viewer(request).owner
            self.desk.conversations.save(owner, talk.id, len(talk.exchanges) - 1, stopped)
        return self._show(talk, language)

    def rate_answer(
        self, talk: Conversation, open_id: str | None, language: Language, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Keeps what the reader thinks of an answer."""
        sent, owner = read_sent(event._data), find_viewer(request).owner
        talk = self._recover(owner, talk, open_id)
        turn, verdict, reason = read_number(sent, "turn"), sent.get("verdict"), sent.get("reason", "")
        if not 0 <= turn < len(talk.exchanges) or verdict not in VERDICTS or reason not in REASONS:
            return {self.talk: talk}
        verdict, reason = cast("Verdict", verdict), cast("Reason", reason)
        if self.desk.conversations.rate(owner, talk.id, turn, verdict, reason):
            rated = replace(talk.exchanges[turn], verdict=verdict, reason=reason)
            talk = replace(talk, exchanges=(*talk.exchanges[:turn], rated, *talk.exchanges[turn + 1 :]))
        part = self.latest if turn == len(talk.exchanges) - 1 else self.thread
        documents, labels = self.desk.assistant.documents, LABELS[language]
        render = render_latest if part is self.latest else render_thread
        return {self.talk: talk, part: render(talk.exchanges, documents, labels, talk.id)}

    def choose_scope(
        self, talk: Conversation, open_id: str | None, language: Language, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Says which document the conversation is about from now on; "" means all."""
        owner, source_id = find_viewer(request).owner, str(read_sent(event._data).get("value", ""))
        talk = self._recover(owner, talk, open_id)
        talk = replace(talk, scope=(source_id,) if source_id in self.desk.assistant.documents else ())
        if talk.id:
            self.desk.conversations.set_scope(owner, talk.id, talk.scope)
        return {self.talk: talk, self.bar: self._render_bar(talk, language)}

    # Language

    @property
    def relabel_inputs(self) -> list[Any]:
        """What ``relabel`` takes after the language, the event's values and the viewer."""
        return [self.talk, self.view, self.words]

    @property
    def relabel_outputs(self) -> list[Any]:
        """What ``relabel`` may change."""
        return [
            *(self.thread, self.latest, self.box, self.send, self.stop, self.note, self.evidence, self.view),
            *(self.talk, self.open_id, self.history_head, self.history, self.bar, self.words),
        ]

    def relabel(self, language: Language, sent: Mapping[str, Any], viewer: Viewer, *values: Any) -> Updates:
        """The tab as it is now in a language; answers stay in that of their question. Asked for on every visit too:
        then the conversation that the browser had open is taken up again."""
        talk, view, words = values
        owner = viewer.owner
        labels, talk_labels = LABELS[language], TALK_LABELS[language]
        updates: Updates = {
            self.box: gr.Textbox(label=labels.question_label, placeholder=labels.question_hint),
            self.send: gr.Button(labels.send),
            self.stop: gr.Button(labels.stop),
            self.note: render_composer_note(labels),
            self.history_head: render_history_head(talk_labels),
            self.words: gr.Textbox(label=talk_labels.search, placeholder=talk_labels.search),
        }
        if sent.get("visit") and not talk.exchanges:
            found = self.desk.conversations.load(owner, str(sent.get("conversation", "")))
            if found is not None:
                return {**updates, **self._open(owner, found, words, language)}
        updates.update(self._show_kept(owner, talk, words, language))
        if sent.get("visit") and language == "zh":
            # The conversation is built in this language, and a quick visitor may have asked something already.
            return updates
        if talk.exchanges and talk.exchanges[-1].progress == "running":
            # What is known here of an answer that is being written is older than what its own event shows meanwhile.
            return updates
        return {
            **updates,
            self.thread: self._render_earlier(talk, language),
            self.latest: render_latest(talk.exchanges, self.desk.assistant.documents, labels, talk.id),
            self.evidence: self._render_view(view, talk, language, opened=False),
        }
