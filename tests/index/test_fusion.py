from __future__ import annotations

import pytest

from index.fusion import fuse_scores


def test_channels_are_added_on_scales_that_do_not_depend_on_the_question() -> None:
    fused = fuse_scores({1: 0.9, 2: 0.85, 3: 0.8}, {2: 10.0, 4: 10.0}, bm25_per_cosine=100)
    assert fused == pytest.approx({1: 10 / 15, 2: 1.0, 3: 0.0, 4: 10 / 15})


def test_a_passage_that_leads_by_its_words_is_trusted_more() -> None:
    close = fuse_scores({1: 0.9, 2: 0.8}, {1: 9.0, 2: 10.0})
    alone = fuse_scores({1: 0.9, 2: 0.8}, {1: 1.0, 2: 10.0})
    assert close[1] > close[2]
    assert alone[2] > alone[1]


def test_a_channel_alone_has_all_the_weight() -> None:
    assert fuse_scores({1: 0.9, 2: 0.8}, {}) == pytest.approx({1: 1.0, 2: 0.0})
    assert fuse_scores({}, {1: 4.0, 2: 1.0}) == pytest.approx({1: 1.0, 2: 0.25})
    assert fuse_scores({}, {}) == {}


def test_a_single_candidate_has_the_full_score() -> None:
    assert fuse_scores({7: 0.5}, {7: 2.0}) == pytest.approx({7: 1.0})
    assert fuse_scores({7: 0.5}, {}) == pytest.approx({7: 1.0})
