"""Text recognition against known text: ten scanned pages, and a box of the national plan of 2021."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from corpus.document import read_document
from corpus.types import Document
from tests.corpus.headings import find_paths, squeeze
from tests.corpus.rendering import read_items, render_pdf
from tests.corpus.test_formats import build_first_plan, render
from tests.corpus.test_pictures import BODY

pytest.importorskip("rapidocr", reason="the ocr extra is not installed")
PAGES, DPI = 10, 200
DATA = Path(__file__).parent / "data"


def scan(pdf: Path, path: Path, pages: Sequence[int] = range(PAGES)) -> Path:
    """Pages of ``pdf`` (counted from 0) as a PDF of pictures only."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pictures = [document[number].render(scale=DPI / 72).to_pil().convert("L") for number in pages]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=DPI)
    return path


def count_errors(found: str, truth: str) -> int:
    """Characters to put in, take out or change."""
    codes = SequenceMatcher(None, truth, found, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in codes if kind != "equal")


def titles(document: Document) -> list[str]:
    return [squeeze(section.title) for section in document.sections if section.kind == "body"]


def test_ten_scanned_pages(shared_dir: Path, tmp_path: Path) -> None:
    from corpus.ocr import Recogniser

    markdown = (shared_dir / "documents" / "2016-十三五规划纲要.md").read_text(encoding="utf-8")
    items = [item for item in read_items(markdown) if not item.text.startswith("![")]
    pdf = tmp_path / "whole.pdf"
    render_pdf(pdf, items[:130], title="十三五规划纲要")
    cut = tmp_path / "truth.pdf"
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(pdf).pages[:PAGES]:
        writer.add_page(page)
    writer.write(cut)
    truth = read_document(cut)
    document = read_document(scan(pdf, tmp_path / "scan.pdf"), recogniser=Recogniser())
    # The dots that lead to a contents page's numbers are no text, and nobody counts them.
    expected, found = (re.sub(r"\.{2,}|\.(?=\d)", "", squeeze(item.text)) for item in (truth, document))
    assert count_errors(found, expected) / len(expected) <= 0.02
    # A head that only bold type sets apart from its paragraph cannot be told on a scan.
    headings = {squeeze(item.text) for item in items if item.level} & set(titles(truth))
    assert len(headings) > 10
    assert len(headings & set(titles(document))) / len(headings) >= 0.95, headings - set(titles(document))
    # Nothing of the contents page is a heading, and hardly anything else that is none.
    standing = [path[-1] for path in find_paths(document, standing_alone=True) if path != ("前言",)]
    assert len([title for title in standing if title in headings]) / len(standing) >= 0.95, standing
    assert all(chunk.confidence is not None for chunk in document.chunks if chunk.kind == "body")
    assert {chunk.page for chunk in document.chunks} <= set(range(PAGES + 1))


def test_a_scanned_plan_whose_heads_were_bold(plan_path: Path, tmp_path: Path) -> None:
    """Its contents page, two districts with heads in heads, and two pages of numbered paragraphs with heads in them."""
    from corpus.ocr import Recogniser

    pdf, _ = render(tmp_path, build_first_plan(plan_path), "pdf")
    pages = (1, 8, 9, 17, 18)
    cut = tmp_path / "truth.pdf"
    writer, reader = pypdf.PdfWriter(), pypdf.PdfReader(pdf)
    for number in pages:
        writer.add_page(reader.pages[number])
    writer.write(cut)
    truth = Counter(name for name in titles(read_document(cut)))
    document = read_document(scan(pdf, tmp_path / "scan.pdf", pages), recogniser=Recogniser())
    found = Counter(titles(document))
    assert truth.total() > 25
    assert (found & truth).total() / truth.total() >= 0.9, truth - found
    assert (found & truth).total() / found.total() >= 0.9, found - truth


@pytest.mark.parametrize(
    ("picture", "truth", "box", "end", "word"),
    [
        ("W020220405479608299376.jpg", "box9_2021.txt", "专栏9数字化应用场景", "无人物流配送体系", "智慧"),
        ("W020220405479611332192.jpg", "box12_2021.txt", "专栏12促进边境地区发展工程", "伊尔克什坦口岸", "抵边"),
    ],
)
def test_boxes_of_the_national_plan(
    picture: str, truth: str, box: str, end: str, word: str, shared_dir: Path, tmp_path: Path
) -> None:
    """Picked as the tenth and the eighteenth picture of the plan before they were looked at (between them, the
    fifteenth is a map without cells)."""
    from corpus.ocr import Recogniser

    (tmp_path / "images").mkdir()
    Image.open(shared_dir / "documents" / "images" / picture).save(tmp_path / "images" / "1.png")
    path = tmp_path / "plan.md"
    path.write_text(f"## 第十五章 目标\n\n{BODY}\n\n![](images/1.png)\n\n{BODY}\n", encoding="utf-8")
    document = read_document(path, recogniser=Recogniser())
    text = squeeze(document.text)
    lines = [line for line in (DATA / truth).read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    right = [all(squeeze(part) in text for part in line.split("|")) for line in lines]
    assert sum(right) / len(right) >= 0.95, [line for line, ok in zip(lines, right, strict=True) if not ok]
    boxes = [chunk for chunk in document.chunks if box in squeeze("".join(chunk.path))]
    assert any(end in chunk.text for chunk in boxes)
    assert not any(word in chunk.text for chunk in document.chunks if chunk not in boxes and chunk.kind == "body")
