"""Retrieved places against a question's evidence: recall@k, reciprocal rank, nDCG.

What counts is overlap with an evidence passage, never a chunk's id: ids differ between splitters. Reciprocal rank and
recall are counts over spans, which ranking libraries (made for document ids) do not take; nDCG is scikit-learn's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.types import Evidence, EvidenceNeed, Span


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well the first k places found the evidence: shares in [0, 1]."""

    recall: float
    recall_at_1: float
    recall_at_5: float
    reciprocal_rank: float
    ndcg: float


def rank_evidence(
    needs: Sequence[EvidenceNeed], found: Sequence[Span], places: Mapping[Evidence, Sequence[Span]]
) -> Ranking | None:
    """The ranking of ``found``, best first; ``places`` are where each evidence stands. None without evidence.

    A need's rank is that at which the last passage of its quickest alternative has been found.
    """
    if not needs:
        return None
    first = {evidence: first_rank(found, spans) for evidence, spans in places.items()}
    ranks = [_need_rank(need, first) for need in needs]
    best = min((rank for rank in first.values() if rank is not None), default=None)
    return Ranking(
        recall=_recall(ranks, len(found)),
        recall_at_1=_recall(ranks, 1),
        recall_at_5=_recall(ranks, 5),
        reciprocal_rank=0.0 if best is None else 1.0 / best,
        ndcg=_ndcg(ranks, len(found)),
    )


def first_rank(found: Sequence[Span], spans: Sequence[Span]) -> int | None:
    """The 1-based rank of the first place that shares characters with one of the spans."""
    for rank, place in enumerate(found, 1):
        if any(span.overlaps(place.source_id, place.start, place.end) for span in spans):
            return rank
    return None


def _need_rank(need: EvidenceNeed, first: Mapping[Evidence, int | None]) -> int | None:
    complete = []
    for group in need:
        ranks = [first[evidence] for evidence in group]
        if ranks and all(rank is not None for rank in ranks):
            complete.append(max(rank for rank in ranks if rank is not None))
    return min(complete, default=None)


def _recall(ranks: Sequence[int | None], k: int) -> float:
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def _ndcg(ranks: Sequence[int | None], k: int) -> float:
    """A place gains the needs that it completes; a need that was not found stands behind the last place, lost."""
    from sklearn.metrics import ndcg_score  # type: ignore[import-untyped]

    k = max(k, len(ranks))
    gains = np.zeros(k + len(ranks))
    for place, rank in enumerate(ranks):
        gains[k + place if rank is None else rank - 1] += 1
    return float(ndcg_score([gains], [-np.arange(len(gains))], k=k))
