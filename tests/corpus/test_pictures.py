"""Pictures: listed where nobody reads them, read into sections, rows and cells where somebody does."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as new_docx
from PIL import Image, ImageDraw

from corpus.document import read_document
from corpus.pdf_page import PdfLine, PdfTable, Reading
from corpus.pictures import list_lost_pictures
from corpus.read_pdf import read_pdf
from tests.corpus.headings import squeeze

INDICATORS = Path(__file__).parent / "data" / "indicators_2021.txt"
BODY = "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建新发展格局。"


class FakeReader:
    """Finds a caption, a table, a paragraph of two lines and a large label in every picture."""

    def __init__(self, confidence: float = 0.87) -> None:
        self.confidence = confidence

    def read(self, picture: Image.Image, page: int = 1) -> Reading:
        rows = (("指标", "2025年"), ("产值（亿元）", "28"))
        lines: list[PdfLine | PdfTable] = [
            PdfLine("专栏1 主要指标", page, 40, 140, 10, 20, 10, 0, ()),
            PdfTable(rows, page, 30),
            PdfLine("框中的文字写到这里还没", page, 30, 140, 80, 90, 10, 0, ()),
            PdfLine("有写完。", page, 30, 70, 95, 105, 10, 0, ()),
            PdfLine("一、图上的标签", page, 90, 160, 140, 160, 20, 0, ()),
        ]
        return Reading(tuple(lines), self.confidence)


def write_plan(folder: Path, picture: str = "images/1.png") -> Path:
    (folder / "images").mkdir()
    Image.new("RGB", (200, 120), "white").save(folder / "images" / "1.png")
    path = folder / "plan.md"
    path.write_text(f"## 一、目标\n\n{BODY}\n\n![]({picture})\n\n{BODY}\n", encoding="utf-8")
    return path


def test_without_a_reader_a_picture_is_listed(tmp_path: Path) -> None:
    document = read_document(write_plan(tmp_path))
    assert document.warnings == ("图片未读取：images/1.png",)
    assert {chunk.confidence for chunk in document.chunks} == {None}


def test_a_picture_is_read_where_it_stands_and_marked_as_recognised(tmp_path: Path) -> None:
    document = read_document(write_plan(tmp_path), recogniser=FakeReader())
    assert document.warnings == ("图片文字由识别得到（最低置信度 0.87）：images/1.png",)
    assert [(chunk.path[-1], chunk.kind, chunk.confidence) for chunk in document.chunks] == [
        ("一、目标", "body", None),
        ("一、目标", "body", None),
        ("专栏1 主要指标", "table", 0.87),
        ("专栏1 主要指标", "table", 0.87),
        ("专栏1 主要指标", "box", 0.87),
        ("专栏1 主要指标", "box", 0.87),
        ("一、目标", "body", None),
    ]
    assert document.chunks[4].text == "框中的文字写到这里还没有写完。"
    assert [(cell.row, cell.column, cell.value, cell.unit) for cell in document.chunks[3].cells] == [
        (("产值（亿元）",), ("2025年",), "28", "亿元")
    ]


@pytest.mark.parametrize("picture", ["images/缺.png", "../outside.png", "/etc/hostname"])
def test_a_missing_or_outside_picture_is_listed_and_never_opened(tmp_path: Path, picture: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    Image.new("RGB", (9, 9)).save(tmp_path / "outside.png")
    document = read_document(write_plan(folder, picture), recogniser=FakeReader())
    assert document.warnings == (f"图片缺失，未读取：{picture}",)


def test_a_broken_picture_is_listed(tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    (tmp_path / "images" / "1.png").write_bytes(b"\x89PNG junk")
    assert read_document(path, recogniser=FakeReader()).warnings == ("图片无法打开，未读取：images/1.png",)


def test_a_scanned_page_is_read_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    Image.new("RGB", (300, 400), "white").save(path)
    raw = read_pdf(path, recogniser=FakeReader(0.9))
    assert [(block.kind, block.page, block.confidence) for block in raw.blocks] == [
        ("caption", 1, 0.9),
        ("row", 1, 0.9),
        ("row", 1, 0.9),
        ("text", 1, 0.9),
        ("heading", 1, 0.9),
    ]
    assert raw.warnings == ("第 1 页为图片，文字由识别得到（最低置信度 0.90）",)


def write_pdf_with_picture(path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 780, "Before the picture stands a line of text that ends here.")
    canvas.drawImage(ImageReader(Image.new("RGB", (400, 240), "white")), 72, 450, 400, 240)
    canvas.drawString(72, 420, "Behind it stands another line of text.")
    canvas.save()


def test_a_picture_on_a_page_of_text_is_read_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    write_pdf_with_picture(path)
    assert read_document(path).warnings == ("图片未读取：第1页图片1",)
    document = read_document(path, recogniser=FakeReader())
    assert document.warnings == ("图片文字由识别得到（最低置信度 0.87）：第1页图片1",)
    order = [document.text.index(text) for text in ("Before the", "专栏1 主要指标", "产值（亿元）", "Behind it")]
    assert order == sorted(order)
    assert sum(len(chunk.cells) for chunk in document.chunks) == 1
    assert {chunk.page for chunk in document.chunks if chunk.confidence is not None} == {1}


def test_a_lost_picture_is_known_by_its_caption_and_place(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(f'## 一、目标\n\n{BODY}\n\n![](images/a.png "专栏1 主要指标")\n\n![图2](b.png)\n', encoding="utf-8")
    document = read_document(path)
    lost = list_lost_pictures(document)
    assert [(item.caption, item.name, item.path[-1]) for item in lost] == [
        ("专栏1 主要指标", "images/a.png", "一、目标"),
        ("图2", "b.png", "一、目标"),
    ]
    assert [document.text[slice(*item.span)] for item in lost if item.span] == ["专栏1 主要指标", "图2"]
    assert list_lost_pictures(read_document(write_plan(tmp_path), recogniser=FakeReader())) == []


def test_a_picture_inside_a_word_document_is_read(tmp_path: Path) -> None:
    picture, path = tmp_path / "1.png", tmp_path / "plan.docx"
    Image.new("RGB", (200, 120), "white").save(picture)
    document = new_docx()
    document.add_paragraph(BODY)
    document.add_picture(str(picture))
    document.save(str(path))
    assert read_document(path).warnings == ("图片未读取：word/media/image1.png",)
    read = read_document(path, recogniser=FakeReader())
    assert read.warnings == ("图片文字由识别得到（最低置信度 0.87）：word/media/image1.png",)
    assert sum(len(chunk.cells) for chunk in read.chunks) == 1


def test_cells_of_a_ruled_picture() -> None:
    pytest.importorskip("cv2", reason="the ocr extra is not installed")
    import numpy

    from corpus.picture_tables import find_tables

    picture = Image.new("RGB", (320, 140), "white")
    draw = ImageDraw.Draw(picture)
    for line in [(10, 10, 310, 10), (10, 50, 310, 50), (110, 90, 310, 90), (10, 130, 310, 130)]:
        draw.line(line, "black", 2)
    for line in [(10, 10, 10, 130), (110, 10, 110, 130), (210, 50, 210, 130), (310, 10, 310, 130)]:
        draw.line(line, "black", 2)
    (cells,) = find_tables(numpy.asarray(picture), 14)
    rounded = {place: tuple(round(value / 10) * 10 for value in box) for place, box in cells.items()}
    assert rounded == {
        (0, 0): (10, 10, 110, 50),
        (0, 1): (110, 10, 310, 50),
        (1, 0): (10, 50, 110, 130),
        (1, 1): (110, 50, 210, 90),
        (1, 2): (210, 50, 310, 90),
        (2, 1): (110, 90, 210, 130),
        (2, 2): (210, 90, 310, 130),
    }


def test_the_indicator_table_of_the_national_plan(shared_dir: Path, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="the ocr extra is not installed")
    from corpus.ocr import Recogniser

    pictures = shared_dir / "documents" / "images"
    (tmp_path / "images").mkdir()
    Image.open(pictures / "W020220405479603241833.jpg").save(tmp_path / "images" / "1.png")
    path = tmp_path / "plan.md"
    path.write_text(f"## 第三章 主要目标\n\n{BODY}\n\n![](images/1.png)\n\n{BODY}\n", encoding="utf-8")
    document = read_document(path, recogniser=Recogniser())
    rows = [line.split("|") for line in INDICATORS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    truth = {
        (squeeze(row[1]), column): squeeze(value).replace("＞", ">").replace("＜", "<")
        for row in rows[1:]
        for column, value in zip(rows[0][2:], row[2:], strict=True)
    }
    found = {
        (squeeze(cell.row[-1]), cell.column[-1]): squeeze(cell.value).replace("＞", ">").replace("＜", "<")
        for chunk in document.chunks
        for cell in chunk.cells
    }
    right = sum(found.get(place) == value for place, value in truth.items())
    assert right / len(truth) >= 0.95, {place: found.get(place) for place in truth if found.get(place) != truth[place]}
    assert found[("11.基本养老保险参保率（%）", "2020年")] == "91"
    assert document.chunks[-1].path == ("第三章 主要目标",)
