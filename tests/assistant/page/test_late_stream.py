"""What the server says is heard however late it comes: Gradio's own client loses an answer that overtakes a closing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.page_driver import CHROMEDRIVER, CHROMIUM, OpenPage
from tests.page_server import SampleAssistant, make_desk, run_server

LATE = """
(() => {
const fetchPlainly = window.fetch;
window.fetch = async (input, init) => {
  const response = await fetchPlainly(input, init);
  if (!String(input.url || input).includes("/queue/data")) return response;
  const reader = response.body.getReader();
  const pull = async (controller) => {
    const { value, done } = await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 200));
    done ? controller.close() : controller.enqueue(value);
  };
  return new Response(new ReadableStream({ pull }), { status: response.status, headers: response.headers });
};
})();
"""
"""Holds back each piece of the stream, as a slow network does, so that accepted requests overtake it."""


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_no_answer_is_lost_when_the_stream_comes_late(tmp_path: Path, open_page: OpenPage) -> None:
    with run_server(make_desk(SampleAssistant(), tmp_path)) as address:
        page = open_page(address)
        late = page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LATE})
        page.load()
        for question in "一二三":
            page.ask(question)
            page.wait_for_answer(question)
            page.click("#latest .answer [data-event='cite']")
            assert page.read_quote()
        page.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", late)
        page.leave()
