"""Kept conversations beside the chat: opening, renaming, deleting and searching them, and showing the open one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.page.desk import Desk
from assistant.page.parts import Updates, find_viewer
from assistant.render.documents import DOCUMENT_LABELS, render_scope
from assistant.render.evidence import EvidenceView, first_view, render_view
from assistant.render.frame import render_welcome
from assistant.render.history import render_bar, render_history
from assistant.render.labels import LABELS
from assistant.render.talk_labels import TALK_LABELS
from assistant.render.thread import render_latest, render_thread
from assistant.serving import read_number, read_sent
from assistant.store.conversations import Conversation
from assistant.types import Language

QUESTION_LIMIT = 2000
"""Characters; the browser stops there, and the handler cuts what comes past it."""
NOTHING = Conversation("", "")


class KeptConversations:
    """What the chat tab does with conversations as wholes; its parts are laid out by ``ChatTab``."""

    desk: Desk
    talk: gr.State
    open_id: gr.Textbox
    view: gr.State
    history: Any
    bar: Any
    thread: Any
    latest: Any
    evidence: Any

    def _recover(self, owner: str, talk: Conversation, open_id: str | None) -> Conversation:
        """The conversation that is open in the browser, where the server has forgotten it since."""
        if talk.id or not open_id:
            return talk
        return self.desk.conversations.load(owner, open_id) or talk

    def start_conversation(self, words: str | None, language: Language, request: gr.Request) -> Updates:
        """Leaves the open conversation for an empty one; it stays in the list."""
        return self._open(find_viewer(request).owner, NOTHING, words, language)

    def resume_conversation(
        self, talk: Conversation, words: str | None, language: Language, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Opens a kept conversation."""
        owner = find_viewer(request).owner
        found = self.desk.conversations.load(owner, str(read_sent(event._data).get("id", "")))
        return self._open(owner, found or NOTHING, words, language)

    def rename_conversation(
        self, talk: Conversation, words: str | None, language: Language, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Gives a kept conversation another title."""
        sent, owner = read_sent(event._data), find_viewer(request).owner
        id_ = str(sent.get("id", ""))
        self.desk.conversations.rename(owner, id_, str(sent.get("title", ""))[:QUESTION_LIMIT])
        found = self.desk.conversations.load(owner, id_) if id_ == talk.id else None
        talk = replace(talk, title=found.title) if found else talk
        return {self.talk: talk, **self._show_kept(owner, talk, words, language)}

    def delete_conversation(
        self, talk: Conversation, words: str | None, language: Language, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Removes a kept conversation; where it is the open one, an empty one takes its place."""
        owner, id_ = find_viewer(request).owner, str(read_sent(event._data).get("id", ""))
        self.desk.conversations.delete(owner, id_)
        if id_ == talk.id:
            return self._open(owner, NOTHING, words, language)
        return self._show_kept(owner, talk, words, language)

    def search_conversations(
        self, talk: Conversation, words: str | None, language: Language, request: gr.Request
    ) -> str:
        """The list, or those conversations that hold what is looked for."""
        return self._render_history(find_viewer(request).owner, talk, words, language)

    def _open(self, owner: str, talk: Conversation, words: str | None, language: Language) -> Updates:
        turn = len(talk.exchanges) - 1
        view = first_view(turn, talk.exchanges[turn].answer) if talk.exchanges else None
        return {
            **self._show(talk, language),
            **self._show_kept(owner, talk, words, language),
            self.thread: self._render_earlier(talk, language),
            self.evidence: self._render_view(view, talk, language, opened=False),
            self.view: view,
        }

    def _show_kept(self, owner: str, talk: Conversation, words: str | None, language: Language) -> Updates:
        return {
            self.history: self._render_history(owner, talk, words, language),
            self.bar: self._render_bar(talk, language),
        }

    def _render_bar(self, talk: Conversation, language: Language) -> str:
        scope = render_scope("".join(talk.scope[:1]), self.desk.assistant.documents, DOCUMENT_LABELS[language])
        return render_bar(talk, scope, TALK_LABELS[language])

    def _render_history(self, owner: str, talk: Conversation, words: str | None, language: Language) -> str:
        summaries = self.desk.conversations.list_conversations(owner, words or "")
        return render_history(summaries, talk.id, words or "", time.time(), TALK_LABELS[language])

    # Showing

    def _show(self, talk: Conversation, language: Language) -> Updates:
        return {
            self.talk: talk,
            self.open_id: talk.id,
            self.latest: render_latest(talk.exchanges, self.desk.assistant.documents, LABELS[language], talk.id),
        }

    def _render_earlier(self, talk: Conversation, language: Language) -> str:
        documents, labels = self.desk.assistant.documents, LABELS[language]
        if talk.exchanges:
            return render_thread(talk.exchanges, documents, labels, talk.id)
        return render_welcome(self.desk.assistant.examples(language), documents, labels)

    def open_citation(
        self, talk: Conversation, open_id: str | None, language: Language, request: gr.Request, event: gr.EventData
    ) -> Updates:
        """Shows a citation, or a passage before or after it."""
        sent = read_sent(event._data)
        talk = self._recover(find_viewer(request).owner, talk, open_id)
        view = EvidenceView(read_number(sent, "turn"), read_number(sent, "n"), read_number(sent, "shift", 0))
        evidence = self._render_view(view, talk, language, opened=True)
        return {self.evidence: evidence, self.view: view, self.talk: talk}

    def _render_view(self, view: EvidenceView | None, talk: Conversation, language: Language, *, opened: bool) -> str:
        answers = [exchange.answer for exchange in talk.exchanges]
        return render_view(view, answers, self.desk.assistant.documents, LABELS[language], opened=opened)
