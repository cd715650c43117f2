"""Search: what is found, what is left out, and what a hit says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Chunk, Document
from index.encoder import Vectors
from index.retriever import PlanRetriever
from index.store import PlanIndex, build_index
from index.weights import ProgressCallback
from tests.index.small_documents import FakeEncoder, make_document


class BlindEncoder(FakeEncoder):
    """Gives every text the same vector, so that only keywords tell texts apart."""

    def embed_documents_array(self, texts: Sequence[str], progress: ProgressCallback | None = None) -> Vectors:
        return np.stack([self.embed_query_array(text) for text in texts])

    def embed_query_array(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, np.float32)
        vector[0] = 1.0
        return vector


def ids_of(index: PlanIndex, query: str, k: int = 20, **options: object) -> list[str]:
    return [hit.chunk.id for hit in index.search(query, k, **options)]  # type: ignore[arg-type]


def test_the_best_hit_comes_first_and_carries_both_channels(index: PlanIndex, encoder: FakeEncoder) -> None:
    hit, *rest = index.search("北港区氢能产业")
    assert hit.chunk.id == "city-1"
    assert all(hit.score >= other.score for other in rest)
    text = f"{hit.chunk.header}\n{hit.chunk.text}"
    cosine = float(encoder.embed_query_array(text) @ encoder.embed_query_array("北港区氢能产业"))
    assert hit.channels["dense"] == pytest.approx(cosine, abs=1e-5)
    assert hit.channels["keyword"] > 0


def test_a_channel_that_did_not_find_a_chunk_is_absent(index: PlanIndex) -> None:
    channels = {hit.chunk.id: hit.channels for hit in index.search("南山区", 20)}
    assert set(channels["city-2"]) == {"dense", "keyword"}
    assert set(channels["district-0"]) == {"dense"}


def test_k_limits_the_hits(index: PlanIndex) -> None:
    assert len(index.search("氢能", 2)) == 2
    assert index.search("氢能", 0) == []
    assert index.search("  ") == []


def test_contents_pages_are_found_only_on_request(index: PlanIndex) -> None:
    assert sorted(ids_of(index, "氢能产业")) == ["city-0", "city-1", "city-2", "city-3", "district-0", "district-1"]
    assert ids_of(index, "氢能产业", kinds={"toc"}) == ["city-4"]
    assert ids_of(index, "氢能产业", kinds={"table"}) == ["city-3"]


def test_sources_are_filtered_before_ranking(tmp_path: Path) -> None:
    # The other document alone fills every channel's candidates; filtered afterwards, nothing would be left.
    crowd = make_document("crowd", [("body", ("氢能",), f"氢能产业{number}。") for number in range(300)])
    alone = make_document("alone", [("body", ("农业",), "乙县发展农业。")])
    index = build_index([crowd, alone], tmp_path / "index", FakeEncoder())
    assert ids_of(index, "氢能产业", 5, source_ids=["alone"]) == ["alone-0"]
    assert ids_of(index, "氢能产业", 5, source_ids=[]) == []
    assert ids_of(index, "氢能产业", 5, source_ids=["unknown"]) == []


def test_extra_terms_are_keywords(tmp_path: Path, city: Document) -> None:
    index = build_index([city], tmp_path / "index", BlindEncoder())
    assert "keyword" not in index.search("which district farms?", 1)[0].channels
    assert ids_of(index, "which district farms?", 1, extra_terms=["现代农业"]) == ["city-2"]


def test_boost_is_added_to_the_fused_score(index: PlanIndex) -> None:
    def boost(chunk: Chunk) -> float:
        return 2.0 if "南山区" in chunk.regions[:1] or "（二）南山区" in chunk.path else 0.0

    plain = {hit.chunk.id: hit.score for hit in index.search("氢能产业", 20)}
    boosted = {hit.chunk.id: hit.score for hit in index.search("氢能产业", 20, boost=boost)}
    assert ids_of(index, "氢能产业", 1, boost=boost) == ["city-2"]
    assert boosted["city-2"] == pytest.approx(plain["city-2"] + 2.0)
    assert boosted["city-1"] == pytest.approx(plain["city-1"])


def test_unknown_words_leave_it_to_the_dense_channel(index: PlanIndex) -> None:
    assert all(set(hit.channels) == {"dense"} for hit in index.search("zzzz qqqq"))


def test_langchain_retriever_gives_documents_with_their_place(index: PlanIndex) -> None:
    [document] = PlanRetriever(index=index, k=1, source_ids=["city"]).invoke("北港区氢能产业")
    hit = index.search("北港区氢能产业", 1, source_ids=["city"])[0]
    assert document.page_content == "北港区重点发展氢能产业。建设氢能示范港。"
    assert document.metadata == {
        "source_id": "city", "section": ["二、产业", "（一）北港区"], "page": 2, "start": hit.chunk.start,
        "end": hit.chunk.end, "kind": "body", "header": "规划city › 二、产业 › （一）北港区", "score": hit.score,
    }  # fmt: skip
