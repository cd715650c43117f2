"""The plan browser."""

from __future__ import annotations

import re

from assistant.render.labels import ZH
from assistant.render.outline import (
    Place,
    find_place,
    find_text,
    first_place,
    render_hits,
    render_outline,
    render_place,
    render_search,
    render_section,
)
from corpus.types import Document

TITLES = re.compile(r'<span class="title" lang="zh-CN">(.*?)</span>')


def test_outline_opens_down_to_the_current_section(plan: Document) -> None:
    closed = render_outline(plan, None, ZH)
    assert TITLES.findall(closed) == ["一、总体要求", "二、发展重点", "（一）乙区", "表1 发展目标"]
    opened = render_outline(plan, plan.sections[2], ZH)
    assert TITLES.findall(opened) == [
        "一、总体要求",
        "二、发展重点",
        "（一）乙区",
        "主导产业",
        "未来产业",
        "表1 发展目标",
    ]
    assert opened.count('aria-current="true"') == 1


def test_section_shows_only_its_own_text_and_its_neighbours(plan: Document) -> None:
    html = render_section(plan, plan.sections[2], [], ZH)
    assert "量子科技" in html
    assert "坚持创新" not in html
    assert 'data-section="1"' in html
    assert 'data-section="3"' in html


def test_quote_leads_to_its_section_with_the_quote_marked(plan: Document) -> None:
    start = plan.text.index("量子科技")
    place = find_place({"plan": plan}, "plan", start, start + 4)
    assert place == Place("plan", 5, ((start, start + 4),))
    outline, section = render_place(place, {"plan": plan}, ZH)
    assert "<mark>量子科技</mark>" in section
    assert '<button type="button" class="outline-item is-current" data-event="open" data-section="5">' in outline


def test_places_outside_the_plan_are_refused(plan: Document) -> None:
    for source, start, end in (("other", 0, 1), ("plan", -1, 4), ("plan", 5, 5), ("plan", 0, len(plan.text) + 1)):
        assert find_place({"plan": plan}, source, start, end) is None


def test_text_before_the_first_section_can_be_read(plan: Document) -> None:
    assert find_place({"plan": plan}, "plan", 0, 2) == Place("plan", -1, ((0, 2),))
    _, section = render_place(Place("plan", -1, ((0, 2),)), {"plan": plan}, ZH)
    assert "<mark>甲市</mark>规划" in section
    assert "总体要求" not in section


def test_reader_opens_at_the_first_body_section(plan: Document) -> None:
    assert first_place({"plan": plan}) == Place("plan", 0)
    assert first_place({}) == Place("")
    assert render_place(Place(""), {}, ZH) == ("", "")


def test_search_wants_every_word_in_one_line(plan: Document) -> None:
    (hit,) = find_text(plan, "航空 发动机")
    assert plan.text[slice(*hit.line)] == "主导产业。航空装备。发展航空发动机。"
    assert [plan.text[slice(*span)] for span in hit.spans] == ["航空", "航空", "发动机"]
    assert find_text(plan, "航空 量子") == find_text(plan, "  ") == []


def test_search_takes_the_query_literally(plan: Document) -> None:
    assert len(find_text(plan, "<SCRIPT>")) == 1
    assert find_text(plan, ".*") == []
    assert "&lt;b&gt;" in render_hits(plan, "<b>", ZH)


def test_hits_lead_to_their_place(plan: Document) -> None:
    start = plan.text.index("量子")
    html = render_search("量子", Place("plan", 0), {"plan": plan}, ZH)
    assert "找到 1 处" in html
    assert f'data-event="land" data-source="plan" data-start="{start}" data-end="{start + 2}"' in html
    assert "（一）乙区 › 未来产业" in html


def test_outline_stands_where_nothing_is_looked_for(plan: Document) -> None:
    outline = render_outline(plan, plan.sections[0], ZH)
    for query in (None, "", "  "):
        assert render_search(query, Place("plan", 0), {"plan": plan}, ZH) == outline
