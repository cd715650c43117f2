"""Web pages: the article is read, the site around it is not."""

from __future__ import annotations

from pathlib import Path

from corpus.raw import Block
from corpus.read_html import read_html

SENTENCE = "坚持稳中求进工作总基调，加快构建新发展格局。"


def read(body: str, head: str = "") -> tuple[dict[str, str], list[Block]]:
    raw = read_html(Path("page.html"), f"<html><head>{head}</head><body>{body}</body></html>".encode())
    return raw.metadata, list(raw.blocks)


def texts(body: str) -> list[str]:
    return [block.text for block in read(body)[1]]


def test_menus_side_bars_scripts_and_footers_are_left_out() -> None:
    page = (
        "<div class=menu><a href=/>首页</a><a href=/x>政务公开</a></div><script>var a = '请勿读取。';</script>"
        "<div><div class=side><li>相关链接</li></div>"
        f"<div class=text><p>{SENTENCE}</p><p>一、背景</p><p>{SENTENCE}</p></div></div>"
        "<footer>主办单位：某市人民政府。</footer><div style='display:none'>隐藏的文字。</div><div hidden>隐藏。</div>"
    )
    assert texts(page) == [SENTENCE, "一、背景", SENTENCE]


def test_an_article_in_a_layout_table_inside_a_form() -> None:
    page = f"<form><table><tr><td><div><p>{SENTENCE}</p><p>{SENTENCE}</p></div></td></tr></table></form><p>版权所有</p>"
    assert texts(page) == [SENTENCE, SENTENCE]


def test_inline_elements_and_line_breaks() -> None:
    first = "<p>　　工业<span>增加</span>值<a href=x>达到</a>\n  2800亿元。<br>第二行&nbsp;在这里。</p>"
    page = f"<div>{first}<p>{SENTENCE}</p></div>"
    assert texts(page) == ["工业增加值达到 2800亿元。", "第二行 在这里。", SENTENCE]


def test_headings_and_bold_type() -> None:
    _, blocks = read(f"<div><h2>一、背景</h2><p><b>保障措施</b></p><p><strong>主导产业。</strong>{SENTENCE}</p></div>")
    assert [(block.kind, block.level, block.bold) for block in blocks] == [
        ("heading", 2, ()),
        ("heading", 0, ((0, 4),)),
        ("text", 0, ((0, 5),)),
    ]


def test_a_data_table_with_merged_cells() -> None:
    page = (
        f"<div><p>{SENTENCE}</p><table><caption>表1 指标</caption><tr><th>区</th><th colspan=2>指标</th></tr>"
        "<tr><td rowspan=2>甲区</td><td>产值</td><td><p>5</p></td></tr><tr><td>出\n口</td><td>6</td></tr></table></div>"
    )
    assert texts(page)[1:] == ["表1 指标", "区\t指标\t", "甲区\t产值\t5", "\t出口\t6"]


def test_pictures_are_listed() -> None:
    _, blocks = read(f"<div><p>{SENTENCE}</p><p><img src='a/1.jpg' alt='专栏1'></p><p>{SENTENCE}</p></div>")
    assert [block.text for block in blocks if block.kind == "image"] == ["![专栏1](a/1.jpg)"]


def test_the_title_is_the_articles() -> None:
    head = "<title>某市政府网站</title><meta name=ArticleTitle content='示例规划的通知'>"
    metadata, _ = read(f"<p>{SENTENCE}</p>", f"{head}<meta name=PubDate content='2026-03-01 09:00'>")
    assert metadata == {"title": "示例规划的通知", "date": "2026-03-01"}


def test_parts_that_call_themselves_furniture_are_left_out_where_they_hold_little() -> None:
    page = (
        "<div class='detail-nav'>当前栏目：规划。</div>"
        f"<div id=content><div class=crumb>首页 &gt; 规划</div><p>{SENTENCE}</p>"
        f"<p>{SENTENCE}</p><div class='share-box'>分享。</div></div><div class='foot'><p>版权归本站所有。</p></div>"
    )
    assert texts(page) == [SENTENCE, SENTENCE]
    assert texts(f"<div class=side><p>{SENTENCE}</p><p>{SENTENCE}</p></div>") == [SENTENCE, SENTENCE]
    assert texts(f"<div class=header><h1>示例规划</h1></div><p>{SENTENCE}</p>") == ["示例规划", SENTENCE]


def test_site_lines_near_the_ends_are_left_out_and_the_plans_own_stay() -> None:
    lines = (
        "发布日期：2026-03-01 来源：市政府 浏览次数：12",
        "一、任务",
        SENTENCE,
        "公开方式：主动公开",
        "上一篇：甲",
        "【打印】 【关闭窗口】",
    )
    page = "<div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>"
    assert texts(page) == list(lines[1:4])
    long = "<div>" + f"<p>{SENTENCE}</p>" * 20 + "<p>相关信息共享</p>" + f"<p>{SENTENCE}</p>" * 20 + "</div>"
    assert "相关信息共享" in texts(long)


def test_a_table_of_one_column_is_a_frame() -> None:
    _, blocks = read(f"<div><p>{SENTENCE}</p><table><tr><td><p>专栏1 工程</p><p>{SENTENCE}</p></td></tr></table></div>")
    assert [(block.kind, block.framed) for block in blocks] == [("text", False), ("caption", True), ("text", True)]


def test_pictures_inside_the_page_are_kept() -> None:
    page = f"<div><p>{SENTENCE}</p><p><img alt='图1' src='data:image/png;base64,AAEC'></p><p>{SENTENCE}</p></div>"
    raw = read_html(Path("page.html"), f"<html><body>{page}</body></html>".encode())
    assert [block.text for block in raw.blocks if block.kind == "image"] == ["![图1](网页图片1)"]
    assert raw.pictures == {"网页图片1": b"\x00\x01\x02"}


def test_bold_type_from_a_style() -> None:
    _, blocks = read(f"<div><p><span style='font-weight: 700'>保障措施</span></p><p>{SENTENCE}</p></div>")
    assert [block.kind for block in blocks] == ["heading", "text"]
