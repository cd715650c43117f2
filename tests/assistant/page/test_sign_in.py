"""Signing in, in a real browser and without one: two users see only their own, and a reader changes no document."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import build_app
from assistant.page.desk import Desk
from assistant.page.identity import Viewer
from tests.page_driver import CHROMEDRIVER, CHROMIUM, OpenPage, Page
from tests.page_server import SampleAssistant, make_desk, run_server

PASSWORD = "correct horse"  # noqa: S105


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(SampleAssistant(), tmp_path)
    assert desk.accounts is not None
    desk.accounts.add("张三", PASSWORD, "reader")
    desk.accounts.add("李四", PASSWORD, "admin")
    return desk


def sign_in(page: Page, name: str, password: str) -> None:
    page.find("input[name='name']").clear()
    page.find("input[name='name']").send_keys(name)
    page.find("input[name='password']").send_keys(password)
    page.click("button[type='submit']")


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_two_users_see_only_their_own(desk: Desk, open_page: OpenPage) -> None:
    with run_server(desk) as address:
        page = open_page(f"{address}login?lang=zh", waiting_for="input[name='name']")
        sign_in(page, "张三", "wrong password")
        assert "不正确" in page.read(".failed")
        page.address = address
        page.list_complaints()  # the browser logs the refusal
        sign_in(page, "张三", PASSWORD)
        page.find("#question textarea")
        assert page.read(".account span") == "张三"
        page.ask("张三的问题")
        page.wait_for_answer("张三的问题")
        kept = page.driver.current_url
        page.click(".account button")
        sign_in(page, "李四", PASSWORD)
        page.find(".history-note")
        assert page.read(".account span") == "李四"
        page.driver.get(kept)
        page.driver.refresh()
        page.find(".welcome")
        assert page.list_visible(".exchange") == []
        page.click(".account button")
        sign_in(page, "张三", PASSWORD)
        page.click("#history .history-title")
        page.wait_for_answer("张三的问题")
        page.leave()


def test_nothing_is_served_without_a_session(desk: Desk) -> None:
    with TestClient(build_app(desk), follow_redirects=False) as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/login")
        for path in ("/config", "/gradio_api/info", "/api/openapi.json", "/api/search?q=x", "/theme.css"):
            assert client.get(path).status_code == 401, path
        assert client.post("/api/ask", json={"question": "问"}).status_code == 401
        assert client.get("/login").status_code == 200


def test_session_opens_the_page_and_its_end_closes_it(desk: Desk) -> None:
    with TestClient(build_app(desk), follow_redirects=False) as client:
        assert client.post("/login", data={"name": "张三", "password": "wrong password"}).status_code == 403
        response = client.post("/login", data={"name": "张三", "password": PASSWORD})
        assert response.headers["location"] == "/"
        cookie = response.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()
        assert client.post("/api/ask", json={"question": "问"}).status_code == 200
        client.post("/logout")
        assert client.post("/api/ask", json={"question": "问"}).status_code == 401


def test_page_without_users_asks_for_no_password(tmp_path: Path) -> None:
    desk = make_desk(SampleAssistant(), tmp_path)
    with TestClient(build_app(desk), follow_redirects=False) as client:
        assert client.get("/config").status_code == 200
        assert client.get("/login").headers["location"] == "/"
        assert desk.accounts is not None
        desk.accounts.add("张三", PASSWORD, "reader")
        assert client.get("/config").status_code == 401


def test_hostile_name_stays_text(desk: Desk) -> None:
    with TestClient(build_app(desk)) as client:
        html = client.post("/login", data={"name": '"><script>', "password": "x"}).text
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("role", "allowed"), [("reader", [True, False, False]), ("editor", [True, True, False]), ("admin", [True] * 3)]
)
def test_roles_may_what_lesser_ones_may(role: str, allowed: list[bool]) -> None:
    viewer = Viewer("user:1", "张三", role)  # type: ignore[arg-type]
    assert [viewer.may(other) for other in ("reader", "editor", "admin")] == allowed
