"""Two ranked lists → one score between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping

BM25_PER_COSINE = 80.0
"""How many points of BM25 a cosine of 1 is worth. Measured on STARD (lay questions to statutes) and CMRC 2018 (whose
questions are close to their text): 65 to 120 are within half a point of each other on both."""
LEAD_WORTH = 1.0
"""How much more the keyword channel counts where one passage leads it alone: its lead, a share of the best score, times
this. A passage that has the question's rare words to itself is seldom the wrong one."""


def fuse_scores(
    dense: Mapping[int, float],
    keyword: Mapping[int, float],
    bm25_per_cosine: float = BM25_PER_COSINE,
    lead_worth: float = LEAD_WORTH,
) -> dict[int, float]:
    """Fuse two channels' candidates, row → score, into row → score in [0, 1], the best of them 1.

    The channels are added on scales that do not depend on the question: a long question of rare words then leans on
    its words, a short one in other words than the text's on its meaning, which scaling each channel to its own best
    would hide. A row that a channel did not return counts as its worst candidate there (cosine) or as without a term
    (BM25).
    """
    low = min(dense.values(), default=0.0)
    first, second = (*sorted(keyword.values(), reverse=True)[:2], 0.0, 0.0)[:2]
    trust = 1.0 + lead_worth * ((first - second) / first if first > 0 else 0.0)
    added = {
        row: bm25_per_cosine * (dense.get(row, low) - low) + trust * keyword.get(row, 0.0)
        for row in dict.fromkeys((*dense, *keyword))
    }
    best = max(added.values(), default=0.0)
    # Candidates that all score alike are all as good as the best.
    return {row: score / best if best > 0 else 1.0 for row, score in added.items()}
