"""False premises: a figure that a question takes for granted is held against the plan's."""

from __future__ import annotations

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line
from assistant.quantities import Quantity, find_quantities


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
    if not claims or first is None or len(claims) > 1:
        return draft
    claim = claims[0]
    stated = _stated(kit, first)
    same_kind = [quantity for quantity in stated if quantity.family == claim.family]
    if not same_kind:
        return draft
    voice = kit.voice
    if any(quantity.value == claim.value and quantity.unit == claim.unit for quantity in same_kind):
        lead = voice.choose(f"是的，规划写明{claim.text}。", f"Yes, the plan says {claim.text}.")
    else:
        shown = same_kind[-1].text
        lead = voice.choose(f"不是{claim.text}，规划写的是{shown}。", f"Not {claim.text}: the plan says {shown}.")
    draft.blocks.insert(0, Line(lead, first.quotes))
    return draft


def _stated(kit: Kit, line: Line) -> list[Quantity]:
    document = kit.knowledge.documents[line.quotes[0].source_id]
    text = document.text[line.quotes[0].start : line.quotes[0].end]
    return list(find_quantities(text)) or list(find_quantities(line.text))
