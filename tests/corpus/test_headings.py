"""The heading trees of real plans against their truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.document import read_document
from corpus.types import Document
from tests.corpus.headings import (
    HeadingPath,
    build_paths,
    find_paths,
    read_first_plan_headings,
    read_first_plan_truth,
    score_paths,
    squeeze,
)

NATIONAL_PLANS = ("2011-十二五规划纲要.md", "2016-十三五规划纲要.md", "2021-十四五规划纲要.md")


def test_score_paths_counts_a_misplaced_heading_as_wrong() -> None:
    truth = build_paths([(1, "一、基础"), (2, "（一）现状"), (1, "二、目标")])
    assert truth == [("一、基础",), ("一、基础", "（一）现状"), ("二、目标",)]
    assert score_paths([("一、基础",), ("（一）现状",), ("二、目标",)], truth) == (2 / 3, 2 / 3)


def test_first_plan_headings(first_plan: Document) -> None:
    found = [path for path in find_paths(first_plan, standing_alone=False) if path != ("前言",)]
    assert score_paths(found, read_first_plan_truth()) == (1.0, 1.0)
    kinds = [(section.kind, squeeze(section.title)) for section in first_plan.sections]
    printed = [item for item in kinds if item[0] in ("body", "table", "box") and item[1] != "前言"]
    assert printed == [(kind, title) for _, kind, title in read_first_plan_headings()]


def read_markdown_truth(text: str) -> list[HeadingPath]:
    matches = re.finditer(r"^(#+)\s+(.+)$", text, re.MULTILINE)
    return build_paths([(len(match.group(1)), match.group(2)) for match in matches])


def strip_marks(text: str) -> str:
    """Markdown → the plain text somebody would have typed: no marks, no folded-list tags, no comments."""
    text = re.sub(r"\A---\n.*?\n-{3,}\n|<!--.*?-->|</?(?:details|summary)>", "", text, flags=re.DOTALL)
    return re.sub(r"^(?:#+|>|[ \t]*-)[ \t]+|\*\*", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", NATIONAL_PLANS)
@pytest.mark.parametrize("form", ["markdown", "text"])
def test_national_plan_headings(shared_dir: Path, tmp_path: Path, name: str, form: str) -> None:
    path = shared_dir / "documents" / name
    text = path.read_text(encoding="utf-8")
    truth = read_markdown_truth(text)
    if form == "text":
        path = tmp_path / "国家规划纲要.txt"
        path.write_text(strip_marks(text), encoding="utf-8")
    found = find_paths(read_document(path), standing_alone=True)
    precision, recall = score_paths(found, truth)
    assert precision >= 0.97, [item for item in found if item not in truth][:10]
    assert recall >= 0.97, [item for item in truth if item not in found][:10]
