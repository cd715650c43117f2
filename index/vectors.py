"""The dense channel: nearest passages by cosine.

``VectorIndex`` is the seam where a distributed store would go; the index asks nothing else of its vectors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


class VectorIndex(Protocol):
    """Rows of vectors, numbered from 0, searched by inner product."""

    def search(self, query: Scores, k: int, allowed: Mask) -> tuple[Rows, Scores]:
        """The up to ``k`` best rows among those where ``allowed`` (one value a row), best first, with their scores."""
        ...

    def score(self, query: Scores, rows: Rows) -> Scores:
        """The inner product of ``query`` with each of ``rows``, ``(len(rows),)``."""
        ...

    def read_vectors(self) -> Scores:
        """All vectors, ``(rows, dimension)`` float32."""
        ...

    def save(self, folder: Path) -> None:
        """Write the vectors into ``folder``."""
        ...


class FaissVectors:
    """Exact search in memory over a FAISS flat inner-product index."""

    FILE = "vectors.faiss"

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def from_vectors(cls, vectors: Scores) -> FaissVectors:
        """Index ``vectors``, ``(rows, dimension)`` float32, L2-normalised."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, folder: Path) -> FaissVectors:
        """Read what ``save`` wrote; raises ``RuntimeError`` or ``ValueError`` for a damaged file."""
        import faiss

        index = faiss.read_index(str(folder / cls.FILE))
        if not isinstance(index, faiss.IndexFlatIP):
            raise ValueError(f"{cls.FILE} holds a {type(index).__name__}")
        return cls(index)

    @property
    def shape(self) -> tuple[int, int]:
        """``(rows, dimension)``."""
        return int(self._index.ntotal), int(self._index.d)

    def search(self, query: Scores, k: int, allowed: Mask) -> tuple[Rows, Scores]:
        """The up to ``k`` best rows where ``allowed``; rows are left out before ranking, not after."""
        import faiss

        count = min(k, int(allowed.sum()))
        if count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        bitmap = np.packbits(allowed, bitorder="little")
        # FAISS's type stubs describe its C++ constructors, not the Python ones laid over them.
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))  # type: ignore[call-arg,arg-type]
        scores, rows = self._index.search(np.ascontiguousarray(query[None, :], np.float32), count, params=parameters)
        return rows[0], scores[0]

    def score(self, query: Scores, rows: Rows) -> Scores:
        """The inner product of ``query`` with each of ``rows``, ``(len(rows),)``."""
        if not len(rows):
            return np.zeros(0, np.float32)
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, np.int64)) @ query, np.float32)

    def read_vectors(self) -> Scores:
        """All vectors, ``(rows, dimension)`` float32."""
        vectors: Scores = self._index.reconstruct_n(0, self._index.ntotal)
        return vectors

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``."""
        import faiss

        faiss.write_index(self._index, str(folder / self.FILE))
