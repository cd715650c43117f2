"""Lines of Chinese text break where a reader expects it."""

from __future__ import annotations

import pytest

from assistant.export.line_breaks import break_lines


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("一二三四五六七", "一二三四五\n六七"),
        ("一二三四五。六", "一二三四\n五。六"),
        ("一二三四（五六）", "一二三四\n（五六）"),
        ("一二三[12]四", "一二三\n[12]四"),
        ("一二三 [1] [2]", "一二三\n[1]\n[2]"),
        ("一二三2030年", "一二三\n2030年"),
        ("一二\n三", "一二\n三"),
        ("abcdefgh一", "abcdefgh\n一"),
        ("", ""),
    ],
)
def test_marks_and_numbers_stay_whole(text: str, broken: str) -> None:
    assert break_lines(text, 5.5, len) == broken
