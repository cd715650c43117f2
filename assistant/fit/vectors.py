"""Vectors of phrases, kept in a file of the data folder so that a plan's phrases are embedded once."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from index.encoder import SentenceTransformerEncoder, Vectors

_LOG = logging.getLogger(__name__)
_TEXTS = "texts"
_ALIKE, _SHORT = 1.6, 12
"""How much longer a text may be than the shortest of its pass; texts up to this many characters go together."""


class TextEncoder(Protocol):
    """What is needed of a sentence encoder."""

    @property
    def identity(self) -> str:
        """Which encoder it is."""

    def embed_query_array(self, text: str) -> Vectors:
        """``(dimension,)``, L2-normalised."""


def embed_queries(encoder: TextEncoder, texts: Sequence[str]) -> Vectors:
    """``(len(texts), dimension)``; texts of like length in one pass, for a pass costs as much as its longest text
    times their number."""
    if not isinstance(encoder, SentenceTransformerEncoder):
        return np.stack([encoder.embed_query_array(text) for text in texts])
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    vectors: list[Vectors] = [np.empty(0, np.float32)] * len(texts)
    while order:
        longest = max(len(texts[order[0]]) * _ALIKE, _SHORT)
        rows = [number for number in order if len(texts[number]) <= longest]
        order = order[len(rows) :]
        for number, vector in zip(rows, encoder.embed_queries_array([texts[row] for row in rows]), strict=True):
            vectors[number] = vector
    return np.stack(vectors)


def embed_phrases(encoder: TextEncoder, texts: Sequence[str], folder: Path | None) -> dict[str, Vectors]:
    """Text → its vector, made as that of a question is, so that phrases and descriptions are compared alike.

    What ``folder`` holds from before is read; what had to be embedded is added to it.
    """
    wanted = list(dict.fromkeys(texts))
    path = folder / f"terms-{_name_encoder(encoder)}.safetensors" if folder else None
    known = _read(path) if path else {}
    missing = [text for text in wanted if text not in known]
    if missing:
        known.update(zip(missing, embed_queries(encoder, missing), strict=True))
        kept = {text: known[text] for text in wanted}
        if path:
            _write(path, kept)
    return {text: known[text] for text in wanted}


def _name_encoder(encoder: TextEncoder) -> str:
    return hashlib.sha256(encoder.identity.encode()).hexdigest()[:12]


def _read(path: Path) -> dict[str, Vectors]:
    """The file's vectors; none where it is missing or damaged, for they can be made again."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            texts = json.loads(file.metadata()[_TEXTS])
            vectors = file.get_tensor("vectors")
        return dict(zip(texts, vectors, strict=True))
    except FileNotFoundError:
        return {}
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        _LOG.debug("The phrase vectors in %s cannot be read", path, exc_info=True)
        return {}


def _write(path: Path, vectors: dict[str, Vectors]) -> None:
    """Whole or not at all; a folder that cannot be written to only costs time next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".phrases-")
        os.close(handle)
        temporary = Path(name)
        try:
            metadata = {_TEXTS: json.dumps(list(vectors), ensure_ascii=False)}
            save_file({"vectors": np.stack(list(vectors.values()))}, name, metadata=metadata)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError:
        _LOG.debug("The phrase vectors cannot be kept in %s", path, exc_info=True)
