"""Short ways of naming places and years, written out as the documents have them."""

from __future__ import annotations

import re

from assistant.knowledge import Knowledge
from assistant.quantities import find_years
from assistant.wording import is_proper_name
from corpus.regions import is_region

_BASE_YEAR = re.compile(r"(?:[跟和与同](\d{4})年[底末]?(?:相?比|对比|相较)|[较比](\d{4})年)")
_THREE = 3
"""Characters of a name without its kind that people shorten to the first two."""


def complete_places(plain: str, knowledge: Knowledge) -> str:
    """``plain`` with the front of a longer place name completed (龙泉 → 龙泉驿), where it can mean no other."""
    shorts = [alias for alias in knowledge.aliases if len(alias) == _THREE and not is_region(alias)]
    for short in shorts:
        front = short[:2]
        others = [other for other in knowledge.aliases if other.startswith(front) and short not in other]
        if front in plain and short not in plain and not others and is_proper_name(front):
            plain = re.sub(rf"{front}(?![\u4e00-\u9fff]{0, 2}(?:区|县|市|城))", short, plain, count=1)
    return plain


def drop_base_year(years: tuple[str, ...], plain: str) -> tuple[str, ...]:
    """``years`` without the one that is only compared with (跟2020年比降了几个点): what is asked for is of today."""
    base = _BASE_YEAR.search(plain)
    return () if base and years == tuple(filter(None, base.groups())) else years


def date_years(plain: str, knowledge: Knowledge) -> str:
    """今年 and 去年 as years, where every document was issued in the same year by its title."""
    if "今年" not in plain and "去年" not in plain:
        return plain
    issued = {tuple(find_years(item.source.title)) for item in knowledge.documents.values()}
    years = {year for years in issued for year in years}
    if len(years) != 1:
        return plain
    year = int(years.pop())
    return plain.replace("今年", f"{year}年").replace("去年", f"{year - 1}年")
