"""Markdown's marks, as people and converters write them."""

from __future__ import annotations

import pytest

from corpus.markdown import simplify_markdown
from tests.corpus.conftest import ReadText


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("标题\n====\n\n正文", "# 标题\n\n正文"),
        ("\n标题\n---\n\n正文", "\n## 标题\n\n正文"),
        ("这是一段话。\n---\n正文", "这是一段话。\n---\n正文"),
        ("## 标题 ##", "## 标题"),
        ('见[链接](http://a.b/c "t")与`代码`', "见链接与代码"),
        ("![图](a.png)", "![图](a.png)"),
        ("1\\. 项目\\*", "1. 项目*"),
        ("甲 *强调* 乙", "甲 强调 乙"),
        ("指标* 产值*", "指标* 产值*"),
        ("**一是稳增长。**面对困难", "**一是稳增长。**面对困难"),
        ("产值[^1]增长[^a]。\n\n[^1]: 按现价\n[^a]: 同比", "产值¹增长²。\n\n¹ 按现价\n² 同比"),
        ("```\n代码\n```", "代码"),
        ("a&nbsp;b&lt;c", "a b<c"),
        ("| a | b |\n|---|:-:|\n| 1 | x<br>y |\n\n后文", "a\tb\n1\tx y\n\n后文"),
        ("a | b\n--- | ---\n1 \\| 2 | 3", "a\tb\n1 | 2\t3"),
        ("甲 | 乙的文字", "甲 | 乙的文字"),
        ("<table><tr><td>甲</td><td>乙</td></tr>\n<tr><td>1</td><td>2</td></tr></table>", "\n甲\t乙\n1\t2\n"),
    ],
)
def test_simplify_markdown(written: str, read: str) -> None:
    assert simplify_markdown(written) == read


def test_bullets_and_quotations_are_paragraphs_without_marks(read_text: ReadText) -> None:
    items = "- 推动先进制造业集群发展壮大和提质增效\n  * 巩固提升制造业规模优势与先发优势"
    document = read_text(f"## 一、任务\n\n{items}\n\n> 引文一句。\n\n后文。\n", "a.md")
    assert document.text == (
        "一、任务\n推动先进制造业集群发展壮大和提质增效\n巩固提升制造业规模优势与先发优势\n引文一句。\n后文。\n"
    )


def test_notes_of_a_markdown_file_are_footnotes(read_text: ReadText) -> None:
    document = read_text("## 一、任务\n\n产值[^1]增长。\n\n[^1]: 按现价计算\n", "a.md")
    assert [(section.kind, section.title) for section in document.sections] == [
        ("body", "一、任务"),
        ("footnote", "脚注¹"),
    ]
    assert document.chunks[-1].header.endswith("› 产值")
