"""Signing in, in a real browser and without one: two users see only their own, and a reader changes no document."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
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


def sign_out(page: Page) -> None:
    page.click(".account button")
    page.find("input[name='name']")
    # The page may have been asking still when its session ended: that is refused, and nothing else is amiss.
    assert [said for said in page.list_complaints() if "401 (Unauthorized)" not in said] == []


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
        sign_out(page)
        sign_in(page, "李四", PASSWORD)
        page.find(".history-note")
        assert page.read(".account span") == "李四"
        page.driver.get(kept)
        page.driver.refresh()
        page.find(".welcome")
        assert page.list_visible(".exchange") == []
        sign_out(page)
        sign_in(page, "张三", PASSWORD)
        page.click("#history .history-title")
        page.wait_for_answer("张三的问题")
        page.leave()


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_session_ended_elsewhere_leads_to_the_sign_in_page(desk: Desk, open_page: OpenPage) -> None:
    with run_server(desk) as address:
        page = open_page(f"{address}login?lang=zh", waiting_for="input[name='name']")
        page.address = address
        sign_in(page, "张三", PASSWORD)
        page.ask("张三的问题")
        page.wait_for_answer("张三的问题")
        assert page.run_script("return fetch('logout', {method: 'POST'}).then((said) => said.status)") == 200
        page.find("#question textarea").send_keys("再问一次", Keys.ENTER)
        page.find("input[name='name']")
        complaints = page.list_complaints()
        assert complaints and all("401 (Unauthorized)" in said for said in complaints), complaints
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
