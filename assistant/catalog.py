"""The list of a data folder's documents: which file each came from and what that file was when it was read.

The index itself names its documents' hashes; the list adds where the files are, so that a file that changed is noticed
without reading all of them, and so that the documents are still known when the index has to be made anew.
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import PlanError
from corpus.manifest import hash_file

CATALOG_FILE = "sources.json"
State = Literal["same", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document and its file. ``size`` (bytes) and ``mtime_ns`` are those of the file that had ``sha256``."""

    id: str
    title: str
    path: str
    sha256: str
    size: int = -1
    mtime_ns: int = -1


def describe_file(id_: str, title: str, path: Path, sha256: str) -> Entry:
    """The entry of a file as it is on the disk now, known to have the hash ``sha256``."""
    try:
        stat = path.stat()
    except OSError:
        return Entry(id_, title, str(path), sha256)
    return Entry(id_, title, str(path), sha256, stat.st_size, stat.st_mtime_ns)


def check_file(entry: Entry) -> State:
    """Whether the entry's file still is what was read; it is hashed only when its size or time of change differ."""
    path = Path(entry.path)
    try:
        stat = path.stat()
        if (stat.st_size, stat.st_mtime_ns) == (entry.size, entry.mtime_ns):
            return "same"
        return "same" if hash_file(path) == entry.sha256 else "changed"
    except OSError:
        return "missing"


def read_catalog(folder: Path) -> dict[str, Entry]:
    """Source id → entry, as the data folder lists them; {} where there is no list or it is damaged.

    The list can be made again from the index, so damage to it is no error.
    """
    try:
        records = json.loads((folder / CATALOG_FILE).read_text(encoding="utf-8"))["documents"]
        return {record["id"]: Entry(**record) for record in records}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_catalog(folder: Path, entries: Iterable[Entry]) -> None:
    """Write the data folder's list, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"documents": [asdict(entry) for entry in entries]}, ensure_ascii=False, indent=1)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{CATALOG_FILE}.")
    try:
        # A file's name may hold bytes that are no text; they go out as they came in.
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(folder / CATALOG_FILE)
    finally:
        Path(name).unlink(missing_ok=True)


def find_source(titles: Mapping[str, str], name: str) -> str:
    """The one source id that ``name`` means: the id, the title, or a part that no other title has.

    ``titles`` is source id → title. Raises ``PlanError`` with the documents there are.
    """
    if name in titles:
        return name
    wanted = _fold(name)
    exact = [id_ for id_, title in titles.items() if _fold(title) == wanted]
    found = exact or [id_ for id_, title in titles.items() if wanted and wanted in _fold(title)]
    if len(found) == 1:
        return found[0]
    listed = "\n".join(f"  {id_}  {titles[id_]}" for id_ in (found or titles)) or "  —"
    if found:
        raise PlanError(
            f"“{name}”指向多份文件，请写出其中一个编号：\n{listed}",
            f"“{name}” could mean several documents; give the id of one of them:\n{listed}",
        )
    raise PlanError(
        f"没有名为“{name}”的文件，请写出其中一个编号或标题：\n{listed}",
        f"There is no document “{name}”; give one of these ids or titles:\n{listed}",
    )


def _fold(text: str) -> str:
    """``text`` without the differences that people do not type: width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
