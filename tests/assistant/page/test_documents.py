"""The documents tab in a real browser, over the real program: a PDF is uploaded, asked about, replaced and removed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By

from assistant.page.shelf import Shelf, Step
from assistant.render.documents import ZH, list_scopes, render_documents, render_scope
from corpus.types import Document, Source
from tests.conftest import ServedPlan
from tests.corpus.rendering import Item, render_pdf
from tests.page_client import Visitor
from tests.page_driver import CHROMEDRIVER, CHROMIUM, OpenPage, Page
from tests.page_server import SampleAssistant, make_desk, run_server


def make_plan(path: Path, figure: str) -> Path:
    items = [
        Item("一、总体要求", 1),
        Item("坚持因地制宜，稳步推进海蚕养殖产业发展，建设山海相连的特色产业体系。"),
        Item("二、发展目标", 1),
        Item(f"到2030年，海蚕养殖产业年产值达到{figure}亿元，建成海蚕良种繁育基地3个。"),
    ]
    render_pdf(path, items, title="墨屿县海蚕产业发展规划")
    return path


def upload(page: Page, path: Path) -> None:
    page.driver.find_element(By.CSS_SELECTOR, "#document-files input[type=file]").send_keys(str(path))


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_pdf_is_uploaded_asked_about_replaced_and_removed(
    served_plan: ServedPlan, tmp_path: Path, open_page: OpenPage
) -> None:
    page = open_page(served_plan.address)
    page.click("#documents-tab-button")
    upload(page, make_plan(tmp_path / "海蚕规划.pdf", "87.5"))
    assert "新增 1" in page.read("#document-outcome .change ul")
    page.wait(lambda: "海蚕" in page.read(".documents tbody"))
    page.wait(lambda: "已收录 2 部规划" in page.read(".masthead .plans"))
    page.click("#chat-tab-button")
    question = "海蚕养殖产业2030年产值目标是多少？"
    page.ask(question)
    assert "87.5" in str(page.wait_for_answer(question).get_property("textContent"))
    page.click("#latest .mark[data-n='1']")
    page.click(".evidence .page-picture summary")
    page.wait(lambda: page.run_script("return document.querySelector('.page-picture img').naturalWidth") == 1240)
    page.click("#documents-tab-button")
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    page.click(".documents tbody tr:last-child [data-event='swap']")
    page.find(".replace-hint")
    upload(page, bad)
    page.find("#document-outcome .is-bad")
    page.wait(lambda: "海蚕" in page.read(".documents tbody"))
    page.click(".documents tbody tr:last-child [data-event='swap']")
    page.find(".replace-hint")
    upload(page, make_plan(tmp_path / "新.pdf", "93.2"))
    page.wait(lambda: page.list_visible("#document-outcome .change:not(.is-failed) ul"))
    page.click("#chat-tab-button")
    page.click("#latest [data-retry]")
    page.wait(lambda: "93.2" in page.read("#latest .is-done .answer"))
    page.click("#documents-tab-button")
    page.click(".documents tbody tr:last-child [data-remove]")
    page.click(".documents [data-remove].is-asking")
    page.wait(lambda: "海蚕" not in page.read(".documents tbody"))
    assert list((served_plan.data / "uploads").iterdir()) == []


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_scope_of_a_conversation_is_chosen_and_kept(tmp_path: Path, open_page: OpenPage) -> None:
    plan = SampleAssistant().documents["plan"]
    assistant = SampleAssistant({"plan": plan, "other": make_document("other", "丙市规划", "")})
    with run_server(make_desk(assistant, tmp_path)) as address:
        page = open_page(address)

        def choose() -> bool:
            # A page that has just come may not listen yet.
            page.run_script(
                "const s = document.querySelector('.scope select'); s.value = 'other';"
                "s.dispatchEvent(new Event('change', { bubbles: true }));"
            )
            time.sleep(0.3)
            return bool(page.list_visible(".scope option[value='other'][selected]"))

        page.wait(choose)
        page.ask("一")
        page.wait_for_answer("一")
        assert assistant.scopes[-1] == ("other",)
        page.driver.refresh()
        page.wait_for_answer("一")
        page.ask("二")
        page.wait_for_answer("二")
        assert assistant.scopes[-1] == ("other",)
        page.leave()


def make_document(id_: str, title: str, status: str, date: str = "2026") -> Document:
    return Document(Source(id_, title, "", date, status, f"{id_}.pdf", "0" * 64), "正文", (), (), (), "none", ("缺页",))


def test_older_versions_are_told_apart() -> None:
    documents = {
        "old": make_document("old", "甲市规划（征求意见稿）", "征求意见稿", "2025"),
        "new": make_document("new", "甲市规划", "", "2026"),
        "<b>": make_document("<b>", "<i>乙市规划</i>", ""),
    }
    html = render_documents(documents, ZH, editable=True)
    rows = html.partition("<tbody>")[2].split("<tr>")[1:]
    assert [(ZH.newest in row, ZH.superseded in row) for row in rows] == [(False, True), (True, False), (False, False)]
    assert "<i>" not in html and "缺页" in html
    assert "data-remove" not in render_documents(documents, ZH, editable=False)
    assert list_scopes(documents, ZH)[:3] == [
        ("全部规划", ""),
        ("甲市规划（征求意见稿）（征求意见稿）", "old"),
        ("甲市规划", "new"),
    ]
    assert "<i>" not in render_scope("new", documents, ZH)
    assert render_scope("", {"new": documents["new"]}, ZH) == ""


class NotedShelf(Shelf):
    """Notes what it is to remove, and removes nothing."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    def remove(self, source_id: str) -> Iterator[Step]:
        self.removed.append(source_id)
        return iter(())


@pytest.mark.parametrize(("host", "removed"), [("127.0.0.1", ["plan"]), ("0.0.0.0", [])])  # noqa: S104
def test_only_those_allowed_change_documents_whatever_a_browser_sends(
    tmp_path: Path, host: str, removed: list[str]
) -> None:
    shelf = NotedShelf()
    desk = replace(make_desk(SampleAssistant(), tmp_path), host=host, shelf=shelf)
    with run_server(desk) as address:
        config = httpx.get(f"{address}config", timeout=60).json()
        with Visitor(address, 1, config) as visitor:
            shown = visitor.open()
            reply = visitor.send("remove", {0: "zh"}, {"id": "plan"})
    assert shelf.removed == removed
    assert ("data-remove" in shown) == bool(removed)
    assert (ZH.not_allowed in reply) != bool(removed)
