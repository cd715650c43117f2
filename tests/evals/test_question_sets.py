"""All question sets beside the first: readable, apart from each other, and every snippet verbatim in its document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.loading import read_questions
from evals.types import Question

SETS = Path(__file__).resolve().parents[2] / "evals" / "sets"
FIRST_PLAN_SETS = (
    "first_plan_second.jsonl",
    "first_plan_third.jsonl",
    "first_plan_fourth.jsonl",
    "near_misses/first_plan.jsonl",
    "heldout/first_plan.jsonl",
    "heldout/first_plan_second.jsonl",
    "heldout/first_plan_third.jsonl",
)
OTHER_SETS = {
    "other_plans/national_2021.jsonl": ("2021-十四五规划纲要.md",),
    "other_plans/national_2021_second.jsonl": ("2021-十四五规划纲要.md",),
    "near_misses/national_2021.jsonl": ("2021-十四五规划纲要.md",),
    "other_plans/national_2016.jsonl": ("2016-十三五规划纲要.md",),
    "other_plans/reports_2025.jsonl": (
        "关于实施乡村振兴战略的意见.txt",
        "湖北省-2025-政府工作报告.md",
        "陕西省-2025-政府工作报告.md",
    ),
    "other_plans/reports_and_plans.jsonl": (
        "四川省-2024-政府工作报告.md",
        "四川省-2025-政府工作报告.md",
        "广东省-2025-政府工作报告.md",
        "2016-十三五规划纲要.md",
        "2021-十四五规划纲要.md",
    ),
    "heldout/other_plans.jsonl": (
        "关于实施乡村振兴战略的意见.txt",
        "浙江省-2025-政府工作报告.md",
        "湖北省-2025-政府工作报告.md",
    ),
}


def find_missing(questions: list[Question], text: str) -> list[str]:
    """Snippets that ``text`` lacks, white space and bold marks aside."""
    plain = re.sub(r"\s|\*\*", "", text)
    snippets = [e.snippet for q in questions for need in q.evidence for group in need for e in group]
    return [snippet for snippet in snippets if re.sub(r"\s|\*\*", "", snippet) not in plain]


@pytest.mark.parametrize("name", FIRST_PLAN_SETS)
def test_snippets_stand_in_the_first_plan(name: str, plan_path: Path) -> None:
    questions = read_questions([SETS / name])
    assert find_missing(questions, plan_path.read_text("utf-8")) == []


@pytest.mark.parametrize("name", OTHER_SETS)
def test_snippets_stand_in_the_other_documents(name: str, shared_dir: Path) -> None:
    questions = read_questions([SETS / name])
    texts = [(shared_dir / "documents" / file).read_text("utf-8") for file in OTHER_SETS[name]]
    assert find_missing(questions, "".join(texts)) == []


def test_a_snippet_that_is_not_there_is_found_out(plan_path: Path) -> None:
    questions = read_questions([SETS / FIRST_PLAN_SETS[0]])
    text = plan_path.read_text("utf-8").replace("亿元", "万元")
    assert find_missing(questions, text)


def test_no_question_stands_in_two_sets() -> None:
    paths = sorted(SETS.rglob("*.jsonl"))
    seen: dict[str, Path] = {}
    for path in paths:
        for question in read_questions([path]):
            key = f"{question.question}{[turn.content for turn in question.history]}"
            assert seen.setdefault(key, path) == path, question.question


def test_held_out_questions_say_so() -> None:
    assert {q.split for path in (SETS / "heldout").glob("*.jsonl") for q in read_questions([path])} == {"heldout"}
