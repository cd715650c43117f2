"""A report as Markdown, DOCX and PDF: all of it is there, Chinese shows, and nothing in a text marks anything up."""

from __future__ import annotations

from io import BytesIO

import docx
import pypdf
import pypdfium2
import pytest

from assistant.export.types import FORMATS, Grid, Heading, Paragraph, Report, describe_place, read_blocks
from assistant.export.writers import write_markdown, write_report
from assistant.types import Citation

SOURCE = Citation(1, "p", "甲市规划", ("三、重点", "（一）乙区"), "body", 10, 0, 9, "建设固态电池中试平台")
REPORT = Report(
    title="适配报告",
    under_title=("依据：甲市规划",),
    blocks=(
        Heading("一、结论"),
        Paragraph("优先考虑乙区。[1]"),
        Paragraph("特色产业", "item"),
        Paragraph("先进能源", "item"),
        Grid(("项目", "乙区"), (("得分", "12.5"),)),
        Paragraph("未知不算通过", "note"),
    ),
    sources=(SOURCE,),
)


def read_pdf(content: bytes) -> str:
    """All text of a PDF without white space."""
    with pypdfium2.PdfDocument(content) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def test_markdown_has_headings_lists_table_and_numbered_sources() -> None:
    assert write_markdown(REPORT) == (
        "# 适配报告\n\n依据：甲市规划\n\n## 一、结论\n\n优先考虑乙区。[1]\n\n- 特色产业\n- 先进能源\n\n"
        "| 项目 | 乙区 |\n| --- | --- |\n| 得分 | 12.5 |\n\n*未知不算通过*\n\n## 出处\n\n"
        "\\[1\\] 《甲市规划》 › 三、重点 › （一）乙区 › 第 10 页\n\n> 建设固态电池中试平台\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<script>x</script>", "\\<script\\>x\\</script\\>"),
        ("[a](http://x) 见 [2]", "\\[a\\](http://x) 见 [2]"),
        ("1. 甲", "1\\. 甲"),
        ("# 甲", "\\# 甲"),
        ("- 甲", "\\- 甲"),
        ("2030 年", "2030 年"),
        ("甲\x00\x1b乙", "甲乙"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, written: str) -> None:
    assert write_markdown(Report("题", (Paragraph(text),))) == f"# 题\n\n{written}\n"


def test_word_document_has_styles_table_and_sources() -> None:
    document = docx.Document(BytesIO(write_report(REPORT, "docx")))
    found = [(part.style.name if part.style else "", part.text) for part in document.paragraphs if part.text]
    assert found == [
        ("Title", "适配报告"),
        ("Normal", "依据：甲市规划"),
        ("Heading 1", "一、结论"),
        ("Normal", "优先考虑乙区。[1]"),
        ("List Bullet", "特色产业"),
        ("List Bullet", "先进能源"),
        ("Normal", "未知不算通过"),
        ("Heading 1", "出处"),
        ("Normal", "[1] 《甲市规划》 › 三、重点 › （一）乙区 › 第 10 页"),
        ("Normal", "建设固态电池中试平台"),
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["项目", "乙区"],
        ["得分", "12.5"],
    ]


def test_pdf_holds_the_text_and_embeds_its_font() -> None:
    content = write_report(REPORT, "pdf")
    text = read_pdf(content)
    for part in ("适配报告", "一、结论", "优先考虑乙区。[1]", "得分12.5", "第10页", "建设固态电池中试平台"):
        assert part in text
    resources = pypdf.PdfReader(BytesIO(content)).pages[0]["/Resources"].get_object()
    fonts = resources["/Font"].get_object()  # type: ignore[index]
    for font in fonts.values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_pdf_shows_a_box_for_a_character_that_its_font_lacks() -> None:
    assert "□火箭" in read_pdf(write_report(Report("题", (Paragraph("\U0001f680火箭\x07"),)), "pdf"))


def test_long_table_runs_over_pages() -> None:
    rows = tuple((f"第{number}行", "很长的内容" * 20) for number in range(60))
    content = write_report(Report("题", (Grid(("一", "二"), rows, (1, 4)),)), "pdf")
    assert len(pypdf.PdfReader(BytesIO(content)).pages) > 2
    assert "第59行" in read_pdf(content)


@pytest.mark.parametrize("file_format", FORMATS)
def test_hostile_and_empty_reports_are_written(file_format: str) -> None:
    hostile = Report("\ud800<&>", (Paragraph("\x00]]>&<x>"), Grid(("a",), (("|\n",),))))
    assert write_report(hostile, file_format)  # type: ignore[arg-type]
    assert write_report(Report("", ()), file_format)  # type: ignore[arg-type]


def test_answer_text_becomes_blocks() -> None:
    text = "首句。[1]\n\n- 甲 [1]\n- 乙\n\n| 地区 | 值 |\n| --- | --- |\n| 乙区 | 3 [2] |\n\n末句。"
    assert read_blocks(text) == (
        Paragraph("首句。[1]"),
        Paragraph("甲 [1]", "item"),
        Paragraph("乙", "item"),
        Grid(("地区", "值"), (("乙区", "3 [2]"),)),
        Paragraph("末句。"),
    )


def test_place_is_named_in_the_reports_language() -> None:
    assert describe_place(SOURCE, "zh") == "《甲市规划》 › 三、重点 › （一）乙区 › 第 10 页"
    assert describe_place(SOURCE, "en") == "甲市规划 › 三、重点 › （一）乙区 › p. 10"
