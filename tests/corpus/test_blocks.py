"""Paragraphs, headings and footnotes as blocks."""

from __future__ import annotations

import pytest

from corpus.blocks import build_row, find_images, is_heading_line, line_kind, merge_spans, read_blocks, strip_bold
from corpus.raw import Block, RawDocument
from corpus.types import Page

LONG = "推动先进制造业集群发展壮大，巩固提升制造业规模优势和细分领域先发优势，"


def blocks(*pages: str, markdown: bool = False) -> list[Block]:
    numbered = tuple(Page(number, text) for number, text in enumerate(pages, 1))
    return read_blocks(RawDocument(numbered, "document" if len(pages) > 1 else "none", markdown, {}))


def texts(found: list[Block]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in found]


def test_a_paragraph_broken_in_mid_sentence_is_joined() -> None:
    found = blocks(f"{LONG}形成一批\n\n优势产业集群。\n\n下一段。")
    assert texts(found) == [("text", f"{LONG}形成一批优势产业集群。"), ("text", "下一段。")]
    assert found[0].seams == ((len(LONG) + 4, 1, True),)


def test_a_character_printed_on_both_sides_of_the_seam_is_kept_once() -> None:
    assert texts(blocks(f"{LONG}开展动力锂离子\n\n子电池铁路运输试点。")) == [
        ("text", f"{LONG}开展动力锂离子电池铁路运输试点。")
    ]


def test_a_word_that_doubles_its_character_keeps_both() -> None:
    assert texts(blocks(f"{LONG}惠及人\n\n人享有。")) == [("text", f"{LONG}惠及人人享有。")]


def test_a_sentence_that_ended_is_not_joined() -> None:
    assert len(blocks(f"{LONG}形成集群。\n\n优势产业集群。")) == 2


def test_a_numbered_line_is_never_joined_to_the_one_before() -> None:
    assert [block.kind for block in blocks(f"{LONG}形成一批\n\n（一）产业集群")] == ["text", "heading"]


def test_latin_words_are_parted_where_a_line_broke_between_them() -> None:
    assert blocks(f"{LONG}加快 Machine\n\nLearning 应用。")[0].text == f"{LONG}加快 Machine Learning 应用。"


def test_a_footnote_in_the_middle_of_a_paragraph_is_taken_out() -> None:
    found = blocks(f"{LONG}新兴七区¹形成一批\n\n¹ 包括七个区。\n\n优势产业集群。\n\n下一段。")
    assert texts(found) == [
        ("text", f"{LONG}新兴七区¹形成一批优势产业集群。"),
        ("footnote", "¹ 包括七个区。"),
        ("text", "下一段。"),
    ]
    assert [block.after_footnote for block in found] == [False, False, True]


def test_a_paragraph_that_crosses_pages_knows_where_the_second_begins() -> None:
    found = blocks(f"一、背景\n　　{LONG}形成一批", "优势产业集群。\n　　第二段在这里写完。", "　　第三页。")
    assert found[1].text == f"{LONG}形成一批优势产业集群。"
    assert [(page, sure) for _, page, sure in found[1].seams] == [(2, True)]
    assert [block.page for block in found] == [1, 1, 2, 3]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [f"示例规划\n　　第{name}页的正文在这里，写完了。\n- {number} -" for number, name in enumerate("甲乙丙", 1)]
    assert [block.text for block in blocks(*pages)] == [f"第{name}页的正文在这里，写完了。" for name in "甲乙丙"]


def test_a_contents_page_is_set_apart() -> None:
    found = blocks("目 录\n一、背景\t1\n（一）基础\t2\n一、背景\n正文写在这里。")
    assert [block.kind for block in found] == ["toc", "toc", "toc", "heading", "text"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("## 第一篇", "heading"),
        ("**加强领导**", "heading"),
        ("（一）发展基础", "heading"),
        ("（一）发展基础。", "text"),
        ("表1 主要指标", "caption"),
        ("专栏2 重大工程\t\t\t", "caption"),
        ("指标\t2025年", "row"),
        ("|指标|2025年|", "row"),
        ("¹ 包括七个区", "footnote"),
        ("注：*为累计值", "note"),
        ("![图](images/a.jpg)", "image"),
        ("----", "rule"),
        ("第三条 本办法", "text"),
        ("普通的一句话", "text"),
    ],
)
def test_line_kind(line: str, kind: str) -> None:
    assert line_kind(line) == kind


def test_a_heading_is_short_and_no_sentence() -> None:
    assert is_heading_line("加强领导", bold=True)
    assert not is_heading_line("加强领导")
    assert is_heading_line("一、" + "长" * 60)
    assert not is_heading_line("一、" + "长" * 79)
    assert not is_heading_line("1." + "长" * 60)
    assert not is_heading_line("1.现状如下：")


def test_strip_bold_moves_the_spans() -> None:
    assert strip_bold("甲**乙丙**丁**戊**") == ("甲乙丙丁戊", ((1, 3), (4, 5)))
    assert strip_bold("指标*（个）") == ("指标*（个）", ())


def test_merge_spans_joins_those_that_touch() -> None:
    assert merge_spans([(0, 2), (2, 4), (5, 5), (6, 7)]) == ((0, 4), (6, 7))


def test_build_row_knows_a_caption_set_inside_the_table() -> None:
    assert build_row(["专栏 2 工程", "", ""], page=3) == Block("caption", "专栏 2 工程", 3, continues=False)
    assert build_row(["甲\n乙", " 丙"]).text == "甲 乙\t丙"


def test_find_images() -> None:
    assert find_images("![专栏1](images/a.jpg)") == [("专栏1", "images/a.jpg")]
