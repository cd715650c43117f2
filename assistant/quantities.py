"""Numbers in Chinese official text: value, unit and the year they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_UNITS = (
    r"万亿元|千亿元|百亿元|亿元|亿美元|万美元|美元|万元|元|个百分点|百分点|[%％‰]|平方公里|平方千米|平方米|万亩|亩|万公顷|公顷"
    r"|亿吨|万吨|吨标准煤|吨|亿千瓦时|万千瓦时|千瓦时|万千瓦|千瓦|吉瓦时|太瓦时|亿立方米|万立方米|立方米|万标箱|标箱|标准箱|TEU|万人次|亿人次|人次|万户|万人|亿人|万名|人|名"
    r"|万列|列|趟|万辆|辆|万架|架|万公里|公里|千米|米|车次|班次|架次|航次|艘|口|眼|头|只|兆瓦时|兆瓦|吉瓦|千伏|万千升|千升|万升|公升|升(?![级格值至到华温])|毫克|分贝|EFLOPS|PFLOPS|[MGTkK]Wh?|kV|家|户|个|项|条|座|所|处|件|套|台|张|床|批|次|类|种|大|份|期|届|倍|岁|小时|分钟|天|周|年|级|户次|亿斤|斤|公斤|微克"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"({_NUMBER})\s*(?:([-~～—至])\s*({_NUMBER})\s*)?(余|多)?\s*((?:万亿|千亿|百亿|亿|千万|百万|万|千|百)(?=[^\d]|$))?\s*"
    rf"((?:{_UNITS})(?:/(?:立方米|平方米|平方公里|公里|升|千克|公斤|人|亩|日|天|小时|千瓦时|户|处|公顷))?)?"
)
_SPOKEN = re.compile(
    rf"(?<!第)(?<![一二三四五六七八九十百千万])((?:数|几)?[百千万]+|[一二三四五六七八九十两]{{1,3}})\s*({_UNITS})"
)
_ORDINAL_UNITS = frozenset(("期", "届", "级", "次", "年", "周", "天"))
_LATIN_UNIT = re.compile(r"\s*(?:TEU|EFLOPS|PFLOPS|[MGTkK]Wh?|kV)(?![A-Za-z])")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年|(?<!\d)((?:19|20)\d{2})(?=\s*[—–~～-]\s*20\d{2}\s*年)")
_YEAR_TOKEN = re.compile(r"(?<!\d)(?:19|20)\d{2}\s*(?:[—–~～-]\s*(?:19|20)?\d{2}\s*)?年")

FAMILIES: dict[str, str] = {}
for _family, _names in {
    "money": "万亿元 千亿元 百亿元 亿元 万元 元 亿美元 万美元 美元",
    "percent": "% ％ ‰",
    "points": "个百分点 百分点",
    "area": "平方公里 平方千米 平方米 万亩 亩 万公顷 公顷",
    "weight": "亿吨 万吨 吨标准煤 吨 亿斤 斤 公斤",
    "people": "万人 亿人 人 万名 名 万人次 亿人次 人次",
    "length": "万公里 公里 千米 米",
    "count": "家 户 个 项 条 座 所 处 件 套 台 张 床 批 次 类 种 大 份 万户 口 眼 头 只",
    "vehicle": "万辆 辆 万架 架 万列 列 趟 车次 班次 架次 航次 艘",
    "times": "倍",
    "energy": "亿千瓦时 万千瓦时 千瓦时 万千瓦 千瓦 太瓦时 吉瓦时 兆瓦时 兆瓦 吉瓦 千伏 MW GW kW KW kV MWh GWh TWh kWh",
    "volume": "亿立方米 万立方米 立方米 万千升 千升 万升 公升 升 万标箱 标箱 标准箱 TEU",
    "age": "岁",
    "duration": "小时 分钟 天 周 年",
}.items():
    FAMILIES.update(dict.fromkeys(_names.split(), _family))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written; ``[start, end)`` are its offsets in the text it was found in.

    ``scale`` multiplies ``value`` (万 = 10 000), so ``value * scale`` in ``base`` units compares across spellings.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    text: str

    @property
    def family(self) -> str:
        """The kind of unit: money, percent, count, … ; '' where it has none."""
        unit = self.unit.partition("/")[0]
        return FAMILIES.get(unit, FAMILIES.get(unit.lstrip("百千万亿"), "count" if unit else ""))


@lru_cache(maxsize=65536)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers with digits in ``text``, years left out. A bare scale (2.6 万) is joined with the unit behind it."""
    years = [match.span() for match in _YEAR_TOKEN.finditer(text)]
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        start = match.start()
        if any(begin <= start < stop for begin, stop in years) or _is_part_of_name(text, start, match.end(1)):
            continue
        unit = (match.group(5) or "") + (match.group(6) or "")
        stop = start + len(match.group().rstrip())
        found.append(Quantity(Decimal(match.group(1).replace(",", "")), unit, start, stop, text[start:stop]))
    return tuple(found)


@lru_cache(maxsize=65536)
def find_spoken(text: str) -> tuple[tuple[str, str], ...]:
    """``(number, unit)`` of quantities in Chinese numerals (百万 辆, 六 大)."""
    found = ((match.group(1), match.group(2)) for match in _SPOKEN.finditer(text))
    # 一批 says no number, and 二期 or 三级 say which one.
    return tuple((number, unit) for number, unit in found if number != "一" and unit not in _ORDINAL_UNITS)


@lru_cache(maxsize=65536)
def find_years(text: str) -> tuple[str, ...]:
    """Years named in ``text`` as four digits, in order, each once."""
    found = [match.group(1) or match.group(2) for match in _YEAR.finditer(text)]
    return tuple(dict.fromkeys(found))


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """Digits inside a Latin name (L3, 3D, 5G, CDMO2) or after 第 are no quantities."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    behind = after.isascii() and after.isalpha() and not _LATIN_UNIT.match(text, end)
    latin = (before.isascii() and before.isalpha()) or behind
    return latin or before in "第+＋．." or after in "+＋"
