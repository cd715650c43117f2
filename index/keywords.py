"""The keyword channel: BM25 over Chinese words and bigrams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.tokenize import tokenize


class KeywordIndex:
    """BM25 scores of every passage for a set of terms (bm25s, stored as JSON and plain arrays)."""

    FOLDER = "keywords"

    def __init__(self, bm25: Any, size: int) -> None:
        self._bm25 = bm25
        self.size = size

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> KeywordIndex:
        """Index ``texts``, one a row."""
        import bm25s

        terms = [tokenize(text) for text in texts]
        if not any(terms):
            return cls(None, len(texts))
        bm25 = bm25s.BM25(backend="numpy", csc_backend="numpy")
        bm25.index(terms, show_progress=False)
        return cls(bm25, len(texts))

    @classmethod
    def load(cls, folder: Path, size: int) -> KeywordIndex:
        """Read what ``save`` wrote for ``size`` rows; raises ``OSError``, ``ValueError`` or ``KeyError`` if damaged."""
        import bm25s

        if not (folder / cls.FOLDER).is_dir():
            return cls(None, size)
        bm25 = bm25s.BM25.load(folder / cls.FOLDER, allow_pickle=False, show_progress=False)
        if bm25.scores["num_docs"] != size:
            raise ValueError(f"{cls.FOLDER} holds {bm25.scores['num_docs']} rows, not {size}")
        return cls(bm25, size)

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``; an index without a single term writes nothing."""
        if self._bm25 is not None:
            self._bm25.save(folder / self.FOLDER, allow_pickle=False, show_progress=False)

    def score(self, query: str, extra_terms: Iterable[str] = ()) -> npt.NDArray[np.float32]:
        """BM25 of every row, ``(size,)``, 0 where no term occurs. A term counts once however often it is asked."""
        terms = dict.fromkeys(tokenize(query))
        for extra in extra_terms:
            terms.update(dict.fromkeys(tokenize(extra)))
        known = [] if self._bm25 is None else self._bm25.get_tokens_ids(list(terms))
        if not known:
            return np.zeros(self.size, np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), np.float32)
