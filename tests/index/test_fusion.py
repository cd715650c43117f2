from __future__ import annotations

import pytest

from index.fusion import fuse_scores


def test_each_channel_is_scaled_before_it_is_weighed() -> None:
    fused = fuse_scores({1: 0.9, 2: 0.85, 3: 0.8}, {2: 10.0, 4: 5.0}, dense_weight=0.6)
    assert fused == pytest.approx({1: 0.6, 2: 0.3 + 0.4, 3: 0.0, 4: 0.2})


def test_a_channel_alone_has_all_the_weight() -> None:
    assert fuse_scores({1: 0.9, 2: 0.8}, {}) == pytest.approx({1: 1.0, 2: 0.0})
    assert fuse_scores({}, {1: 4.0, 2: 1.0}) == pytest.approx({1: 1.0, 2: 0.25})
    assert fuse_scores({}, {}) == {}


def test_a_single_candidate_has_the_full_score() -> None:
    assert fuse_scores({7: 0.5}, {7: 2.0}) == pytest.approx({7: 1.0})
