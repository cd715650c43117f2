"""Small documents for the corpus stage's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import read_document
from corpus.types import Document

ReadText = Callable[..., Document]


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    """Write a text into a file and read it as a document; pages are parted by form feeds."""

    def read(text: str, name: str = "示例市规划.txt") -> Document:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_document(path)

    return read


@pytest.fixture(scope="session")
def first_plan(plan_path: Path) -> Document:
    """The first plan, read."""
    return read_document(plan_path)
