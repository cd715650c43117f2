"""One document in every format: the same headings, text and cells come out as went in, on the right pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest

from corpus.blocks import read_blocks
from corpus.document import read_document
from corpus.numbering import match_numbering
from corpus.read import read_raw
from corpus.types import Document
from tests.corpus.headings import build_paths, find_paths, read_first_plan_truth, score_paths, squeeze
from tests.corpus.rendering import RUNNING_HEAD, Item, read_items, render_docx, render_html, render_pdf

TITLE = "示例市国民经济和社会发展规划纲要"
FORMS = ("pdf", "plain-pdf", "docx", "html")
SENTENCE = "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建新发展格局，着力推动高质量发展，取得{}项成果。"
CellFacts = tuple[tuple[str, ...], tuple[str, ...], str, str]


def render(folder: Path, items: Sequence[Item], form: str) -> tuple[Path, list[tuple[str, int]]]:
    """The document in one form; ``plain-pdf`` sets its headings in the size of the text."""
    path = folder / f"plan.{form.rpartition('-')[2]}"
    if form.endswith("pdf"):
        return path, render_pdf(path, items, title=TITLE, heading_size=12 if form == "plain-pdf" else 15)
    (render_docx if form == "docx" else render_html)(path, items, title=TITLE)
    return path, []


def check_headings(document: Document, items: Sequence[Item], pages: Sequence[tuple[str, int]]) -> None:
    truth = build_paths([(item.level, item.text) for item in items if item.level])
    found = find_paths(document, standing_alone=True)
    precision, recall = score_paths(found, truth)
    assert precision >= 0.97, [path for path in found if path not in truth][:5]
    assert recall >= 0.97, [path for path in truth if path not in found][:5]
    first_pages = {(squeeze(section.title), section.first_page) for section in document.sections}
    assert [title for title, page in pages if (squeeze(title), page) not in first_pages] == []


def check_text(document: Document, items: Sequence[Item]) -> None:
    """Every paragraph is whole, in one stretch of one passage or cut between sentences, and nothing else came in."""
    body = next(section for section in document.sections if section.kind not in ("front", "toc"))
    text = squeeze(document.text[body.start :])
    assert text == squeeze("".join(item.text for item in items))
    lines = {squeeze(line) for line in document.text.splitlines()}
    assert [item.text for item in items if squeeze(item.text) not in lines] == []


def build_plan() -> list[Item]:
    items = []
    for chapter in "一二三":
        items.append(Item(f"第{chapter}章　发展基础和第{chapter}个阶段目标", 1))
        for section in "一二三四":
            items.append(Item(f"第{section}节　推进第{section}类重点领域", 2))
            items += [Item(SENTENCE.format(number) * (number % 4 + 1)) for number in range(1, 7)]
    return items


@pytest.mark.parametrize("form", FORMS)
def test_a_plan_in_every_format(tmp_path: Path, form: str) -> None:
    items = build_plan()
    path, pages = render(tmp_path, items, form)
    document = read_document(path)
    check_headings(document, items, pages)
    check_text(document, items)
    assert document.warnings == ()
    assert document.page_origin == ("document" if form.endswith("pdf") else "none")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["2011-十二五规划纲要.md", "2016-十三五规划纲要.md", "2021-十四五规划纲要.md"])
def test_national_plans_in_every_format(shared_dir: Path, tmp_path: Path, name: str, form: str) -> None:
    items = read_items((shared_dir / "documents" / name).read_text(encoding="utf-8"))
    path, pages = render(tmp_path, [item for item in items if "规划纲要" not in item.text or item.level], form)
    document = read_document(path)
    check_headings(document, items, pages)
    body = squeeze(document.text)
    assert [item.text for item in items if squeeze(item.text) not in body and "规划纲要" not in item.text] == []
    assert all(RUNNING_HEAD not in section.title for section in document.sections)


def list_cells(document: Document) -> list[CellFacts]:
    return [
        (cell.row, cell.column, squeeze(cell.value), cell.unit) for chunk in document.chunks for cell in chunk.cells
    ]


def list_rows(rows: Sequence[str]) -> tuple[tuple[str | None, ...], ...]:
    """Table rows with None where a cell is merged into the one above."""
    cells = [row.split("\t") for row in rows]
    width = max(map(len, cells))
    padded = [[*row, *[""] * (width - len(row))] for row in cells]
    merges = any(row[0] for row in padded[1:])
    return tuple(
        tuple(None if number and not text and merges else text for text in row) for number, row in enumerate(padded)
    )


def build_first_plan(path: Path) -> list[Item]:
    """The first plan as it would be set: numbered headings, bold run-in heads, tables, footnotes where they stand."""
    items: list[Item] = []
    blocks = [block for block in read_blocks(read_raw(path))[3:] if block.kind != "toc"]
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        members = list(group)
        if kind == "row":
            items.append(Item(rows=list_rows([block.text for block in members])))
            continue
        for block in members:
            numbering = match_numbering(block.text) if kind == "heading" else None
            items.append(Item(block.text, numbering.rank - 13 if numbering else 0, bold=block.bold))
    return items


@pytest.mark.parametrize("form", FORMS)
def test_first_plan_in_every_format(tmp_path: Path, plan_path: Path, form: str) -> None:
    items = build_first_plan(plan_path)
    path, pages = render(tmp_path, items, form)
    document = read_document(path)
    found = [item for item in find_paths(document, standing_alone=False) if item[0] not in ("前言", squeeze(TITLE))]
    truth = read_first_plan_truth()
    precision, recall = score_paths(found, truth)
    assert precision >= 0.97, [item for item in found if item not in truth]
    assert recall >= 0.97, [item for item in truth if item not in found]
    first_pages = {(squeeze(section.title), section.first_page) for section in document.sections}
    assert [title for title, page in pages if (squeeze(title), page) not in first_pages] == []


@pytest.mark.parametrize("form", FORMS)
def test_tables_with_merged_cells_in_every_format(tmp_path: Path, first_plan: Document, form: str) -> None:
    """The first plan's tables: merged row heads, a part row, packed cells, and one long enough to cross a page."""
    items = [Item("一、目标和任务", 1), Item(SENTENCE.format(1))]
    tables = [chunk for chunk in first_plan.chunks if chunk.kind in ("table", "box") and "\t" in chunk.text]
    for path, chunks in groupby(tables, key=lambda chunk: chunk.path):
        rows = list_rows([chunk.text.splitlines()[-1] for chunk in chunks])
        items += [Item(path[-1]), Item(rows=rows)]
    file, _ = render(tmp_path, items, form)
    found, truth = list_cells(read_document(file)), list_cells(first_plan)
    right = sum(cell in truth for cell in found)
    assert right / max(len(found), len(truth)) >= 0.98, [cell for cell in truth if cell not in found][:5]
