"""Pictures of PDF pages: the passage is marked where it stands, and nothing else is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app import build_app
from assistant.page.pictures import PagePictures, locate_passage
from assistant.render.labels import ZH
from assistant.render.page_picture import render_page_picture
from corpus.document import read_document
from corpus.types import Document
from tests.corpus.rendering import Item, render_pdf
from tests.page_server import SampleAssistant, make_desk

PARAGRAPH = "培育未来产业，前瞻布局量子科技和第六代移动通信，建设创新联合体，推动科技成果就地转化为现实生产力。"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("pdf") / "示例.pdf"
    items = [Item("一、总体要求", 1), Item("坚持创新驱动，加快转型升级。"), Item("二、重点任务", 1), Item(PARAGRAPH)]
    render_pdf(path, items, title="示例规划")
    return read_document(path)


def find_span(document: Document, text: str) -> tuple[int, int]:
    start = document.text.index(text)
    return start, start + len(text)


@pytest.mark.parametrize("passage", ["坚持创新驱动", PARAGRAPH, "建设创新联合体，推动科技成果就地转化"])
def test_boxes_hold_the_passage_and_nothing_else(document: Document, passage: str) -> None:
    start, _ = find_span(document, passage)
    with pypdfium2.PdfDocument(document.source.path) as pdf:
        page = pdf[document.page_at(start) - 1]
        text_page, height = page.get_textpage(), page.get_height()
        inside = ""
        for left, top, right, bottom in locate_passage(page, passage, 1.0):
            inside += text_page.get_text_bounded(left + 1, height - bottom + 1, right - 1, height - top - 1)
    assert "".join(inside.split()) == passage


def test_passage_that_goes_on_over_the_page_is_marked_as_far_as_it_is_there(document: Document) -> None:
    with pypdfium2.PdfDocument(document.source.path) as pdf:
        page = pdf[document.page_at(document.text.index("坚持创新驱动")) - 1]
        whole = locate_passage(page, "坚持创新驱动", 1.0)
        assert locate_passage(page, "坚持创新驱动，加快转型升级。下一页上才有的话", 1.0)[0][0] == whole[0][0]
        assert locate_passage(page, "这一页上没有的话", 1.0) == []


def test_picture_has_the_marker_where_the_passage_is(document: Document) -> None:
    content = PagePictures().render(document, *find_span(document, "量子科技"))
    assert content is not None
    picture = Image.open(BytesIO(content))
    plain = Image.open(BytesIO(PagePictures().render(document, 0, 0) or b""))
    assert picture.size == plain.size == (1240, 1754)
    colours = {colour for _, colour in picture.getcolors(1 << 24) or ()}
    assert (255, 236, 140) in colours
    assert (255, 236, 140) not in {colour for _, colour in plain.getcolors(1 << 24) or ()}


def test_page_of_a_document_is_served_and_nothing_else(document: Document, tmp_path: Path) -> None:
    desk = make_desk(SampleAssistant({document.source.id: document}), tmp_path)
    start, end = find_span(document, "量子科技")
    html = render_page_picture(document, (start, end), ZH)
    with TestClient(build_app(desk)) as client:
        address = f"/picture/{document.source.id}.png"
        response = client.get(f"{address}?start={start}&end={end}")
        assert response.headers["content-type"] == "image/png"
        assert f"start={start}&amp;end={end}" in html
        assert client.get(f"{address}?start=5&end=5").status_code == 404
        assert client.get(f"{address}?start=-1&end=5").status_code == 404
        assert client.get(f"/picture/nothing.png?start={start}&end={end}").status_code == 404
