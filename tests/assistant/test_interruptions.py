"""What an index survives: kill -9, Ctrl-C and a full disk in the middle of an update, with the real program."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from assistant import cli
from tests.assistant.small_plans import write_plans
from tests.conftest import ROOT

QUESTION, FIGURE = "乙县到2027年建成加氢站多少座？", "12座"
EMBEDDING, WRITING = b"embedding passages", b"writing the index"
_LONGEST = 240.0


def command(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", "--data", str(data), *arguments]


def run(data: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and the output of ``planqa``, in this process: only what is stopped needs one of its own."""
    output = io.StringIO()
    with redirect_stdout(output):
        code = cli.main(["--data", str(data), *arguments])
    return code, output.getvalue()


def write_long_plan(folder: Path, tasks: int = 50) -> Path:
    """A plan whose embedding takes some seconds, so that there is a middle to stop it in."""
    path = folder / "丙市规划.txt"
    parts = [f"第{n}项任务要求完成{n}处站点改造，并在次年新增{n + 3}处配套设施，形成服务网络。" for n in range(tasks)]
    path.write_text("丙市规划\n\n一、任务\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index of two small plans."""
    folder = tmp_path_factory.mktemp("survives")
    assert run(folder / "data", "index", str(write_plans(folder / "plans")))[0] == 0
    return folder / "data"


def still_answers(data: Path) -> None:
    code, answer = run(data, "ask", QUESTION)
    assert (code, FIGURE in answer) == (0, True), answer


def list_leftovers(data: Path) -> list[str]:
    """What a stopped update left half-written."""
    return [path.name for path in data.rglob("*") if path.suffix in (".partial", ".tmp") or ".building" in path.name]


def stop_midway(data: Path, plan: Path, sign: signal.Signals, stage: bytes = EMBEDDING) -> tuple[int, str]:
    """Start an update, send a signal when it is in ``stage``, and return the exit code and what was said."""
    process = subprocess.Popen(
        command(data, "--lang", "en", "index", str(plan)), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    os.set_blocking(process.stderr.fileno(), False)
    said, started = b"", time.monotonic()
    while stage not in said:
        said += process.stderr.read() or b""
        assert process.poll() is None, said.decode()
        assert time.monotonic() - started < _LONGEST, said.decode()
        time.sleep(0.02)
    process.send_signal(sign)
    code = process.wait(timeout=_LONGEST)
    os.set_blocking(process.stderr.fileno(), True)
    said += process.stderr.read()
    process.stderr.close()
    return code, said.decode()


def test_kill_9_leaves_the_old_index_and_the_next_update_goes_through(data: Path, tmp_path: Path) -> None:
    plan = write_long_plan(tmp_path)
    code, _ = stop_midway(data, plan, signal.SIGKILL)
    assert code == -signal.SIGKILL
    still_answers(data)
    assert run(data, "index", str(plan))[0] == 0
    still_answers(data)
    assert run(data, "index", "--remove", "丙市规划")[0] == 0
    assert list_leftovers(data) == []


def test_kill_9_while_the_index_is_written_leaves_the_old_one_in_use(data: Path, tmp_path: Path) -> None:
    current = data / "index" / "CURRENT"
    before = current.read_text("ascii")
    code, _ = stop_midway(data, write_long_plan(tmp_path, 20), signal.SIGKILL, WRITING)
    assert code == -signal.SIGKILL
    assert current.read_text("ascii") == before
    still_answers(data)


def test_ctrl_c_ends_with_130_says_so_and_leaves_the_old_index(data: Path, tmp_path: Path) -> None:
    code, said = stop_midway(data, write_long_plan(tmp_path), signal.SIGINT)
    assert code == 130
    assert "Interrupted; nothing that was finished is lost." in said
    assert "Traceback" not in said
    assert list_leftovers(data) == []
    still_answers(data)


def test_a_full_disk_is_named_and_leaves_the_old_index(data: Path, tmp_path: Path) -> None:
    def allow_little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    plan = write_long_plan(tmp_path)
    done = subprocess.run(
        command(data, "--lang", "en", "index", str(plan)), capture_output=True, text=True, cwd=ROOT, check=False,
        preexec_fn=allow_little,
    )  # fmt: skip
    assert done.returncode == 1
    assert "too large" in done.stderr or "No space" in done.stderr
    assert "Traceback" not in done.stderr
    assert list_leftovers(data) == []
    still_answers(data)
