"""Building, updating, loading: what is kept, what is embedded again, and what is refused."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexBusy, IndexCorrupt, IndexMissing, IndexStale
from corpus.types import Document
from index import storage
from index.embedding import passage_text, sentence_texts
from index.stamp import Expected
from index.store import PlanIndex, build_index, update_index
from tests.index.small_documents import DISTRICT, FakeEncoder, Part, make_document


def directory_of(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_loaded_index_is_the_one_that_was_built(
    index: PlanIndex, tmp_path: Path, city: Document, district: Document, encoder: FakeEncoder
) -> None:
    loaded = PlanIndex.load(directory_of(tmp_path), encoder, Expected("c1", {
        "city": city.source.sha256, "district": district.source.sha256,
    }))  # fmt: skip
    assert dict(loaded.documents) == {"city": city, "district": district}
    assert loaded.chunks == city.chunks + district.chunks
    assert loaded.chunk_by_id["district-1"] == district.chunks[1]
    assert loaded.search("氢能产业", 9) == index.search("氢能产业", 9)


def test_sentences_have_their_own_vectors_with_the_end_of_the_header(index: PlanIndex, encoder: FakeEncoder) -> None:
    chunk = index.chunk_by_id["city-1"]
    texts = ["二、产业 （一）北港区\n北港区重点发展氢能产业。", "二、产业 （一）北港区\n建设氢能示范港。"]
    assert sentence_texts(chunk) == texts
    expected = np.stack([encoder.embed_query_array(text) for text in texts])
    np.testing.assert_allclose(index.sentence_vectors(chunk), expected, atol=1e-6)
    query = encoder.embed_query_array("氢能")
    np.testing.assert_allclose(index.dense_similarity(query, [chunk])[0], expected @ query, atol=1e-6)


def test_every_chunk_has_the_sentence_vectors_of_its_own_sentences(index: PlanIndex, encoder: FakeEncoder) -> None:
    for chunk in index.chunks:
        expected = np.stack([encoder.embed_query_array(text) for text in sentence_texts(chunk)])
        np.testing.assert_allclose(index.sentence_vectors(chunk), expected, atol=1e-6)


def test_a_removed_document_is_not_found_again(index: PlanIndex, tmp_path: Path, encoder: FakeEncoder) -> None:
    assert {hit.chunk.source_id for hit in index.search("乙县氢能重卡", 20)} == {"city", "district"}
    encoder.embedded.clear()
    updated = update_index(directory_of(tmp_path), [], ["district"], encoder, chunker="c1")
    assert {hit.chunk.source_id for hit in updated.search("乙县氢能重卡", 20)} == {"city"}
    assert list(updated.documents) == ["city"]
    assert encoder.embedded == []
    stored = b"".join(path.read_bytes() for path in directory_of(tmp_path).rglob("*") if path.is_file())
    assert "乙县".encode() not in stored and b"district" not in stored


def test_an_added_document_is_the_only_one_embedded(
    tmp_path: Path, city: Document, district: Document, encoder: FakeEncoder
) -> None:
    build_index([city], directory_of(tmp_path), encoder, chunker="c1")
    encoder.embedded.clear()
    updated = update_index(directory_of(tmp_path), [district], [], encoder, chunker="c1")
    wanted = [text for chunk in district.chunks for text in (passage_text(chunk), *sentence_texts(chunk))]
    assert sorted(encoder.embedded) == sorted(wanted)
    fresh = build_index([city, district], tmp_path / "fresh", FakeEncoder(), chunker="c1")
    assert updated.search("氢能重卡", 20) == fresh.search("氢能重卡", 20)


def test_a_document_under_an_existing_id_replaces_it(index: PlanIndex, tmp_path: Path, encoder: FakeEncoder) -> None:
    parts: list[Part] = [DISTRICT[0], ("body", ("二、能源",), "乙县停止氢能重卡应用。")]
    changed = make_document("district", parts)
    encoder.embedded.clear()
    updated = update_index(directory_of(tmp_path), [changed], [], encoder, chunker="c1")
    assert encoder.embedded == [
        "规划district › 二、能源\n乙县停止氢能重卡应用。", "规划district 二、能源\n乙县停止氢能重卡应用。",
    ]  # fmt: skip
    assert list(updated.documents) == ["city", "district"]
    texts = [hit.chunk.text for hit in updated.search("氢能重卡", 20)]
    assert "乙县停止氢能重卡应用。" in texts and "乙县推进氢能重卡应用。" not in texts


def test_the_first_update_makes_the_index(tmp_path: Path, city: Document, encoder: FakeEncoder) -> None:
    assert list(update_index(directory_of(tmp_path), [city], [], encoder).documents) == ["city"]


def test_an_index_can_be_emptied(index: PlanIndex, tmp_path: Path, encoder: FakeEncoder) -> None:
    emptied = update_index(directory_of(tmp_path), [], ["city", "district"], encoder, chunker="c1")
    assert (emptied.chunks, emptied.search("氢能")) == ((), [])


def test_progress_is_reported(tmp_path: Path, city: Document, encoder: FakeEncoder) -> None:
    calls: list[tuple[str, int, int]] = []
    build_index([city], directory_of(tmp_path), encoder, lambda *call: calls.append(call))
    assert calls == [("encode", 12, 12), ("write", 0, 1), ("write", 1, 1)]


@pytest.mark.parametrize("step", ["_sync_files", "_replace_text"])
def test_a_crash_while_writing_leaves_the_old_index(
    index: PlanIndex, tmp_path: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(storage, step, crash)
        with pytest.raises(KeyboardInterrupt):
            update_index(directory_of(tmp_path), [], ["city"], encoder, chunker="c1")
    loaded = PlanIndex.load(directory_of(tmp_path), encoder)
    assert list(loaded.documents) == ["city", "district"]
    assert loaded.generation == index.generation


def test_what_a_crash_left_behind_goes_with_the_next_write(
    index: PlanIndex, tmp_path: Path, encoder: FakeEncoder
) -> None:
    for name in (".building-99999", "generation-000099"):
        (directory_of(tmp_path) / name).mkdir()
    updated = update_index(directory_of(tmp_path), [], ["city"], encoder, chunker="c1")
    names = sorted(path.name for path in directory_of(tmp_path).iterdir())
    assert names == [".lock", "CURRENT", updated.generation]
    assert updated.generation != index.generation


def test_an_index_in_use_survives_the_removal_of_its_files(
    index: PlanIndex, tmp_path: Path, encoder: FakeEncoder
) -> None:
    before = index.sentence_vectors(index.chunk_by_id["city-1"]).copy()
    found = index.search("氢能产业", 3)
    update_index(directory_of(tmp_path), [], ["city"], encoder, chunker="c1")
    np.testing.assert_array_equal(index.sentence_vectors(index.chunk_by_id["city-1"]), before)
    assert index.search("氢能产业", 3) == found
    assert "city-1" in {hit.chunk.id for hit in found}


def test_two_writers_are_refused(index: PlanIndex, tmp_path: Path, encoder: FakeEncoder) -> None:
    with (directory_of(tmp_path) / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy, match="正在更新索引"):
            update_index(directory_of(tmp_path), [], ["city"], encoder, chunker="c1")
    assert list(PlanIndex.load(directory_of(tmp_path), encoder).documents) == ["city", "district"]


def test_a_missing_index_says_how_to_make_one(tmp_path: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(IndexMissing, match="Run `planqa index` to build it"):
        PlanIndex.load(tmp_path / "nowhere", encoder)


@pytest.mark.parametrize(
    ("encoder_identity", "expected", "difference"),
    [
        ("fake:2", Expected(), "encoder: fake:1 → fake:2"),
        ("fake:1", Expected(chunker="c2"), "chunker: c1 → c2"),
        ("fake:1", Expected(documents={"city": "0" * 64}), "document city; document district"),
    ],
)
def test_a_stale_index_is_refused(
    index: PlanIndex, tmp_path: Path, encoder_identity: str, expected: Expected, difference: str
) -> None:
    with pytest.raises(IndexStale) as caught:
        PlanIndex.load(directory_of(tmp_path), FakeEncoder(encoder_identity), expected)
    assert difference in str(caught.value)
    assert "planqa index" in caught.value.message("zh")


def test_a_stale_index_is_not_built_upon(index: PlanIndex, tmp_path: Path, city: Document) -> None:
    with pytest.raises(IndexStale):
        update_index(directory_of(tmp_path), [city], [], FakeEncoder("fake:2"), chunker="c1")


@pytest.mark.parametrize(
    "name", ["stamp.json", "documents.jsonl", "sentences.npy", "vectors.faiss", "keywords/data.csc.index.npy"]
)
@pytest.mark.parametrize("damage", ["cut", "gone", "empty"])
def test_a_damaged_file_is_noticed(
    index: PlanIndex, tmp_path: Path, encoder: FakeEncoder, name: str, damage: str
) -> None:
    path = directory_of(tmp_path) / index.generation / name
    content = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(IndexCorrupt, match="Run `planqa index` to rebuild it"):
        PlanIndex.load(directory_of(tmp_path), encoder)


@pytest.mark.parametrize("content", ["../elsewhere", "generation-000042", "", "generation-x"])
def test_a_current_file_that_leads_nowhere_is_corrupt(
    index: PlanIndex, tmp_path: Path, encoder: FakeEncoder, content: str
) -> None:
    (directory_of(tmp_path) / "CURRENT").write_text(content)
    with pytest.raises(IndexCorrupt):
        PlanIndex.load(directory_of(tmp_path), encoder)


def test_a_changed_sentence_is_noticed_though_the_file_parses(
    index: PlanIndex, tmp_path: Path, encoder: FakeEncoder
) -> None:
    path = directory_of(tmp_path) / index.generation / "documents.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("1300亿元", "1900亿元"), encoding="utf-8")
    with pytest.raises(IndexCorrupt, match="checksum"):
        PlanIndex.load(directory_of(tmp_path), encoder)


def test_shared_ids_are_refused(tmp_path: Path, city: Document, encoder: FakeEncoder) -> None:
    with pytest.raises(ValueError, match="two documents have the id city"):
        build_index([city, city], directory_of(tmp_path), encoder)
    twice = replace(city, chunks=(*city.chunks, city.chunks[0]))
    with pytest.raises(ValueError, match="two chunks have the id city-0"):
        build_index([twice], directory_of(tmp_path), encoder)


def test_no_stored_file_can_carry_a_pickle(index: PlanIndex, tmp_path: Path) -> None:
    folder = directory_of(tmp_path) / index.generation
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".json", ".jsonl", ".npy", ".faiss"}
    for path in folder.rglob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype.kind in "fi"
