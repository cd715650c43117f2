"""Several versions of a plan: the one that counts answers, another when named, and both where change is asked."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

DRAFT = """# 甲市制造业发展规划

## 一、发展目标

到2030年，规上工业营收达到1300亿元，年均增长7%。建成智能工厂40家。

## 二、产业布局

### （一）北港区

重点发展氢能装备产业，建设氢能示范港。设立产业基金10亿元。

### （二）南山区

重点发展预制菜产业，推进田园综合体建设。
"""
FINAL = (
    DRAFT.replace("1300亿元", "1500亿元")
    .replace("设立产业基金10亿元。", "")
    .replace("推进田园综合体建设。", "推进田园综合体建设。建设冷链物流中心。")
)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("versions")
    for name, text in (("甲市制造业发展规划（征求意见稿）.md", DRAFT), ("甲市制造业发展规划.md", FINAL)):
        (folder / name).write_text(text, encoding="utf-8")
    documents = [read_document(path) for path in sorted(folder.glob("*.md"))]
    return Assistant(build_small_index(folder, documents))


def test_the_issued_plan_answers_and_says_so(versions: Assistant) -> None:
    answer = versions.ask("2030年规上工业营收目标是多少？")
    assert "1500亿元" in answer.text
    assert "1300" not in answer.text
    assert any("引自正式稿" in warning and "征求意见稿" in warning for warning in answer.warnings)


@pytest.mark.parametrize("name", ["征求意见稿里", "意见稿中", "上一版里"])
def test_a_draft_answers_where_it_is_named(name: str, versions: Assistant) -> None:
    answer = versions.ask(f"{name}2030年规上工业营收目标是多少？")
    assert "1300亿元" in answer.text
    assert "1500" not in answer.text


def test_what_was_dropped_is_not_answered_from_the_draft(versions: Assistant) -> None:
    assert "10亿元" not in versions.ask("北港区产业基金有多少亿元？").text


@pytest.mark.parametrize("question", ["正式稿与征求意见稿相比有哪些变化？", "两个版本有什么不同？"])
def test_changes_are_listed_with_the_words_of_both(question: str, versions: Assistant) -> None:
    answer = versions.ask(question)
    assert answer.status == "answered"
    assert "原为“到2030年，规上工业营收达到1300亿元”，改为“到2030年，规上工业营收达到1500亿元”" in answer.text
    assert "删去“设立产业基金10亿元”" in answer.text
    assert "新增“建设冷链物流中心”" in answer.text
    assert "智能工厂" not in answer.text
    assert len({citation.source_id for citation in answer.citations}) == 2


def test_changes_of_one_place_only(versions: Assistant) -> None:
    answer = versions.ask("南山区的内容在两个版本里有什么变化？")
    assert "冷链物流中心" in answer.text
    assert "1500" not in answer.text


def test_where_nothing_changed_that_is_said(versions: Assistant) -> None:
    answer = versions.ask("智能工厂的数量在两个版本里有什么变化？")
    assert "没有查到变化" in answer.text


def test_changes_of_a_plan_with_one_version_are_refused(assistant: Assistant) -> None:
    answer = assistant.ask("正式稿与征求意见稿相比有哪些变化？")
    assert answer.status == "no_evidence"
    assert "无法比较" in answer.text
