"""Files that appear whole: a reader sees the old one or the new one, never half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def save_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` at once, making its folder if needed; on failure the old file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, suffix=".tmp", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def save_text(path: Path, text: str) -> None:
    """``save_bytes`` of ``text`` in UTF-8."""
    save_bytes(path, text.encode("utf-8"))
