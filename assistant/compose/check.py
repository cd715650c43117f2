"""False premises: a figure that a question takes for granted is held against the plan's."""

from __future__ import annotations

import re

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line
from assistant.evidence import Scored
from assistant.quantities import Quantity, find_quantities, find_years
from assistant.question import Question

_BELOW = ("不足", "低于", "小于", "不到", "少于")
_LONG, _FULL, _ABOUT = 6, 0.8, 0.5
_PART = re.compile(r"新建|新增|再建|增加|还有|剩下|其余|另外|其中|首批|头一批")
_BEFORE = 6
_CLAUSE = re.compile(r"[，；。;]")
_WHOLE = 0.9
"""Coverage at which a sentence speaks of all that is asked about."""
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
    if first is not None and not claims and len(question.years) == 1:
        return _compare_year(kit, draft, first)
    if not claims or first is None or len(claims) > 1 or not _is_about(kit, first):
        return draft
    claim = claims[0]
    same_kind = _same_kind(kit, first, claim)
    if not same_kind or _is_part(question.plain, claim, _text_of(kit, first)):
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


def denies_year(question: Question, best: Scored) -> bool:
    """Whether the best sentence has all that a yes-no question without figures asks about, but another year (…2028年
    起…吗, where the plan says 2027年起…)."""
    if not question.has("check") or question.has("number") or question.families or len(question.years) != 1:
        return False
    said = find_years(best.unit.text)
    return best.coverage >= _WHOLE and len(said) == 1 and said[0] not in question.years


def _compare_year(kit: Kit, draft: Draft, first: Line) -> Draft:
    """A first line that confirms or corrects the year a yes-no question names, where its sentence names just one."""
    question, text = kit.question, _text_of(kit, first)
    asked, said = question.years[0], find_years(text)
    if len(said) != 1 or not asked.isdigit() or not question.has("check") or question.has("number"):
        return draft
    # A sentence that leaves out a part of what is asked neither confirms nor corrects it.
    terms = question.subjects or question.terms
    if any(not term.known for term in terms) or kit.matcher.coverage(terms, text) < _WHOLE:
        return draft
    voice = kit.voice
    if said[0] == asked:
        lead = voice.choose(f"是的，规划写的是{said[0]}年。", f"Yes, the plan says {said[0]}.")
    else:
        lead = voice.choose(f"不是{asked}年，规划写的是{said[0]}年。", f"Not {asked}: the plan says {said[0]}.")
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


def _is_part(plain: str, claim: Quantity, said: str) -> bool:
    """Whether the question's figure is of a part that the sentence does not speak of (要新建的7个 and 达到12个)."""
    part = _PART.search(plain[max(0, claim.start - _BEFORE) : claim.start])
    return part is not None and part.group() not in said


def _same_kind(kit: Kit, line: Line, claim: Quantity) -> list[Quantity]:
    """The line's figures of the claim's kind, of the one clause that speaks most of what is asked: its other clauses
    may give parts of it (零碳园区5个，其中柘湾区2个)."""
    terms = kit.question.subjects or kit.question.terms
    found = []
    for clause in _CLAUSE.split(_text_of(kit, line)):
        figures = find_quantities(clause)
        alike = [q for q in figures if q.family == claim.family and (q.family != "count" or q.unit == claim.unit)]
        if alike:
            found.append((kit.matcher.coverage(terms, clause), alike))
    return max(found, key=lambda item: item[0])[1] if found else []


def _text_of(kit: Kit, line: Line) -> str:
    """What the line's first quote says."""
    quote = line.quotes[0]
    return kit.knowledge.documents[quote.source_id].text[quote.start : quote.end]
