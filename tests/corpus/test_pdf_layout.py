"""Pages of PDFs as programs really set them: turned, in columns below a title, with open tables, frames and sizes."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.document import read_document
from corpus.pdf_page import build_line
from corpus.read_pdf import read_pdf
from tests.corpus.rendering import FONT, register_fonts
from tests.corpus.test_invariants import check_document
from tests.corpus.test_read_pdf import HEIGHT, LEFT, TEXT, WIDTH, Drawn, draw, texts, wrap

ROWS = (
    ("指标", "2025年", "2030年"),
    ("产值（亿元）", "100", "150"),
    ("企业（家）", "40", "60"),
    ("专利（件）", "7", "9"),
)
TABLE = [("row", "\t".join(row)) for row in ROWS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.pdf"


def set_table(top: float, *, xs: tuple[float, ...] = (50, 150, 250), pitch: float = 20) -> list[Drawn]:
    return [
        (x + 5, top + 14 + row * pitch, 10, text)
        for row, texts_ in enumerate(ROWS)
        for x, text in zip(xs, texts_, strict=True)
    ]


def test_two_columns_below_a_title_over_both(path: Path) -> None:
    left, right = "左栏" + TEXT * 3, "右栏" + TEXT * 3
    columns = [*wrap(left, 90, width=12, x=40), *wrap(right, 90, width=12, x=215)]
    title = [(120, 50, 20, "示例市发展规划纲要")]
    assert texts(draw(path, [*title, *columns])) == [
        ("heading", "示例市发展规划纲要"),
        ("text", left),
        ("text", right),
    ]


def test_a_table_open_at_its_sides_keeps_its_outer_columns(path: Path) -> None:
    rules = [(50.0, 100.0 + 20 * row, 350.0, 100.0 + 20 * row) for row in range(5)]
    rules += [(x, 100, x, 180) for x in (150, 250)]
    blocks = draw(path, [(50, 60, 12, "表1 主要指标"), *set_table(100), *wrap(TEXT, 220)], rules=rules)
    assert texts(blocks) == [("caption", "表1 主要指标"), *TABLE, ("text", TEXT)]


def test_a_table_of_three_rules_has_rows_and_columns(path: Path) -> None:
    rules = [(50, y, 350, y) for y in (100, 120, 180)]
    blocks = draw(path, [(50, 60, 12, "表1 主要指标"), *set_table(100), *wrap(TEXT, 220)], rules=rules)
    assert texts(blocks) == [("caption", "表1 主要指标"), *TABLE, ("text", TEXT)]


def test_rules_around_prose_make_no_table(path: Path) -> None:
    rules = [(50, y, 350, y) for y in (40, 130, 470)]
    blocks = draw(path, [*wrap(TEXT, 60), *wrap(TEXT, 160)], rules=rules)
    assert texts(blocks) == [("text", TEXT), ("text", TEXT)]


def test_what_stands_in_a_frame_belongs_to_its_box(path: Path) -> None:
    inside = [(150, 80, 12, "专栏1 重点工程"), (LEFT, 105, 12, "一、强链工程"), *wrap(TEXT, 130)]
    after = [*wrap(TEXT, 240), (LEFT, 300, 15, "二、保障措施"), *wrap(TEXT, 330)]
    rules = [(40, 60, 370, 60), (40, 210, 370, 210), (40, 60, 40, 210), (370, 60, 370, 210)]
    draw(path, [(LEFT, 40, 15, "一、任务"), *inside, *after], rules=rules)
    document = read_document(path)
    check_document(document)
    assert [(section.kind, section.path) for section in document.sections] == [
        ("body", ("一、任务",)),
        ("box", ("一、任务", "专栏1 重点工程")),
        ("box", ("一、任务", "专栏1 重点工程", "一、强链工程")),
        ("body", ("二、保障措施",)),
    ]
    assert [chunk.path for chunk in document.chunks if chunk.text == TEXT] == [("一、任务",)]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_an_upright_one(path: Path, turn: int) -> None:
    rules = [(50.0, 100.0 + 20 * row, 350.0, 100.0 + 20 * row) for row in range(5)]
    rules += [(x, 100, x, 180) for x in (50, 150, 250, 350)]
    upright = texts(draw(path, [(50, 60, 12, "表1 主要指标"), *set_table(100), *wrap(TEXT, 220)], rules=rules))
    writer = pypdf.PdfWriter(clone_from=path)
    writer.pages[0].rotate(turn)
    writer.write(path)
    raw = read_pdf(path)
    assert [(block.kind, block.text) for block in raw.blocks] == upright
    assert upright[1:5] == TABLE


@pytest.mark.parametrize("angle", [90, -90])
def test_a_turned_label_of_a_cell_is_read_and_one_outside_is_listed(path: Path, angle: int) -> None:
    register_fonts()
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont(FONT, 12)
    for x, y, _, text in [
        *wrap(TEXT, 60),
        (105, 215, 12, "产值"),
        (205, 215, 12, "100"),
        (105, 255, 12, "出口"),
        (205, 255, 12, "30"),
    ]:
        canvas.drawString(x, HEIGHT - y, text)
    for x0, y0, x1, y1 in [(50, 200, 300, 200), (100, 240, 300, 240), (50, 280, 300, 280)]:
        canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
    for x in (50, 100, 200, 300):
        canvas.line(x, HEIGHT - 200, x, HEIGHT - 280)
    for x, y, text in ((75, 240, "经济发展"), (380, 300, "机密文件")):
        canvas.saveState()
        canvas.translate(x, HEIGHT - y)
        canvas.rotate(angle)
        canvas.drawCentredString(0, -4, text)
        canvas.restoreState()
    canvas.save()
    raw = read_pdf(path)
    assert [block.text for block in raw.blocks if block.kind == "row"] == ["经济发展\t产值\t100", "\t出口\t30"]
    assert raw.warnings == ("第 1 页有转向排列的文字未读取：机密文件",)


def test_sizes_put_unnumbered_headings_in_their_places(path: Path) -> None:
    lines: list[Drawn] = [(120, 40, 22, "示例市发展规划")]
    for order, (size, title) in enumerate(((18, "发展基础"), (15, "工业"), (18, "重点任务"), (15, "农业"))):
        lines += [(LEFT, 80 + order * 100, size, title), *wrap(TEXT, 105 + order * 100)]
    draw(path, lines)
    assert [section.path for section in read_document(path).sections] == [
        ("封面",),
        ("发展基础",),
        ("发展基础", "工业"),
        ("重点任务",),
        ("重点任务", "农业"),
    ]


def test_an_unnumbered_heading_stands_with_the_numbered_ones_of_its_size(path: Path) -> None:
    lines: list[Drawn] = []
    for order, (size, title) in enumerate(((18, "一、基础"), (15, "（一）工业"), (18, "附则"), (15, "解释"))):
        lines += [(LEFT, 40 + order * 100, size, title), *wrap(TEXT, 65 + order * 100)]
    draw(path, lines)
    assert [section.path for section in read_document(path).sections] == [
        ("一、基础",),
        ("一、基础", "（一）工业"),
        ("附则",),
        ("附则", "解释"),
    ]


def test_glyphs_named_after_radicals_are_read_as_characters() -> None:
    places = {"size": 12.0, "top": 10.0, "bottom": 22.0, "fontname": "Song"}
    chars = [
        {**places, "text": text, "x0": 12.0 * at, "x1": 12.0 * at + 12} for at, text in enumerate("⼀、⼯业\u200b")
    ]
    assert build_line(chars, 1, 0).text == "一、工业"


def test_a_page_that_draws_its_text_is_listed(path: Path) -> None:
    register_fonts()
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont(FONT, 12)
    for x, y, _, text in wrap(TEXT, 60):
        canvas.drawString(x, HEIGHT - y, text)
    canvas.showPage()
    for number in range(150):
        canvas.bezier(50 + number, 100, 60 + number, 120, 70 + number, 80, 80 + number, 100)
    canvas.save()
    assert read_pdf(path).warnings == ("第 2 页没有文字层，未读取",)
