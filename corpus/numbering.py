"""The numbering and caption forms of Chinese official documents, and the rank each takes in the heading tree."""

from __future__ import annotations

import re
from typing import NamedTuple

_HAN = "一二三四五六七八九十百零〇两"
_NUMBERINGS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"第[{_HAN}\d]+[篇编]")),
    (11, re.compile(rf"第[{_HAN}\d]+部分")),
    (12, re.compile(rf"第[{_HAN}\d]+章")),
    (13, re.compile(rf"第[{_HAN}\d]+节")),
    (14, re.compile(rf"[{_HAN}]+[、．]|[{_HAN}]+\.(?=\D)")),
    (15, re.compile(rf"[（(]\s*[{_HAN}]+\s*[）)]")),
    (16, re.compile(r"\d{1,2}\s*[.．、](?!\d)")),
    (17, re.compile(r"[（(]\s*\d{1,2}\s*[）)]")),
    (18, re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩⑪⑫]")),
)
ARTICLE_LABEL = re.compile(rf"第[{_HAN}\d.]+条")
ARTICLE = re.compile(rf"{ARTICLE_LABEL.pattern}(?=[\s　])")
ARTICLE_RANK = 14
ITEM_RANK = 14
"""Rank of 一、, the highest numbering that the items of a box use."""
CAPTION_RANK = 30
RUN_IN_RANK = 40
RUN_IN_CHILD_RANK = 41
UNNUMBERED_TOP_RANK = 9
UNNUMBERED_NESTED_RANK = 19

CAPTION = re.compile(
    rf"(?:专\s*栏\s*[\d{_HAN}]*|(?:附?表|附?图)\s*[\d{_HAN}]+(?:[-－—.]\d+)?|附[件录表]\s*[\d{_HAN}]*)(?=[\s　:：]|$)"
    r"|(?:附?[表图]|专\s*栏)\s*\d+(?:[-－—.]\d+)*(?=[\u4e00-\u9fff“])(?![所中的为是可给列内及和与])[^，。；]*$"
)
ANNEX = re.compile(rf"附[件录]|附\s*表(?!\s*[\d{_HAN}])")
"""A caption that opens a part of its own behind the chapters; a numbered 附表 is a table where it stands."""
FOOTNOTE_MARKS = "¹²³⁴⁵⁶⁷⁸⁹⁰"
FOOTNOTE = re.compile(rf"[{FOOTNOTE_MARKS}]+\s*\S")
NOTE = re.compile(r"(?:注|说明|备注|资料来源|数据来源)\s*[:：]")
TERMINAL = "。！？!?；;…”）)》】"


HAN_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


class Numbering(NamedTuple):
    """A numbering at the start of a line: its rank in the tree, its label (``（三）``) and where the title starts."""

    rank: int
    label: str
    end: int


def match_numbering(text: str) -> Numbering | None:
    """The numbering a line starts with, or None. Leading white space must be stripped before."""
    for rank, pattern in _NUMBERINGS:
        if match := pattern.match(text):
            return Numbering(rank, match.group(), match.end())
    return None


def strip_numbering(title: str) -> str:
    """``（三）新都区`` → ``新都区``; white space inside is kept, at the ends dropped."""
    text = title.strip()
    numbering = match_numbering(text)
    return text[numbering.end :].strip(" 　\t:：") if numbering else text


def ordinal_key(title: str) -> str:
    """The numbering label of a title in one spelling, to align a contents entry with its heading; '' if none."""
    numbering = match_numbering(title.strip())
    return re.sub(r"[\s（()）.．、]", "", numbering.label) + f"@{numbering.rank}" if numbering else ""


def read_number(text: str) -> int:
    """A whole number below a hundred in Arabic or Chinese numerals (二十一); 0 where it is none."""
    if text.isdecimal():  # isdigit also takes ① and ², which int does not
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return HAN_DIGITS.get(text, 0)
    return (HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (HAN_DIGITS.get(ones, 0) if ones else 0)
