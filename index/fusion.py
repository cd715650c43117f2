"""Two ranked lists → one score between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping

DENSE_WEIGHT = 0.6
"""Share of the dense channel. Measured on STARD (lay questions to statutes): 0.5 to 0.7 are within half a point of each
other and all ahead of reciprocal ranks."""


def fuse_scores(
    dense: Mapping[int, float], keyword: Mapping[int, float], dense_weight: float = DENSE_WEIGHT
) -> dict[int, float]:
    """Fuse two channels' candidates, row → score, into row → score in [0, 1].

    Each channel is scaled to [0, 1] first. Cosines of one model lie in a narrow band whose place depends on the
    question, so theirs run from the worst candidate to the best; BM25 has a true zero, so theirs are shares of the
    best. A row that a channel did not return gets nothing from it; a channel that returned nothing leaves all weight
    to the other.
    """
    if not keyword or not dense:
        dense_weight = 1.0 if dense else 0.0
    low, high = (min(dense.values()), max(dense.values())) if dense else (0.0, 0.0)
    best = max(keyword.values(), default=0.0)
    fused = dict.fromkeys((*dense, *keyword), 0.0)
    for row, score in dense.items():
        fused[row] += dense_weight * ((score - low) / (high - low) if high > low else 1.0)
    for row, score in keyword.items():
        fused[row] += (1.0 - dense_weight) * (score / best if best > 0 else 0.0)
    return fused
