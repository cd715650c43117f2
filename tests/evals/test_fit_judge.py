"""What a judge's odds and the assistant's doubt are worth together, from sentences that answer and that do not."""

from __future__ import annotations

import pytest

from evals.fit_judge import fit_joined_odds


def test_odds_count_for_an_answer_and_doubt_against_it() -> None:
    odds = [2.0, 1.0, 3.0, -1.0, 0.0, 1.0] * 5
    doubts = [0.0, -1.0, 1.0, 0.0, 1.0, 2.0] * 5
    answers = [True, True, True, False, False, False] * 5
    joined = fit_joined_odds(odds, doubts, answers)
    assert joined.judge > 0 and joined.doubt > 0
    assert [joined.of(odd, doubt) > 0 for odd, doubt in zip(odds, doubts, strict=True)] == answers


def test_a_feature_that_says_nothing_weighs_nothing() -> None:
    joined = fit_joined_odds([1.0, -1.0] * 20, [0.5] * 40, [True, False] * 20)
    assert joined.doubt == pytest.approx(0.0, abs=1e-6)


def test_answers_that_are_all_alike_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="class"):
        fit_joined_odds([1.0, 2.0], [0.0, 0.0], [True, True])
