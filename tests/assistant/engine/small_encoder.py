"""An encoder that needs no model: its vectors count character pairs, nearly each in a place of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.encoder import Vectors
from index.weights import ProgressCallback

DIMENSION = 1024


class PairEncoder:
    """Texts are close when they share character pairs. Unlike fewer dimensions, these seldom let two pairs collide,
    so that what is near in the test is near for a reader too."""

    identity = "pairs:1"
    dimension = DIMENSION

    def embed_documents_array(self, texts: Sequence[str], progress: ProgressCallback | None = None) -> Vectors:
        return np.stack([self.embed_query_array(text) for text in texts])

    def embed_query_array(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, np.float32)
        for a, b in pairwise(text):
            vector[int.from_bytes(hashlib.sha256((a + b).encode()).digest()[:2]) % DIMENSION] += 1
        normalised: Vectors = vector / np.linalg.norm(vector)
        return normalised
