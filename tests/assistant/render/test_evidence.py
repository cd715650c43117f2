"""The evidence panel."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.render.evidence import (
    EvidenceView,
    context_spans,
    first_view,
    render_empty_evidence,
    render_evidence,
    render_view,
)
from assistant.render.labels import EN, ZH, page_label
from assistant.types import Answer
from corpus.types import Document, PageOrigin


def render(view: EvidenceView, answer: Answer, plan: Document) -> str:
    return render_evidence(view, answer, {"plan": plan}, ZH, opened=True)


def test_quote_stands_highlighted_in_its_paragraph_and_place(answer: Answer, plan: Document) -> None:
    html = render(EvidenceView(0, 1), answer, plan)
    assert "<p><b>未来产业</b>。<mark>布局量子科技</mark>。</p>" in html
    assert "<li>二、发展重点</li><li>（一）乙区</li><li>未来产业</li>" in html
    assert '<span class="tag kind">正文</span><span class="tag page">第2页</span>' in html
    assert 'data-turn="0" data-n="1" data-opened="1"' in html
    assert "发展航空发动机" in html


def test_table_is_shown_whole_with_its_column_heads(answer: Answer, plan: Document) -> None:
    html = render(EvidenceView(0, 2), answer, plan)
    assert '<th scope="col">2030年</th>' in html
    assert re.findall("<mark>(.*?)</mark>", html) == ["增加值（亿元）", "2037.7", "2800"]


@pytest.mark.parametrize(
    ("origin", "zh", "en"),
    [
        ("document", "第13页", "p. 13"),
        ("contents", "第13页（页码据目录推定）", "p. 13 (estimated from the contents page)"),
        ("none", "无页码", "no page number"),
    ],
)
def test_page_says_how_far_it_can_be_trusted(plan: Document, origin: PageOrigin, zh: str, en: str) -> None:
    document = replace(plan, page_origin=origin)
    assert (page_label(document, 13, ZH), page_label(document, 13, EN)) == (zh, en)
    assert page_label(document, None, ZH) == page_label(document, 0, ZH) == "无页码"


def test_neighbouring_passages_are_not_presented_as_the_quote(answer: Answer, plan: Document) -> None:
    html = render(EvidenceView(0, 1, -1), answer, plan)
    assert "相邻段落（非引文）" in html
    assert "发展航空发动机" in html
    assert "<mark>" not in html
    assert "回到引文" in html
    assert 'data-shift="-2"' in html


def test_shift_stops_at_the_ends_of_the_plan(answer: Answer, plan: Document) -> None:
    html = render(EvidenceView(0, 1, 99), answer, plan)
    assert 'data-shift="2"' in html
    assert '<span class="tag kind">表</span>' in html


def test_all_citations_are_listed_and_the_open_one_is_marked(answer: Answer, plan: Document) -> None:
    html = render(EvidenceView(0, 2), answer, plan)
    assert "本答全部引文（2）" in html
    assert html.count('class="citation"') == html.count('class="citation is-current"') == 1


def test_landing_button_carries_the_quotes_offsets(answer: Answer, plan: Document) -> None:
    citation = answer.citations[0]
    html = render(EvidenceView(0, 1), answer, plan)
    assert f'data-event="land" data-source="plan" data-start="{citation.start}" data-end="{citation.end}"' in html


def test_views_that_do_not_exist_give_the_empty_panel(answer: Answer, plan: Document) -> None:
    empty = render_empty_evidence(ZH)
    for view in (None, EvidenceView(5, 1), EvidenceView(-1, 1), EvidenceView(0, 9), EvidenceView(1, 1)):
        assert render_view(view, [answer, None], {"plan": plan}, ZH, opened=True) == empty


def test_plan_that_was_removed_still_shows_its_quote(answer: Answer) -> None:
    html = render_evidence(EvidenceView(0, 1), answer, {}, ZH, opened=False)
    assert "<mark>布局量子科技</mark>" in html
    assert "无页码" in html
    assert 'data-event="land"' not in html


def test_first_view_is_the_first_citation(answer: Answer) -> None:
    assert first_view(3, answer) == EvidenceView(3, 1)
    assert first_view(3, replace(answer, citations=())) is None
    assert first_view(3, None) is None


def test_context_stays_within_the_section(plan: Document) -> None:
    start = plan.text.index("发展航空发动机")
    before, inner, after = context_spans(plan, (start, start + 4))
    assert plan.text[slice(*inner)] == "主导产业。航空装备。发展航空发动机。"
    assert before[0] >= plan.text.index("二、发展重点")
    assert (before[1], inner[1]) == (inner[0], after[0])
