"""The web application without a browser: what it serves and how it is guarded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import build_app
from assistant.page.build import build_page
from assistant.page.desk import ASKING_AT_ONCE, Desk
from tests.page_server import SampleAssistant, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(SampleAssistant(), tmp_path)


def test_page_loads_nothing_from_elsewhere(desk: Desk) -> None:
    with TestClient(build_app(desk)) as client:
        html = client.get("/").text
        theme = client.get("/theme.css").text
    assert "甲市规划" in html
    assert re.findall(r'<(?:script|link|img|iframe)[^>]*\s(?:src|href)="(?:https?:)?//[^"]*"', html) == []
    assert re.findall(r"url\(\s*['\"]?https?:", theme) == []
    assert "fonts.g" not in html + theme


def test_responses_carry_protective_headers(desk: Desk) -> None:
    with TestClient(build_app(desk)) as client:
        for path in ("/", "/theme.css", "/nowhere"):
            headers = client.get(path).headers
            assert headers["content-security-policy"].startswith("default-src 'self'")
            assert headers["x-content-type-options"] == "nosniff"


def test_page_says_when_there_are_no_plans(tmp_path: Path) -> None:
    with TestClient(build_app(make_desk(SampleAssistant({}), tmp_path))) as client:
        assert "planqa index" in client.get("/").text


def test_no_handler_queues_behind_a_limit_of_one(desk: Desk) -> None:
    functions = [function for function in build_page(desk).fns.values() if function.fn and function.queue is not False]
    assert len(functions) > 10
    assert {function.concurrency_limit for function in functions} == {ASKING_AT_ONCE}


def test_handlers_are_no_public_interface(desk: Desk) -> None:
    with TestClient(build_app(desk)) as client:
        assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
