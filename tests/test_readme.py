"""What README.md says of the program: its help, the files it shows and the targets it names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def test_help_is_that_of_the_command(readme: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"```console\n$ planqa --help\n{run.stdout}```\n" in readme


def test_pictures_and_folders_are_there(readme: str) -> None:
    pictures = re.findall(r'(?:\]\(|src=")(docs/[^)"]+)', readme)
    tree = re.search(r"```\n(corpus/ .*?)```", readme, re.DOTALL)
    assert tree is not None
    parent, paths = "", []
    for line in tree[1].splitlines():
        name = line.split()[0]
        parent = parent if line.startswith(" ") else name
        paths.append(f"{parent}{name}" if line.startswith(" ") else name)
    assert len(pictures) == 4 and len(paths) == 20
    assert [path for path in (*pictures, *paths) if not (ROOT / path).exists()] == []


def test_make_targets_exist(readme: str) -> None:
    targets = set(re.findall(r"make ([a-z]+)", readme))
    assert targets >= {"run", "test", "index", "eval", "install", "clean"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [target for target in sorted(targets) if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
