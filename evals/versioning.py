"""Which version of the program a run was made with, so that its results carry that name."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.settings import find_checkout


def name_version() -> str:
    """The commit's short hash, with ``-dirty-`` and a hash of the changes where there are any; without a checkout or
    git, the package's version."""
    root = find_checkout()
    git = shutil.which("git")
    if root is None or git is None or not (root / ".git").exists():
        return _package_version()
    try:
        commit = _run_git(git, root, "rev-parse", "--short=9", "HEAD").strip()
        changes = _run_git(git, root, "diff", "HEAD", "--binary") + _new_files(git, root)
    except (OSError, subprocess.CalledProcessError):
        return _package_version()
    if not changes:
        return commit
    return f"{commit}-dirty-{hashlib.sha256(changes.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def _run_git(git: str, root: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - git, on our own checkout
        [git, "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=True,
        timeout=30,
    )
    return done.stdout


def _new_files(git: str, root: Path) -> str:
    """Name and content hash of each code file that git does not know yet."""
    names = _run_git(git, root, "ls-files", "--others", "--exclude-standard", "-z", "*.py", "*.jsonl").split("\0")
    return "".join(f"{name}:{hashlib.sha256((root / name).read_bytes()).hexdigest()}" for name in sorted(names) if name)


def _package_version() -> str:
    try:
        return version("planqa")
    except PackageNotFoundError:
        return "unversioned"
