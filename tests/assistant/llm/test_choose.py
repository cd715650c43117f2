"""Which sentences may be judged: those of the year that is asked about."""

from __future__ import annotations

import pytest

from assistant.llm.choose import is_of_asked_year


@pytest.mark.parametrize(
    ("asked", "text", "may_be"),
    [
        ((), "2024年工作回顾：增长5.5%。", True),
        (("2025",), "2024年工作回顾：增长5.5%。", False),
        (("2025",), "2024年工作回顾：比2025年的目标高。", True),
        (("2025",), "增长5.5%。", True),
        (("2030",), "“十四五”时期主要目标：覆盖率24.1%。", False),
        (("2025",), "“十四五”时期主要目标：覆盖率24.1%。", True),
        (("2030",), "“十四五”以来，“十五五”时期：覆盖率24.1%。", True),
        (("十四五",), "“十三五”时期成就：覆盖率24.1%。", True),
    ],
)
def test_a_sentence_of_another_year_is_left_out(asked: tuple[str, ...], text: str, may_be: bool) -> None:
    assert is_of_asked_year(asked, text) is may_be
