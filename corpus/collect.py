"""Files, folders and zip archives → the files to read, and what could not be taken and why."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from corpus.errors import PlanError, UnreadableDocument, UnsupportedFormat
from corpus.manifest import MANIFEST
from corpus.read import SUFFIXES

MAX_MEMBERS = 5_000
MAX_UNPACKED = 2 * 2**30
"""Most files and bytes that one archive may unpack to."""
MAX_RATIO = 200
"""An archive member larger than ``_RATIO_FLOOR`` that was packed more tightly than this is a bomb, not a document."""
_RATIO_FLOOR = 10 * 2**20
_BLOCK = 2**20
_IGNORED = frozenset((MANIFEST, "thumbs.db", "desktop.ini"))
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was asked for and could not be taken: its path as the user knows it, and the error to show."""

    path: str
    error: PlanError


class Collection(NamedTuple):
    """The files to read, in order and each once, and the problems met on the way."""

    files: list[Path]
    problems: list[Problem]


def collect_files(paths: Iterable[Path], work_dir: Path) -> Collection:
    """Find the documents that ``paths`` name: files as they are, folders with all below them, zip archives unpacked
    below ``work_dir`` (made if needed).

    What cannot be taken (no such file, a type that no reader takes, a link that leaves its folder, an archive that is
    broken, encrypted or unpacks to too much) is reported and never stops the rest.
    """
    collection = Collection([], [])
    seen: set[Path] = set()
    for path in paths:
        for file in _expand(path, work_dir, collection.problems):
            identity = file.resolve()
            if identity not in seen:
                seen.add(identity)
                collection.files.append(file)
    return collection


def _expand(path: Path, work_dir: Path, problems: list[Problem]) -> Iterator[Path]:
    if path.is_dir():
        yield from _expand_folder(path, work_dir, problems)
    elif not path.exists():
        problems.append(Problem(str(path), UnreadableDocument(f"{path}：文件不存在。", f"{path}: no such file.")))
    elif not path.is_file():
        error = UnreadableDocument(f"{path}：不是普通文件。", f"{path}: not a regular file.")
        problems.append(Problem(str(path), error))
    elif path.suffix.lower() == ".zip":
        yield from _expand_archive(path, work_dir, problems)
    else:
        # A file named by itself is tried whatever its suffix says: its content decides.
        yield path


def _expand_folder(folder: Path, work_dir: Path, problems: list[Problem]) -> Iterator[Path]:
    root = folder.resolve()
    skipped: dict[tuple[str, str], int] = defaultdict(int)
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith((".", "~$")) or name.lower() in _IGNORED:
                continue
            if not path.resolve().is_relative_to(root):
                error = UnreadableDocument(f"{path}：链接指向文件夹之外。", f"{path}: a link that leaves its folder.")
                problems.append(Problem(str(path), error))
            elif path.suffix.lower() in (*SUFFIXES, ".zip"):
                yield from _expand(path, work_dir, problems)
            else:
                skipped[(parent, path.suffix.lower())] += 1
    problems += [_skipped(parent, suffix, count) for (parent, suffix), count in skipped.items()]


def _skipped(parent: str, suffix: str, count: int) -> Problem:
    name = suffix or "无后缀"
    error = UnsupportedFormat(
        f"{parent}：{count} 个 {name} 文件未读取，格式不支持。",
        f"{parent}: {count} {suffix or 'suffixless'} file(s) not read, unsupported format.",
    )
    return Problem(parent, error)


def _expand_archive(path: Path, work_dir: Path, problems: list[Problem]) -> Iterator[Path]:
    try:
        folder = unpack_archive(path, work_dir, problems)
    except UnreadableDocument as error:
        problems.append(Problem(str(path), error))
        return
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        if file.suffix.lower() in SUFFIXES:
            yield file
        elif file.name.lower() not in _IGNORED and not file.name.startswith("."):
            unsupported = UnsupportedFormat(
                f"{path}：{file.name} 格式不支持。", f"{path}: {file.name} is not supported."
            )
            problems.append(Problem(f"{path}!{file.relative_to(folder)}", unsupported))


def unpack_archive(path: Path, work_dir: Path, problems: list[Problem]) -> Path:
    """Unpack a zip archive below ``work_dir`` and return its folder, which is named after the archive's content.

    Members with unsafe names, links and encrypted ones are left out and reported. Raises UnreadableDocument for an
    archive that is broken or that unpacks to too much.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:12]
    folder = work_dir / f"{path.stem}-{digest}"
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_size(path, members)
            for member in members:
                name = read_member_name(member)
                reason = _find_fault(member, name)
                if reason:
                    fault = UnreadableDocument(f"{path}：{name} {reason[0]}。", f"{path}: {name} {reason[1]}.")
                    problems.append(Problem(f"{path}!{name}", fault))
                else:
                    _unpack_member(archive, member, folder / name, path)
    except (zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableDocument(f"{path.name}：压缩包已损坏。", f"{path.name}: broken archive.") from error
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _check_size(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    tight = any(member.file_size > max(_RATIO_FLOOR, member.compress_size * MAX_RATIO) for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED or tight:
        raise UnreadableDocument(
            f"{path.name}：压缩包解压后过大（{len(members)} 个文件，{total >> 20} MB），未解压。",
            f"{path.name}: the archive unpacks to too much ({len(members)} files, {total >> 20} MB); not unpacked.",
            next_step_zh="请解压后只添加需要的文件。",
            next_step_en="Unpack it yourself and add the files that are needed.",
        )


def read_member_name(member: zipfile.ZipInfo) -> str:
    """A member's name; names that Chinese systems wrote in GBK without saying so are put right."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _find_fault(member: zipfile.ZipInfo, name: str) -> tuple[str, str] | None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name or "\x00" in name:
        return "的路径越出压缩包，未解压", "has a path that leaves the archive; not unpacked"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "是链接，未解压", "is a link; not unpacked"
    if member.flag_bits & _ENCRYPTED:
        return "有密码，未解压", "is encrypted; not unpacked"
    if name.lower().endswith(".zip"):
        return "是压缩包中的压缩包，请单独添加", "is an archive inside the archive; add it by itself"
    return None


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, path: Path) -> None:
    """Write one member; its stated size is not trusted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    written = 0
    try:
        with archive.open(member) as source, partial.open("wb") as sink:
            while block := source.read(_BLOCK):
                written += len(block)
                if written > member.file_size:
                    raise zipfile.BadZipFile(f"{path.name}: {member.filename} is larger than it says")
                sink.write(block)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
