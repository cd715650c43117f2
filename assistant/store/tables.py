"""The tables, and opening the database that holds them. All statements are SQLAlchemy's, so values are parameters."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from corpus.errors import SettingsError

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

UNKEPT = re.compile("[\\x00\\ud800-\\udfff]")
"""What databases refuse in a text: NUL (PostgreSQL), and halves of characters, which no encoding has."""


class Words(TypeDecorator[str]):
    """Text that people write; signs that no database takes are kept as U+FFFD, so that nothing else is lost."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """``value`` as it is kept."""
        return value if value is None else UNKEPT.sub("\ufffd", value)


METADATA = MetaData()

CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("title", Words, nullable=False),
    Column("scope", Text, nullable=False, default=""),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Index("conversations_by_owner", "owner", "updated"),
)

EXCHANGES = Table(
    "exchanges",
    METADATA,
    Column("conversation", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question", Words, nullable=False),
    Column("progress", String(16), nullable=False),
    Column("error", Words, nullable=False, default=""),
    Column("answer", Text),
    Column("words", Words, nullable=False, default=""),
    Column("verdict", String(8), nullable=False, default=""),
    Column("reason", String(16), nullable=False, default=""),
    Column("asked", Float, nullable=False),
)

USERS = Table(
    "users",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created", Float, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("user", String(32), ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("expires", Float, nullable=False),
)


def open_database(url: str) -> Engine:
    """The database at an SQLAlchemy ``url``, its tables made where they are missing; threads may share it.

    Raises ``SettingsError`` where the URL is wrong, its driver is missing or the database cannot be reached.
    """
    try:
        engine = create_engine(url, pool_pre_ping=True, **_options(url))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        METADATA.create_all(engine)
    except (ArgumentError, NoSuchModuleError, ImportError, SQLAlchemyError) as error:
        # The URL may hold a password, so only the reason is told.
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise SettingsError(
            f"无法打开对话数据库：{reason}。",
            f"The database of conversations cannot be opened: {reason}.",
            next_step_zh="请检查设置 database（PLANQA_DATABASE），如 postgresql+psycopg://用户:密码@主机/库。",
            next_step_en="Check the setting database (PLANQA_DATABASE), such as postgresql+psycopg://user:pw@host/db.",
        ) from error
    return engine


def _options(url: str) -> dict[str, Any]:
    return {"connect_args": {"timeout": BUSY_SECONDS}} if url.startswith("sqlite") else {}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers beside a writer, and references that are kept: SQLite has both off until asked."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
