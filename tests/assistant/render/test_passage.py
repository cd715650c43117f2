"""A stretch of a plan as HTML."""

from __future__ import annotations

from assistant.render.passage import expand_to_lines, highlight, render_passage, section_at
from corpus.types import Document


def test_highlight_marks_and_emphasises_without_changing_text() -> None:
    assert highlight("甲<乙>丙丁", 0, 6, [(1, 4)], [(3, 5)]) == "甲<mark>&lt;乙<b>&gt;</b></mark><b>丙</b>丁"
    assert highlight("甲乙丙", 1, 3, [(0, 9)]) == "<mark>乙丙</mark>"
    assert highlight("甲乙丙", 0, 3, []) == "甲乙丙"


def test_span_is_widened_to_whole_lines() -> None:
    assert expand_to_lines("ab\ncd\nef", (4, 5)) == (3, 5)
    assert expand_to_lines("ab\ncd\nef", (1, 4)) == (0, 5)
    assert expand_to_lines("ab\ncd\nef", (7, 8)) == (6, 8)


def test_headings_run_in_heads_and_hostile_text(plan: Document) -> None:
    html = render_passage(plan, (0, plan.text.index("表1")))
    assert '<p class="heading level-1">一、总体要求</p>' in html
    assert "<p><b>主导产业</b>。<b>航空装备</b>。发展航空发动机。</p>" in html
    assert "<p>坚持创新。培育&lt;script&gt;alert(1)&lt;/script&gt;产业。</p>" in html


def test_table_rows_become_a_table_with_the_quote_marked_in_its_cells(plan: Document) -> None:
    start = plan.text.index("2037.7")
    html = render_passage(plan, (plan.text.index("表1"), len(plan.text)), [(start, start + len("2037.7\t28"))])
    assert html == (
        '<p class="heading level-2">表1 发展目标</p><div class="table-scroll" tabindex="0"><table>'
        '<tr><th scope="col">指标</th><th scope="col">2025年</th><th scope="col">2030年</th></tr>'
        "<tr><td>增加值（亿元）</td><td><mark>2037.7</mark></td><td><mark>28</mark>00</td></tr></table></div>"
    )


def test_deepest_section_is_found(plan: Document) -> None:
    section = section_at(plan, plan.text.index("发动机"))
    assert section is not None
    assert section.title == "航空装备"
    assert section_at(plan, 0) is None
