"""Two small documents, and an encoder that needs no model: its vectors count character pairs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from corpus.types import Cell, Chunk, Document, Kind, Section, Source
from index.encoder import Vectors
from index.weights import ProgressCallback

DIMENSION = 64

Part = tuple[Kind, tuple[str, ...], str]

CITY: tuple[Part, ...] = (
    ("body", ("一、发展目标",), "到2025年，甲市地区生产总值达到1300亿元。年均增长7%。"),
    ("body", ("二、产业", "（一）北港区"), "北港区重点发展氢能产业。建设氢能示范港。"),
    ("body", ("二、产业", "（二）南山区"), "南山区重点发展现代农业。"),
    ("table", ("二、产业", "表1"), "航空产业 800亿元"),
    ("toc", ("目录",), "氢能产业…………12"),
)
DISTRICT: tuple[Part, ...] = (
    ("body", ("一、总则",), "本规划适用于乙县全域。"),
    ("body", ("二、能源",), "乙县推进氢能重卡应用。"),
)


class FakeEncoder:
    """Counts character pairs into 64 places; ``embedded`` collects every passage it was given."""

    def __init__(self, identity: str = "fake:1") -> None:
        self.identity = identity
        self.dimension = DIMENSION
        self.embedded: list[str] = []

    def embed_documents_array(self, texts: Sequence[str], progress: ProgressCallback | None = None) -> Vectors:
        self.embedded += texts
        if progress:
            progress("encode", len(texts), len(texts))
        return np.stack([self.embed_query_array(text) for text in texts])

    def embed_query_array(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, np.float32)
        for a, b in pairwise(text):
            vector[hashlib.sha256((a + b).encode()).digest()[0] % DIMENSION] += 1
        normalised: Vectors = vector / np.linalg.norm(vector)
        return normalised


def make_document(source_id: str, parts: Sequence[Part]) -> Document:
    """A document whose chunks are ``parts`` (kind, heading path, text), one a line, one page each."""
    text, chunks, pages = "", [], []
    for number, (kind, path, body) in enumerate(parts):
        start = len(text)
        pages.append((start, number + 1))
        text += body + "\n"
        stops = [start, *(start + place + 1 for place, mark in enumerate(body) if mark == "。")]
        stops = stops if stops[-1] == start + len(body) else [*stops, start + len(body)]
        cells = (Cell((body[:2],), ("规模",), body[-5:], "亿元", start + len(body) - 5, start + len(body)),)
        chunks.append(
            Chunk(
                id=f"{source_id}-{number}", source_id=source_id, path=path, kind=kind, text=body, start=start,
                end=start + len(body), page=number + 1, header=" › ".join([f"规划{source_id}", *path]),
                sentences=tuple(pairwise(stops)), cells=cells if kind == "table" else (), regions=path[1:],
            )
        )  # fmt: skip
    title = f"规划{source_id}"
    section = Section(source_id, (title,), title, "body", 1, 0, len(text), 1, len(parts))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    source = Source(source_id, title, "市政府", "2021-01-01", "现行", f"{source_id}.txt", sha256)
    return Document(source, text, (section,), tuple(chunks), tuple(pages), "document", ("一处换行存疑",))
