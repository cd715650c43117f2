"""Sections by what people type for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.naming import find_sections
from corpus.document import read_document
from tests.assistant.small_plans import write_plans


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ("北港区", ["二、产业布局 › （一）北港区"]),
        ("（一）北港区", ["二、产业布局 › （一）北港区"]),
        ("(一) 北港区", ["二、产业布局 › （一）北港区"]),
        ("北港", ["二、产业布局 › （一）北港区"]),
        ("产业", ["二、产业布局"]),
        (
            "产业定位",
            ["二、产业布局 › （一）北港区 › 1.产业定位", "二、产业布局 › （二）南山区 › 1.产业定位"],
        ),
        ("南山区 定位", ["二、产业布局 › （二）南山区 › 1.产业定位"]),
        ("二、产业布局 › （二）南山区 › 1.产业定位", ["二、产业布局 › （二）南山区 › 1.产业定位"]),
        ("东海区", []),
        ("北港区 目标", []),
        ("›", []),
        (" ", []),
    ],
)
def test_find_sections(tmp_path: Path, words: str, paths: list[str]) -> None:
    document = read_document(write_plans(tmp_path) / "甲市规划.txt")
    assert [" › ".join(section.path) for _, section in find_sections([document], words)] == paths
