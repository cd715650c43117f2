"""People and their sessions: nothing in the database lets a reader of it sign in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from assistant.store.accounts import SESSION_SECONDS, Accounts
from assistant.store.tables import SESSIONS, USERS, open_database
from corpus.errors import PlanError


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(engine: Engine, clock: Clock) -> Accounts:
    return Accounts(engine, clock, PasswordHasher(1, 8, 1))


def test_right_password_gives_a_session_and_a_wrong_one_none(accounts: Accounts) -> None:
    assert not accounts.exist()
    user = accounts.add("张三", "correct horse", "editor")
    assert accounts.exist()
    token = accounts.sign_in(" 张三 ", "correct horse")
    assert token is not None
    assert accounts.find(token) == user
    assert accounts.sign_in("张三", "correct horsf") is None
    assert accounts.sign_in("李四", "correct horse") is None
    assert accounts.find("") is None
    assert accounts.find(token + "x") is None


def test_database_holds_neither_password_nor_token(accounts: Accounts, engine: Engine) -> None:
    accounts.add("张三", "correct horse", "reader")
    token = accounts.sign_in("张三", "correct horse")
    with engine.connect() as connection:
        password = connection.execute(select(USERS.c.password)).scalar_one()
        kept = connection.execute(select(SESSIONS.c.token)).scalar_one()
    assert password.startswith("$argon2id$") and "correct" not in password
    assert kept != token


def test_session_ends_unused_and_goes_on_while_it_is_used(accounts: Accounts, clock: Clock) -> None:
    accounts.add("张三", "correct horse", "reader")
    token = accounts.sign_in("张三", "correct horse") or ""
    clock.now += SESSION_SECONDS * 0.6
    assert accounts.find(token) is not None
    clock.now += SESSION_SECONDS * 0.6
    assert accounts.find(token) is not None
    clock.now += SESSION_SECONDS
    assert accounts.find(token) is None


def test_sign_out_another_password_and_removal_end_sessions(accounts: Accounts) -> None:
    accounts.add("张三", "correct horse", "reader")
    first = accounts.sign_in("张三", "correct horse") or ""
    accounts.sign_out(first)
    assert accounts.find(first) is None
    second = accounts.sign_in("张三", "correct horse") or ""
    accounts.change("张三", password="battery staple")  # noqa: S106
    assert accounts.find(second) is None
    assert accounts.sign_in("张三", "correct horse") is None
    third = accounts.sign_in("张三", "battery staple") or ""
    accounts.remove("张三")
    assert accounts.find(third) is None
    assert not accounts.exist()


def test_name_must_wait_after_many_wrong_passwords(accounts: Accounts, clock: Clock) -> None:
    accounts.add("张三", "correct horse", "reader")
    accounts.add("李四", "correct horse", "reader")
    for _ in range(8):
        assert accounts.sign_in("张三", "guess guess") is None
    assert accounts.sign_in("张三", "correct horse") is None
    assert accounts.sign_in("李四", "correct horse") is not None
    clock.now += 301
    assert accounts.sign_in("张三", "correct horse") is not None


@pytest.mark.parametrize(("name", "password"), [("", "long enough"), ("字" * 41, "long enough"), ("张三", "short")])
def test_unfit_names_and_passwords_are_refused(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(PlanError):
        accounts.add(name, password, "reader")
    assert accounts.list_users() == []


def test_name_is_taken_once(accounts: Accounts) -> None:
    accounts.add("张三", "correct horse", "reader")
    with pytest.raises(PlanError):
        accounts.add("张三", "battery staple", "admin")
    with pytest.raises(PlanError):
        accounts.remove("李四")
    assert [(user.name, user.role) for user in accounts.list_users()] == [("张三", "reader")]
