"""The whole that a stated part and its share imply: 181.93 km², 47.8 % of the city's → the city's, as a calculation."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.compose.calculate import conclude
from assistant.compose.fitting import subject_terms
from assistant.compose.kit import Kit
from assistant.compose.number import metric_line
from assistant.draft import Draft
from assistant.metrics import find_metrics
from assistant.quantities import Quantity, find_quantities

_ASKS_WHOLE = re.compile(
    r"倒推|反推|推算|倒算|反算|(?:按|根据|照).{0,14}(?:占比|比重|比例|份额|百分比).{0,8}(?:算|推|估)|折算(?:成|出)?全"
)
_LEAST_COVERAGE = 0.5


def compose_whole(kit: Kit) -> Draft | None:
    """The whole, where the plan states a part and its share in one sentence; None where that is not asked or not so."""
    question = kit.question
    if not _ASKS_WHOLE.search(question.plain):
        return None
    terms = subject_terms(kit)
    for metric in find_metrics(kit.evidence, question, terms, 8):
        sentence = metric.unit_text.text
        if metric.unit_text.chunk.cells or kit.matcher.coverage(terms, sentence) < _LEAST_COVERAGE:
            continue
        found = _find_part(sentence, metric.shown)
        if found is None:
            continue
        part, share = found
        draft = Draft([metric_line(kit, metric)])
        conclude(
            kit,
            draft,
            f"{part.value} ÷ {share.value} × 100",
            part.value / share.value * 100,
            part.unit,
            (metric.quote,),
            meaning=kit.voice.choose("按占比推算，总量", "The whole by that share: "),
        )
        return draft
    return None


def _find_part(sentence: str, shown: str) -> tuple[Quantity, Quantity] | None:
    """An amount and the per cent it is of the whole, next to each other (…平方公里，占全市…47.8%)."""
    quantities = [quantity for quantity in find_quantities(sentence) if quantity.unit]
    for part, share in pairwise(quantities):
        between = sentence[part.start + len(part.text) : share.start]
        is_share = share.family == "percent" and "占" in between and share.value
        if is_share and part.family not in ("percent", "points") and shown in (part.text, share.text):
            return part, share
    return None
