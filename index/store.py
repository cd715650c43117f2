"""The index of a set of documents: build it, update it, load it, search it.

``PlanIndex`` holds the documents themselves, a vector for each chunk and each sentence, and the keyword index. It comes
from one generation folder (see ``index.storage``) and does not change once loaded, so threads may share it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import IndexCorrupt, IndexMissing
from corpus.types import Chunk, Document, Kind
from index.embedding import embed_documents, list_texts, passage_text
from index.encoder import Encoder, Vectors
from index.fusion import fuse_scores
from index.keywords import KeywordIndex
from index.parts import IndexParts, load_parts, save_parts
from index.records import check_document
from index.stamp import Expected, make_stamp
from index.storage import find_generation, lock_for_writing, write_generation
from index.types import Hit
from index.vectors import FaissVectors, VectorIndex
from index.weights import ProgressCallback

CANDIDATES = 100
"""How many chunks each channel brings to the fusion, at least."""
SEARCHED_KINDS: frozenset[Kind] = frozenset({"body", "table", "box", "footnote", "front"})
"""What is searched unless the caller says otherwise: a contents page repeats the headings and answers nothing."""


class PlanIndex:
    """Documents, their chunks, and hybrid search over them.

    ``documents`` is keyed by source id; ``chunks`` are in row order; ``generation`` names the folder it was loaded
    from, so that a caller can tell whether a newer one is there, and
    ``directory`` the folder that holds the generations.
    """

    def __init__(
        self, parts: IndexParts, encoder: Encoder, generation: str = "", directory: Path | None = None
    ) -> None:
        self.documents: Mapping[str, Document] = {document.source.id: document for document in parts.documents}
        self.chunks: Sequence[Chunk] = tuple(chunk for document in self.documents.values() for chunk in document.chunks)
        self.chunk_by_id: Mapping[str, Chunk] = {chunk.id: chunk for chunk in self.chunks}
        self.stamp = parts.stamp
        self.generation = generation
        self.directory = directory
        self._encoder = encoder
        self._vectors: VectorIndex = parts.vectors
        self._keywords = parts.keywords
        self._sentences = parts.sentences
        ends = np.cumsum([0] + [len(chunk.sentences) for chunk in self.chunks])
        self._sentence_rows = {
            chunk.id: slice(int(start), int(end))
            for chunk, start, end in zip(self.chunks, ends[:-1], ends[1:], strict=True)
        }
        self._kinds = np.array([chunk.kind for chunk in self.chunks], dtype=np.str_)
        self._sources = np.array([chunk.source_id for chunk in self.chunks], dtype=np.str_)

    @classmethod
    def load(cls, directory: Path, encoder: Encoder, expected: Expected | None = None) -> PlanIndex:
        """Load the generation in use.

        Raises ``IndexMissing``, ``IndexStale`` (made by another encoder, chunker or program, or from other documents
        than ``expected`` names) or ``IndexCorrupt``; each message says what to do next.
        """
        while True:
            generation = find_generation(directory)
            try:
                parts = load_parts(generation, encoder.identity, expected or Expected())
                return cls(parts, encoder, generation.name, directory)
            except (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError) as error:
                # A writer may have replaced and removed this generation meanwhile; then the new one is read.
                if find_generation(directory) == generation:
                    raise IndexCorrupt(
                        f"索引已损坏：{generation}（{error}）。", f"The index in {generation} is damaged ({error})."
                    ) from error

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors."""
        return self._encoder

    @property
    def encoder_identity(self) -> str:
        """Which encoder made the vectors."""
        return self._encoder.identity

    def search(
        self,
        query: str,
        k: int = 8,
        *,
        source_ids: Collection[str] | None = None,
        extra_terms: Sequence[str] = (),
        boost: Callable[[Chunk], float] | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> list[Hit]:
        """The ``k`` best chunks for ``query``, best first.

        The fused score lies in [0, 1]; ``boost(chunk)`` is added to it. ``extra_terms`` are further keywords (synonyms,
        or the Chinese for a question in English). ``source_ids`` and ``kinds`` say what is searched at all; without
        ``kinds`` that is everything but contents pages.
        """
        allowed = np.isin(self._kinds, list(SEARCHED_KINDS if kinds is None else kinds))
        if source_ids is not None:
            allowed &= np.isin(self._sources, list(source_ids))
        if k <= 0 or not query.strip() or not allowed.any():
            return []
        pool = max(CANDIDATES, 4 * k)
        vector = self.embed_query(query)
        rows, cosines = self._vectors.search(vector, pool, allowed)
        dense = dict(zip(rows.tolist(), cosines.tolist(), strict=True))
        keyword = self._search_keywords(query, extra_terms, pool, allowed, tuple(dense))
        # What one channel found alone has a score in the other, too.
        rest = np.array([row for row in keyword if row not in dense], np.int64)
        dense.update(zip(rest.tolist(), self._vectors.score(vector, rest).tolist(), strict=True))
        fused = fuse_scores(dense, keyword)
        if boost is not None:
            fused = {row: score + boost(self.chunks[row]) for row, score in fused.items()}
        best = sorted(fused, key=lambda row: (-fused[row], row))[:k]
        channels = {"dense": dense, "keyword": keyword}
        return [
            Hit(self.chunks[row], fused[row], {name: found[row] for name, found in channels.items() if row in found})
            for row in best
        ]

    def embed_query(self, text: str) -> Vectors:
        """The question's vector, ``(dimension,)``, L2-normalised."""
        return self._encoder.embed_query_array(text)

    def sentence_vectors(self, chunk: Chunk) -> Vectors:
        """The vectors of a chunk's sentences, ``(len(chunk.sentences), dimension)``, L2-normalised.

        They were made when the index was built, each with the end of its header (see ``sentence_texts``).
        """
        return np.asarray(self._sentences[self._sentence_rows[chunk.id]])

    def dense_similarity(self, query_vector: Vectors, chunks: Sequence[Chunk]) -> list[Vectors]:
        """For each chunk, the cosine of each of its sentences with ``query_vector``: ``(len(chunk.sentences),)``."""
        return [np.asarray(self.sentence_vectors(chunk) @ query_vector, np.float32) for chunk in chunks]

    def known_vectors(self) -> dict[str, Vectors]:
        """Every embedded text with its vector, for an update to keep."""
        passages, sentences = list_texts(self.chunks)
        known = dict(zip(passages, self._vectors.read_vectors(), strict=True))
        known.update(zip(sentences, np.asarray(self._sentences), strict=True))
        return known

    def _search_keywords(
        self, query: str, extra_terms: Sequence[str], pool: int, allowed: np.ndarray[Any, Any], also: Sequence[int]
    ) -> dict[int, float]:
        """The ``pool`` best rows, and those of ``also`` that have a term, with their BM25."""
        scores = np.where(allowed, self._keywords.score(query, extra_terms), 0.0)
        rows = np.argsort(-scores, kind="stable")[:pool]
        return {int(row): float(scores[row]) for row in (*rows, *also) if scores[row] > 0}


def build_index(
    documents: Sequence[Document],
    directory: Path,
    encoder: Encoder,
    progress: ProgressCallback | None = None,
    *,
    chunker: str = "",
) -> PlanIndex:
    """Build an index of ``documents`` from nothing and make it the one in use under ``directory``.

    ``chunker`` names the version of what made the chunks, for the stamp. ``progress(stage, done, total)`` is called
    with the stages ``"encode"`` and ``"write"``. Raises ``IndexBusy`` when another process is writing there,
    ``ValueError`` when the documents break their own invariants or share ids.
    """
    with lock_for_writing(directory):
        return _write_index(documents, directory, encoder, {}, progress, chunker)


def update_index(
    directory: Path,
    add: Sequence[Document],
    remove: Collection[str],
    encoder: Encoder,
    progress: ProgressCallback | None = None,
    *,
    chunker: str = "",
) -> PlanIndex:
    """Add documents (replacing those of the same id), remove those with an id in ``remove``; embed only what changed.

    Where there is no index yet, one is made. Raises ``IndexBusy``, and ``IndexStale`` or ``IndexCorrupt`` when what is
    there cannot be built upon.
    """
    with lock_for_writing(directory):
        try:
            old: PlanIndex | None = PlanIndex.load(directory, encoder, Expected(chunker=chunker))
        except IndexMissing:
            old = None
        documents = dict(old.documents) if old else {}
        for source_id in remove:
            documents.pop(source_id, None)
        documents.update({document.source.id: document for document in add})
        known = old.known_vectors() if old else {}
        return _write_index(list(documents.values()), directory, encoder, known, progress, chunker)


def _write_index(
    documents: Sequence[Document],
    directory: Path,
    encoder: Encoder,
    known: Mapping[str, Vectors],
    progress: ProgressCallback | None,
    chunker: str,
) -> PlanIndex:
    _check_documents(documents)
    embedded = embed_documents(documents, encoder, known, progress)
    if progress:
        progress("write", 0, 1)
    keywords = KeywordIndex.from_texts([passage_text(chunk) for document in documents for chunk in document.chunks])
    vectors = FaissVectors.from_vectors(embedded.passages)
    stamp = make_stamp(documents, encoder.identity, chunker)
    with write_generation(directory) as folder:
        save_parts(folder, IndexParts(tuple(documents), vectors, embedded.sentences, keywords, stamp))
    if progress:
        progress("write", 1, 1)
    return PlanIndex.load(directory, encoder, Expected(chunker=chunker))


def _check_documents(documents: Sequence[Document]) -> None:
    sources: set[str] = set()
    chunks: set[str] = set()
    for document in documents:
        check_document(document)
        if document.source.id in sources:
            raise ValueError(f"two documents have the id {document.source.id}")
        sources.add(document.source.id)
        for chunk in document.chunks:
            if chunk.id in chunks:
                raise ValueError(f"two chunks have the id {chunk.id}")
            chunks.add(chunk.id)
