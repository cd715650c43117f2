"""What an index was built from. An index whose stamp differs from what is asked for is refused, never used silently."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import IndexStale
from corpus.types import Document
from index.records import fingerprint_types
from index.tokenize import TOKENIZER_VERSION

FORMAT_VERSION = "1"
"""Raised when the files of an index, or what is embedded for a chunk, change."""

_LIBRARIES = ("bm25s", "faiss-cpu", "jieba")
"""Those whose version changes the stored files or the terms in them."""


@dataclass(frozen=True, slots=True)
class IndexStamp:
    """``parts`` name how an index was made (format, encoder, chunker, …), ``documents`` from what: id → sha256."""

    parts: Mapping[str, str]
    documents: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The stamp as JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the caller wants the index to have been built from; ``None`` leaves a point open."""

    chunker: str | None = None
    documents: Mapping[str, str] | None = None


def make_stamp(documents: Sequence[Document], encoder_identity: str, chunker: str) -> IndexStamp:
    """The stamp of an index built now from ``documents`` with this program."""
    parts = {
        "format": FORMAT_VERSION,
        "types": fingerprint_types(),
        "encoder": encoder_identity,
        "chunker": chunker,
        "tokenizer": TOKENIZER_VERSION,
        **{name: importlib.metadata.version(name) for name in _LIBRARIES},
    }
    return IndexStamp(parts, {document.source.id: document.source.sha256 for document in documents})


def check_stamp(found: IndexStamp, encoder_identity: str, expected: Expected) -> None:
    """Raise ``IndexStale``, naming each difference, unless ``found`` is what would be built now."""
    chunker = found.parts.get("chunker", "") if expected.chunker is None else expected.chunker
    wanted = make_stamp((), encoder_identity, chunker).parts
    names = [name for name in {**wanted, **found.parts} if wanted.get(name) != found.parts.get(name)]
    differences = [f"{name}: {found.parts.get(name, '-')} → {wanted.get(name, '-')}" for name in names]
    if expected.documents is not None:
        ids = {**expected.documents, **found.documents}
        differences += [f"document {id_}" for id_ in ids if expected.documents.get(id_) != found.documents.get(id_)]
    if differences:
        listed = "; ".join(differences[:8]) + ("; …" if len(differences) > 8 else "")
        raise IndexStale(
            f"索引已过期，与当前程序或文件不一致（{listed}）。",
            f"The index is stale: it does not match the program or the documents ({listed}).",
        )
