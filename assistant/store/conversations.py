"""Conversations on the server: listed, searched, renamed, deleted and taken up again, each for its owner alone."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine, and_, delete, exists, func, insert, or_, select, update

from assistant.conversation import Exchange, Reason, Verdict, plain_text
from assistant.store.tables import CONVERSATIONS, EXCHANGES, UNKEPT
from assistant.types import Answer

TITLE_LENGTH = 40
"""Characters; longer titles are cut with an ellipsis."""
MOST_LISTED = 200
_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of conversations; ``updated`` is in Unix seconds."""

    id: str
    title: str
    updated: float


@dataclass(frozen=True, slots=True)
class Conversation:
    """A kept conversation; ``scope`` holds the ids of the documents it is about, none of which means all."""

    id: str
    title: str
    exchanges: tuple[Exchange, ...] = ()
    scope: tuple[str, ...] = ()


class ConversationStore:
    """The conversations of one database. Every method takes the owner, and sees nothing of anyone else's."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def create(self, owner: str, question: str, scope: Sequence[str] = ()) -> str:
        """A new conversation, called after its first ``question``; its id."""
        id_, now = secrets.token_hex(8), self._clock()
        with self._engine.begin() as connection:
            connection.execute(
                insert(CONVERSATIONS).values(
                    id=id_,
                    owner=owner,
                    title=shorten(question),
                    scope=json.dumps(list(scope)),
                    created=now,
                    updated=now,
                )
            )
        return id_

    def list_conversations(self, owner: str, words: str = "") -> list[Summary]:
        """The owner's conversations, newest first: all, or those whose title or text holds each of ``words``."""
        table = CONVERSATIONS.c
        query = select(table.id, table.title, table.updated).where(table.owner == owner)
        for word in words.split():
            inside = exists().where(
                EXCHANGES.c.conversation == table.id,
                or_(
                    EXCHANGES.c.question.icontains(word, autoescape=True),
                    EXCHANGES.c.words.icontains(word, autoescape=True),
                ),
            )
            query = query.where(or_(table.title.icontains(word, autoescape=True), inside))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(table.updated.desc(), table.id).limit(MOST_LISTED))
            return [Summary(*row) for row in rows]

    def load(self, owner: str, id_: str) -> Conversation | None:
        """A conversation; None where it is not there or not the owner's.

        An answer that was being written when the server ended comes back as stopped.
        """
        with self._engine.connect() as connection:
            found = connection.execute(
                select(CONVERSATIONS.c.title, CONVERSATIONS.c.scope).where(_is_own(owner, id_))
            ).first()
            if found is None:
                return None
            rows = connection.execute(
                select(EXCHANGES).where(EXCHANGES.c.conversation == id_).order_by(EXCHANGES.c.position)
            ).mappings()
            return Conversation(id_, found.title, tuple(_read_exchange(row) for row in rows), _read_scope(found.scope))

    def rename(self, owner: str, id_: str, title: str) -> bool:
        """Give a conversation another title; False where it is not the owner's or the title is empty."""
        if not title.strip():
            return False
        return self._change(owner, id_, title=shorten(title))

    def set_scope(self, owner: str, id_: str, scope: Sequence[str]) -> bool:
        """Say which documents a conversation is about from now on."""
        return self._change(owner, id_, scope=json.dumps(list(scope)))

    def delete(self, owner: str, id_: str) -> bool:
        """Remove a conversation with all that was said in it."""
        with self._engine.begin() as connection:
            return bool(connection.execute(delete(CONVERSATIONS).where(_is_own(owner, id_))).rowcount)

    def save(self, owner: str, id_: str, position: int, exchange: Exchange) -> bool:
        """Keep ``exchange`` as number ``position`` of a conversation; what stood there and after it is replaced."""
        now = self._clock()
        answer = exchange.answer
        values = {
            "question": exchange.question,
            "progress": exchange.progress,
            "error": exchange.error,
            "answer": None if answer is None else _write_answer(answer),
            "words": "" if answer is None else plain_text(answer.text),
            "verdict": exchange.verdict,
            "reason": exchange.reason,
            "asked": now,
        }
        with self._engine.begin() as connection:
            if not self._touch(connection, owner, id_, now):
                return False
            connection.execute(
                delete(EXCHANGES).where(EXCHANGES.c.conversation == id_, EXCHANGES.c.position >= position)
            )
            connection.execute(insert(EXCHANGES).values(conversation=id_, position=position, **values))
        return True

    def rate(self, owner: str, id_: str, position: int, verdict: Verdict, reason: Reason) -> bool:
        """Keep what a reader thinks of an answer; an empty verdict takes it back."""
        with self._engine.begin() as connection:
            if connection.execute(select(CONVERSATIONS.c.id).where(_is_own(owner, id_))).first() is None:
                return False
            done = connection.execute(
                update(EXCHANGES)
                .where(EXCHANGES.c.conversation == id_, EXCHANGES.c.position == position)
                .values(verdict=verdict, reason=reason)
            )
            return bool(done.rowcount)

    def _change(self, owner: str, id_: str, **values: str) -> bool:
        with self._engine.begin() as connection:
            done = connection.execute(update(CONVERSATIONS).where(_is_own(owner, id_)).values(**values))
            return bool(done.rowcount)

    def _touch(self, connection: Connection, owner: str, id_: str, now: float) -> bool:
        done = connection.execute(update(CONVERSATIONS).where(_is_own(owner, id_)).values(updated=now))
        return bool(done.rowcount)

    def count(self) -> int:
        """How many conversations there are, of all owners."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(CONVERSATIONS)).scalar_one())


def shorten(text: str) -> str:
    """``text`` on one line, at most ``TITLE_LENGTH`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def _is_own(owner: str, id_: str) -> Any:
    return and_(CONVERSATIONS.c.id == id_, CONVERSATIONS.c.owner == owner)


def _read_scope(text: str) -> tuple[str, ...]:
    return tuple(str(item) for item in json.loads(text)) if text else ()


def _write_answer(answer: Answer) -> str:
    try:
        return _ANSWER.dump_json(answer).decode()
    except ValueError:
        # Halves of characters, which came in with the question, have no encoding.
        return UNKEPT.sub("\ufffd", json.dumps(_ANSWER.dump_python(answer), ensure_ascii=False))


def _read_exchange(row: Any) -> Exchange:
    answer = None
    if row["answer"]:
        try:
            answer = _ANSWER.validate_json(row["answer"])
        except ValidationError:
            # An answer kept by another version of the program: the question still stands and can be asked again.
            answer = None
    exchange = Exchange(row["question"], answer, row["progress"], row["error"], row["verdict"], row["reason"])
    if exchange.progress == "running" or (answer is None and exchange.progress == "done"):
        return replace(exchange, progress="stopped")
    return exchange
