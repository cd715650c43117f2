"""Which files have to be read for an update, and reading them: one bad file never costs the others."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.catalog import Entry, check_file, describe_file
from corpus.collect import Problem
from corpus.document import read_document
from corpus.errors import PlanError, UnreadableDocument
from corpus.manifest import hash_file, read_manifest
from corpus.pictures import UNREAD
from corpus.types import Document, Source
from index.records import check_document
from index.weights import ProgressCallback

if TYPE_CHECKING:
    from corpus.pdf_page import PictureReader

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Intake:
    """What came of a set of files.

    ``documents`` were read, ``updated`` are the ids of those whose file was known before; ``entries`` is source id →
    entry for every file that is or now will be in the index; ``replaced`` are ids that a newer version of the same file
    takes the place of; ``duplicates`` are pairs (file, the file with the same content); ``notes`` are problems that
    cost nothing.
    """

    documents: list[Document] = field(default_factory=list)
    updated: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    duplicates: list[tuple[Path, Path]] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: the password of encrypted PDFs, and what reads scanned pages and pictures."""

    password: str | None = None
    recogniser: PictureReader | None = None


def find_recogniser(mode: str) -> PictureReader | None:
    """What reads scans and pictures in a mode of ``Settings.ocr``; None where they are left unread.

    Raises ``ModelUnavailable`` where it is asked for ("on") and not installed.
    """
    # The reader and its libraries take a tenth of a second that a question should not wait for.
    from corpus import ocr

    if mode == "off" or (mode == "auto" and not ocr.is_installed()):
        return None
    return ocr.Recogniser()


def take_files(
    files: Sequence[Path],
    known: Iterable[Entry],
    indexed: Mapping[str, Document],
    reading: Reading | None = None,
    progress: ProgressCallback | None = None,
) -> Intake:
    """Read those of ``files`` (absolute paths) that are new, changed or described anew.

    ``known`` are the data folder's entries, ``indexed`` the documents of the index that can be kept. The result's
    ``entries`` also hold the files that did not have to be read. ``progress("read", done, total)``.
    """
    reader = _Reader(known, indexed, reading or Reading(), progress)
    for number, path in enumerate(files):
        if progress:
            progress("read", number, len(files))
        try:
            reader.take(path)
        except PlanError as error:
            reader.intake.failures.append(Problem(str(path), error))
        except OSError as error:
            reason = error.strerror or str(error)
            failure = UnreadableDocument(
                f"{path.name}：无法打开（{reason}）。", f"{path.name}: cannot be opened ({reason})."
            )
            reader.intake.failures.append(Problem(str(path), failure))
        except Exception as error:
            # A reader that trips over one file is a mistake in the program; the other files still count.
            _LOG.debug("Reading %s failed", path, exc_info=True)
            reason = f"{type(error).__name__}: {error}"
            failure = UnreadableDocument(
                f"{path.name}：读取失败（{reason}）。", f"{path.name}: reading failed ({reason})."
            )
            reader.intake.failures.append(Problem(str(path), failure))
    if progress:
        progress("read", len(files), len(files))
    # Where two files changed places, what was at one path lives on at the other.
    reader.intake.replaced -= reader.intake.entries.keys()
    return reader.intake


class _Reader:
    def __init__(
        self,
        known: Iterable[Entry],
        indexed: Mapping[str, Document],
        reading: Reading,
        progress: ProgressCallback | None,
    ) -> None:
        self.intake = Intake()
        self._progress = progress
        self._reading = reading
        self._indexed = indexed
        self._by_path = {os.path.realpath(entry.path): entry for entry in known}
        self._by_hash = {entry.sha256: entry for entry in self._by_path.values()}
        self._owners = {entry.id: entry for entry in self._by_path.values()}
        self._manifests: dict[Path, dict[str, Source]] = {}
        self._seen: dict[str, Path] = {}

    def take(self, path: Path) -> None:
        known = self._by_path.get(os.path.realpath(path))
        sha256 = known.sha256 if known and check_file(known) == "same" else hash_file(path)
        twin = self._by_hash.get(sha256)
        first = self._seen.get(sha256)
        if first is None and twin and twin is not known and check_file(twin) == "same":
            first = Path(twin.path)
        if first is not None:
            self.intake.duplicates.append((path, first))
            return
        self._seen[sha256] = path
        source = self._find_source(path, sha256)
        kept = self._find_kept(twin, source)
        if kept:
            self.intake.entries[kept.id] = describe_file(kept.id, kept.title, path, sha256)
            return
        document = read_document(
            path,
            source,
            password=self._reading.password,
            recogniser=self._reading.recogniser,
            progress=self._progress,
        )
        check_document(document)
        self._check_owner(document.source, path)
        found = document.source
        self.intake.documents.append(document)
        self.intake.replaced |= {before.id for before in (known, twin) if before and before.id != found.id}
        if known or twin or found.id in self._owners:
            self.intake.updated.add(found.id)
        self.intake.entries[found.id] = describe_file(found.id, found.title, path, found.sha256)

    def _find_source(self, path: Path, sha256: str) -> Source | None:
        """The manifest's description of the file, with the hash that the file really has."""
        source = self._read_manifest(path.parent).get(path.name)
        if source is None:
            return None
        if source.sha256 != sha256:
            error = PlanError(
                f"{path.name}：内容与清单中的 sha256 不符，已按现有内容读取。",
                f"{path.name}: the content is not what the manifest's sha256 says; it was read as it is.",
            )
            self.intake.notes.append(Problem(str(path), error))
        return replace(source, path=str(path), sha256=sha256)

    def _read_manifest(self, folder: Path) -> dict[str, Source]:
        if folder not in self._manifests:
            self._manifests[folder] = {}
            try:
                self._manifests[folder] = read_manifest(folder)
            except PlanError as error:
                self.intake.failures.append(Problem(str(folder), error))
        return self._manifests[folder]

    def _find_kept(self, twin: Entry | None, source: Source | None) -> Source | None:
        """The indexed document with this content, if it is also described as ``source`` describes it."""
        document = self._indexed.get(twin.id) if twin else None
        if document is None or twin is None or document.source.sha256 != twin.sha256:
            return None
        if self._reading.recogniser and any(UNREAD in warning for warning in document.warnings):
            return None
        found = document.source
        if source and replace(found, path="") != replace(source, path=""):
            return None
        return found

    def _check_owner(self, source: Source, path: Path) -> None:
        """Raise ``PlanError`` when another file, which is still there, has the id that ``path`` wants."""
        owner = self.intake.entries.get(source.id) or self._owners.get(source.id)
        if owner and os.path.realpath(owner.path) != os.path.realpath(path) and Path(owner.path).exists():
            raise PlanError(
                f"{path.name}：编号 {source.id} 已属于 {owner.path}。",
                f"{path.name}: the id {source.id} already belongs to {owner.path}.",
                next_step_zh="请在清单中改用其他编号。",
                next_step_en="Give it another id in the manifest.",
            )
