"""Documents that are added, replaced and removed in the page: the files are kept beside the index they go into."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.library import Library, UpdateReport
from corpus.document import read_document
from corpus.errors import PlanError

UPLOADS = "uploads"
_LONGEST_NAME = 120
"""Characters of a file's name; systems allow 255 bytes, of which a Chinese character takes three."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a change has come: ``done`` of ``total`` in a ``stage`` such as "read"; ``report`` ends it."""

    stage: str = ""
    done: int = 0
    total: int = 0
    report: UpdateReport | None = None
    error: PlanError | None = None


class Shelf:
    """The documents of a library as the page changes them; ``refresh`` makes the assistant take up a new index."""

    def __init__(self, library: Library, refresh: Callable[[], None]) -> None:
        self.library = library
        self._refresh = refresh

    def add(self, files: Sequence[Path]) -> Iterator[Step]:
        """Take in copies of ``files``; what could not be read leaves nothing behind."""
        return self._run(lambda tell: self._add(files, tell))

    def replace(self, source_id: str, file: Path) -> Iterator[Step]:
        """Put ``file`` in the place of a document, which stays where the new one cannot be read."""
        return self._run(lambda tell: self._replace(source_id, file, tell))

    def remove(self, source_id: str) -> Iterator[Step]:
        """Take a document out; a file that was uploaded goes too, one of the user's own is never touched."""
        return self._run(lambda tell: self._remove(source_id, tell))

    def _add(self, files: Sequence[Path], tell: Callable[[str, int, int], None]) -> UpdateReport:
        kept = [self._keep(file) for file in files]
        report = self.library.update(kept, progress=tell)
        self._clear(kept, report)
        return report

    def _replace(self, source_id: str, file: Path, tell: Callable[[str, int, int], None]) -> UpdateReport:
        tell("read", 0, 1)
        # Read before anything is touched: a file that cannot be read must not cost the one it was to replace.
        read_document(file)
        kept = self._keep(file)
        before = self._find_file(source_id)
        report = self.library.update([kept], remove=[source_id], progress=tell)
        self._clear([kept, *([before] if before else [])], report)
        return report

    def _remove(self, source_id: str, tell: Callable[[str, int, int], None]) -> UpdateReport:
        before = self._find_file(source_id)
        report = self.library.update(remove=[source_id], progress=tell)
        self._clear([before] if before else [], report)
        return report

    def _keep(self, file: Path) -> Path:
        """A copy of an uploaded file in the data folder, under its own name where that is free; written whole."""
        folder = self.library.settings.data / UPLOADS
        folder.mkdir(parents=True, exist_ok=True)
        stem, suffix = file.stem[:_LONGEST_NAME] or "document", file.suffix.lower()
        number, target = 1, folder / f"{stem}{suffix}"
        while target.exists():
            number += 1
            target = folder / f"{stem} ({number}){suffix}"
        partial = target.with_name(f".{target.name}.partial")
        shutil.copyfile(file, partial)
        partial.replace(target)
        return target

    def _find_file(self, source_id: str) -> Path | None:
        entry = self.library.entries(self.library.load().documents).get(source_id)
        return Path(entry.path) if entry else None

    def _clear(self, files: Sequence[Path], report: UpdateReport) -> None:
        """Remove those uploaded ``files`` that no document of the index was read from."""
        documents = report.index.documents if report.index else {}
        used = {Path(entry.path).resolve() for entry in self.library.entries(documents).values()}
        folder = (self.library.settings.data / UPLOADS).resolve()
        for file in files:
            if file.resolve() not in used and file.resolve().parent == folder:
                file.unlink(missing_ok=True)

    def _run(self, work: Callable[[Callable[[str, int, int], None]], UpdateReport]) -> Iterator[Step]:
        """Do ``work`` in a thread and tell how far it is; the last step has its report or its error."""
        steps: queue.Queue[Step] = queue.Queue()

        def run() -> None:
            try:
                report = work(lambda stage, done, total: steps.put(Step(stage, done, total)))
                self._refresh()
                steps.put(Step(report=report))
            except PlanError as error:
                steps.put(Step(error=error))
            except OSError as error:
                reason = error.strerror or str(error)
                steps.put(Step(error=PlanError(f"无法保存文件：{reason}。", f"The file cannot be kept: {reason}.")))

        thread = threading.Thread(target=run, name="planqa-documents", daemon=True)
        thread.start()
        while True:
            step = steps.get()
            # Only the newest state is worth showing.
            while step.report is None and step.error is None and not steps.empty():
                step = steps.get()
            yield step
            if step.report is not None or step.error is not None:
                return
