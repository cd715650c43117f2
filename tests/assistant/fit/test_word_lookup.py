"""The words of the table in a description: the longest at each place, at its very end too; Latin ones whole."""

from __future__ import annotations

import pytest

from assistant.fit.lexicon import find_sectors, list_terms


@pytest.mark.parametrize(
    ("text", "parent", "sector"),
    [
        ("航空发动机", "航空航天", "航空发动机"),
        ("我们做特医食品", "食品", "功能食品/特医食品"),
        ("光芯片", "电子信息", "光电通信"),
        ("components for tokamaks", "能源装备", "核能/可控核聚变"),
        ("millimeter wave modules", "电子信息", "无线通信/微波射频"),
    ],
)
def test_the_longest_word_decides(text: str, parent: str, sector: str) -> None:
    sectors = find_sectors(text)
    assert max(sectors, key=lambda key: sectors[key]) == (parent, sector)


def test_a_latin_word_inside_another_one_is_none() -> None:
    assert not any(parent == "数字经济" for parent, _ in find_sectors("we maintain gardens"))


def test_no_word_stands_twice_in_one_row_and_none_is_a_single_character() -> None:
    assert all(len(sectors) == len(set(sectors)) and len(word) > 1 for word, sectors in list_terms())
