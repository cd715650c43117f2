"""The conversation and what stands around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.conversation import Exchange
from assistant.render.frame import format_date, render_header, render_welcome
from assistant.render.labels import EN, LABELS, ZH
from assistant.render.thread import render_exchange, render_latest, render_thread
from assistant.types import Answer
from corpus.types import Document


def test_newest_exchange_is_kept_apart(answer: Answer, plan: Document) -> None:
    exchanges = [Exchange("第一问", answer, "done"), Exchange("第二问")]
    thread = render_thread(exchanges, {"plan": plan}, ZH)
    latest = render_latest(exchanges, {"plan": plan}, ZH)
    assert "第一问" in thread
    assert "第二问" not in thread
    assert "第二问" in latest
    assert 'aria-live="polite" aria-busy="true"' in latest
    assert "正在查阅规划" in latest
    assert render_latest([], {}, ZH) == render_thread([], {}, ZH) == ""


def test_only_the_newest_answer_can_be_asked_for_again(answer: Answer, plan: Document) -> None:
    exchange = Exchange("问", answer, "done")
    assert "data-retry" in render_exchange(exchange, 0, {"plan": plan}, ZH, last=True)
    assert "data-retry" not in render_exchange(exchange, 0, {"plan": plan}, ZH, last=False)


def test_unfinished_answers_say_so_and_cannot_be_copied(answer: Answer) -> None:
    stopped = render_exchange(Exchange("问", answer, "stopped"), 0, {}, ZH, last=True)
    assert "已停止，以上内容未经核对。" in stopped
    assert "data-copy" not in stopped
    failed = render_exchange(Exchange("问", None, "failed", "索引<缺失>"), 0, {}, ZH, last=True)
    assert '<p class="notice is-error" role="alert">索引&lt;缺失&gt;</p>' in failed
    assert "未能完成回答" in render_exchange(Exchange("问", None, "failed"), 0, {}, ZH, last=True)


def test_question_stays_text() -> None:
    html = render_exchange(Exchange("<script>alert(1)</script>"), 0, {}, ZH, last=True)
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in html


def test_header_lists_the_plans(plan: Document) -> None:
    html = render_header({"plan": plan}, ZH)
    assert "甲市规划" in html
    assert "征求意见稿 · 2026年3月 · 2 页 · 7 节" in html
    other = replace(plan, source=replace(plan.source, id="b", title="<乙>规划"), page_origin="none")
    both = render_header({"plan": plan, "b": other}, ZH)
    assert "<summary>已收录 2 部规划</summary>" in both
    assert "&lt;乙&gt;规划" in both
    assert "尚未收录规划" in render_header({}, ZH)


def test_header_offers_the_other_language(plan: Document) -> None:
    assert 'data-language="en" aria-label="切换语言">EN<' in render_header({"plan": plan}, ZH)
    assert 'data-language="zh" aria-label="Switch language">中文<' in render_header({"plan": plan}, EN)


def test_status_in_the_title_is_not_repeated(plan: Document) -> None:
    titled = replace(plan, source=replace(plan.source, title="甲市规划（征求意见稿）"))
    assert render_header({"plan": titled}, ZH).count("征求意见稿") == 1


@pytest.mark.parametrize(
    ("date", "zh"), [("2026-03", "2026年3月"), ("2026-03-09", "2026年3月9日"), ("2026", "2026年"), ("近期", "近期")]
)
def test_date_is_written_in_the_pages_language(date: str, zh: str) -> None:
    assert (format_date(date, ZH), format_date(date, EN)) == (zh, date)


def test_welcome_offers_examples_only_over_plans(plan: Document) -> None:
    html = render_welcome(("乙区<的>产业？",), {"plan": plan}, ZH)
    assert 'data-event="ask" data-question="乙区&lt;的&gt;产业？"' in html
    assert "可以这样问" not in render_welcome((), {"plan": plan}, ZH)
    assert "planqa index" in render_welcome((), {}, ZH)


def test_every_label_exists_in_both_languages() -> None:
    for language, labels in LABELS.items():
        assert labels.language == language
        assert labels.statuses.keys() == ZH.statuses.keys()
        assert labels.kinds.keys() == ZH.kinds.keys()
