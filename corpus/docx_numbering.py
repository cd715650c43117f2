"""The labels that Word's automatic numbering prints (一、（一）1. …), which stand nowhere in a paragraph's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

_DIGITS = "零一二三四五六七八九"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE_FORMATS = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "ideographDigital")
)


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    pattern: str
    start: int


class ListNumbers:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, document: DocxDocument) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        root = next(
            (
                relation.target_part
                for relation in document.part.rels.values()
                if relation.reltype.endswith("/numbering")
            ),
            None,
        )
        if root is not None:
            self._read_definitions(etree.fromstring(root.blob))

    def next_label(self, paragraph: Paragraph) -> str:
        """The label of a paragraph, which is counted with it; '' where it has none."""
        found = _find_number(paragraph)
        if found is None:
            return ""
        number, level = found
        levels = self._levels.get(number, {})
        if level not in levels or levels[level].format in ("none", "bullet"):
            return ""
        # Lists of one definition count on, whatever their own number.
        counters = self._counters.setdefault(self._abstract[number], {})
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [key for key in counters if key > level]:
            del counters[deeper]

        def count(match: re.Match[str]) -> str:
            position = int(match.group(1)) - 1
            if position not in levels:
                return ""
            return format_number(counters.get(position, levels[position].start), levels[position].format)

        return re.sub(r"%(\d)", count, levels[level].pattern)

    def _read_definitions(self, root: etree._Element) -> None:
        abstract = {item.get(qn("w:abstractNumId"), ""): item for item in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            key = reference.get(qn("w:val"), "") if reference is not None else ""
            if key not in abstract:
                continue
            identity = number.get(qn("w:numId"), "")
            levels = {
                int(level.get(qn("w:ilvl"), "0")): _read_level(level) for level in abstract[key].iter(qn("w:lvl"))
            }
            overrides = {int(item.get(qn("w:ilvl"), "0")) for item in number.iter(qn("w:startOverride"))}
            self._levels[identity] = levels
            # A list that restarts has counters of its own.
            self._abstract[identity] = f"{key}/{identity}" if overrides else key


def format_number(value: int, form: str) -> str:
    """A counter as it is printed: Chinese numerals below 100, circled digits, letters, else decimal digits."""
    if form in _CHINESE_FORMATS and 0 < value < 100:
        tens, ones = divmod(value, 10)
        return (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + (_DIGITS[ones] if ones else "")
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if form in ("lowerRoman", "upperRoman") and 0 < value < 40:
        roman = "X" * (value // 10) + _ROMAN[value % 10]
        return roman if form == "upperRoman" else roman.lower()
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(value))
    if form in ("lowerLetter", "upperLetter") and 0 < value <= 26:
        letter = chr(ord("a") + value - 1)
        return letter.upper() if form == "upperLetter" else letter
    return str(value)


def _read_level(level: etree._Element) -> _Level:
    def value(tag: str, default: str) -> str:
        element = level.find(qn(tag))
        return default if element is None else (element.get(qn("w:val")) or default)

    return _Level(value("w:numFmt", "decimal"), value("w:lvlText", ""), int(value("w:start", "1")))


def _find_number(paragraph: Paragraph) -> tuple[str, int] | None:
    """List number and level of a paragraph, from its own format or its style's."""
    elements = [paragraph._p]
    style = paragraph.style
    while style is not None:
        elements.append(style.element)
        style = getattr(style, "base_style", None)
    for element in elements:
        number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            level = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
            identity = number.get(qn("w:val"), "0")
            return None if identity == "0" else (identity, int(level.get(qn("w:val"), "0")) if level is not None else 0)
    return None
