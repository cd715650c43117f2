"""The district-fit tab in a real browser: from the form to the ranking, the evidence and the report."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from assistant.fit.engine import FitEngine
from assistant.knowledge import Knowledge
from corpus.document import read_document
from tests.assistant.engine.small_encoder import PairEncoder
from tests.assistant.fit.park_plan import PARK_PLAN
from tests.page_driver import CHROMEDRIVER, CHROMIUM, PHONE, OpenPage, Page, set_size
from tests.page_server import SampleAssistant, make_desk, run_server

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page"
)
ATTACK = "<script>document.title='taken'</script>"


class FitOnlyAssistant(SampleAssistant):
    """Has the invented plan of parks and its district fit."""

    def __init__(self, folder: Path) -> None:
        path = folder / "澜川市重点园区产业布局规划.md"
        path.write_text(PARK_PLAN, encoding="utf-8")
        document = read_document(path)
        super().__init__({document.source.id: document})
        self.engine = FitEngine(Knowledge(self.documents), PairEncoder())

    def find_fit_engine(self) -> FitEngine:
        return self.engine


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("plan")
    with run_server(make_desk(FitOnlyAssistant(folder), folder)) as address:
        yield address


@pytest.fixture
def page(address: str, open_page: OpenPage) -> Page:
    return open_page(address)


def open_tab(page: Page, name: str) -> None:
    def click() -> bool:
        tabs = [tab for tab in page.list_visible("button[role=tab]") if tab.text == name]
        for tab in tabs:
            tab.click()
        return bool(tabs)

    page.wait(click)


def describe(page: Page, text: str) -> None:
    box = page.find("#fit-text textarea")
    box.clear()
    box.send_keys(text)
    page.click("#fit-run")


def test_form_leads_to_ranking_evidence_and_report(page: Page) -> None:
    open_tab(page, "企业落区")
    describe(page, f"骨科内窥镜生产企业，需要临床试验。{ATTACK}")
    card = page.find(".fit-card")
    assert card.get_attribute("data-place") == "北岸产业园"
    assert "首先考虑北岸产业园" in page.read(".fit-message")
    assert page.driver.title != "taken"
    assert len(page.list_visible(".fit-chart rect")) >= 2
    assert page.wait(lambda: page.read("#fit-evidence mark")) == "重点发展骨科植入物、内窥镜、体外诊断试剂"
    need = next(item for item in page.list_visible(".fit-reasons li") if "临床" in item.text)
    need.find_element(By.CSS_SELECTOR, ".mark").click()
    page.wait(lambda: "临床试验" in page.read("#fit-evidence mark"))
    page.click(".fit-exports button[data-format=pdf]")
    link = page.find("#fit-download a")
    assert link.get_attribute("download") == "企业与各区适配报告.pdf"
    assert base64.b64decode(str(link.get_attribute("href")).split(",", 1)[1]).startswith(b"%PDF")
    assert page.list_complaints() == []


def test_vague_and_unfitting_texts_are_answered_without_cards(page: Page) -> None:
    open_tab(page, "企业落区")
    describe(page, "帮我选个区")
    page.wait(lambda: "主要做什么产品" in page.read(".fit-message"))
    describe(page, "远洋渔船修造厂")
    page.wait(lambda: "没有写到任何一区" in page.read(".fit-message"))
    assert page.list_visible(".fit-card") == []


def test_tab_speaks_english_and_fits_a_phone(page: Page) -> None:
    page.click("#masthead [data-event=language]")
    open_tab(page, "District fit")
    describe(page, "坚果零食工厂")
    page.find(".fit-card")
    assert page.wait(lambda: page.read("#fit-run")) == "Match"
    set_size(page.driver, PHONE)
    assert page.wait(lambda: page.measure_width()[0] == 390)
    assert page.measure_width() == (390, False)
