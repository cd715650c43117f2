"""Figures whose unit stands in the table's caption, and sentences under a heading that is a decimal number alone."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from assistant.verification import numbers_hold
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

CULTURE_PLAN = """# 澄州市文旅发展规划

## 一、发展目标

到2030年，全市文旅产业提质增效。

表1 主要指标（单位：亿元）

| 指标 | 2025年 | 2030年 |
|---|---|---|
| 旅游总收入 | 312.5 | 480 |
| 住宿业营业额 | 41.2 | 66 |

## 二、设施标准

第7.11条　观景设施分为观景台、栈道和瞭望塔。
"""
CAPTION = "表1 主要指标（单位：亿元）"


@pytest.fixture(scope="module")
def culture(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    path = tmp_path_factory.mktemp("culture") / "澄州市文旅发展规划.md"
    path.write_text(CULTURE_PLAN, encoding="utf-8")
    return Assistant(build_small_index(path.parent, [read_document(path)]))


def test_the_caption_is_cited_for_the_unit_it_gives(culture: Assistant) -> None:
    answer = culture.ask("旅游总收入2030年的目标是多少？")
    assert "旅游总收入：2030年为480亿元" in answer.text
    assert CAPTION in [citation.quote for citation in answer.citations]


def test_a_sum_over_such_figures_cites_it_too(culture: Assistant) -> None:
    answer = culture.ask("旅游总收入2030年比2025年增加多少？")
    assert answer.text.startswith("增加167.5亿元")
    assert CAPTION in [citation.quote for citation in answer.citations]


def test_a_number_of_an_article_does_not_keep_its_sentence_out(culture: Assistant) -> None:
    answer = culture.ask("观景设施分为哪几类？")
    assert answer.status == "answered" and "7.11" not in answer.text
    assert [citation.quote for citation in answer.citations] == ["观景设施分为观景台、栈道和瞭望塔。"]


@pytest.mark.parametrize("caption", [CAPTION, "表7 用地指标（亿元/处）", "规模\t亿元\t480", "规模（亿元）"])
def test_unit_of_a_bare_figure_may_stand_in_a_caption(caption: str) -> None:
    assert numbers_hold("收入为480亿元。", ["收入\t480", caption], (), "")


@pytest.mark.parametrize("caption", ["表1 主要指标（单位：万元）", "表1 主要指标", "比去年多亿元左右"])
def test_unit_that_no_caption_gives_is_refused(caption: str) -> None:
    assert not numbers_hold("收入为480亿元。", ["收入\t480", caption], (), "")
