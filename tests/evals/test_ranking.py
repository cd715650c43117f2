"""Ranking figures on lists worked out by hand."""

from __future__ import annotations

import math

import pytest

from evals.ranking import rank_evidence
from evals.types import Evidence, Span

FIRST, SECOND, THIRD = (Evidence((), text) for text in ("甲", "乙", "丙"))
PLACES = {FIRST: [Span("p", 0, 10)], SECOND: [Span("p", 20, 30)], THIRD: [Span("q", 0, 10)]}
ON_FIRST, ON_SECOND, ON_THIRD, NOWHERE = Span("p", 5, 8), Span("p", 29, 40), Span("q", 0, 3), Span("p", 10, 20)


def gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)


@pytest.mark.parametrize(
    ("found", "recall", "at_1", "reciprocal", "ndcg"),
    [
        ([ON_FIRST, ON_SECOND, NOWHERE], 1.0, 0.5, 1.0, 1.0),
        ([NOWHERE, ON_FIRST, ON_SECOND], 1.0, 0.0, 0.5, (gain(2) + gain(3)) / (gain(1) + gain(2))),
        ([NOWHERE, ON_FIRST, NOWHERE], 0.5, 0.0, 0.5, gain(2) / (gain(1) + gain(2))),
        # The second hit on the same evidence gains nothing.
        ([ON_FIRST, ON_FIRST, NOWHERE], 0.5, 0.5, 1.0, gain(1) / (gain(1) + gain(2))),
        ([NOWHERE, NOWHERE, NOWHERE], 0.0, 0.0, 0.0, 0.0),
        ([], 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_two_needs(found: list[Span], recall: float, at_1: float, reciprocal: float, ndcg: float) -> None:
    ranking = rank_evidence([((FIRST,),), ((SECOND,),)], found, {FIRST: PLACES[FIRST], SECOND: PLACES[SECOND]})
    assert ranking is not None
    assert (ranking.recall, ranking.recall_at_1, ranking.reciprocal_rank) == (recall, at_1, reciprocal)
    assert ranking.ndcg == pytest.approx(ndcg)


def test_need_is_found_where_its_quickest_alternative_is_complete() -> None:
    together_or_third = (((FIRST, SECOND), (THIRD,)),)
    ranking = rank_evidence(together_or_third, [ON_FIRST, NOWHERE, ON_THIRD, ON_SECOND], PLACES)
    assert ranking is not None
    assert (ranking.recall_at_1, ranking.recall) == (0.0, 1.0)
    assert ranking.ndcg == pytest.approx(gain(3))
    assert ranking.reciprocal_rank == 1.0


def test_touching_is_not_overlapping() -> None:
    ranking = rank_evidence([((FIRST,),)], [NOWHERE], {FIRST: PLACES[FIRST]})
    assert ranking is not None and ranking.recall == 0.0


def test_question_without_evidence_has_no_ranking() -> None:
    assert rank_evidence([], [ON_FIRST], {}) is None
