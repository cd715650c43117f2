"""The fit's HTML: a card and a bar for each place, every mark a button, nothing unescaped."""

from __future__ import annotations

import re

from assistant.fit.types import FitDistrict, FitReason, FitResult, PlaceWhyNot
from assistant.render.fit import render_fit_chart, render_fit_download, render_fit_result
from assistant.render.fit_labels import FIT_LABELS

LABELS = FIT_LABELS["zh"]
ATTACK = "<img src=x onerror=alert(1)>\"'"
RESULT = FitResult(
    description=ATTACK,
    status="ranked",
    message=f"首先考虑乙区 {ATTACK}",
    districts=(
        FitDistrict(
            "乙区", 30.0, "主导产业", (FitReason("leading", f"写明 {ATTACK}", 24.0, (1, 2)),), (ATTACK,), (ATTACK,)
        ),
        FitDistrict("丙区", 10.0, "未来产业", (FitReason("need", "需求", 10.0, (3,)),), (), (), "future", False),
    ),
    why_not=(PlaceWhyNot("丁区", f"没有写到 {ATTACK}", (4,)),),
    unknown=(f"不知道 {ATTACK} [2]",),
    notes=(ATTACK,),
)


def test_nothing_of_a_result_is_markup() -> None:
    html = render_fit_result(RESULT, None, LABELS)
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 7


def test_each_place_has_a_card_and_each_mark_is_a_button() -> None:
    html = render_fit_result(RESULT, None, LABELS)
    assert re.findall(r'class="fit-card([^"]*)" data-place="([^"]+)"', html) == [
        ("", "乙区"),
        (" is-unconfirmed", "丙区"),
    ]
    assert re.findall(r'data-event="cite" data-turn="0" data-n="(\d+)"', html) == ["1", "2", "3", "2", "4"]


def test_bars_are_as_long_as_their_points() -> None:
    html = render_fit_chart(RESULT, LABELS)
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', html)]
    assert len(widths) == 2
    assert abs((widths[0] + 1) / (widths[1] + 1) - 2.4) < 0.02


def test_question_and_refusal_have_no_cards() -> None:
    for status in ("clarify", "error", "none"):
        html = render_fit_result(FitResult("x", status, "消息"), None, LABELS)
        assert "fit-card" not in html
        assert "消息" in html


def test_download_holds_the_file_itself() -> None:
    html = render_fit_download('a".pdf', "application/pdf", "QUJD", LABELS)
    assert 'href="data:application/pdf;base64,QUJD"' in html
    assert 'download="a&quot;.pdf"' in html
