"""One generation's files: what they are called, what they hold, and whether they agree with each other.

No file is pickled: documents and stamp are JSON, vectors are FAISS's own format and plain NumPy arrays, the keyword
index is plain NumPy arrays and JSON.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.types import Document
from index.encoder import Vectors
from index.keywords import KeywordIndex
from index.records import document_from_json, document_to_json
from index.stamp import Expected, IndexStamp, check_stamp
from index.vectors import FaissVectors

_STAMP = "stamp.json"
_DOCUMENTS = "documents.jsonl"
_SENTENCES = "sentences.npy"


@dataclass(frozen=True, slots=True)
class IndexParts:
    """All that an index is made of. ``vectors`` and ``keywords`` have one row a chunk, ``sentences`` one a sentence."""

    documents: tuple[Document, ...]
    vectors: FaissVectors
    sentences: Vectors
    keywords: KeywordIndex
    stamp: IndexStamp


def save_parts(folder: Path, parts: IndexParts) -> None:
    """Write ``parts`` into the empty ``folder``."""
    lines = "".join(
        json.dumps(document_to_json(document), ensure_ascii=False, separators=(",", ":")) + "\n"
        for document in parts.documents
    )
    content = lines.encode("utf-8")
    (folder / _DOCUMENTS).write_bytes(content)
    np.save(folder / _SENTENCES, parts.sentences, allow_pickle=False)
    parts.vectors.save(folder)
    parts.keywords.save(folder)
    # A checksum against damage, not against people: whoever can change the documents can change it too.
    record = {**parts.stamp.to_json(), "checksum": zlib.crc32(content)}
    (folder / _STAMP).write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")


def load_parts(folder: Path, encoder_identity: str, expected: Expected) -> IndexParts:
    """Read what ``save_parts`` wrote.

    Raises ``IndexStale`` when the stamp is not the one wanted (before anything else is read), and ``OSError``,
    ``ValueError``, ``KeyError``, ``TypeError``, ``EOFError`` or ``RuntimeError`` when the files are damaged.
    """
    record = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
    stamp = IndexStamp(dict(record["parts"]), dict(record["documents"]))
    check_stamp(stamp, encoder_identity, expected)
    content = (folder / _DOCUMENTS).read_bytes()
    if zlib.crc32(content) != record["checksum"]:
        raise ValueError(f"{_DOCUMENTS} does not match its checksum")
    # Not splitlines(): a plan's text may hold other line separators, which JSON leaves as they are.
    lines = (line for line in content.decode("utf-8").split("\n") if line)
    documents = tuple(document_from_json(json.loads(line)) for line in lines)
    if {document.source.id: document.source.sha256 for document in documents} != stamp.documents:
        raise ValueError(f"{_DOCUMENTS} does not hold the documents of {_STAMP}")
    chunks = [chunk for document in documents for chunk in document.chunks]
    vectors = FaissVectors.load(folder)
    sentences = np.load(folder / _SENTENCES, mmap_mode="r", allow_pickle=False)
    wanted = (sum(len(chunk.sentences) for chunk in chunks), vectors.shape[1])
    if vectors.shape[0] != len(chunks) or sentences.shape != wanted or sentences.dtype != np.float32:
        raise ValueError(f"vectors of {vectors.shape} and {sentences.shape} for {len(chunks)} chunks")
    return IndexParts(documents, vectors, sentences, KeywordIndex.load(folder, len(chunks)), stamp)
