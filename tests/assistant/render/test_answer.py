"""Answers as HTML: marks, verification, calculations, notes, choices, and the copied text."""

from __future__ import annotations

from dataclasses import replace

from assistant.render.answer import Statement, copy_text, is_verified, render_answer, render_facts, split_statements
from assistant.render.labels import EN, ZH
from assistant.types import Answer, Claim, Status
from corpus.types import Document


def test_statements_end_at_their_marks() -> None:
    assert list(split_statements("甲[1][2]。乙 [3] 丙")) == [
        Statement("甲", (1, 2), "。"),
        Statement("乙", (3,), ""),
        Statement(" 丙", (), ""),
    ]


def test_mark_is_a_button_that_names_its_citation(answer: Answer) -> None:
    html = render_answer(answer, 4, ZH)
    assert (
        '<button type="button" class="mark" data-event="cite" data-turn="4" data-n="1" data-shift="0" '
        'aria-label="查看引文 1">1</button>'
    ) in html
    assert 'aria-label="Show citation 1"' in render_answer(answer, 4, EN)


def test_mark_without_a_citation_stays_text(answer: Answer) -> None:
    html = render_answer(replace(answer, text="甲[9]。", calculations=()), 0, ZH)
    assert "[9]。" in html
    assert "data-n" not in html


def test_mark_holds_its_place_until_the_citations_come(answer: Answer) -> None:
    html = render_answer(replace(answer, citations=()), 0, ZH, complete=False)
    assert '<span class="mark is-pending">1</span>' in html
    assert "<button" not in html


def test_only_verified_claims_are_checked(answer: Answer) -> None:
    claims = (Claim("乙区布局量子科技", (1,), "verified"), Claim("丙区", (2,), "none"))
    html = render_answer(replace(answer, text="乙区布局量子科技[1]。丙区[2]。", claims=claims), 0, ZH)
    assert html.count('class="check"') == 1
    assert 'aria-label="已与原文核对"' in html
    assert 'class="check"' not in render_answer(answer, 0, ZH, complete=False)


def test_a_claim_checks_only_its_own_citations() -> None:
    claims = (Claim("增加值达到2800亿元", (1,), "verified"),)
    assert is_verified(Statement("增加值达到**2800亿元**", (1,), "。"), claims)
    assert not is_verified(Statement("增加值达到2800亿元", (2,), "。"), claims)
    assert not is_verified(Statement("增加值达到", (1,), ""), claims)


def test_number_keeps_its_mark_on_its_line(answer: Answer) -> None:
    html = render_answer(replace(answer, text="目标为2037.7[1]。"), 0, ZH)
    assert '目标为<span class="marks">2037.7<button' in html


def test_calculation_is_a_formula_with_its_operands_cited(answer: Answer) -> None:
    html = render_answer(answer, 0, ZH)
    assert "2800 − 2037.7 = <strong>762.3</strong> 亿元" in html
    assert html.count('data-n="2"') == 2


def test_status_is_named_when_it_is_not_an_answer(answer: Answer) -> None:
    shown: dict[Status, str] = {"no_evidence": "规划中未提及", "clarify": "需要确认", "error": "未能回答"}
    for status, name in shown.items():
        html = render_answer(replace(answer, status=status), 0, ZH)
        assert f'<p class="status-badge">{name}</p>' in html
        assert f"is-{status}" in html
    assert "status-badge" not in render_answer(answer, 0, ZH)


def test_choices_are_offered_by_the_newest_answer_only(answer: Answer) -> None:
    assert 'data-question="乙区主导产业是什么？"' in render_answer(answer, 0, ZH, last=True)
    assert "data-question" not in render_answer(answer, 0, ZH)


def test_notes_tell_warnings_and_removed_sentences(answer: Answer) -> None:
    noted = replace(answer, warnings=("口径 <不同>",), claims=(Claim("无据", (), "removed"),))
    html = render_answer(noted, 0, ZH)
    assert "<li>口径 &lt;不同&gt;</li>" in html
    assert "<li>1 句因缺少原文依据未予显示</li>" in html


def test_hostile_text_stays_text(answer: Answer) -> None:
    attack = '<script>alert(1)</script>"><img onerror=alert(1)> ${alert(1)} {{value}}'
    html = render_answer(
        replace(answer, text=attack + "[1]。", warnings=(attack,), choices=(attack,)), 0, ZH, last=True
    )
    assert "<script" not in html
    assert "<img" not in html


def test_facts_count_what_was_checked(answer: Answer) -> None:
    assert "2 句均已与原文核对" in render_facts(answer, ZH)
    partly = replace(answer, claims=(*answer.claims, Claim("丙", (1,), "none")))
    assert "核对" not in render_facts(partly, ZH)
    assert "<li>openai:m</li>" in render_facts(replace(answer, generator="openai:m"), ZH)


def test_copied_text_carries_its_sources(answer: Answer, plan: Document) -> None:
    assert copy_text(answer, {"plan": plan}, ZH).splitlines() == [
        "乙区布局量子科技[1]。",
        "",
        "| 指标 | 2030年 |",
        "|---|---|",
        "| 增加值 | 2800 [2] |",
        "2800 - 2037.7 = 762.3 亿元[2]",
        "",
        "出处",
        "[1] 《甲市规划》 › 二、发展重点 › （一）乙区 › 未来产业, 第2页: “布局量子科技”",
        "[2] 《甲市规划》 › 二、发展重点 › 表1 发展目标, 第2页: “增加值（亿元）\t2037.7\t2800”",
    ]
