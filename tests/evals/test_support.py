"""What counts as a sentence of an answer, and what as borne out by its own citations."""

from __future__ import annotations

import pytest

from assistant.types import Answer, Calculation
from evals.support import Sentence, measure_support, split_answer
from tests.evals.small_plan import build_answer, cite

A, B = ("一、甲区",), ("二、乙区",)
SALES, HYDROGEN = cite("到2030年，营收达到700亿元", A, 1), cite("重点发展氢能", A, 2)


def support(text: str, *citations: object, **fields: object) -> float | None:
    answer: Answer = build_answer(text, *(citations or (SALES, HYDROGEN)), **fields)  # type: ignore[arg-type]
    return measure_support(answer, "甲区的目标和产业？")


def test_answer_is_split_at_marks_lines_and_cells() -> None:
    text = (
        "甲区有两项：\n- 营收700亿元。 [1]\n- 氢能[2][3]；另有储能。[4]\n\n"
        "| 区 | 营收 |\n|---|---|\n| 甲区 | 700亿元 [1] |\n没有出处的话。"
    )
    assert split_answer(text) == [
        Sentence("营收700亿元", (1,)),
        Sentence("氢能", (2, 3)),
        Sentence("另有储能", (4,)),
        Sentence("700亿元", (1,)),
        Sentence("没有出处的话", ()),
    ]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("甲区到2030年营收达到700亿元[1]，重点发展氢能[2]。", 1.0),
        ("甲区到2030年营收达到701亿元[1]，重点发展氢能[2]。", 0.5),
        ("甲区到2030年营收达到700万元[1]，重点发展氢能[2]。", 0.5),
        # Swapped: neither quote bears out its sentence.
        ("甲区到2030年营收达到700亿元[2]，重点发展氢能[1]。", 0.0),
        ("甲区到2030年营收达到700亿元[1]，重点发展量子计算与生物制造[2]。", 0.5),
        ("甲区到2030年营收达到700亿元[1]。重点发展氢能。", 0.5),
        ("甲区到2030年营收达到700亿元[7]。", 0.0),
        ("甲区：", None),
    ],
)
def test_support_of_small_answers(text: str, share: float | None) -> None:
    assert support(text) == share


def test_result_of_a_shown_calculation_is_borne_out() -> None:
    both = (SALES, cite("营收达到2500亿元", B, 2))
    calculation = Calculation("2500 - 700", "1800", "亿元", (1, 2))
    assert support("营收相差1800亿元[1][2]。", *both, calculations=(calculation,)) == 1.0
    assert support("营收相差1800亿元[1][2]。", *both) == 0.0
