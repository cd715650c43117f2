"""Numbers, units and years found in official text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.quantities import find_quantities, find_spoken, find_years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产值达到320.5亿元（占全市41.2%）", [("320.5", "亿元", "money"), ("41.2", "%", "percent")]),
        ("比重提升4.8个百分点、达到46%", [("4.8", "个百分点", "points"), ("46", "%", "percent")]),
        ("林地1,234.5万亩", [("1234.5", "万亩", "area")]),
        ("标准厂房36 万平方米", [("36", "万平方米", "area")]),
        ("开行2.6万列", [("2.6", "万列", "vehicle")]),
        ("聚集50多家企业", [("50", "家", "count")]),
        ("每年900万人次", [("900", "万人次", "people")]),
        ("冷库12万立方米", [("12", "万立方米", "volume")]),
        ("聚焦3~5个子链", [("3", "个", "count")]),
        ("营收３００亿元", [("300", "亿元", "money")]),
        ("增长7.4倍", [("7.4", "倍", "times")]),
    ],
)
def test_a_quantity_has_its_value_unit_and_family(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = find_quantities(text)
    assert [(q.value, q.unit, q.family) for q in found] == [(Decimal(v), u, f) for v, u, f in expected]
    assert all(text[q.start : q.end] == q.text for q in found)


@pytest.mark.parametrize("text", ["到2030年", "2025—2030年", "L3级", "5G网络", "3D打印", "第2个项目", "“9+9+10”体系"])
def test_years_and_parts_of_names_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == ()


def test_years_come_in_order_and_once() -> None:
    assert find_years("2025年陶瓷产值较2020年增长，2025年又增") == ("2025", "2020")
    assert find_years("2026—2030年") == ("2026", "2030")
    assert find_years("营收2030亿元") == ()


def test_spoken_numbers_are_found_with_their_units() -> None:
    assert find_spoken("整车产能达到百万辆，完成六项任务") == (("百万", "辆"), ("六", "项"))


def test_a_unit_for_each_of_something_is_kept_whole() -> None:
    found = find_quantities("PM2.5年均浓度由31.8微克/立方米下降到28.0微克/立方米，补助600元/人")
    assert [(q.unit, q.family) for q in found if q.unit] == [
        ("微克/立方米", "count"),
        ("微克/立方米", "count"),
        ("元/人", "money"),
    ]
