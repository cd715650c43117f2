"""Sums and differences of figures that one sentence gives several things (甲市、乙区分别改造5.6万亩、3.1万亩)."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.compose.calculate import conclude
from assistant.compose.fitting import subject_terms
from assistant.compose.kit import Kit
from assistant.draft import Draft, Line, quote_unit
from assistant.knowledge import Unit
from assistant.quantities import Quantity
from assistant.respective import find_joint

Joint = tuple[tuple[str, Quantity], ...]
_ALL = re.compile(r"([二两三四五六七八九十\d]+)\s*(?:样|项|类|种|个|地|家|处|县|区|市|者|块)")
_COUNTS = {"两": 2} | {sign: place for place, sign in enumerate("一二三四五六七八九十", 1)}
_LEAST_COVERAGE, _COUNTED_COVERAGE = 0.5, 0.3
_NAMED = 0.5
_LOOKED_AT = 12


def compose_joint(kit: Kit) -> Draft | None:
    """The sum, or difference of two, of figures from one sentence; None where it does not give all that is asked."""
    question = kit.question
    if not question.has("sum", "difference", "average") or question.has("growth", "ratio", "share"):
        return None
    terms = subject_terms(kit)
    for scored in kit.evidence.rank(question, kit.evidence.pool(question), terms)[:_LOOKED_AT]:
        unit = scored.unit
        if unit.chunk.cells or not (joint := find_joint(unit.text)):
            continue
        if question.families and not {figure.family for _, figure in joint} & set(question.families):
            continue
        asked = _pick(kit, joint)
        # Things that are counted as the sentence has them (三样) may be called otherwise (柚子 for 蜜柚).
        least = _COUNTED_COVERAGE if _ALL.search(kit.question.plain) else _LEAST_COVERAGE
        if len(asked) > 1 and kit.matcher.coverage(terms, unit.text, unit.context) >= least:
            return _say(kit, unit, asked)
    return None


def _pick(kit: Kit, joint: Joint) -> Joint:
    """The things that the question names, or all of them where it counts as many; none where it names another, too."""
    question = kit.question
    regions = [kit.knowledge.find_regions(name) for name, _ in joint]
    if question.regions:
        if not set(question.regions) <= {region for own in regions for region in own}:
            return ()
        return tuple(item for item, own in zip(joint, regions, strict=True) if set(own) & set(question.regions))
    counted = _ALL.search(question.plain)
    if counted and len(joint) == (_COUNTS.get(counted[1]) or (int(counted[1]) if counted[1].isdigit() else 0)):
        return joint
    return tuple(
        item for item in joint if any(kit.matcher.match(term, item[0]) >= _NAMED for term in question.subjects)
    )


def _say(kit: Kit, unit: Unit, asked: Joint) -> Draft | None:
    voice, quotes = kit.voice, (quote_unit(unit),)
    values = [figure.value for _, figure in asked]
    label = asked[0][1].unit
    draft = Draft([Line(voice.end(voice.passage(unit.text.rstrip("；。"))), quotes)], sure=True)
    if kit.question.has("sum"):
        conclude(kit, draft, " + ".join(map(str, values)), sum(values, Decimal(0)), label, quotes)
    elif kit.question.has("average"):
        added = " + ".join(map(str, values))
        conclude(kit, draft, f"({added}) ÷ {len(values)}", sum(values, Decimal(0)) / len(values), label, quotes)
    elif len(values) == len(("one", "other")):
        apart = voice.choose("个百分点", "percentage points") if label == "%" else label
        meaning = voice.choose("相差", "")
        conclude(
            kit, draft, f"{max(values)} - {min(values)}", max(values) - min(values), apart, quotes, meaning=meaning
        )
    else:
        return None
    return draft
