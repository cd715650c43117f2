"""Figures given in one go for things that the sentence before lists (…236户、…118户；分别达到345户、190户)."""

from __future__ import annotations

import re

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
