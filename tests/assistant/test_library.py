"""The library: what an update reads, keeps, replaces and refuses, and when an index counts as stale."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from assistant.library import UpdateReport
from assistant.live import LiveAssistant
from corpus.errors import IndexMissing, IndexStale, PlanError
from index.store import PlanIndex
from tests.assistant.small_plans import make_library, write_plans
from tests.index.small_documents import FakeEncoder


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    return write_plans(tmp_path / "plans")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def index_of(report: UpdateReport) -> PlanIndex:
    assert report.index is not None
    return report.index


def titles(report: UpdateReport) -> set[str]:
    return {document.source.title for document in index_of(report).documents.values()}


def test_second_update_reads_and_embeds_nothing(plans: Path, data: Path) -> None:
    encoder = FakeEncoder()
    first = make_library(data, encoder).update([plans])
    assert (len(first.added), first.updated, first.failures, first.notes) == (2, (), (), ())
    embedded = len(encoder.embedded)
    second = make_library(data, encoder).update([plans])
    assert (second.added, second.updated, second.removed, second.failures) == ((), (), (), ())
    assert index_of(second).generation == index_of(first).generation
    assert len(encoder.embedded) == embedded > 0


def test_changed_file_is_stale_until_updated_and_takes_its_old_versions_place(plans: Path, data: Path) -> None:
    encoder = FakeEncoder()
    library = make_library(data, encoder)
    before = library.update([plans])
    path = plans / "乙县规划.txt"
    path.write_text(path.read_text("utf-8").replace("12座", "15座"), "utf-8")
    with pytest.raises(IndexStale, match=r"乙县规划\.txt"):
        library.load()
    del encoder.embedded[:]
    report = library.update()
    assert (len(report.added), len(report.updated)) == (0, 1)
    assert titles(report) == {"甲市规划", "乙县规划"}
    assert set(index_of(report).documents) & set(before.added) == set(before.added) - {
        id_ for id_ in before.added if index_of(before).documents[id_].source.title == "乙县规划"
    }
    assert encoder.embedded and all("15座" in text for text in encoder.embedded)
    assert library.load().generation == index_of(report).generation


def test_file_written_again_with_the_same_content_is_not_stale(plans: Path, data: Path) -> None:
    library = make_library(data)
    generation = index_of(library.update([plans])).generation
    os.utime(plans / "乙县规划.txt", ns=(1, 1))
    assert library.load().generation == generation


def test_another_encoder_makes_the_index_stale_and_an_update_builds_it_anew(plans: Path, data: Path) -> None:
    make_library(data).update([plans])
    library = make_library(data, FakeEncoder("fake:2"))
    with pytest.raises(IndexStale, match=r"encoder: fake:1 → fake:2"):
        library.load()
    report = library.update()
    assert isinstance(report.rebuilt, IndexStale)
    assert (report.added, len(report.updated)) == ((), 2)
    assert library.load().stamp.parts["encoder"] == "fake:2"


def test_another_chunker_makes_the_index_stale(plans: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_library(data).update([plans])
    monkeypatch.setattr("assistant.library.CHUNKER_VERSION", "next")
    with pytest.raises(IndexStale, match="chunker"):
        make_library(data).load()


def test_rebuild_embeds_everything_again(plans: Path, data: Path) -> None:
    encoder = FakeEncoder()
    make_library(data, encoder).update([plans])
    first = list(encoder.embedded)
    report = make_library(data, encoder).update(rebuild=True)
    assert encoder.embedded == first * 2
    assert len(report.updated) == 2


def test_same_content_is_indexed_once(plans: Path, data: Path) -> None:
    copy = plans / "副本.txt"
    copy.write_bytes((plans / "甲市规划.txt").read_bytes())
    report = make_library(data).update([plans])
    assert len(index_of(report).documents) == 2
    assert [{path.name for path in pair} for pair in report.duplicates] == [{"副本.txt", "甲市规划.txt"}]
    again = make_library(data).update([copy])
    assert (again.added, again.updated, len(index_of(again).documents)) == ((), (), 2)


def test_bad_file_is_named_and_the_others_are_indexed(plans: Path, data: Path) -> None:
    (plans / "空.txt").touch()
    (plans / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (plans / "notes.xyz").write_text("x", "utf-8")
    report = make_library(data).update([plans, plans / "没有.txt"])
    assert len(report.added) == 2
    assert sorted(Path(problem.path).name for problem in report.failures) == ["图.txt", "没有.txt", "空.txt"]
    assert [problem.path for problem in report.notes] == [str(plans)]


def test_reader_that_trips_over_one_file_does_not_stop_the_others(
    plans: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.document import read_document

    def trip(path: Path, source: object, **_: object) -> object:
        if path.name.startswith("乙"):
            raise IndexError("no such row")
        return read_document(path)

    monkeypatch.setattr("assistant.intake.read_document", trip)
    report = make_library(data).update([plans])
    assert titles(report) == {"甲市规划"}
    assert [problem.error.message_en for problem in report.failures] == [
        "乙县规划.txt: reading failed (IndexError: no such row)."
    ]


def test_changed_file_that_cannot_be_read_any_more_keeps_its_indexed_version(plans: Path, data: Path) -> None:
    library = make_library(data)
    library.update([plans])
    (plans / "乙县规划.txt").write_bytes(b"")
    report = library.update()
    assert [Path(problem.path).name for problem in report.failures] == ["乙县规划.txt"]
    assert titles(report) == {"甲市规划", "乙县规划"}
    with pytest.raises(IndexStale):
        library.load()


def test_removed_by_title_part_or_id(plans: Path, data: Path) -> None:
    library = make_library(data)
    added = library.update([plans]).added
    report = library.update(remove=["乙县"])
    assert titles(report) == {"甲市规划"}
    assert report.removed == tuple(set(added) - set(index_of(report).documents))
    assert titles(library.update()) == {"甲市规划"}
    last = library.update(remove=list(index_of(report).documents))
    assert index_of(last).documents == {}
    with pytest.raises(IndexMissing, match="There is no document in the index"):
        library.load()


def test_removing_what_is_not_there_or_not_clear_changes_nothing(plans: Path, data: Path) -> None:
    library = make_library(data)
    generation = index_of(library.update([plans])).generation
    with pytest.raises(PlanError, match="There is no document “丙区”"):
        library.update(remove=["丙区"])
    with pytest.raises(PlanError, match="“规划” could mean several documents"):
        library.update(remove=["规划"])
    assert library.load().generation == generation


def test_missing_file_keeps_answering_and_is_lost_only_where_it_must_be_read_again(plans: Path, data: Path) -> None:
    library = make_library(data)
    library.update([plans])
    (plans / "乙县规划.txt").unlink()
    index = library.load()
    assert [entry.title for entry in library.find_missing(index)] == ["乙县规划"]
    kept = library.update()
    assert (titles(kept), kept.failures) == ({"甲市规划", "乙县规划"}, ())
    assert [entry.title for entry in kept.missing] == ["乙县规划"]
    rebuilt = library.update(rebuild=True)
    assert titles(rebuilt) == {"甲市规划"}
    assert [problem.path for problem in rebuilt.failures] == [str(plans / "乙县规划.txt")]
    write_plans(plans)
    assert titles(library.update()) == {"甲市规划", "乙县规划"}


def test_moved_file_is_found_at_its_new_place(plans: Path, data: Path) -> None:
    library = make_library(data)
    generation = index_of(library.update([plans])).generation
    moved = plans.rename(plans.with_name("moved"))
    report = library.update([moved])
    assert (report.added, report.updated, report.missing) == ((), (), ())
    index = library.load()
    assert index.generation == generation
    assert library.find_missing(index) == []


def test_files_that_change_places_are_both_kept(plans: Path, data: Path) -> None:
    library = make_library(data)
    library.update([plans])
    one, other = plans / "甲市规划.txt", plans / "乙县规划.txt"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    report = library.update([plans])
    texts = [document.text for document in index_of(report).documents.values()]
    assert len(texts) == 2
    assert any("北港区" in text for text in texts) and any("加氢站" in text for text in texts)
    library.load()


MANIFEST = """[[plan]]
id = "{id}"
file = "甲市规划.txt"
title = "{title}"
issuer = "甲市"
date = "2026-03"
status = ""
sha256 = "0"
"""


def test_manifest_describes_its_files_and_its_changes_count(plans: Path, data: Path) -> None:
    (plans / "manifest.toml").write_text(MANIFEST.format(id="jia", title="甲市制造业规划"), "utf-8")
    library = make_library(data)
    report = library.update([plans])
    assert titles(report) == {"甲市制造业规划", "乙县规划"}
    assert [problem.error.message_en for problem in report.notes] == [
        "甲市规划.txt: the content is not what the manifest's sha256 says; it was read as it is."
    ]
    source = index_of(report).documents["jia"].source
    assert source.sha256 == index_of(report).stamp.documents["jia"] != "0"
    (plans / "manifest.toml").write_text(MANIFEST.format(id="jia-2", title="甲市制造业发展规划"), "utf-8")
    again = library.update([plans])
    assert (again.added, again.updated) == ((), ("jia-2",))
    assert titles(again) == {"甲市制造业发展规划", "乙县规划"}


def test_id_that_another_file_has_is_refused(plans: Path, data: Path, tmp_path: Path) -> None:
    other = write_plans(tmp_path / "other")
    (other / "甲市规划.txt").write_text("丙市规划\n\n一、总则\n\n丙市发展旅游业。\n", "utf-8")
    (other / "乙县规划.txt").unlink()
    for folder in (plans, other):
        (folder / "manifest.toml").write_text(MANIFEST.format(id="jia", title="规划"), "utf-8")
    report = make_library(data).update([plans, other])
    assert [problem.path for problem in report.failures] == [str(other / "甲市规划.txt")]
    assert "北港区" in index_of(report).documents["jia"].text


def test_archives_documents_are_indexed_and_their_copies_go_with_them(plans: Path, data: Path) -> None:
    archive = plans.parent / "plans.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(plans / "乙县规划.txt", "资料/乙县规划.txt")
    library = make_library(data)
    assert titles(library.update([archive])) == {"乙县规划"}
    copies = list((data / "unpacked").rglob("*.txt"))
    assert len(copies) == 1
    library.update(remove=["乙县规划"])
    assert not copies[0].exists()


def test_damaged_list_of_sources_is_made_again(plans: Path, data: Path) -> None:
    library = make_library(data)
    library.update([plans])
    (data / "sources.json").write_text("{", "utf-8")
    library.load()
    library.update()
    assert "甲市规划.txt" in (data / "sources.json").read_text("utf-8")


def test_nothing_readable_makes_no_index(data: Path, tmp_path: Path) -> None:
    library = make_library(data)
    report = library.update([tmp_path / "没有.txt"])
    assert report.index is None
    assert len(report.failures) == 1
    assert not library.exists()


def test_running_assistant_takes_up_a_newer_index(plans: Path, data: Path) -> None:
    library = make_library(data)
    assistant = LiveAssistant(library, index_of(library.update([plans / "甲市规划.txt"])), check_interval=0)
    assert len(assistant.documents) == 1
    assert library.refresh_if_changed(assistant.current().index) is None
    make_library(data).update([plans / "乙县规划.txt"])
    assert len(assistant.documents) == 2
    make_library(data).update(remove=["乙县", "甲市"])
    assert len(assistant.documents) == 2
