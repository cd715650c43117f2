"""Markdown's marks → lines as a plain text would have them; headings, bold type and pictures keep theirs.

Written for the Markdown that converters make of office documents: a strict parser takes ``**一是…。**面对`` for no bold
type at all, because of the full stop inside.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from lxml import etree
from lxml import html as lxml_html

from corpus.read_html import read_table

_HTML_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_SETEXT = re.compile(r" {0,3}(=+|-+)\s*")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_NOT_A_TITLE = re.compile(r"\s*(?:#|>|[-*+]\s|\||!\[|<)|.*[。；：，]\s*$|.*\|")
_LONGEST_TITLE = 45
_CLOSING_MARKS = re.compile(r"^(#{1,6}\s.*?)\s+#+\s*$")
_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\((?!\s*data:)[^()\s]*(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"`([^`\n]+)`")
_EMPHASIS = re.compile(r"(?<![*\w\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*\\])\*(?![*\w])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_NOTE = re.compile(r"\[\^([^\]\s]+)\](:?)[ \t]?")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def simplify_markdown(text: str) -> str:
    """``text`` with setext headings as ``#`` ones, tables as rows parted by tabs, notes as raised numbers, and without
    the marks of links, code, emphasis and escapes. Bullets and quotation marks at a line's start are left."""
    text = _HTML_TABLE.sub(lambda match: "\n" + "\n".join(_read_html_table(match.group())) + "\n", text)
    lines = _read_rows(_read_headings([line for line in text.split("\n") if not _FENCE.match(line)]))
    return _number_notes("\n".join(_strip_marks(line) for line in lines))


def _read_html_table(source: str) -> Iterator[str]:
    try:
        table = lxml_html.fragment_fromstring(source)
    except (etree.ParserError, ValueError):
        yield source
        return
    yield from (block.text for block in read_table(table))


def _read_headings(lines: Sequence[str]) -> list[str]:
    """A short line that is underlined is a heading."""
    result: list[str] = []
    for line in lines:
        mark = _SETEXT.fullmatch(line)
        title = result[-1] if result else ""
        before = result[-2] if len(result) > 1 else ""
        is_title = title.strip() and len(title) <= _LONGEST_TITLE and not _NOT_A_TITLE.match(title)
        if mark and is_title and not before.strip():
            result[-1] = f"{'#' if mark.group(1)[0] == '=' else '##'} {title.strip()}"
        else:
            result.append(_CLOSING_MARKS.sub(r"\1", line))
    return result


def _read_rows(lines: Sequence[str]) -> Iterator[str]:
    """Pipe tables, with or without outer pipes, as cells parted by tabs; the rule below the heads is left out."""
    in_table = starts = False
    for position, line in enumerate(lines):
        if starts:
            starts = False
            continue
        following = lines[position + 1] if position + 1 < len(lines) else ""
        starts = not in_table and "|" in line and "|" in following and bool(_TABLE_RULE.fullmatch(following))
        in_table = starts or (in_table and "|" in line)
        yield "\t".join(_split_cells(line)) if in_table else line


def _split_cells(line: str) -> list[str]:
    row = line.strip()
    row = row.removeprefix("|")
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    cells = re.split(r"(?<!\\)\|", row)
    return [re.sub(r"\s*<br\s*/?>\s*", " ", cell).strip() for cell in cells]


def _strip_marks(line: str) -> str:
    line = _CODE.sub(r"\1", _LINK.sub(r"\1", line))
    line = _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\1", line))
    return html.unescape(line).replace("\xa0", " ") if "&" in line else line


def _number_notes(text: str) -> str:
    """Note marks as raised numbers: the label's own where it is one, else counted."""
    numbers: dict[str, str] = {}

    def mark(match: re.Match[str]) -> str:
        label = match.group(1)
        if label not in numbers:
            numbers[label] = label if label.isdigit() else str(len(numbers) + 1)
        raised = numbers[label].translate(_SUPERSCRIPT)
        return f"{raised} " if match.group(2) else raised + match.group()[len(match.group().rstrip()) :]

    return _NOTE.sub(mark, text)
