"""Calculations show their operands, each cited, and the formula."""

from __future__ import annotations

import pytest

from assistant.service import Assistant


@pytest.mark.parametrize(
    ("question", "first", "expression", "result", "unit"),
    [
        (
            "四个区县2030年规上企业营业收入合计多少？",
            "合计620亿元（260 + 185 + 95 + 80 = 620）。 [1] [2] [3] [4]",
            "260 + 185 + 95 + 80", "620", "亿元",
        ),
        (
            "四个区县2030年规上企业营业收入平均是多少？",
            "平均155亿元（(260 + 185 + 95 + 80) ÷ 4 = 155）。 [1] [2] [3] [4]",
            "(260 + 185 + 95 + 80) ÷ 4", "155", "亿元",
        ),
        (
            "青棠区和云溪县2030年规上企业营业收入之和是多少？",
            "合计340亿元（260 + 80 = 340）。 [1] [2]",
            "260 + 80", "340", "亿元",
        ),
        (
            "青棠区比云溪县2030年规上企业营业收入多多少亿元？",
            "相差180亿元（260 - 80 = 180）。 [1] [2]",
            "260 - 80", "180", "亿元",
        ),
        (
            "特色产业总产值2030年比2025年增加多少？",
            "增加287.6亿元（900 - 612.4 = 287.6）。 [1] [2] [3]",
            "900 - 612.4", "287.6", "亿元",
        ),
        (
            "2030年特色产业总产值比2025年增长百分之多少？",
            "增长约46.96%（(900 - 612.4) ÷ 612.4 × 100 ≈ 46.96）。 [1] [2] [3]",
            "(900 - 612.4) ÷ 612.4 × 100", "46.96", "%",
        ),
        (
            "陶瓷出口额2030年是2025年的几倍？",
            "是约1.87倍（140 ÷ 75 ≈ 1.87）。 [1] [2] [3]",
            "140 ÷ 75", "1.87", "倍",
        ),
    ],
)  # fmt: skip
def test_a_calculation_is_shown(
    question: str, first: str, expression: str, result: str, unit: str, assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert answer.text.splitlines()[0] == first
    (calculation,) = answer.calculations
    assert (calculation.expression, calculation.result, calculation.unit) == (expression, result, unit)
    assert calculation.citations == tuple(citation.n for citation in answer.citations)


def test_each_operand_is_listed_with_its_own_citation(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区比云溪县2030年规上企业营业收入多多少亿元？")
    assert answer.text.splitlines()[2:] == ["- 青棠区：260亿元。 [1]", "- 云溪县：80亿元。 [2]"]
    assert [citation.quote[-5:-2] for citation in answer.citations] == ["260", "到80"]


def test_nothing_is_calculated_over_a_year_the_plan_lacks(assistant: Assistant) -> None:
    answer = assistant.ask("特色产业总产值2040年比2025年增加多少？")
    assert answer.calculations == ()
    assert answer.status == "no_evidence"


def test_the_share_of_one_place_is_calculated(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区2030年规上企业营业收入占四个区县的比例是多少？")
    whole = "260 + 185 + 95 + 80"
    assert [c.expression for c in answer.calculations] == [whole, f"(260) ÷ ({whole}) × 100"]
    assert "620亿元" in answer.text and "41.94%" in answer.text


def test_the_mean_change_a_year_is_divided_by_the_years(assistant: Assistant) -> None:
    answer = assistant.ask("特色产业总产值从2025年到2030年平均每年增加多少？")
    assert len(answer.calculations) == 1
    calculation = answer.calculations[0]
    assert calculation.expression.endswith("÷ (2030 - 2025)")
    assert calculation.result in answer.text
