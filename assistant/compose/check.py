"""False premises: a figure that a question takes for granted is held against the plan's."""

from __future__ import annotations

import re

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line
from assistant.quantities import Quantity, find_quantities

_BELOW = ("不足", "低于", "小于", "不到", "少于")
_LONG, _FULL, _ABOUT = 6, 0.8, 0.5
_BOUND = re.compile(r"超过|高于|大于|多于|突破|不足|低于|小于|不到|少于")


def correct_premise(kit: Kit, draft: Draft) -> Draft:
    """``draft`` with a first line that confirms or corrects the figure the question states, where it states one."""
    question = kit.question
    if (
        draft.status != "answered"
        or not question.has("check", "why", "how", "consistency", "list")
        or question.has("places")
    ):
        return draft
    claims = [
        quantity for quantity in find_quantities(question.plain) if quantity.unit and quantity.family != "duration"
    ]
    first = next((block for block in draft.blocks if isinstance(block, Line) and block.quotes), None)
    if not claims or first is None or len(claims) > 1 or not _is_about(kit, first):
        return draft
    claim = claims[0]
    stated = _stated(kit, first)
    same_kind = [q for q in stated if q.family == claim.family and (q.family != "count" or q.unit == claim.unit)]
    if not same_kind:
        return draft
    voice = kit.voice
    if bound := _BOUND.search(question.plain):
        return _compare_bound(kit, draft, claim, same_kind[-1], above=bound.group() not in _BELOW)
    if any(quantity.value == claim.value and quantity.unit == claim.unit for quantity in same_kind):
        lead = voice.choose(f"是的，规划写明{claim.text}。", f"Yes, the plan says {claim.text}.")
    else:
        shown = same_kind[-1].text
        lead = voice.choose(f"不是{claim.text}，规划写的是{shown}。", f"Not {claim.text}: the plan says {shown}.")
    draft.blocks.insert(0, Line(lead, first.quotes))
    return draft


def _is_about(kit: Kit, line: Line) -> bool:
    """Whether what is shown first speaks of the question's own subject: another indicator's figure corrects nothing."""
    terms = kit.question.subjects or kit.question.terms
    text = " ".join(kit.knowledge.documents[quote.source_id].text[quote.start : quote.end] for quote in line.quotes)
    named = any(len(term.text) >= _LONG and kit.matcher.match(term, text) >= _FULL for term in terms)
    return named or kit.matcher.coverage(terms, text) >= _ABOUT


def _compare_bound(kit: Kit, draft: Draft, claim: Quantity, stated: Quantity, *, above: bool) -> Draft:
    """…超过5亿元吗: the plan's figure against the bound, where both are in one unit."""
    first = next(block for block in draft.blocks if isinstance(block, Line) and block.quotes)
    if stated.unit != claim.unit:
        return draft
    holds = stated.value > claim.value if above else stated.value < claim.value
    lead = kit.voice.choose(
        f"{'是' if holds else '不是'}，规划写的是{stated.text}。",
        f"{'Yes' if holds else 'No'}: the plan says {stated.text}.",
    )
    draft.blocks.insert(0, Line(lead, first.quotes))
    return draft


def _stated(kit: Kit, line: Line) -> list[Quantity]:
    document = kit.knowledge.documents[line.quotes[0].source_id]
    text = document.text[line.quotes[0].start : line.quotes[0].end]
    return list(find_quantities(text))
