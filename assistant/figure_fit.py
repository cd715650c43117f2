"""Which of a clause's figures is the one asked for: by limits, shares, order and nearness of the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.matching import Term
from assistant.quantities import Quantity, find_quantities
from assistant.question import Question

_AND = re.compile(r"、|和(?!谐|平)|与|(?<!普)及(?!其|时|格)")
_OWN = 0.1
_LIMIT = 0.2
_LIMITS = (
    (
        re.compile(
            r"最[多高长大](?:能|可|允许|不|补|给|报|拿|领|收|占|借|贷|用|住|奖|抽|开|来|是?多少)|顶多|至多|上限|封顶|不(?:能|得)?超过多少|多少以[内下]"
        ),
        re.compile(r"不(?:得|能)?(?:超过|高于|多于)|最[高多长大]|以[内下]|上限|控制在|至多"),
    ),
    (
        re.compile(
            r"最[少低短小](?:能|可|要|得|需|给|拿|领|交|是?多少)|至少|起码|下限|底线|不(?:能|得)?(?:低|少)于多少|多少以上"
        ),
        re.compile(r"不(?:得|能)?(?:低于|少于|小于)|最[低少短小]|以上|下限|至少"),
    ),
)


def as_limit(asked: str, clause: str) -> float:
    """More for a clause that sets a limit of the kind asked for (最多能抽多少, 日开采量不得超过4500立方米)."""
    for limit, sets in _LIMITS:
        if limit.search(asked):
            return _LIMIT if sets.search(clause) else -_LIMIT / 2
    return 0.0


def is_share_of(question: Question, terms: Sequence[Term], quantity: Quantity, clause: str) -> bool:
    """Whether a per cent figure is the share or growth of an amount that is itself asked for."""
    if quantity.family not in ("percent", "points") or not re.search(r"占|比重|增长|增速|提升|提高", clause):
        return False
    if re.search(r"比重|占比|比例|增速|增长|率|强度|百分", question.plain):
        return False
    return any(re.search(r"(?:值|额|营收|收入|投资|产量|规模|数量)$", term.text) for term in terms)


def respective(
    evidence: Evidence, terms: Sequence[Term], clause: str, quantities: Sequence[Quantity | None], quantity: Quantity
) -> float:
    """More for the figure that belongs to what is asked where several are given in one go (A、B分别达到x和y)."""
    names, sign, _ = clause.partition("分别")
    items = _AND.split(names) if sign else []
    figures = [other for other in quantities if other is not None and other.start > len(names)]
    if len(items) < 2 or len(items) != len(figures) or quantity not in figures:
        return 0.0
    # What all share stands behind the last (自来水、卫生厕所普及率): each item is told by its own words.
    shares = [evidence.matcher.coverage(terms, item) for item in items]
    return _OWN if shares.index(max(shares)) == figures.index(quantity) and max(shares) > 0 else -_OWN


def is_shared(clause: str) -> bool:
    """Whether several figures are given in one go (分别) and it cannot be told which is whose."""
    names, sign, rest = clause.partition("分别")
    figures = find_quantities(rest)
    return bool(sign) and len(figures) > 1 and len(_AND.split(names)) != len(figures)


def nearness(evidence: Evidence, terms: Sequence[Term], clause: str, quantity: Quantity) -> float:
    """A little more for a number right behind the words asked for (…占全市36.3%)."""
    before = clause[max(0, quantity.start - 14) : quantity.start]
    return 0.05 * evidence.matcher.coverage(terms, before)
