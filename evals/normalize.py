"""Text and numbers in comparable form: what two writings of the same thing have in common."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

_MARK = re.compile(r"\[\d+\]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "～": "~", "—": "-", "–": "-"})
_LIST_NUMBER = re.compile(r"^\s*(?:[-*]\s*)?\d+[.、)）](?!\d)", re.MULTILINE)


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def strip_marks(text: str) -> str:
    """The text without citation marks such as ``[3]``."""
    return _MARK.sub("", text)


def normalize_text(text: str) -> str:
    """Comparable text: simplified, half-width, one kind of quotation mark, lower case, no thousands commas, no white
    space (except between two digits, where taking it out would make another number)."""
    text = _THOUSANDS.sub("", text)  # before NFKC, which would turn the list comma ， of 700，750 into one, too
    text = unicodedata.normalize("NFKC", _simplifier().convert(text).translate(_QUOTES)).translate(_QUOTES)
    return _SPACE.sub("", text).casefold()


def contains_variant(normalized: str, variant: str) -> bool:
    """Whether ``normalize_text``'s output holds the variant, with whole numbers only (``700`` is not in ``1700.5``)."""
    wanted = normalize_text(variant).strip()
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, normalized) is not None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number: ``value`` in its unit's base (``2.6万列`` is 26000 列), ``unit`` or "", ``text`` as it is written."""

    value: float
    unit: str
    text: str


_SCALES = {"万": 1e4, "亿": 1e8, "万亿": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNITS = {"%": "%", "percent": "%", "per cent": "%", "个百分点": "pp", "percentage points": "pp", "yuan": "元"}
_UNITS |= {"rmb": "元", "cny": "元", "平方公里": "km2", "square kilometers": "km2", "square kilometres": "km2"}
_UNITS |= {"km²": "km2", "km2": "km2", "tons": "吨", "tonnes": "吨", "vehicles": "辆", "times": "倍", "fold": "倍"}
_UNITS |= {
    unit: unit for unit in ("元", "辆", "吨", "列", "家", "户", "个", "条", "倍", "年", "月", "日", "项", "座", "公里")
}
_UNITS |= {unit: unit for unit in ("处", "类", "种", "亩", "人", "平方米", "公顷", "千瓦", "吉瓦")}
_SPELLED = {"百万": 1e6, "千万": 1e7, "百亿": 1e10, "千亿": 1e11}
_ANY_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_PATTERN = re.compile(
    r"(?<![\d.])(?:(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>万亿|万|亿|thousand|million|billion|trillion)?"
    rf"|(?P<spelled>{'|'.join(_SPELLED)}))\s*(?P<unit>{_ANY_UNIT})?"
)
_COUNTED = {"", "个", "条", "项", "处", "类", "种", "年", "月", "日"}


def extract_quantities(text: str, *, answer: bool = True) -> list[Quantity]:
    """Every number of the text with its scale and unit; in an answer, citation marks and list numbers do not count."""
    if answer:
        text = _LIST_NUMBER.sub("", strip_marks(text))
    text = _THOUSANDS.sub("", text)
    text = re.sub(r"[ \t]+", " ", unicodedata.normalize("NFKC", _simplifier().convert(text)).casefold())
    found = []
    for match in _PATTERN.finditer(text):
        base = float(match["number"]) if match["number"] else _SPELLED[match["spelled"]]
        unit = _UNITS[match["unit"]] if match["unit"] else ""
        found.append(Quantity(base * _SCALES.get(match["scale"] or "", 1.0), unit, match[0].strip()))
    return found


def is_plain_count(quantity: Quantity) -> bool:
    """A single-digit count (``3个``, ``第2项``): an answer counts its own items, so these need no source."""
    return quantity.value < 10 and quantity.value == int(quantity.value) and quantity.unit in _COUNTED


def same_quantity(shown: Quantity, source: Quantity) -> bool:
    """Whether a source carries a shown number: the same value in the same unit.

    Where one of the two names no unit (a table cell's stands in its column head), the bare numbers are compared.
    """
    if shown.unit and source.unit:
        return shown.unit == source.unit and _close(shown.value, source.value)
    return _close(shown.value, source.value) or _close(_bare(shown), _bare(source))


def _bare(quantity: Quantity) -> float:
    number = re.match(r"\d+(?:\.\d+)?", quantity.text)
    return float(number[0]) if number else quantity.value


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-9 * max(1.0, abs(left), abs(right))
