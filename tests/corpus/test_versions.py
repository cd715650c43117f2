"""Which documents are versions of one plan, and which of them counts."""

from __future__ import annotations

import pytest

from corpus.types import Source
from corpus.versions import find_family, group_versions, read_version


def source(title: str, status: str = "", date: str = "", id_: str = "") -> Source:
    return Source(id_ or title, title, "", date, status, "", "")


@pytest.mark.parametrize(
    "title",
    [
        "甲市“十五五”制造业规划（征求意见稿）",
        "《甲市“十五五”制造业规划》（送审稿）",
        "甲市“十五五”制造业规划(公开征求意见稿)",
        "甲市“十五五” 制造业规划",
        "甲市“十五五”制造业规划征求意见稿",
        "甲市“十五五”制造业规划（2026年版）",
    ],
)
def test_versions_have_one_family(title: str) -> None:
    assert find_family(title) == find_family("甲市“十五五”制造业规划")


@pytest.mark.parametrize("title", ["乙市“十五五”制造业规划", "甲市“十四五”制造业规划", "甲市“十五五”制造业规划纲要"])
def test_other_plans_are_of_other_families(title: str) -> None:
    assert find_family(title) != find_family("甲市“十五五”制造业规划")


def test_reports_of_other_years_and_provinces_are_no_versions() -> None:
    titles = ["四川省-2024-政府工作报告", "四川省-2025-政府工作报告", "广东省-2025-政府工作报告"]
    assert group_versions(map(source, titles)) == []


def test_the_issued_plan_counts_over_its_drafts_whatever_order_they_came_in() -> None:
    plans = [source("规划甲"), source("规划甲（征求意见稿）"), source("规划甲（送审稿）"), source("规划乙（草案）")]
    (family,) = group_versions(plans)
    assert [version.name for version in family] == ["征求意见稿", "送审稿", "正式稿"]


def test_dates_decide_where_all_have_one() -> None:
    plans = [source("规划甲", "", "2024-05", "old"), source("规划甲（征求意见稿）", "征求意见稿", "2026-03", "new")]
    (family,) = group_versions(plans)
    assert [version.source_id for version in family] == ["old", "new"]
    assert read_version(plans[1]).name == "征求意见稿"
