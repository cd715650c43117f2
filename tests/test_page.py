"""The page in a real browser: over a hand-made plan, and as ``planqa serve`` gives it over the shipped plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from assistant.types import Turn
from corpus.document import read_document
from tests.conftest import SamplePage, ServedPlan
from tests.page_driver import CHROMEDRIVER, CHROMIUM, DESKTOP, PHONE, OpenPage
from tests.page_server import ATTACK, BROKEN, SLOW, UNKNOWN, SampleAssistant

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page"
)


@pytest.fixture
def address(sample_page: SamplePage) -> str:
    return sample_page.address


@pytest.fixture
def assistant(sample_page: SamplePage) -> SampleAssistant:
    return sample_page.assistant


def test_citation_opens_its_quote_and_lands_in_the_plan(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask("乙区未来产业是什么？")
    page.wait_for_answer("乙区未来产业是什么？")
    assert page.read_quote() == "布局量子科技"
    page.click("#latest .mark[data-n='2']")
    page.wait(lambda: page.read_quote() == "增加值（亿元）\t2037.7\t2800")
    assert page.read(".evidence .breadcrumb") == "二、发展重点表1 发展目标"
    page.click(".evidence .citation[data-n='1']")
    page.wait(lambda: page.read_quote() == "布局量子科技")
    page.click(".evidence .moves [data-shift='-1']")
    page.wait(lambda: "发展航空发动机" in page.read(".evidence .passage"))
    page.click(".evidence [data-event='land']")
    assert page.read(".reader mark") == "布局量子科技"
    assert page.read(".outline-item.is-current .title") == "未来产业"


def test_plan_can_be_browsed_and_searched(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.click("#plan-tab-button")
    page.click(".outline-item[data-section='0']")
    page.wait(lambda: "坚持创新" in page.read(".reader .passage"))
    page.click(".reader .neighbours [data-section='1']")
    page.wait(lambda: page.read(".outline-item.is-current .title") == "二、发展重点")
    page.find("#plan-query textarea, #plan-query input").send_keys("量子")
    assert page.read(".search-note") == "找到 1 处"
    page.click(".hits .citation")
    page.wait(lambda: page.read(".reader mark") == "量子")


def test_earlier_answers_are_history_and_retry_asks_the_same_again(
    address: str, assistant: SampleAssistant, open_page: OpenPage
) -> None:
    page = open_page(address)
    page.ask("第一问")
    page.wait_for_answer("第一问")
    page.ask("第二问")
    page.wait_for_answer("第二问")
    asked = assistant.asked[-1]
    answered = "乙区布局量子科技。\n\n| 指标 | 2030年 |\n|---|---|\n| 增加值 | 2800 |"
    assert asked == ("第二问", (Turn("user", "第一问"), Turn("assistant", answered)))
    count = len(assistant.asked)
    page.click("#latest [data-retry]")
    page.wait(lambda: len(assistant.asked) == count + 1)
    page.wait_for_answer("第二问")
    assert assistant.asked[-1] == asked
    assert len(page.list_visible(".exchange")) == 2


def test_running_answer_can_be_stopped_and_another_conversation_begun(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask(SLOW)
    page.wait(lambda: "字字" in page.read("#latest .answer-text"))
    page.click("#stop")
    assert "未经核对" in page.read("#latest .notice")
    page.ask("再问")
    page.wait_for_answer("再问")
    page.click("#history-head .fresh")
    page.find(".welcome")
    assert page.list_visible(".exchange") == []
    assert page.list_visible(".evidence mark") == []


def test_what_the_plan_does_not_say_looks_like_no_answer(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask("乙区未来产业是什么？")
    page.wait_for_answer("乙区未来产业是什么？")
    outline = "return getComputedStyle(document.querySelector('#latest .reply')).borderTopStyle"
    assert page.list_visible("#latest .status-badge, #latest .badge") == []
    assert page.run_script(outline) == "solid"
    page.ask(UNKNOWN)
    page.wait_for_answer(UNKNOWN)
    assert "规划中未提及" in page.read("#latest .answer")
    assert page.run_script(outline) == "dashed"


def test_error_is_told_and_the_next_question_works(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask(BROKEN)
    assert "未能完成回答" in page.read("#latest .notice")
    page.ask("再问")
    page.wait_for_answer("再问")


def test_enter_that_ends_a_composition_does_not_send(
    address: str, assistant: SampleAssistant, open_page: OpenPage
) -> None:
    page = open_page(address)
    page.find("#question textarea").send_keys("拼音")
    press = (
        "const box = document.querySelector('#question textarea');"
        "for (const name of ['keydown', 'keypress', 'keyup']) box.dispatchEvent(new KeyboardEvent(name, {{"
        "key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, isComposing: {composing}}}));"
    )
    count = len(assistant.asked)
    page.run_script(press.format(composing="true"))
    page.run_script(press.format(composing="false"))
    page.wait_for_answer("拼音")
    assert [question for question, _ in assistant.asked[count:]] == ["拼音"]
    assert len(page.list_visible(".exchange")) == 1


def test_example_and_choice_are_asked_by_a_click(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.click(".example")
    page.wait_for_answer("乙区未来产业是什么？")
    page.click("#latest .choice")
    page.wait_for_answer("乙区主导产业是什么？")


def test_copy_takes_the_answer_with_its_sources(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask("问")
    page.wait_for_answer("问")
    page.run_script("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    page.click("#latest [data-copy]")
    page.wait(lambda: page.read("#latest [data-copy]") == "已复制")
    assert str(page.run_script("return window.copied")).startswith("乙区布局量子科技[1]。\n")


def test_language_switch_changes_every_label_and_is_remembered(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask("问")
    page.wait_for_answer("问")
    page.click("#masthead [data-event='language']")
    page.wait(lambda: page.read("#send") == "Send")
    assert page.read("#chat-tab-button") == "Ask"
    assert page.read("#plan-tab-button") == "The plan"
    assert page.read(".evidence .tag.page") == "p. 2"
    assert page.read("#latest [data-copy]") == "Copy"
    assert page.run_script("return [document.documentElement.lang, document.title]") == ["en", "PlanQA"]
    page.click("#plan-tab-button")
    assert page.find("#plan-query textarea, #plan-query input").get_attribute("placeholder") == (
        "Words, separated by spaces"
    )
    page.load()
    page.wait(lambda: page.read(".example") == "What are Yi's future industries?")


def test_dark_theme_is_remembered(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    background = "return getComputedStyle(document.body).backgroundColor"
    light = page.run_script(background)
    page.click("[data-theme-switch]")
    dark = page.run_script(background)
    assert dark != light
    page.load()
    page.wait(lambda: page.run_script(background) == dark)


def test_hostile_text_stays_text(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.find("#question textarea").send_keys(ATTACK, Keys.ENTER)
    answer = page.wait_for_answer(ATTACK)
    assert ATTACK in str(answer.get_property("textContent"))
    assert page.read("#latest .choice") == ATTACK
    assert page.run_script("return document.querySelectorAll('#chat img, #chat script').length") == 0
    page.click("#plan-tab-button")
    page.click(".outline-item[data-section='0']")
    page.wait(lambda: "<script>alert(1)</script>" in page.read(".reader .passage"))
    page.find("#plan-query textarea, #plan-query input").send_keys("<script>")
    # the search answers to each letter typed: its marks are the whole word's only at the end
    page.wait(lambda: page.read(".hits .preview mark") == "<script>")


def test_each_visitor_has_a_conversation_of_their_own(address: str, open_page: OpenPage) -> None:
    first = open_page(address)
    first.ask("甲的问题")
    first.wait_for_answer("甲的问题")
    second = open_page(address)
    second.find(".welcome")
    second.ask("乙的问题")
    second.wait_for_answer("乙的问题")
    assert len(second.list_visible(".exchange")) == len(first.list_visible(".exchange")) == 1


def test_phone_shows_the_evidence_as_a_sheet_that_keys_can_close(address: str, open_page: OpenPage) -> None:
    page = open_page(address, PHONE)
    page.ask("问")
    page.wait_for_answer("问")
    assert page.list_visible(".evidence") == []
    page.find("#latest .mark[data-n='1']").send_keys(Keys.ENTER)
    assert page.read_quote() == "布局量子科技"
    page.find(".evidence:focus")
    page.find(".evidence").send_keys(Keys.ESCAPE)
    page.wait(lambda: page.list_visible(".evidence") == [])
    assert page.run_script("return document.activeElement.dataset.n") == "1"
    assert page.measure_width() == (PHONE[0], False)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_question_to_the_shipped_plan_is_answered_with_a_verbatim_quote(
    served_plan: ServedPlan, plan_path: Path, open_page: OpenPage, size: tuple[int, int]
) -> None:
    question = "新都区未来产业方向是什么？"
    page = open_page(served_plan.address, size)
    page.ask(question)
    answer = page.wait_for_answer(question)
    assert "第六代移动通信" in str(answer.get_property("textContent"))
    page.click("#latest .mark[data-n='1']")
    quote = page.read_quote()
    # Empty cells of a table's row show nothing, so only the white space may differ.
    assert " ".join(quote.split()) in " ".join(read_document(plan_path).text.split())
    assert "新都区" in page.read(".evidence .breadcrumb") + quote
    assert re.fullmatch(r"第\d+页（页码据目录推定）", page.read(".evidence .tag.page"))
    assert page.measure_width() == (size[0], False)
    page.click(".evidence [data-event='land']")
    page.wait(lambda: quote.startswith(page.read(".reader mark")))
    assert page.measure_width() == (size[0], False)


def test_english_question_to_the_shipped_plan_is_answered_in_english(
    served_plan: ServedPlan, open_page: OpenPage
) -> None:
    question = "what is Xindu's future industry direction"
    page = open_page(served_plan.address)
    page.ask(question)
    answer = page.wait_for_answer(question)
    assert answer.get_attribute("lang") == "en"
    page.click("#latest .mark[data-n='1']")
    page.find(".evidence mark")
