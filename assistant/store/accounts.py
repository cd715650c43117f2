"""People who may sign in: their passwords (as Argon2 hashes), roles and sessions."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.store.tables import SESSIONS, USERS
from corpus.errors import PlanError

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = ("reader", "editor", "admin")

SESSION_SECONDS = 12 * 3600
"""How long a session lasts after it was last used."""
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
_LONGEST_NAME = 40
_MOST_FAILURES = 8
_FAILURE_SECONDS = 300
"""After so many wrong passwords within so many seconds a name must wait."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in."""

    id: str
    name: str
    role: Role


class Accounts:
    """The people of one database; threads may share it."""

    def __init__(
        self, engine: Engine, clock: Callable[[], float] = time.time, hasher: PasswordHasher | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())
        self._failures: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def exist(self) -> bool:
        """Whether anyone may sign in; then everyone must."""
        with self._engine.connect() as connection:
            return bool(connection.execute(select(func.count()).select_from(USERS)).scalar_one())

    def list_users(self) -> list[User]:
        """Everyone, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(USERS.c.id, USERS.c.name, USERS.c.role).order_by(USERS.c.name))
            return [User(row.id, row.name, cast("Role", row.role)) for row in rows]

    def add(self, name: str, password: str, role: Role) -> User:
        """A new person. Raises ``PlanError`` for a name that is taken or unfit, or a password that is too short."""
        name = name.strip()
        if not 0 < len(name) <= _LONGEST_NAME or any(not sign.isprintable() for sign in name):
            raise PlanError(f"用户名应为 1 至 {_LONGEST_NAME} 字。", f"A name has 1 to {_LONGEST_NAME} characters.")
        user = User(secrets.token_hex(8), name, role)
        values = {"id": user.id, "name": name, "role": role, "password": self._hash(password), "created": self._clock()}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(USERS).values(**values))
        except IntegrityError as error:
            raise PlanError(f"用户 {name} 已存在。", f"There is already a user {name}.") from error
        return user

    def change(self, name: str, *, password: str | None = None, role: Role | None = None) -> None:
        """Give a person another password or role, which ends their sessions. Raises ``PlanError`` for nobody."""
        values = {"password": self._hash(password)} if password is not None else {}
        if role is not None:
            values["role"] = role
        user = self._find_name(name)
        with self._engine.begin() as connection:
            connection.execute(update(USERS).where(USERS.c.id == user.id).values(**values))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.user == user.id))

    def remove(self, name: str) -> None:
        """Take a person out. Their conversations stay in the database, where nobody else sees them."""
        user = self._find_name(name)
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.user == user.id))
            connection.execute(delete(USERS).where(USERS.c.id == user.id))

    def sign_in(self, name: str, password: str) -> str | None:
        """The token of a new session; None where name or password is wrong, or was wrong too often just now."""
        name = name.strip()
        if self._must_wait(name):
            return None
        with self._engine.connect() as connection:
            row = connection.execute(select(USERS.c.id, USERS.c.password).where(USERS.c.name == name)).first()
        # An unknown name takes as long as a wrong password, so that nobody can find out which names there are.
        try:
            self._hasher.verify(row.password if row else self._nobody, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            self._note_failure(name)
            return None
        return self._open_session(row.id) if row else None

    def issue_token(self, name: str) -> str:
        """The token of a new session for a program that acts for a person. Raises ``PlanError`` for nobody."""
        return self._open_session(self._find_name(name).id)

    def _open_session(self, user: str) -> str:
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires <= now))
            connection.execute(insert(SESSIONS).values(token=_digest(token), user=user, expires=now + SESSION_SECONDS))
        return token

    def find(self, token: str) -> User | None:
        """Who has the session of ``token``; None where there is none or it is over. Using it keeps it going."""
        if not token:
            return None
        now = self._clock()
        query = (
            select(USERS.c.id, USERS.c.name, USERS.c.role, SESSIONS.c.expires)
            .join_from(SESSIONS, USERS, SESSIONS.c.user == USERS.c.id)
            .where(SESSIONS.c.token == _digest(token), SESSIONS.c.expires > now)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if row.expires - now < SESSION_SECONDS / 2:
            with self._engine.begin() as connection:
                own = SESSIONS.c.token == _digest(token)
                connection.execute(update(SESSIONS).where(own).values(expires=now + SESSION_SECONDS))
        return User(row.id, row.name, cast("Role", row.role))

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _digest(token)))

    def _find_name(self, name: str) -> User:
        user = next((user for user in self.list_users() if user.name == name.strip()), None)
        if user is None:
            raise PlanError(
                f"没有用户 {name}。",
                f"There is no user {name}.",
                next_step_zh="可用 planqa user list 查看。",
                next_step_en="See `planqa user list`.",
            )
        return user

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise PlanError(
                f"密码应为 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符。",
                f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            )
        return self._hasher.hash(password)

    def _must_wait(self, name: str) -> bool:
        with self._lock:
            recent = [moment for moment in self._failures.get(name, ()) if moment > self._clock() - _FAILURE_SECONDS]
            return len(recent) >= _MOST_FAILURES

    def _note_failure(self, name: str) -> None:
        with self._lock:
            now = self._clock()
            recent = {
                key: [moment for moment in moments if moment > now - _FAILURE_SECONDS]
                for key, moments in self._failures.items()
            }
            self._failures = {key: moments for key, moments in recent.items() if moments}
            self._failures.setdefault(name, []).append(now)


def _digest(token: str) -> str:
    """What the database keeps of a token: whoever reads it there cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()
