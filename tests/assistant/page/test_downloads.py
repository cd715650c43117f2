"""Exports: from the page in a real browser, reopened as files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from urllib.request import Request, urlopen

import pytest
from docx import Document as open_docx
from pypdfium2 import PdfDocument
from starlette.testclient import TestClient

from app import build_app
from assistant.conversation import Exchange
from assistant.page.identity import VISITOR_COOKIE, name_visitor
from tests.assistant.render.sample_plan import build_answer
from tests.conftest import SamplePage
from tests.page_driver import CHROMEDRIVER, CHROMIUM, OpenPage
from tests.page_server import SampleAssistant, make_desk

TOKEN = "t" * 43


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_links_of_the_page_give_the_answer_and_the_conversation_as_word_documents(
    sample_page: SamplePage, open_page: OpenPage
) -> None:
    page = open_page(sample_page.address)
    for question in ("第一问", "第二问"):
        page.ask(question)
        page.wait_for_answer(question)
    cookies = "; ".join(f"{item['name']}={item['value']}" for item in page.driver.get_cookies())
    for opener, questions in (("#latest .export", ["第二问"]), (".talk-bar .export", ["第一问", "第二问"])):
        page.click(f"{opener} summary")
        link = str(page.find(f"{opener} a[href*='.docx']").get_property("href"))
        with urlopen(Request(link, headers={"Cookie": cookies})) as response:  # noqa: S310
            document = open_docx(BytesIO(response.read()))
        texts = [paragraph.text for paragraph in document.paragraphs]
        assert [text for text in texts if text in ("第一问", "第二问")][-len(questions) :] == questions
        assert sum("乙区布局量子科技[1]。" in text for text in texts) == len(questions)
        assert sum("布局量子科技" in text and "乙区布局" not in text for text in texts) == 1
        assert document.tables[0].cell(1, 1).text == "2800 [2]"
        page.find("#question textarea").click()


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    desk = make_desk(SampleAssistant(), tmp_path)
    owner = name_visitor(TOKEN).owner
    id_ = desk.conversations.create(owner, "乙区/未来?")
    desk.conversations.save(owner, id_, 0, Exchange("乙区/未来?", build_answer(), "done"))
    client = TestClient(build_app(desk), cookies={VISITOR_COOKIE: TOKEN})
    client.headers["x-conversation"] = id_
    return client


def test_export_is_a_download_with_a_name_that_every_system_takes(client: TestClient) -> None:
    response = client.get(f"/export/{client.headers['x-conversation']}.md")
    name = unquote(response.headers["content-disposition"].partition("''")[2])
    assert name == "乙区 未来 .md"
    assert "乙区布局量子科技[1]。" in response.text
    assert "《甲市规划》" in response.text


def test_pdf_holds_the_answer_and_its_sources(client: TestClient) -> None:
    response = client.get(f"/export/{client.headers['x-conversation']}.pdf?turn=0")
    document = PdfDocument(response.content)
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    assert "乙区布局量子科技" in text
    assert "甲市规划" in text


@pytest.mark.parametrize("rest", [".doc", ".md?turn=1", ".md?turn=-1"])
def test_what_is_not_there_is_told(client: TestClient, rest: str) -> None:
    response = client.get(f"/export/{client.headers['x-conversation']}{rest}")
    assert response.status_code == 404
    assert "docx" in response.text


def test_nobody_exports_what_is_not_theirs(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get(f"/export/{client.headers['x-conversation']}.md").status_code == 404
