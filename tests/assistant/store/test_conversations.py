"""Conversations in the database: each for its owner alone, whole after it was opened anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from assistant.conversation import Exchange
from assistant.store.conversations import TITLE_LENGTH, Conversation, ConversationStore, Summary, shorten
from assistant.store.tables import open_database
from corpus.errors import SettingsError
from tests.assistant.render.sample_plan import build_answer


class Clock:
    """Tells a second more each time it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


OpenStore = Callable[[], ConversationStore]


@pytest.fixture
def open_store(database_url: str) -> Iterator[OpenStore]:
    """Opens the same database, each time anew."""
    engines: list[Engine] = []

    def open_again() -> ConversationStore:
        engines.append(open_database(database_url))
        return ConversationStore(engines[-1], Clock())

    yield open_again
    for engine in engines:
        engine.dispose()


@pytest.fixture
def store(open_store: OpenStore) -> ConversationStore:
    return open_store()


def test_conversation_is_whole_when_the_database_is_opened_again(open_store: OpenStore) -> None:
    first = open_store()
    id_ = first.create("甲", "乙区未来产业是什么？", ["plan"])
    done = Exchange("乙区未来产业是什么？", build_answer(), "done", verdict="down", reason="wrong_source")
    failed = Exchange("再问", None, "failed", "没有索引")
    assert first.save("甲", id_, 0, done)
    assert first.save("甲", id_, 1, failed)
    again = open_store().load("甲", id_)
    assert again == Conversation(id_, "乙区未来产业是什么？", (done, failed), ("plan",))


def test_nobody_sees_or_changes_what_is_not_theirs(store: ConversationStore) -> None:
    id_ = store.create("甲", "问")
    store.save("甲", id_, 0, Exchange("问", build_answer(), "done"))
    assert store.list_conversations("乙") == []
    assert store.load("乙", id_) is None
    assert not store.rename("乙", id_, "别的")
    assert not store.save("乙", id_, 0, Exchange("插话"))
    assert not store.rate("乙", id_, 0, "up", "")
    assert not store.set_scope("乙", id_, ["plan"])
    assert not store.delete("乙", id_)
    assert store.load("甲", id_) == Conversation(id_, "问", (Exchange("问", build_answer(), "done"),))


def test_list_is_newest_first_and_finds_words_in_title_question_and_answer(store: ConversationStore) -> None:
    old, new = store.create("甲", "新都区产业"), store.create("甲", "100%的目标")
    store.save("甲", old, 0, Exchange("新都区产业", build_answer(), "done"))
    assert [item.id for item in store.list_conversations("甲")] == [old, new]
    assert [item.id for item in store.list_conversations("甲", "量子科技")] == [old]
    assert [item.id for item in store.list_conversations("甲", "新都区 布局")] == [old]
    assert store.list_conversations("甲", "新都区 没有的") == []
    # A sign that means something to the database means itself to whoever looks for it.
    assert [item.id for item in store.list_conversations("甲", "%")] == [new]
    assert store.list_conversations("甲", "_") == []


def test_conversation_can_be_renamed_and_deleted(store: ConversationStore) -> None:
    id_ = store.create("甲", "问")
    store.save("甲", id_, 0, Exchange("问"))
    assert store.rename("甲", id_, "  七区\n目标 ")
    assert store.list_conversations("甲") == [Summary(id_, "七区 目标", 2.0)]
    assert not store.rename("甲", id_, "   ")
    assert store.delete("甲", id_)
    assert store.load("甲", id_) is None
    assert not store.delete("甲", id_)


def test_saving_at_an_earlier_place_replaces_what_came_after_it(store: ConversationStore) -> None:
    id_ = store.create("甲", "一")
    for position, question in enumerate(("一", "二", "三")):
        store.save("甲", id_, position, Exchange(question, build_answer(), "done"))
    store.save("甲", id_, 1, Exchange("改", None, "failed"))
    kept = store.load("甲", id_)
    assert kept is not None
    assert [exchange.question for exchange in kept.exchanges] == ["一", "改"]


def test_answer_cut_off_by_a_crash_comes_back_as_stopped(store: ConversationStore) -> None:
    id_ = store.create("甲", "问")
    store.save("甲", id_, 0, Exchange("问"))
    assert store.load("甲", id_) == Conversation(id_, "问", (Exchange("问", None, "stopped"),))


def test_verdict_is_kept_and_can_be_taken_back(store: ConversationStore) -> None:
    id_ = store.create("甲", "问")
    store.save("甲", id_, 0, Exchange("问", build_answer(), "done"))
    assert store.rate("甲", id_, 0, "down", "incomplete")
    kept = store.load("甲", id_)
    assert kept is not None
    assert (kept.exchanges[0].verdict, kept.exchanges[0].reason) == ("down", "incomplete")
    assert store.rate("甲", id_, 0, "", "")
    assert not store.rate("甲", id_, 1, "up", "")


def test_signs_that_a_database_may_refuse_cost_nothing(store: ConversationStore) -> None:
    question = "空\x00字\ud83d半个表情🙂"
    id_ = store.create("甲", question)
    assert store.save("甲", id_, 0, Exchange(question, replace(build_answer(), text="答\udc00。"), "done"))
    assert store.rename("甲", id_, "新\x00名")
    kept = store.load("甲", id_)
    assert kept is not None
    assert (kept.title, kept.exchanges[0].question) == ("新\ufffd名", "空\ufffd字\ufffd半个表情🙂")
    assert kept.exchanges[0].answer is not None
    assert kept.exchanges[0].answer.text == "答\ufffd。"
    assert [item.id for item in store.list_conversations("甲", "表情\x00")] == []
    assert [item.id for item in store.list_conversations("甲", "半个")] == [id_]


def test_two_windows_may_write_to_one_conversation_at_once(open_store: OpenStore) -> None:
    id_ = open_store().create("甲", "问")
    stores = [open_store() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(lambda n: stores[n % 4].save("甲", id_, 0, Exchange(f"问{n}")), range(24)))
    assert saved == [True] * 24
    kept = stores[0].load("甲", id_)
    assert kept is not None
    assert [exchange.question in {f"问{n}" for n in range(24)} for exchange in kept.exchanges] == [True]


def test_title_is_cut_to_its_length() -> None:
    assert shorten("字" * TITLE_LENGTH) == "字" * TITLE_LENGTH
    assert shorten("字" * (TITLE_LENGTH + 1)) == "字" * (TITLE_LENGTH - 1) + "…"


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x/y", "sqlite:////nowhere/at/all.sqlite3"])
def test_database_that_cannot_be_opened_is_named_with_a_next_step(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_database(url)
    assert "PLANQA_DATABASE" in str(caught.value.next_step_zh)
