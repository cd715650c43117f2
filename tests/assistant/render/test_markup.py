"""The subset of Markdown that answers use, and escaping."""

from __future__ import annotations

import pytest

from assistant.render.markup import Block, action_button, escape, parse_blocks, render_blocks, render_bold


def test_blocks_are_told_apart() -> None:
    text = "首段\n次段\n\n- 甲\n- 乙\n1. 丙\n| a | b |\n|---|:-:|\n| c | d |\n末段"
    assert list(parse_blocks(text)) == [
        Block("paragraph", (("首段",),)),
        Block("paragraph", (("次段",),)),
        Block("list", (("甲",), ("乙",))),
        Block("ordered", (("丙",),)),
        Block("table", (("a", "b"), ("c", "d"))),
        Block("paragraph", (("末段",),)),
    ]


def test_table_still_being_written_is_a_table() -> None:
    assert list(parse_blocks("| a | b |\n|---|---|")) == [Block("table", (("a", "b"),))]
    assert list(parse_blocks("|---|---|")) == []


def test_short_rows_are_filled_up() -> None:
    html = render_blocks("| a | b |\n|---|---|\n| c |", escape)
    assert html.endswith("<tbody><tr><td>c</td><td></td></tr></tbody></table></div>")


@pytest.mark.parametrize("text", ["- <b>", "<b>", "| <b> |", "1. <b>"])
def test_no_block_lets_markup_through(text: str) -> None:
    html = render_blocks(text, render_bold)
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_tilde_and_asterisks_stay_text() -> None:
    assert render_bold("5~~10 *累计* **重点**") == "5~~10 *累计* <strong>重点</strong>"


def test_button_values_cannot_leave_their_attributes() -> None:
    html = action_button("ask", "问", data={"question": '"><img src=x onerror=alert(1)>'}, css="choice", name='"')
    assert html == (
        '<button type="button" class="choice" data-event="ask" '
        'data-question="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;" aria-label="&quot;">问</button>'
    )
