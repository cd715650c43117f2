"""Every tab by an accessibility checker, axe: names, roles and contrast (WCAG 2.1 AA), light and dark, wide and narrow.

What axe calls serious or critical must not be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver.common.keys import Keys

from corpus.document import read_document
from tests.assistant.engine.small_plans import CITY_PLAN
from tests.assistant.page.test_fit import FitOnlyAssistant
from tests.assistant.render.sample_plan import build_plan
from tests.page_driver import CHROMEDRIVER, CHROMIUM, DESKTOP, PHONE, OpenPage, Page
from tests.page_server import UNKNOWN, SampleAssistant, make_desk, run_server

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with something in every tab, over several documents, so that there is something to choose."""
    folder = tmp_path_factory.mktemp("plan")
    path = folder / "城市规划.txt"
    path.write_text(CITY_PLAN, "utf-8")
    assistant = FitOnlyAssistant(folder)
    assistant.documents = {"city": read_document(path), "plan": build_plan(), **assistant.documents}
    with run_server(make_desk(assistant, folder)) as address:
        yield address


def list_violations(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it is now: rule, element and the reason; all rules where none is named."""
    options: dict[str, Any] = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    result: dict[str, Any] = Axe().run(page.driver, options=options)
    return [
        f"{violation['id']} {node['target']}: {node['failureSummary']}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def list_tabs(page: Page) -> list[tuple[str, str]]:
    """Identifier and name of each tab in the row."""
    return [
        (str(tab.get_attribute("data-tab-id")), tab.text) for tab in page.list_visible("[role='tablist'] [role='tab']")
    ]


def show_tab(page: Page, name: str) -> None:
    """Go to a tab and let it show all that it has."""
    page.click(f"#{name}-tab-button")
    page.find(f"#{name}-tab-button[aria-selected='true']")
    if name == "figures":
        page.find(".year-bar")
    elif name == "fit":
        page.find("#fit-text textarea").send_keys("骨科内窥镜生产企业，需要临床试验。")
        page.click("#fit-run")
        page.find(".fit-card")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_tab_is_without_serious_findings(
    address: str, open_page: OpenPage, size: tuple[int, int], theme: str
) -> None:
    # A theme changes colours and nothing else.
    rules = ["color-contrast"] if theme == "dark" else []
    page = open_page(address, size)
    page.run_script(f"localStorage.setItem('planqa-theme', '{theme}')")
    page.load()
    assert page.run_script("return document.body.classList.contains('dark')") == (theme == "dark")
    page.click(".masthead summary")  # axe takes what a closed list holds for shown, and measures it where it is not
    assert list_violations(page, *rules) == []
    for question in ("乙区未来产业是什么？", UNKNOWN):
        page.ask(question)
        page.wait_for_answer(question)
    page.click("#thread .mark[data-n='1']")
    page.find(".evidence:focus mark")
    assert list_violations(page, *rules) == []
    page.find(".evidence").send_keys(Keys.ESCAPE)
    if size == PHONE:
        page.wait(lambda: page.list_visible(".evidence") == [])
    for name, _ in list_tabs(page):
        show_tab(page, name)
        assert [name, *list_violations(page, *rules)] == [name]
        assert page.measure_width() == (size[0], False)


def test_a_phone_has_every_tab_that_a_desk_has(address: str, open_page: OpenPage) -> None:
    desk, phone = open_page(address), open_page(address, PHONE)
    tabs = list_tabs(phone)
    assert tabs == list_tabs(desk)
    assert {"问答", "规划原文", "图表", "企业落区", "文件管理"} <= {name for _, name in tabs}
    for identifier, _ in tabs:
        show_tab(phone, identifier)
        assert phone.run_script(
            f"const tab = document.querySelector('#{identifier}-tab-button').getBoundingClientRect();"
            "return tab.left >= 0 && tab.right <= window.innerWidth"
        )


def test_keys_alone_reach_the_question_box_a_citation_and_a_tab(address: str, open_page: OpenPage) -> None:
    page = open_page(address)
    page.ask("问")
    page.wait_for_answer("问")
    page.find("#latest .mark[data-n='2']").send_keys(Keys.ENTER)
    page.wait(lambda: page.read_quote() == "增加值（亿元）\t2037.7\t2800")
    page.find("#plan-tab-button").send_keys(Keys.ENTER)
    page.find(".reader")
    # A focus that nobody sees is none: what is tabbed to stands above the question box.
    page.find("#chat-tab-button").send_keys(Keys.ENTER)
    page.find("#latest [data-retry]").send_keys(Keys.SHIFT)
    page.run_script("document.querySelector('#latest [data-retry]').focus()")
    assert page.run_script(
        "const button = document.querySelector('#latest [data-retry]').getBoundingClientRect();"
        "return button.bottom <= document.querySelector('#composer').getBoundingClientRect().top"
    )


def test_question_box_stays_in_view_when_a_keyboard_takes_half_of_a_phone(address: str, open_page: OpenPage) -> None:
    page = open_page(address, PHONE)
    for question in ("一", "二"):
        page.ask(question)
        page.wait_for_answer(question)
    page.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": PHONE[0], "height": 440, "deviceScaleFactor": 1, "mobile": False},
    )
    page.find("#question textarea").send_keys("三")
    assert page.run_script(
        "const button = document.querySelector('#send').getBoundingClientRect();"
        "return button.top >= 0 && button.bottom <= window.innerHeight"
    )
    assert page.run_script("return window.innerHeight") == 440
    assert page.measure_width() == (PHONE[0], False)


def test_sign_in_page_is_without_serious_findings(tmp_path: Path, open_page: OpenPage) -> None:
    desk = make_desk(SampleAssistant(), tmp_path)
    assert desk.accounts is not None
    desk.accounts.add("张三", "correct horse", "reader")
    with run_server(desk) as address:
        page = open_page(f"{address}login", waiting_for="input[name='name']")
        page.address = address
        assert list_violations(page) == []
        page.leave()
