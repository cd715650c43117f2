"""Characters that look the same as another one, and those that nobody sees."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from corpus.characters import read_characters
from tests.corpus.conftest import ReadText


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("⼀、⾼⽔平⼯业", "一、高水平工业"),
        ("第⼆⻚", "第二页"),
        ("⻔⼾⻋⻢⻓", "门户车马长"),
        ("\uf9ca量", "流量"),
        ("高\u200b水\u00ad平\ufeff", "高水平"),
        ("plain ASCII 12", "plain ASCII 12"),
        ("２０３０年（约１５．５％，ＧＤＰ）", "2030年（约15.5%，GDP）"),
        ("２．市场机遇；ａ～ｂ", "2．市场机遇；a～b"),
    ],
)
def test_read_characters(written: str, read: str) -> None:
    assert read_characters(written) == read


def test_every_kangxi_radical_becomes_one_character() -> None:
    radicals = [chr(code) for code in range(0x2F00, 0x2FD6)]
    read = [read_characters(radical) for radical in radicals]
    assert all(len(text) == 1 and "CJK UNIFIED IDEOGRAPH" in unicodedata.name(text) for text in read)
    assert len(set(read)) == len(radicals)


@pytest.mark.parametrize("name", ["规划.txt", "规划.md", "规划.html"])
def test_headings_written_with_radicals_are_headings(read_text: ReadText, name: str, tmp_path: Path) -> None:
    lines = ["⼀、⼯业", "做强⼯业基础。", "⼆、农业", "做优农业品牌。"]
    text = "\n".join(f"<p>{line}</p>" for line in lines) if name.endswith("html") else "\n\n".join(lines)
    document = read_text(f"<html><body>{text}</body></html>" if name.endswith("html") else text, name)
    assert [section.title for section in document.sections] == ["一、工业", "二、农业"]
