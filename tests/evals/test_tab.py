"""The page's tab: its handlers as a visitor would set them off, who may, and the tab in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, cast

import gradio as gr
import pytest
from openpyxl import Workbook
from selenium.webdriver.common.by import By

from assistant.page.identity import SCOPE_KEY, Viewer
from assistant.store.accounts import Role
from assistant.types import Answer, Turn
from corpus.errors import PlanError
from corpus.types import Document
from evals.background import Background, Step
from evals.runner import Progress
from evals.session import Written
from evals.tab import EvalTab, add_eval_tab, run_for_page
from evals.tab_labels import LABELS
from tests.assistant.render.sample_plan import build_answer
from tests.evals.small_run import ABSENT, ANSWERABLE, Facade, write_set
from tests.page_driver import CHROMEDRIVER, CHROMIUM, OpenPage
from tests.page_server import SampleAssistant, make_desk, run_server


class SampleUnderTest(SampleAssistant):
    """The sample assistant, which can be evaluated too."""

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        return build_answer()


def build(documents: dict[str, Document]) -> EvalTab:
    with gr.Blocks(), gr.Tab() as tab:
        return EvalTab(Facade(documents), gr.State("zh"), tab)


def visit(role: Role = "editor") -> gr.Request:
    return gr.Request(cast(Any, type("Starlette", (), {"scope": {SCOPE_KEY: Viewer("someone", "", role)}})()))


def see(tab: EvalTab, role: Role = "editor", *, own: str | None = None, chosen: str = "", size: int = 60) -> list[str]:
    """What the outcome shows, one after the other."""
    return [update[tab.outcome] for update in tab.run(own, chosen, size, "zh", visit(role))]


def test_uploaded_set_is_run_and_its_report_handed_out(tmp_path: Path, documents: dict[str, Document]) -> None:
    tab = build(documents)
    path = write_set(tmp_path / "own.jsonl", ANSWERABLE, ABSENT, {**ANSWERABLE, "id": "<b>x</b>", "kind": "riddle"})
    steps = tab.run(str(path), "", 60, "zh", visit())
    *_, last = steps
    assert "2 题，2 题全对" in last[tab.outcome] and "own.jsonl:3" in last[tab.outcome]
    assert "关键事实全部命中" in last[tab.outcome] and "<b>x" not in last[tab.outcome]
    assert [Path(last[button].value["path"]).suffix for button in (tab.html, tab.xlsx)] == [".html", ".xlsx"]


def test_nothing_is_run_without_a_set_or_the_right_to(tmp_path: Path, documents: dict[str, Document]) -> None:
    tab, path = build(documents), str(write_set(tmp_path / "own.jsonl"))
    assert [LABELS["zh"].nothing in said for said in see(tab)] == [True]
    assert [LABELS["zh"].not_allowed in said for said in see(tab, "reader", own=path)] == [True]
    visible = {role: tab.relabel("en", {}, Viewer("x", "", role), "", 20)[tab.tab] for role in ("reader", "editor")}
    assert [visible[role].visible for role in ("reader", "editor")] == [False, True]


def test_assistant_that_cannot_be_asked_has_no_such_tab(tmp_path: Path) -> None:
    with gr.Blocks(), gr.Tabs():
        assert add_eval_tab(make_desk(SampleAssistant(), tmp_path), gr.State("zh")) == []
        assert len(add_eval_tab(make_desk(SampleUnderTest(), tmp_path), gr.State("zh"))) == 1


def test_unreadable_set_is_told_and_the_next_one_runs(tmp_path: Path, documents: dict[str, Document]) -> None:
    tab, path = build(documents), tmp_path / "own.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    assert "没有“问题”一列" in see(tab, own=str(path))[-1]
    assert "2 题，2 题全对" in see(tab, own=str(write_set(tmp_path / "own.jsonl")))[-1]


def test_shipped_set_about_other_documents_is_told_so(documents: dict[str, Document]) -> None:
    assert "找不到这段原文" in see(build(documents), chosen="first_plan")[-1]


def test_reports_of_two_visitors_lie_apart(tmp_path: Path, documents: dict[str, Document]) -> None:
    path = write_set(tmp_path / "own.jsonl")
    told: list[tuple[str, int, int]] = []
    first = run_for_page(Facade(documents), [path], 60, "zh", lambda *state: told.append(state))
    second = run_for_page(Facade(documents), [path], 1, "en")
    assert first.html.parent != second.html.parent
    assert [len(run.evaluation.results) for run in (first, second)] == [2, 1]
    assert told[-1] == ("planqa", 2, 2)
    with pytest.raises(PlanError, match="不支持"):
        run_for_page(Facade(documents), [tmp_path / "own.exe"], 60, "zh")


class Endless:
    """Work that goes on until it is stopped, a question at a time."""

    def __init__(self) -> None:
        self.asked = 0
        self.go_on = threading.Semaphore(0)

    def __call__(self, tell: Progress) -> Written:
        while True:
            self.go_on.acquire()
            self.asked += 1
            tell("planqa", self.asked, 100)


def test_only_its_owner_stops_a_run_and_others_wait_for_it() -> None:
    background, work = Background(), Endless()
    steps = background.run("owner", work)
    work.go_on.release()
    assert next(steps) == Step(1, 100)
    refused = list(background.run("other", work))
    assert [step.error is not None and "正在进行" in step.error.message_zh for step in refused] == [True]
    background.stop("other")
    work.go_on.release()
    assert next(steps) == Step(2, 100)
    background.stop("owner")
    work.go_on.release()
    assert list(steps) == [Step(ended=True)]
    assert work.asked == 3


def test_run_that_nobody_follows_ends_and_a_failure_is_told() -> None:
    background, work = Background(), Endless()
    steps = cast("Generator[Step, None, None]", background.run("owner", work))
    work.go_on.release()
    next(steps)
    steps.close()
    work.go_on.release()

    def fail(tell: Progress) -> Written:
        raise RuntimeError("broken on purpose")

    for _ in range(100):
        (step,) = background.run("owner", fail)
        if step.error and "RuntimeError" in step.error.message_zh:
            return
        threading.Event().wait(0.02)
    raise AssertionError(step)


def write_workbook(path: Path) -> Path:
    """Two good rows and three bad ones: an unknown response, evidence that is nowhere, and no question."""
    book = Workbook()
    assert book.active is not None
    for row in (
        ["问题", "应有的回应", "关键事实", "原文依据"],
        ["乙区未来产业是什么？", "回答", "量子科技", "布局量子科技"],
        ["乙区主导产业是什么？", "回答", "航空装备", "主导产业。航空装备"],
        ["乙区有几所中学？", "也许", "", ""],
        ["乙区增加值是多少？", "回答", "3000", "增加值\t3000"],
        ["", "回答", "量子科技", "布局量子科技"],
    ):
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are needed to drive the page")
def test_own_table_is_uploaded_run_and_its_report_taken_away(tmp_path: Path, open_page: OpenPage) -> None:
    with run_server(make_desk(SampleUnderTest(), tmp_path)) as address:
        page = open_page(address)
        downloads = tmp_path / "downloads"
        page.driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
        )
        page.click("#evaluation-tab-button")
        page.find("#evaluation-run")
        table = write_workbook(tmp_path / "自己的题.xlsx")
        page.driver.find_element(By.CSS_SELECTOR, "#evaluation-file input[type=file]").send_keys(str(table))
        page.wait(lambda: "自己的题" in page.read("#evaluation-file"))
        page.click("#evaluation-run")
        assert page.find(".eval-summary").get_attribute("data-questions") == "2"
        named = [item.text.partition("：")[0] for item in page.list_visible(".eval-summary .left-out li")]
        assert named == ["自己的题.xlsx:4", "自己的题.xlsx:5", "自己的题.xlsx:6"]
        page.click("#evaluation-html")
        (report,) = page.wait(lambda: list(downloads.glob("*.html")))
        assert "乙区未来产业是什么？" in report.read_text("utf-8")
        page.leave()
