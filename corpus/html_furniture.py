"""What a web site puts around and between an article's lines: menus, foot lines, links to share and print it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lxml import html

from corpus.raw import Block

_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navi|navbar|menu|crumbs?|breadcrumbs?|location|position|foot|footer|header|side|sidebar|share|"
    r"copyright|related|pager|print|toolbar|qrcode|ewm)(?:$|[-_ \d])",
    re.IGNORECASE,
)
_MOST_PROSE = 0.2
"""An element whose name says furniture but that holds more of the page's prose is kept."""
_EDGE = 15
"""Lines from either end of the article among which site lines are looked for."""
_LONGEST = 120
_SITE_LINE = re.compile(
    r"(?:上一篇|下一篇|上一条|下一条|分享(?:到|至)?|[【［\[]?\s*打印|[【［\[]?\s*关闭(?:窗口)?|扫一扫|当前位置|您(?:现在)?(?:所在)?的位置|"
    r"责任编辑|相关(?:链接|文件|信息|阅读|稿件|解读|新闻)|版权所有|网站标识码|技术支持|联系我们|网站地图|返回(?:顶部|首页|列表)|首页$|"
    r"主办(?:单位)?\s*[:：]|承办(?:单位)?\s*[:：]|浏览(?:次数|量)|阅读(?:次数|量)|字(?:体|号)(?:大小)?\s*[:：]|"
    r"发布(?:日期|时间)\s*[:：].*(?:来源|浏览|点击|字体|字号|作者))|.*(?:ICP备|公网安备|网站标识码)"
)


def drop_furniture(root: html.HtmlElement, count_prose: Callable[[html.HtmlElement], int]) -> None:
    """Take elements out of the page whose class or id names furniture and that hold little of its prose."""
    body = root.find("body")
    whole = root if body is None else body
    total = count_prose(whole)
    for element in list(whole.iter("div", "ul", "section", "p", "table", "td", "header")):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if not _NAMES.search(name) or element.getparent() is None or element.find(".//h1") is not None:
            continue
        if count_prose(element) <= total * _MOST_PROSE:
            element.drop_tree()


def drop_site_lines(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the site's own lines near either end."""
    last = len(blocks) - _EDGE
    return [
        block
        for position, block in enumerate(blocks)
        if _EDGE <= position < last
        or block.kind not in ("text", "heading")
        or len(block.text) > _LONGEST
        or not _SITE_LINE.match(block.text)
    ]
