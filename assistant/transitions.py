"""A figure that changes within a clause (床位由4100张增加到4900张): what it was and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.quantities import Quantity, find_quantities, find_years

_TURNS = re.compile(
    r"^(?:/[^\d，。；;：]{1,6}?)?[^，。；;：]{0,6}?(?:增加|增长|提高|提升|上升|攀升|扩大|扩充|扩展|拓展|发展|壮大|优化|调整|跃升|下降|降低|降|减少|缩短|压减|收窄|升|增|提|涨)"
    r"了?(?:到|至|为|成)(?:了|约|不低于|不少于)?(?:20\d{2}年的?)?$"
)
_FROM = re.compile(r"(?:由|从|自)([^，。；;：]{0,26})$")
BASE = "基期"
"""Stands for the year of a figure that a change begins with where no year is named."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Two figures of one clause; ``begin`` is where the words about the first one begin, ``year`` its year, ``BASE``
    where none is named."""

    before: Quantity
    after: Quantity
    clause: str
    begin: int
    year: str

    def year_of(self, quantity: Quantity, sentence: str, base: str) -> str:
        """The year of one of the two figures: ``sentence`` is what stands before the clause, ``base`` the year that
        the document's changes begin with ('' where it is not known)."""
        if quantity == self.before:
            return self.year if self.year != BASE else base or BASE
        own = find_years(self.clause[: self.begin]) + find_years(self.clause[self.before.end :])
        return (own or find_years(sentence) or ("",))[-1]


def find_transition(clause: str, quantities: Sequence[Quantity] | None = None) -> Transition | None:
    """The change that a clause states; None where it states none."""
    for one, other in pairwise(quantities if quantities is not None else find_quantities(clause)):
        if not _TURNS.match(clause[one.end : other.start]):
            continue
        start = _FROM.search(clause[: one.start])
        begin = start.start() if start else one.start
        years = find_years(clause[begin : one.start])
        return Transition(one, other, clause, begin, years[-1] if years else BASE)
    return None
