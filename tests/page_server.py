"""The page over a hand-made plan, served to a browser or a client from a thread of the test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from argon2 import PasswordHasher

from app import build_app
from assistant.page.desk import Desk
from assistant.serving import open_listener
from assistant.store.accounts import Accounts
from assistant.store.conversations import ConversationStore
from assistant.store.tables import open_database
from assistant.types import Answer, Language, Turn
from corpus.types import Document
from index.types import Hit
from tests.assistant.render.sample_plan import build_answer, build_plan

ROOT = Path(__file__).resolve().parent.parent
ATTACK = '"><img src=x onerror=alert(1)><script>alert(1)</script> ${alert(1)} {{value}}'
SLOW, BROKEN, UNKNOWN = "慢慢回答", "回答出错", "规划没写的"


class SampleAssistant:
    """Answers with the sample answer, except to the few questions that try the page."""

    def __init__(self, documents: Mapping[str, Document] | None = None) -> None:
        self.documents: Mapping[str, Document] = {"plan": build_plan()} if documents is None else documents
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.scopes: list[tuple[str, ...] | None] = []

    def stream(
        self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None
    ) -> Iterator[Answer]:
        self.asked.append((question, tuple(history)))
        self.scopes.append(None if source_ids is None else tuple(source_ids))
        answer = replace(build_answer(), question=question)
        if question == BROKEN:
            raise RuntimeError("broken on purpose")
        if question == SLOW:
            for count in range(1, 300):
                yield replace(answer, text="字" * count, citations=(), claims=())
                time.sleep(0.1)
        if question == UNKNOWN:
            answer = replace(answer, text="规划中没有提到。", status="no_evidence", claims=(), calculations=())
        yield replace(answer, text=f"{ATTACK}[1]。", choices=(ATTACK,)) if question == ATTACK else answer

    def retrieve(self, question: str, history: Sequence[Turn] = (), k: int = 8) -> list[Hit]:
        chunks = [chunk for document in self.documents.values() for chunk in document.chunks if question in chunk.text]
        return [Hit(chunk, 1.0, {"keyword": 1.0}) for chunk in chunks[:k]]

    def examples(self, language: Language) -> tuple[str, ...]:
        return ("乙区未来产业是什么？",) if language == "zh" else ("What are Yi's future industries?",)


def make_desk(assistant: SampleAssistant, folder: Path) -> Desk:
    """A desk whose conversations and people lie in ``folder``."""
    engine = open_database(f"sqlite:///{folder / 'planqa.sqlite3'}")
    return Desk(assistant, ConversationStore(engine), accounts=Accounts(engine, hasher=PasswordHasher(1, 8, 1)))


@contextmanager
def run_server(desk: Desk, port: int = 17860, *, tools: bool = False) -> Iterator[str]:
    """The address of the page over ``desk`` for as long as the context lasts; the next free port is taken."""
    with open_listener("127.0.0.1", port) as listener:
        application = build_app(desk, tools=tools)
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def serve_data(data: Path, *arguments: str) -> Iterator[str]:
    """The address of ``planqa serve`` over the data folder ``data``, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve", "--port", "17960", "--data", str(data), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        output = ""
        try:
            for line in server.stdout or ():
                output += line
                if match := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    break
            else:
                raise AssertionError(f"planqa serve printed no address:\n{output}")
            # What it prints later must not fill the pipe.
            threading.Thread(target=(server.stdout or sys.stdin).read, daemon=True).start()
            yield match.group()
        finally:
            server.terminate()
