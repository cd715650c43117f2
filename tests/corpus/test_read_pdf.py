"""What only the layout of a PDF page tells: columns, indents, broken headings, furniture, notes, frames, rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.blocks import read_blocks
from corpus.raw import Block
from corpus.read_pdf import read_pdf
from tests.corpus.rendering import FONT, register_fonts

WIDTH, HEIGHT = 400, 500
LEFT, LINE = 50, 25
"""Left margin and characters of a full line of 12 points."""
Drawn = tuple[float, float, int, str]
TEXT = "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建新发展格局，着力推动高质量发展。"


def draw(path: Path, *pages: Sequence[Drawn], rules: Sequence[tuple[float, float, float, float]] = ()) -> list[Block]:
    """Write pages of ``(x, y from the top, size, text)`` and ruled lines on each; the blocks read from them."""
    register_fonts()
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in pages:
        for x, y, size, text in page:
            canvas.setFont(FONT, size)
            canvas.drawString(x, HEIGHT - y, text)
        for x0, y0, x1, y1 in rules:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        canvas.showPage()
    canvas.save()
    return read_blocks(read_pdf(path))


def wrap(text: str, y: float, *, width: int = LINE, x: float = LEFT, indent: int = 2, size: int = 12) -> list[Drawn]:
    """A paragraph set in lines of ``width`` characters, the first one indented."""
    lines = [text[: width - indent], *(text[at : at + width] for at in range(width - indent, len(text), width))]
    return [
        (x + (indent * size if number == 0 else 0), y + number * size * 1.6, size, line)
        for number, line in enumerate(lines)
    ]


def texts(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.pdf"


def test_an_indent_begins_a_paragraph_even_after_a_full_line(path: Path) -> None:
    first = "甲" * (LINE - 3) + "。" + "乙" * (LINE - 1) + "。"
    blocks = draw(path, [*wrap(first, 60), *wrap(TEXT, 60 + 2 * 19.2)])
    assert texts(blocks) == [("text", first), ("text", TEXT)]


def test_a_paragraph_goes_on_over_the_page_past_its_footnote(path: Path) -> None:
    long = "新兴七区" + TEXT * 3
    lines = wrap(long, 60)
    marked = [(LEFT + 24 + 48, 56, 6, "1")]
    note = [(LEFT, 440, 6, "1"), (LEFT + 6, 443, 9, "包括龙泉驿区、青白江区、新都区。")]
    second = [(x, y - 3 * 19.2, size, text) for x, y, size, text in lines[3:]]
    first = [*lines[:3]]
    first[0] = (first[0][0], first[0][1], 12, "新兴七区")
    rest = long[4 : LINE - 2]
    first.append((LEFT + 24 + 48 + 6, 60, 12, rest[:-1]))
    blocks = draw(path, [*first, *marked, *note], second)
    assert blocks[0].text == "新兴七区¹" + rest[:-1] + "".join(text for _, _, _, text in lines[1:])
    assert [(page, sure) for _, page, sure in blocks[0].seams] == [(2, True)]
    assert texts(blocks)[1:] == [("footnote", "¹包括龙泉驿区、青白江区、新都区。")]


def test_running_heads_and_page_numbers_stand_clear_of_the_text(path: Path) -> None:
    pages = []
    for number in range(1, 5):
        furniture = [(160, 25, 9, "示例市发展规划"), (190, 480, 9, f"- {number} -")]
        pages.append([*furniture, *wrap(f"第{'零一二三四'[number]}页" + TEXT, 60), (LEFT + 24, 440, 12, "2025")])
    blocks = draw(path, *pages)
    assert [block.text for block in blocks if block.text != "2025"] == [f"第{name}页{TEXT}" for name in "一二三四"]
    assert sum(block.text == "2025" for block in blocks) == 4


def test_a_title_and_a_heading_broken_over_lines_are_one(path: Path) -> None:
    title = [(100, 60, 20, "示例市“十五五”制造业"), (160, 92, 20, "发展规划")]
    heading = "（一）" + "推动产业链供应链优化升级，打造具有国际竞争力的先进制造业集群"
    blocks = draw(path, [*title, *wrap(heading, 140), *wrap(TEXT, 190), *wrap(TEXT, 240), *wrap(TEXT, 290)])
    assert texts(blocks)[:2] == [("heading", "示例市“十五五”制造业发展规划"), ("heading", heading)]


def test_larger_type_makes_an_unnumbered_heading(path: Path) -> None:
    blocks = draw(path, [(LEFT, 50, 16, "保障措施"), *wrap(TEXT, 90), *wrap(TEXT, 150)])
    assert texts(blocks) == [("heading", "保障措施"), ("text", TEXT), ("text", TEXT)]


def test_two_columns_are_read_one_after_the_other(path: Path) -> None:
    left, right = "左栏" + TEXT * 3, "右栏" + TEXT * 3
    columns = [*wrap(left, 60, width=12, x=40), *wrap(right, 60, width=12, x=215)]
    assert texts(draw(path, columns)) == [("text", left), ("text", right)]


def test_a_ruled_table_becomes_rows_and_merged_cells_stay_blank(path: Path) -> None:
    xs, ys = (50, 130, 230, 330), (100, 125, 150, 175)
    rules = [(50, 100, 330, 100), (50, 125, 330, 125), (130, 150, 330, 150), (50, 175, 330, 175)]
    rules += [(x, ys[0], x, ys[-1]) for x in xs]
    cells = [(55, 117, 12, "区"), (135, 117, 12, "指标"), (235, 117, 12, "2025年"), (55, 142, 12, "新都区")]
    cells += [
        (135, 142, 12, "产值（亿元）"),
        (235, 142, 12, "700"),
        (135, 167, 12, "出口（亿元）"),
        (235, 167, 12, "30"),
    ]
    blocks = draw(path, [(50, 60, 12, "表1 主要指标"), *cells, *wrap(TEXT, 220)], rules=rules)
    assert texts(blocks) == [
        ("caption", "表1 主要指标"),
        ("row", "区\t指标\t2025年"),
        ("row", "新都区\t产值（亿元）\t700"),
        ("row", "\t出口（亿元）\t30"),
        ("text", TEXT),
    ]


def test_a_frame_around_paragraphs_is_no_table(path: Path) -> None:
    rules = [(40, 40, 370, 40), (40, 70, 370, 70), (40, 200, 370, 200), (40, 40, 40, 200), (370, 40, 370, 200)]
    blocks = draw(path, [(LEFT, 60, 12, "专栏1 重点工程"), *wrap(TEXT, 100)], rules=rules)
    assert texts(blocks) == [("caption", "专栏1 重点工程"), ("text", TEXT)]


def test_a_contents_page_with_leaders(path: Path) -> None:
    contents = [
        (180, 50, 12, "目 录"),
        (50, 80, 12, "一、背景" + "." * 60 + "1"),
        (50, 100, 12, "二、目标" + "." * 60 + "2"),
    ]
    blocks = draw(path, contents, [(LEFT, 50, 12, "一、背景"), *wrap(TEXT, 90)])
    assert [block.kind for block in blocks] == ["toc", "toc", "toc", "heading", "text"]


def test_type_printed_twice_to_make_it_bold_is_read_once(path: Path) -> None:
    lines = wrap(TEXT, 60)
    twice = [(x + 0.3, y, size, text) for x, y, size, text in lines]
    assert texts(draw(path, [*lines, *twice])) == [("text", TEXT)]
