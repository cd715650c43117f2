"""Kept conversations in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.conftest import SamplePage
from tests.page_driver import CHROMEDRIVER, CHROMIUM, PHONE, OpenPage, Page
from tests.page_server import SLOW, SampleAssistant, make_desk, run_server

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page"
)


@pytest.fixture
def address(sample_page: SamplePage) -> str:
    return sample_page.address


def list_titles(page: Page) -> list[str]:
    return [str(item.get_property("textContent")) for item in page.list_visible("#history .history-title")]


def test_conversation_is_resumed_after_a_restart_of_the_server(tmp_path: Path, open_page: OpenPage) -> None:
    with run_server(make_desk(SampleAssistant(), tmp_path)) as address:
        page = open_page(address)
        for question in ("第一问", "第二问"):
            page.ask(question)
            page.wait_for_answer(question)
        assert page.list_complaints() == []
    after = SampleAssistant()
    with run_server(make_desk(after, tmp_path), page.port) as again:
        assert again == address
        # The page that stayed open goes on where it was.
        page.click("#latest .mark[data-n='2']")
        page.wait(lambda: page.read_quote() == "增加值（亿元）\t2037.7\t2800")
        page.ask("第三问")
        page.wait_for_answer("第三问")
        question, history = after.asked[-1]
        assert (question, [turn.content for turn in history if turn.role == "user"]) == ("第三问", ["第一问", "第二问"])
        # And so does one that is loaded again.
        page.driver.refresh()
        page.wait_for_answer("第三问")
        assert [item.text for item in page.list_visible(".question p")] == ["第一问", "第二问", "第三问"]
        page.list_complaints()  # what the open page said while there was no server
        page.leave()


def test_conversations_are_listed_searched_renamed_and_deleted(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.find(".history-note")
    for question in ("甲区的目标", "乙区的产业"):
        page.ask(question)
        page.wait_for_answer(question)
        page.click("#history-head .fresh")
        page.find(".welcome")
    page.wait(lambda: list_titles(page) == ["乙区的产业", "甲区的目标"])
    field = page.find("#history-query textarea, #history-query input")
    field.send_keys("甲区")
    page.wait(lambda: list_titles(page) == ["甲区的目标"])
    field.send_keys(Keys.BACKSPACE, Keys.BACKSPACE)
    page.wait(lambda: len(list_titles(page)) == 2)
    page.click(".history-item:nth-child(2) .history-title")
    page.wait_for_answer("甲区的目标")
    page.click(".history-item:nth-child(2) [data-rename]")
    name = page.find(".history-form .field")
    name.clear()
    name.send_keys("目标<b>汇总</b>", Keys.ENTER)
    page.wait(lambda: list_titles(page) == ["乙区的产业", "目标<b>汇总</b>"])
    assert page.read(".talk-title") == "目标<b>汇总</b>"
    page.click(".history-item[aria-current] [data-delete]")
    assert page.read(".history-item [data-delete].is-asking") == "确认删除"
    assert len(list_titles(page)) == 2
    page.click(".history-item [data-delete].is-asking")
    page.wait(lambda: list_titles(page) == ["乙区的产业"])
    page.find(".welcome")


def test_verdict_with_a_reason_is_kept(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask("问")
    page.wait_for_answer("问")
    page.click("#latest .rate summary")
    page.click("#latest .menu-item[data-reason='incomplete']")
    assert page.read("#latest .rated") == "已记录：不完整"
    page.driver.refresh()
    page.wait_for_answer("问")
    assert page.read("#latest .rated") == "已记录：不完整"
    page.click("#latest [data-verdict='up']")
    page.wait(lambda: page.read("#latest .rated") == "已记录，谢谢。")
    page.wait(lambda: page.run_script("return document.activeElement.getAttribute('aria-pressed')") == "true")


def test_last_question_can_be_edited(sample_page: SamplePage, open_page: OpenPage) -> None:
    page = open_page(sample_page.address)
    page.ask("第一问")
    page.wait_for_answer("第一问")
    page.ask("第二闻")
    page.wait_for_answer("第二闻")
    page.click("#latest [data-edit]")
    field = page.find("#latest .edit-form textarea")
    field.clear()
    field.send_keys("第二问", Keys.ENTER)
    page.wait_for_answer("第二问")
    assert [item.text for item in page.list_visible(".question p")] == ["第一问", "第二问"]
    question, history = sample_page.assistant.asked[-1]
    assert (question, [turn.content for turn in history if turn.role == "user"]) == ("第二问", ["第一问"])
    page.driver.refresh()
    page.wait_for_answer("第二问")
    assert [item.text for item in page.list_visible(".question p")] == ["第一问", "第二问"]


def test_stopped_answer_is_kept_as_far_as_it_came(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask(SLOW)
    page.wait(lambda: "字字" in page.read("#latest .answer-text"))
    page.click("#stop")
    text = page.wait(lambda: page.read("#latest .is-stopped .answer-text"))
    page.driver.refresh()
    page.wait(lambda: page.read("#latest .is-stopped .answer-text") == text)


def test_another_visitor_opens_nothing_by_its_address(address: str, open_page: OpenPage) -> None:
    first = open_page(address)
    first.ask("私下的问题")
    first.wait_for_answer("私下的问题")
    other = open_page(address)
    other.driver.get(first.driver.current_url)
    other.find(".welcome")
    other.find(".history-note")
    assert other.list_visible(".exchange") == []


def test_phone_has_the_list_in_a_drawer(address: str, open_page: OpenPage) -> None:
    page = open_page(address, PHONE)
    page.ask("手机上的问题")
    page.wait_for_answer("手机上的问题")
    assert page.list_visible("#history") == []
    page.click(".fresh-small")
    page.find(".welcome")
    page.click(".drawer-toggle")
    page.click("#history .history-title")
    page.wait_for_answer("手机上的问题")
    page.wait(lambda: page.list_visible("#history") == [])
    page.click(".drawer-toggle")
    page.find("#history .history-title").send_keys(Keys.ESCAPE)
    page.wait(lambda: page.list_visible("#history") == [])
    assert page.measure_width() == (PHONE[0], False)
