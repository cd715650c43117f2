"""The index stage's value types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.types import Chunk


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved chunk. ``score`` is the fused score (higher is better, comparable within one search only).

    ``channels`` holds each channel's own raw score, e.g. ``{"dense": cosine in [-1, 1], "keyword": BM25 ≥ 0}``;
    a channel that did not return the chunk is absent.
    """

    chunk: Chunk
    score: float
    channels: Mapping[str, float]
