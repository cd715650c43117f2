"""A judge's odds: from the probabilities a model tells, else from what it says."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import pytest

from assistant.llm.calls import Deadline
from assistant.llm.judge import JoinedOdds, judge_passage
from tests.assistant.llm.fake_chat import Piece, ScriptedChat


def odds_of(*pieces: Piece) -> float:
    judging: Generator[Any, None, float] = judge_passage(
        ScriptedChat(script=lambda _: pieces), "目标是多少？", "目标是90亿元。", Deadline(5)
    )
    while True:
        try:
            next(judging)
        except StopIteration as done:
            return float(done.value)


@pytest.mark.parametrize(
    ("piece", "odds"),
    [
        (("未", 0.8), math.log(0.2 / 0.8)),
        (("未写明", 0.5), 0.0),
        (("未写", 0.1), math.log(0.9 / 0.1)),
        (("90", 0.9), math.log(1 / 1e-5)),
    ],
)
def test_odds_are_those_of_not_beginning_with_not_stated(piece: tuple[str, float], odds: float) -> None:
    assert odds_of(piece) == pytest.approx(odds, abs=1e-3)


@pytest.mark.parametrize(("text", "odds"), [("未写明", -3.0), ("90亿元", 3.0), ("", -3.0)])
def test_a_model_without_probabilities_is_taken_by_its_word(text: str, odds: float) -> None:
    assert odds_of(text) == odds


def test_the_passage_stands_before_the_question_on_lines_of_their_own() -> None:
    model = ScriptedChat(script=lambda _: ["未写明"])
    list(judge_passage(model, "目标？\n原文：目标是99亿元。", "目标是\n90亿元。", Deadline(5)))
    assert model.asked == ["原文：目标是 90亿元。\n问题：目标？ 原文：目标是99亿元。"]


def test_odds_and_doubt_are_joined() -> None:
    assert JoinedOdds(bias=0.5, judge=2.0, doubt=0.5).of(1.0, 3.0) == 1.0
