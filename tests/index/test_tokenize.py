from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.tokenize import cut_words, is_dictionary_word, tokenize


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        # A name jieba does not know still matches by its character pairs.
        ("北港区", ["北", "北港", "港区"]),
        ("城乡规划", ["城乡", "城乡规划", "乡规", "规划"]),
        ("ＧＤＰ达到1,300.5亿元", ["gdp", "达到", "1300.5", "亿元"]),
        ("增长7.5%", ["增长", "7.5%"]),
        ("5G基站", ["5g", "基站"]),
        ("the plan of Xindu", ["plan", "xindu"]),
        ("什么是的吗？", []),
        ("", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert tokenize(text) == terms


def test_latin_and_numbers_are_kept_whole() -> None:
    assert tokenize("R2 15g 2021—2025 10,00") == ["r2", "15g", "2021", "2025", "10", "00"]


def test_a_pair_that_is_a_word_counts_once() -> None:
    assert tokenize("产业") == ["产业"]


def test_a_stop_character_inside_a_name_stays() -> None:
    assert "成都" in tokenize("成都市都是") and "都是" not in tokenize("成都市都是")


def test_words_that_the_dictionary_lacks_are_guessed_only_where_asked() -> None:
    assert cut_words("新都区，量子科技") == ["新都区", "，", "量子", "科技"]
    assert cut_words("来到杭研大厦") == ["来到", "杭研", "大厦"]
    assert cut_words("来到杭研大厦", guess_unknown=False) == ["来到", "杭", "研", "大厦"]
    assert is_dictionary_word("产业") and not is_dictionary_word("产业园区图")


def test_the_segmenter_is_silent_and_leaves_no_shared_cache(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from index.tokenize import tokenize; tokenize('产业发展')"],
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).resolve().parent.parent.parent,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (result.stdout, result.stderr, list(tmp_path.iterdir())) == ("", "", [])
