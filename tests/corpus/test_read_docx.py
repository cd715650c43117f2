"""What only Word documents have: automatic numbering, footnotes, page breaks, tracked changes, frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document as new_docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.document import read_document
from corpus.docx_numbering import format_number
from corpus.read_docx import read_docx

LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "•"))


def save(document: Any, tmp_path: Path) -> list[tuple[str, str]]:
    path = tmp_path / "plan.docx"
    document.save(str(path))
    return [(block.kind, block.text) for block in read_docx(path).blocks]


def add_numbering(document: Any, numbers: tuple[tuple[int, bool], ...] = ((7, False),)) -> None:
    """Lists over one definition; ``True`` makes a list start again at one."""
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{order}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for order, (form, text) in enumerate(LEVELS)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    for number, restarts in numbers:
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restarts else ""
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="77"/>{start}</w:num>'
        root.append(parse_xml(xml))


def add_numbered(document: Any, text: str, level: int, number: int = 7) -> Any:
    paragraph = document.add_paragraph(text)
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    return paragraph


def test_automatic_numbers_are_part_of_the_text(tmp_path: Path) -> None:
    document = new_docx()
    add_numbering(document)
    for text, level in (
        ("背景", 0),
        ("基础", 1),
        ("工业", 2),
        ("外贸", 2),
        ("形势", 1),
        ("工业", 2),
        ("目标", 0),
        ("近期", 1),
    ):
        add_numbered(document, text, level)
    add_numbered(document, "没有标号的列表", 3)
    assert [text for _, text in save(document, tmp_path)] == [
        "一、背景",
        "（一）基础",
        "1.工业",
        "2.外贸",
        "（二）形势",
        "1.工业",
        "二、目标",
        "（一）近期",
        "没有标号的列表",
    ]


def test_a_second_list_goes_on_unless_it_starts_again(tmp_path: Path) -> None:
    document = new_docx()
    add_numbering(document, ((7, False), (8, False), (9, True)))
    for number in (7, 8, 9, 9):
        add_numbered(document, "条目", 0, number)
    assert [text for _, text in save(document, tmp_path)] == ["一、条目", "二、条目", "一、条目", "二、条目"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (35, "chineseCounting", "三十五"),
        (3, "decimalEnclosedCircle", "③"),
        (2, "lowerLetter", "b"),
        (2, "upperLetter", "B"),
        (14, "decimal", "14"),
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        (12, "decimalFullWidth", "１２"),
    ],
)
def test_format_number(value: int, form: str, text: str) -> None:
    assert format_number(value, form) == text


def test_headings_by_style_and_by_bold_type(tmp_path: Path) -> None:
    document = new_docx()
    document.add_heading("加强组织领导", 2)
    document.add_paragraph().add_run("保障措施").bold = True
    paragraph = document.add_paragraph()
    paragraph.add_run("特色产业。").bold = True
    paragraph.add_run("重点发展航天装备，推进商业航天产业园建设。")
    path = tmp_path / "plan.docx"
    document.save(str(path))
    blocks = read_docx(path).blocks
    assert [(block.kind, block.level, block.bold) for block in blocks] == [
        ("heading", 2, ((0, 6),)),
        ("heading", 0, ((0, 4),)),
        ("text", 0, ((0, 5),)),
    ]


def test_footnotes_follow_their_paragraph_and_their_marks_stay(tmp_path: Path) -> None:
    document = new_docx()
    paragraph = document.add_paragraph("新兴七区")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="5"/></w:r>'))
    paragraph.add_run("加快发展。")
    note = '<w:footnote w:id="5"><w:p><w:r><w:t>包括七个区。</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), content_type, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert save(document, tmp_path) == [("text", "新兴七区¹加快发展。"), ("footnote", "¹ 包括七个区。")]


def test_pages_as_word_last_laid_them_out(tmp_path: Path) -> None:
    document = new_docx()
    document.add_paragraph("第一页的文字。")
    paragraph = document.add_paragraph()
    paragraph.add_run("段落从第一页")
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:lastRenderedPageBreak/><w:t>写到第二页。</w:t></w:r>"))
    document.add_paragraph("第二页的文字。")
    path = tmp_path / "plan.docx"
    document.save(str(path))
    raw = read_docx(path)
    assert raw.origin == "document"
    assert [(block.page, block.text) for block in raw.blocks] == [
        (1, "第一页的文字。"),
        (1, "段落从第一页写到第二页。"),
        (2, "第二页的文字。"),
    ]
    assert raw.blocks[1].seams == ((6, 2, True),)


def test_deleted_text_is_left_out_and_inserted_text_is_read(tmp_path: Path) -> None:
    document = new_docx()
    paragraph = document.add_paragraph("产值达到")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>2000</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>2800</w:t></w:r></w:ins>"))
    paragraph.add_run("亿元。")
    assert save(document, tmp_path) == [("text", "产值达到2800亿元。")]


def test_a_frame_of_one_column_holds_paragraphs(tmp_path: Path) -> None:
    document = new_docx()
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "专栏1 重点工程"
    table.cell(0, 0).add_paragraph("汽车：推动整车企业建设智能工厂，加快人工智能应用。")
    assert save(document, tmp_path) == [
        ("caption", "专栏1 重点工程"),
        ("text", "汽车：推动整车企业建设智能工厂，加快人工智能应用。"),
    ]


def test_merged_cells_are_blank_after_their_first(tmp_path: Path) -> None:
    document = new_docx()
    table = document.add_table(3, 3)
    for row, texts in enumerate((("区", "指标", ""), ("甲区", "产值", "5"), ("", "出口", "6"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert [text for _, text in save(document, tmp_path)] == ["区\t指标\t", "甲区\t产值\t5", "\t出口\t6"]


def test_a_contents_list_by_its_style(tmp_path: Path) -> None:
    document = new_docx()
    style = document.styles.add_style("toc 1", 1)
    document.add_paragraph("一、背景", style=style)
    document.add_paragraph("一、背景")
    assert [kind for kind, _ in save(document, tmp_path)] == ["toc", "heading"]


def test_text_boxes_are_read_once_after_their_paragraph(tmp_path: Path) -> None:
    document = new_docx()
    paragraph = document.add_paragraph("正文在这里。")
    box = "<w:txbxContent><w:p><w:r><w:t>框中的文字。</w:t></w:r></w:p></w:txbxContent>"
    spaces = f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choice = f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    xml = f"<w:r {spaces}><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"
    paragraph._p.append(parse_xml(xml))
    assert save(document, tmp_path) == [("text", "正文在这里。"), ("text", "框中的文字。")]


def test_content_controls_are_read(tmp_path: Path) -> None:
    document = new_docx()
    inner = "<w:sdtContent><w:p><w:r><w:t>控件中的文字。</w:t></w:r></w:p></w:sdtContent>"
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{inner}</w:sdt>"))
    assert save(document, tmp_path) == [("text", "控件中的文字。")]


def test_formulas_and_symbols_are_read_and_hidden_text_is_not(tmp_path: Path) -> None:
    document = new_docx()
    paragraph = document.add_paragraph("增速")
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{math}"><m:r><m:t>r=8%</m:t></m:r></m:oMath>'))
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'))
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"))
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>达标。</w:t></w:r>'))
    assert save(document, tmp_path) == [("text", "增速r=8%☑达标。")]


def test_a_table_of_one_column_frames_its_box(tmp_path: Path) -> None:
    document = new_docx()
    document.add_paragraph("一、任务")
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "专栏1 重点工程"
    for text in ("一、强链工程", "推动整车企业建设智能工厂。"):
        table.cell(0, 0).add_paragraph(text)
    document.add_paragraph("专栏之外的段落在这里。")
    document.save(str(tmp_path / "plan.docx"))
    read = read_document(tmp_path / "plan.docx")
    assert [section.path for section in read.sections] == [
        ("一、任务",),
        ("一、任务", "专栏1 重点工程"),
        ("一、任务", "专栏1 重点工程", "一、强链工程"),
    ]
    assert [(chunk.kind, chunk.path) for chunk in read.chunks if "之外" in chunk.text] == [("body", ("一、任务",))]
