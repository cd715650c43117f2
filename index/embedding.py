"""What is embedded for a document, and how vectors that did not change are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.types import Chunk, Document
from index.encoder import Encoder, Vectors
from index.weights import ProgressCallback

SENTENCE_CONTEXT = 2
"""How many of a header's last parts stand before a sentence."""

_HEADER_SEPARATOR = re.compile(r"\s*›\s*|\n")


@dataclass(frozen=True, slots=True)
class DocumentVectors:
    """``passages``: one row a chunk. ``sentences``: one row a sentence, chunk after chunk in the same order."""

    passages: Vectors
    sentences: Vectors


def passage_text(chunk: Chunk) -> str:
    """What both channels index of a chunk: its header, then its text."""
    return f"{chunk.header}\n{chunk.text}"


def sentence_texts(chunk: Chunk) -> list[str]:
    """What is embedded for each sentence of a chunk: the end of the header, then the sentence.

    A sentence of a plan often leaves out what it is about ("到2025年达到1300亿元"); the nearest headings name it. The
    whole header would not do: its beginning is the same for every sentence and would make them all alike.
    """
    parts = [part for part in _HEADER_SEPARATOR.split(chunk.header) if part]
    context = " ".join(parts[-SENTENCE_CONTEXT:])
    return [
        f"{context}\n{chunk.text[start - chunk.start : end - chunk.start]}".strip() for start, end in chunk.sentences
    ]


def list_texts(chunks: Iterable[Chunk]) -> tuple[list[str], list[str]]:
    """The passage texts and the sentence texts of ``chunks``, in the order of ``DocumentVectors``' rows."""
    passages: list[str] = []
    sentences: list[str] = []
    for chunk in chunks:
        passages.append(passage_text(chunk))
        sentences += sentence_texts(chunk)
    return passages, sentences


def embed_documents(
    documents: Sequence[Document],
    encoder: Encoder,
    known: Mapping[str, Vectors],
    progress: ProgressCallback | None = None,
) -> DocumentVectors:
    """The vectors of ``documents``; a text in ``known`` (text → vector), or met before, is not embedded again."""
    passages, sentences = list_texts(chunk for document in documents for chunk in document.chunks)
    new = [text for text in dict.fromkeys([*passages, *sentences]) if text not in known]
    fresh = encoder.embed_documents_array(new, progress) if new else np.zeros((0, encoder.dimension), np.float32)
    vectors = {**known, **dict(zip(new, fresh, strict=True))}

    def gather(texts: list[str]) -> Vectors:
        rows = [vectors[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, encoder.dimension), np.float32)

    return DocumentVectors(gather(passages), gather(sentences))
