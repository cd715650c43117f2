"""Figures given in one go for things that the sentence before lists (…236户、…118户；分别达到345户、190户)."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.quantities import Quantity, find_quantities

_SHARED = re.compile(
    r"^(?P<lead>[^，。；、]{0,14}?)(?:将|力争)?分别(?:达到|达|为|增加到|增至|增长到|提高到|提升[到至]|扩大到|降至|突破)"
)
_YEAR_LEAD = re.compile(r"^[^，]{0,6}(?:19|20)\d{2}年[底末]?[，]?")
_ITEM_BREAK = re.compile(r"[、，；;]")


def share_out(before: str, sentence: str) -> list[tuple[str, Quantity]]:
    """``(what, figure)`` for each figure of ``sentence``, told by the things with figures that ``before`` lists in the
    same number and kinds; [] where ``sentence`` is not of that form or the two do not agree."""
    match = _SHARED.match(sentence)
    if match is None:
        return []
    figures = [quantity for quantity in find_quantities(sentence) if quantity.start >= match.end() and quantity.unit]
    items: list[tuple[str, Quantity]] = []
    for piece in _ITEM_BREAK.split(_YEAR_LEAD.sub("", before)):
        held = [quantity for quantity in find_quantities(piece) if quantity.unit]
        if len(held) == 1 and piece[: held[0].start].strip():
            items.append((piece[: held[0].start].strip(), held[0]))
    if len(figures) < 2 or len(items) != len(figures):
        return []
    if any(item.family != figure.family for (_, item), figure in zip(items, figures, strict=True)):
        return []
    return [(name, figure) for (name, _), figure in zip(items, figures, strict=True)]


_YEARS_SHARED = re.compile(
    r"(?P<years>(?:(?:19|20)\d{2}\s*年?\s*(?:、|和|及|与)\s*)+(?:19|20)\d{2}\s*年"
    r"|(?P<first>(?:19|20)\d{2})\s*年?\s*(?:至|到|—|–|－|-|~|～)+\s*(?P<last>(?:19|20)\d{2})\s*年)(?:各年度?|每年)?[^，。；;]{0,16}?分别"
)
_RUN = re.compile(r"[^；;。]*")


def find_series(sentence: str) -> tuple[tuple[str, Quantity], ...]:
    """``(year, figure)`` for each year of a sentence that gives one a year in one go (2023年、2024年分别
    开行…列、…列; 2026年至2030年分别安排…); () where years and figures differ in number, or the figures in kind."""
    match = _YEARS_SHARED.search(sentence)
    if match is None:
        return ()
    if match["first"]:
        years = [str(year) for year in range(int(match["first"]), int(match["last"]) + 1)]
    else:
        years = re.findall(r"(?:19|20)\d{2}", match["years"])
    run = _RUN.match(sentence, match.end())
    stop = run.end() if run else len(sentence)
    figures = [quantity for quantity in find_quantities(sentence) if match.end() <= quantity.start < stop]
    figures = [quantity for quantity in figures if quantity.unit][: len(years)]
    between = [sentence[a.end : b.start] for a, b in pairwise(figures)]
    if len(years) < 2 or len(figures) != len(years) or any(not _ITEM_END.fullmatch(text) for text in between):
        return ()
    # A further figure right behind the last one would be a year's that is not named.
    rest = sentence[figures[-1].end : stop]
    if len({figure.unit for figure in figures}) > 1 or re.match(r"[、和及]\s*[\d]", rest):
        return ()
    return tuple(zip(years, figures, strict=True))


_NAMES = re.compile(r"(?P<names>[^，。；：:]*?[、和与及][^，。；：:]*?)(?:将|力争)?分别")
_AND = re.compile(r"、|和(?!谐|平)|与|(?<!普)及(?!其|时|格)")


def find_joint(sentence: str) -> tuple[tuple[str, Quantity], ...]:
    """``(what, figure)`` for each of several things of which a sentence gives one figure each (甲市、乙区分别…5万亩、
    3万亩); () where things and figures do not agree in number, or the figures in unit."""
    match = _NAMES.search(sentence)
    if match is None or _YEARS_SHARED.search(sentence):
        return ()
    names = [name.strip() for name in _AND.split(match["names"]) if name.strip()]
    run = _RUN.match(sentence, match.end())
    stop = run.end() if run else len(sentence)
    held = [q for q in find_quantities(sentence) if match.end() <= q.start < stop and q.unit]
    figures = held[: len(names)]
    between = [sentence[a.end : b.start] for a, b in pairwise(figures)]
    if len(names) < 2 or len(figures) != len(names) or len({figure.unit for figure in figures}) > 1:
        return ()
    if any(not _ITEM_END.fullmatch(text) for text in between) or re.match(
        r"[、和及]\s*\d", sentence[figures[-1].end :]
    ):
        return ()
    return tuple(zip(names, figures, strict=True))


_ITEM_END = re.compile(r"\s*(?:、|，|和|及|与)\s*")
