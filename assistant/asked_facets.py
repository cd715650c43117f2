"""Which facets of a place (主导产业, 发展目标) a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.knowledge import Knowledge
from assistant.matching import Term, TermMatcher

_ASKS_INDUSTRIES = re.compile(
    r"(?:发展|布局|主攻|培育|做|搞|抓)(?:的是|些|的)?(?:什么|哪些|啥|哪几[个类]?)(?:样的)?产业|产业(?:方向|定位)(?:都?有|是)(?:什么|哪)"
)
_ENDING = 2


def find_facets(plain: str, terms: Sequence[Term], knowledge: Knowledge, matcher: TermMatcher) -> tuple[str, ...]:
    """The facets that a question names: in full, without the ending that the last of several has, or by its wording."""
    longer = [term.text for term in terms if term.known]
    found = [
        facet
        for facet in knowledge.facets
        if ((facet in plain and not matcher.is_cut(facet, plain)) or _is_abridged(facet, plain))
        and not any(facet in name and len(name) > len(facet) + 1 for name in longer)
    ]
    for facet in knowledge.facets:
        stem = facet.removesuffix("产业")
        if stem != facet and re.search(rf"(?:列[成为入进作]|当[作成]?|作为|归[为到]|算作?)了?{stem}", plain):
            found.append(facet)
    for term in terms:
        if not term.generic:
            found += [
                name
                for name, weight in term.variants
                # 装备 is wider than the facet 装备制造: it does not name it.
                if weight >= 0.6 and name in knowledge.facets and (name == term.text or term.text not in name)
            ]
    if not found and _ASKS_INDUSTRIES.search(plain):
        # Which industries, without saying of which rank: those of every rank that the plan gives.
        found = [facet for facet in knowledge.facets if facet.endswith("产业")]
    kept = [facet for facet in dict.fromkeys(found) if not any(facet != other and facet in other for other in found)]
    return tuple(kept)


def _is_abridged(facet: str, plain: str) -> bool:
    """Whether a facet is named without its ending, which the last of several has for all (主导、特色和未来产业)."""
    head, tail = facet[:-_ENDING], facet[-_ENDING:]
    if len(head) < _ENDING:
        return False
    return (
        re.search(rf"{re.escape(head)}(?:[、和与及][\u4e00-\u9fff]{{2,4}}){{1,4}}{re.escape(tail)}", plain) is not None
    )
