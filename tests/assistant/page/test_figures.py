"""The figures tab in a real browser: every part leads to its place in the plan."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from app import build_app
from corpus.document import read_document
from tests.assistant.engine.small_plans import CITY_PLAN
from tests.page_driver import CHROMEDRIVER, CHROMIUM, PHONE, OpenPage
from tests.page_server import SampleAssistant, make_desk, run_server


@pytest.fixture
def assistant(tmp_path: Path) -> SampleAssistant:
    path = tmp_path / "规划.txt"
    path.write_text(CITY_PLAN, "utf-8")
    document = read_document(path)
    return SampleAssistant({document.source.id: document})


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_bar_and_industry_lead_to_their_source(assistant: SampleAssistant, tmp_path: Path, open_page: OpenPage) -> None:
    with run_server(make_desk(assistant, tmp_path)) as address:
        page = open_page(address)
        page.click("#figures-tab-button")
        page.click(".year-bar.is-last")
        page.wait(lambda: page.read(".reader mark") == "900")
        page.click("#figures-tab-button")
        name = page.read(".industry-map .chip")
        page.click(".industry-map .chip")
        page.wait(lambda: name in page.read(".reader mark"))
        page.click("#masthead [data-event='language']")
        page.wait(lambda: page.read("#figures-tab-button") == "Figures")
        page.leave()
        phone = open_page(address, PHONE)
        phone.click("#figures-tab-button")
        phone.find(".indicator")
        assert phone.measure_width() == (PHONE[0], False)
        phone.leave()


def test_task_list_is_an_excel_file(assistant: SampleAssistant, tmp_path: Path) -> None:
    with TestClient(build_app(make_desk(assistant, tmp_path))) as client:
        (source_id,) = assistant.documents
        sheet = load_workbook(BytesIO(client.get(f"/tasks/{source_id}.xlsx").content)).active
        assert sheet is not None
        assert [cell.value for cell in sheet[1]][:2] == ["任务", "承担"]
        assert sheet.max_row > 5
        assert client.get("/tasks/nothing.xlsx").status_code == 404
