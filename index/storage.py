"""An index folder on disk: whole generations beside each other, and a small file that says which one counts.

::

    DIRECTORY/CURRENT               the name of the generation in use
    DIRECTORY/generation-000007/    one whole index
    DIRECTORY/.lock                 held by the one process that writes

A new generation is written under a temporary name, renamed, and made current by replacing ``CURRENT``, so a crash at
any moment leaves the old one in use. What a crash left behind is removed by the next writer.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import IndexBusy, IndexCorrupt, IndexMissing

_CURRENT = "CURRENT"
_PREFIX = "generation-"
_BUILDING = ".building-"


def find_generation(directory: Path) -> Path:
    """The folder of the generation in use; raises ``IndexMissing`` or ``IndexCorrupt``."""
    name = _read_current(directory)
    while not (directory / name).is_dir():
        # A writer may have put a new generation in place between the two looks.
        before, name = name, _read_current(directory)
        if name == before:
            raise _corrupt(directory, f"{name} is missing")
    return directory / name


@contextmanager
def lock_for_writing(directory: Path) -> Iterator[None]:
    """Hold the folder's write lock; raises ``IndexBusy`` at once when another process or thread holds it."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(20).strip() or "?"
            raise IndexBusy(
                f"另一个进程（{holder}）正在更新索引 {directory}。",
                f"Another process ({holder}) is updating the index in {directory}.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def write_generation(directory: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; when the block ends without an error it becomes the generation in use.

    The caller holds ``lock_for_writing``. After an error nothing has changed.
    """
    _remove_leftovers(directory)
    building = directory / f"{_BUILDING}{os.getpid()}"
    building.mkdir()
    try:
        yield building
        _sync_files(building)
        generation = directory / f"{_PREFIX}{_last_number(directory) + 1:06d}"
        building.rename(generation)
        _replace_text(directory / _CURRENT, generation.name)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _remove_leftovers(directory)


def _read_current(directory: Path) -> str:
    try:
        name = (directory / _CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(f"还没有索引：{directory}。", f"There is no index in {directory}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _corrupt(directory, str(error)) from error
    # The name comes from a file: it must not lead anywhere else.
    if not (name.startswith(_PREFIX) and name[len(_PREFIX) :].isdigit()):
        raise _corrupt(directory, f"{_CURRENT}: {name[:40]!r}")
    return name


def _corrupt(directory: Path, reason: str) -> IndexCorrupt:
    return IndexCorrupt(f"索引已损坏：{directory}（{reason}）。", f"The index in {directory} is damaged ({reason}).")


def _last_number(directory: Path) -> int:
    names = (path.name[len(_PREFIX) :] for path in directory.glob(f"{_PREFIX}*"))
    return max((int(name) for name in names if name.isdigit()), default=0)


def _remove_leftovers(directory: Path) -> None:
    """Remove every generation but the one in use, and half-written ones. A reader that has one open keeps its files."""
    try:
        kept = find_generation(directory)
    except (IndexMissing, IndexCorrupt):
        kept = None
    for pattern in (f"{_PREFIX}*", f"{_BUILDING}*"):
        for path in directory.glob(pattern):
            if path != kept:
                shutil.rmtree(path, ignore_errors=True)


def _sync_files(folder: Path) -> None:
    """Have the files on the disk before anything points at them, so that a power cut cannot leave empty ones."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
