"""Clauses of a sentence and the run of them that answers."""

from __future__ import annotations

import pytest

from assistant.clauses import best_window, needs_subject, split_clauses


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        ("到2030年，营收达到260亿元，占五成。", ["到2030年", "营收达到260亿元", "占五成"]),
        ("打造“一区，两园”，发展陶瓷（日用，艺术）；建园。", ["打造“一区，两园”", "发展陶瓷（日用，艺术）", "建园"]),
        ("没有标点", ["没有标点"]),
        (" ", []),
    ],
)
def test_commas_inside_quotation_marks_and_brackets_part_nothing(sentence: str, clauses: list[str]) -> None:
    assert [sentence[clause.start : clause.end] for clause in split_clauses(sentence)] == clauses


def test_the_window_is_the_clause_asked_for() -> None:
    sentence = "疏浚航道，支持共建码头，改造公路210公里。"
    start, end, _ = best_window(sentence, lambda text: float("210" in text))
    assert sentence[start:end] == "改造公路210公里"


def test_the_window_takes_the_clause_that_holds_its_subject() -> None:
    sentence = "发展陶瓷，陶瓷产值稳步增加，达到260亿元，建设园区。"
    start, end, _ = best_window(sentence, lambda text: float("260" in text))
    assert sentence[start:end] == "陶瓷产值稳步增加，达到260亿元"


def test_a_sentence_without_clauses_is_its_own_window() -> None:
    assert best_window("", lambda text: 0.0)[:2] == (0, 0)


@pytest.mark.parametrize(("clause", "needs"), [("达到260亿元", True), ("占全市四成", True), ("营收达到260亿元", False)])
def test_a_bare_predicate_needs_a_subject(clause: str, needs: bool) -> None:
    assert needs_subject(clause) is needs
