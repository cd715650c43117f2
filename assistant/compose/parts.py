"""Several figures asked for in one question (固废利用率和资源产出率, 覆盖率、蓄积量): one for each part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.fitting import fits
from assistant.compose.kit import Kit
from assistant.draft import Line
from assistant.intents import find_families
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics
from assistant.wording import is_verb

_BREAK = re.compile(r"[、，,：:；;？?（）()]|以及|还有|再加上?|[和与及跟](?!谐|平|贸|其|时)")
_MOST_PARTS, _LEAST_HELD, _LEAST_COMMON = 6, 0.72, 0.35
_SHOWN = 0.75
"""Share of a part's words in what is shown already that makes it answered."""


def figures_of_parts(kit: Kit, shown: Sequence[Line], terms: Sequence[Term]) -> list[Metric]:
    """Figures of the parts that ``shown`` does not hold, in the order asked; [] where nothing is strung together."""
    groups = _group(kit, terms)
    if len(groups) < 2:
        return []
    found: list[Metric] = []
    text = " ".join(line.text for line in shown)
    common = tuple(term for term in terms if not any(term in group for _, group in groups))
    for part, group in groups:
        if kit.matcher.coverage(group, text) >= _SHOWN:
            continue
        families = tuple(family for family in find_families(part) if family != "count") if len(group) > 1 else ()
        form = replace(kit.question, terms=(*group, *common), families=families)
        asked = Kit(form, kit.evidence, kit.voice)
        for metric in find_metrics(kit.evidence, form, group, 6):
            held = kit.matcher.coverage(group, metric.own_words)
            unit = metric.unit_text
            near = not common or kit.matcher.coverage(common, unit.text, unit.context) >= _LEAST_COMMON
            if held >= _LEAST_HELD and near and fits(asked, metric, group, near=False):
                if all(metric.quote != other.quote for other in found):
                    found.append(metric)
                    text += metric.text
                break
    return found


def _group(kit: Kit, terms: Sequence[Term]) -> list[tuple[str, tuple[Term, ...]]]:
    """The parts of the question that name something by words of their own."""
    pieces = [piece for piece in _BREAK.split(kit.question.plain) if piece.strip()]
    groups = [(piece, tuple(t for t in terms if t.known and not t.generic and t.text in piece)) for piece in pieces]
    groups = [(piece, group) for piece, group in groups if any(not is_verb(term.text) for term in group)]
    return groups if len(groups) <= _MOST_PARTS else []
