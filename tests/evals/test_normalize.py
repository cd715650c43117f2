"""Comparable text and quantities."""

from __future__ import annotations

import pytest

from evals.normalize import Quantity, contains_variant, extract_quantities, normalize_text, same_quantity, strip_marks


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("營收 達到 ２５００ 億元", "营收达到2500亿元"),
        ("2,500亿元，700，750", "2500亿元,700,750"),
        ("Rail  Transit（6Ｇ）", "railtransit(6g)"),
        ("41 60", "41 60"),
        ("「小巨人」", '"小巨人"'),
        ("3～5个", "3~5个"),
    ],
)
def test_text_is_normalized(text: str, normalized: str) -> None:
    assert normalize_text(text) == normalized


@pytest.mark.parametrize(
    ("text", "variant", "held"),
    [
        ("营收达到 2,500 亿元", "2500亿元", True),
        ("营收达到12500亿元", "2500亿元", False),
        ("营收达到0.2500亿元", "2500亿元", False),
        ("目标为700。", "700", True),
        ("目标为700.5", "700", False),
        ("目标为7001", "700", False),
        ("41 60", "4160", False),
        ("Its leading industry is Rail Transit.", "rail transit", True),
        ("任意文本", " ", False),
    ],
)
def test_variant_is_found_with_whole_numbers_only(text: str, variant: str, held: bool) -> None:
    assert contains_variant(normalize_text(text), variant) is held


def test_marks_are_stripped() -> None:
    assert strip_marks("营收700亿元[1][12]。") == "营收700亿元。"


def test_quantities_have_scale_and_unit() -> None:
    found = extract_quantities("1. 产能百万辆，开行2.6万列[3]，占36.3%，提升2.5个百分点，RMB 250 billion yuan，另有41")
    assert [(q.value, q.unit) for q in found] == [
        (1e6, "辆"),
        (26000.0, "列"),
        (36.3, "%"),
        (2.5, "pp"),
        (2.5e11, "元"),
        (41.0, ""),
    ]


@pytest.mark.parametrize(
    ("shown", "source", "same"),
    [
        ("2500亿元", "250 billion yuan", True),
        ("2500亿元", "2500万元", False),
        ("36.3%", "36.3个百分点", False),
        ("1989亿元", "1989", True),
        ("1989", "1989亿元", True),
        ("1989亿元", "1988", False),
        ("100万辆", "百万辆", True),
        ("15家", "15个", False),
    ],
)
def test_quantities_are_compared_with_their_units(shown: str, source: str, same: bool) -> None:
    (left,), (right,) = extract_quantities(shown), extract_quantities(source)
    assert isinstance(left, Quantity)
    assert same_quantity(left, right) is same
