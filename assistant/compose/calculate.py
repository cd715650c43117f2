"""Sums, differences, growth, shares and ratios over figures of the plan, shown with operands and formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.compose.fitting import fits, subject_terms
from assistant.compose.kit import Kit, row_quotes
from assistant.compose.number import metric_line, metric_quotes
from assistant.compose.pairs import pair_by_year, pair_in_clause, pick_pair
from assistant.compose.places import metric_by_place
from assistant.compose.refusal import compose_refusal
from assistant.draft import Draft, Line, Quote, Sum
from assistant.metrics import Metric, find_metrics
from assistant.quantities import FAMILIES, find_quantities
from corpus.tables import is_blank

_EVERY = re.compile(r"各区|各县|各市|[二两三四五六七八九十\d]+个?(?:区县|区|县|市)|各地|\ball\b|total|districts")

_BOTH = re.compile(r"[，,；;].*每年|每年.*[，,；;]")
_AMOUNT = re.compile(
    r"多少个?(?:亿|万|家|户|件|辆|人|元)|几(?:[家户件辆]|个(?!百分))|绝对|多出来?多少|增量|how much more", re.IGNORECASE
)
"""The amount of a change is asked for, beside its rate or ratio."""
_COMPOUND = re.compile(
    r"复合|CAGR|compound|(?:平均每年|每年平均|年均|每年).{0,8}(?:百分之|%|增长率|增速)|(?:年均|平均)(?:增长率|增速)",
    re.IGNORECASE,
)
OPERATIONS = frozenset("每年 年均 一年 新增 净增 增加 增量 合计 总和 平均 相差 差距 倍数 多出".split())  # noqa: SIM905
"""Words that say what to calculate, not of what."""
_NOW = re.compile(r"(?:比|较|跟|和|与|从)(?:现在|目前|当前|现状|如今|眼下|今天)|than now|from now|today", re.IGNORECASE)
"""The present as the year a target is compared with."""
_NAME = 4
"""Characters of a term that names an indicator by itself."""
_YEARLY = re.compile(
    r"(?:平均|年均).{0,3}(?:每年|一年|年).{0,6}(?:增加|增长|多|新增|提高|涨|降)(?!率|速|百分)|年均(?:增加|新增|净增)"
    r"|每年平均|(?:平摊|分摊|平均|摊)到?每年|每年(?:大概|大约|平均)"
    r"|per year|each year|a year on average|annual(?:ly)? (?:increase|average)",
    re.IGNORECASE,
)


def compose_calculation(kit: Kit) -> Draft | None:
    """A calculation over two years of an indicator, or over places; None when operands are missing."""
    question = kit.question
    if not question.has("difference", "sum", "growth", "ratio", "share", "average"):
        return None
    if any(year.isdigit() and not kit.knowledge.count(year) for year in question.years):
        return compose_refusal(kit)
    places = question.regions if len(question.regions) > 1 else ()
    if question.has("share") and question.regions and _EVERY.search(question.plain):
        places = question.regions
    if question.has("sum", "share", "average") and not places:
        places = kit.groups() if _EVERY.search(question.text + question.plain) else ()
    if places and not (question.has("growth") and len(question.years) > 1):
        return _over_places(kit, places)
    return _over_years(kit) if question.has("difference", "growth", "ratio", "average") else None


def _over_places(kit: Kit, places: tuple[str, ...]) -> Draft | None:
    question = kit.question
    named = tuple(term for term in subject_terms(kit) if term.text not in OPERATIONS)
    terms = tuple(term for term in named if term.known) or named  # an unknown word (总盘子) names no indicator
    counts_places = re.search(r"(?:几|多少)个?(?:区|县|市|地)", question.plain)
    loose = ("percent", "times", "points", "count") if counts_places else ("percent", "times", "points")
    families = tuple(family for family in question.families if family not in loose)
    if "points" in question.families:
        families = ("percent",)  # two shares are what lies some per cent points apart
    whole = kit.groups() if question.has("share") else places
    involved = tuple(dict.fromkeys((*places, *whole)))
    metrics: dict[str, Metric] = {}
    for some in (terms, tuple(term for term in terms if len(term.text) >= _NAME)):
        # What the indicator is called counts for more than the words around it (居家照护的床位（家庭养老床位）).
        asked = replace(question, terms=some, families=families)
        if some and len(metrics) < len(involved):
            metrics = metric_by_place(Kit(asked, kit.evidence, kit.voice), involved)
    if len(metrics) < 2 or any(metrics.get(place) is None for place in places):
        return None
    kinds = {family for family in question.families if family not in ("percent", "points", "times", "count")}
    if kinds and not kinds & {FAMILIES.get(metrics[place].unit, "") for place in places}:
        return None  # 多大一片 is not answered by adding up amounts of money
    values = [metrics[place].value for place in places]
    if any(value is None for value in values) or len({metrics[place].unit for place in places}) > 1:
        return None
    numbers = [value for value in values if value is not None]
    unit = metrics[places[0]].unit
    draft = Draft(
        [operand_line(kit, place, metrics[place]) for place in dict.fromkeys((*places, *whole)) if place in metrics]
    )
    quotes = _quotes_of(kit, metrics, places)
    if question.has("share") and len(whole) > len(places):
        rest = [metrics[p].value for p in whole if p in metrics]
        total = sum((v for v in rest if v is not None), Decimal(0))
        part = sum(numbers, Decimal(0))
        every = [v for v in rest if v is not None]
        all_quotes = _quotes_of(kit, metrics, whole)
        lead = kit.voice.choose(f"{len(every)}个地区合计", "All together: ")
        conclude(kit, draft, _plus(every), total, unit, all_quotes, meaning=lead)
        expression = f"({_plus(numbers)}) ÷ ({_plus(every)}) × 100"
        conclude(kit, draft, expression, part / total * 100, "%", _quotes_of(kit, metrics, whole))
    elif question.has("ratio") and len(numbers) == 2:
        conclude(
            kit, draft, f"{numbers[0]} ÷ {numbers[1]}", numbers[0] / numbers[1], kit.voice.choose("倍", "times"), quotes
        )
    elif question.has("sum"):
        conclude(kit, draft, _plus(numbers), sum(numbers, Decimal(0)), unit, quotes)
    elif question.has("average"):
        conclude(
            kit, draft, f"({_plus(numbers)}) ÷ {len(numbers)}", sum(numbers, Decimal(0)) / len(numbers), unit, quotes
        )
    elif len(numbers) == 2:
        high, low = max(numbers), min(numbers)
        apart = kit.voice.choose("个百分点", "percentage points") if unit == "%" else unit
        conclude(kit, draft, f"{high} - {low}", high - low, apart, quotes)
    else:
        return None
    return draft


def _quotes_of(kit: Kit, metrics: Mapping[str, Metric], places: Iterable[str]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(q for p in places if p in metrics for q in metric_quotes(kit, metrics[p])))


def _over_years(kit: Kit) -> Draft | None:
    """The change of one indicator between two years, unless the plan states it itself."""
    question = kit.question
    terms = subject_terms(kit)
    terms = tuple(t for t in terms if (t.known or t.weight >= 0.5) and t.text not in OPERATIONS) or terms
    if not terms:
        return None
    wording = f"{question.plain} {question.text}"
    both = _YEARLY.search(wording) or _NOW.search(wording)
    if len([year for year in question.years if year.isdigit()]) == 1 and not both:
        return None
    wide = replace(question, families=(), years=())
    metrics = [
        m for m in find_metrics(kit.evidence, wide, terms, 24) if fits(Kit(wide, kit.evidence, kit.voice), m, terms)
    ]
    pair = pick_pair(question, metrics) or pair_in_clause(kit, metrics) or pair_by_year(kit, terms)
    if pair is None:
        return None
    earlier, later = pair
    if earlier.value is None or later.value is None:
        return None
    draft = Draft([metric_line(Kit(replace(question, years=()), kit.evidence, kit.voice), later)])
    stated = _stated_change(kit, metrics, pair)
    if stated:
        draft.blocks.append(metric_line(kit, stated))
    if later.unit_text is not earlier.unit_text:
        draft.blocks.append(metric_line(Kit(replace(question, years=()), kit.evidence, kit.voice), earlier))
    if earlier.unit_text.chunk.cells and later.unit_text is earlier.unit_text:
        quotes = row_quotes(
            kit.knowledge, earlier.unit_text, [c for c in earlier.unit_text.chunk.cells if not is_blank(c.value)]
        )
    else:
        quotes = tuple(dict.fromkeys((*metric_quotes(kit, earlier), *metric_quotes(kit, later))))
    voice = kit.voice
    if _COMPOUND.search(wording) and earlier.unit != "%" and _conclude_compound(kit, draft, pair, quotes):
        return draft
    if _YEARLY.search(wording):
        _conclude_yearly(kit, draft, pair, quotes)
        if not (question.has("difference") and _AMOUNT.search(wording) and _BOTH.search(wording)):
            return draft
    relative = question.has("growth") or ("percent" in question.families and earlier.unit != "%")
    if question.has("ratio"):
        expression = f"{later.value} ÷ {earlier.value}"
        conclude(kit, draft, expression, later.value / earlier.value, voice.choose("倍", "times"), quotes)
    elif relative:
        expression = f"({later.value} - {earlier.value}) ÷ {earlier.value} × 100"
        conclude(kit, draft, expression, (later.value - earlier.value) / earlier.value * 100, "%", quotes)
    if not (question.has("ratio") or relative) or (question.has("difference") and _AMOUNT.search(wording)):
        unit = voice.choose("个百分点", "percentage points") if earlier.unit == "%" else earlier.unit
        meaning = voice.choose("相差" if len(question.regions) > 1 else "增加", "")
        conclude(
            kit, draft, f"{later.value} - {earlier.value}", later.value - earlier.value, unit, quotes, meaning=meaning
        )
    return draft


def _conclude_yearly(kit: Kit, draft: Draft, pair: tuple[Metric, Metric], quotes: tuple[Quote, ...]) -> None:
    """The mean change a year between two years: of an amount in its unit, of a rate asked for in per cent points."""
    earlier, later = pair
    years = [re.search(r"(?:19|20)\d{2}", metric.year) for metric in pair]
    if earlier.value is None or later.value is None or years[0] is None or years[1] is None:
        return
    first, last = years[0].group(), years[1].group()
    span = int(last) - int(first)
    if span < 1:
        return
    voice = kit.voice
    unit = voice.choose("个百分点", "percentage points") if earlier.unit == "%" else earlier.unit
    expression = f"({later.value} - {earlier.value}) ÷ ({last} - {first})"
    meaning = voice.choose("平均每年增加", "A year on average: ")
    conclude(kit, draft, expression, (later.value - earlier.value) / span, unit, quotes, meaning=meaning)


def _conclude_compound(kit: Kit, draft: Draft, pair: tuple[Metric, Metric], quotes: tuple[Quote, ...]) -> bool:
    """The compound rate a year between two years; False where there is none."""
    earlier, later = pair
    years = [re.search(r"(?:19|20)\d{2}", metric.year) for metric in pair]
    if not earlier.value or not later.value or years[0] is None or years[1] is None:
        return False
    first, last = years[0].group(), years[1].group()
    if int(last) <= int(first) or earlier.value < 0 or later.value < 0:
        return False
    expression = f"(({later.value} ÷ {earlier.value}) ^ (1 ÷ ({last} - {first})) - 1) × 100"
    rate = ((later.value / earlier.value) ** (Decimal(1) / (int(last) - int(first))) - 1) * 100
    conclude(kit, draft, expression, rate, "%", quotes, meaning=kit.voice.choose("年均复合增长", "Compound a year: "))
    return True


def _stated_change(kit: Kit, metrics: list[Metric], pair: tuple[Metric, Metric]) -> Metric | None:
    """The plan's own statement of the change (提升2.5个百分点), when it has one."""
    if "points" not in kit.question.families:
        return None
    for metric in metrics:
        if metric.unit_text is not pair[0].unit_text and any(
            q.family == "points" for q in find_quantities(metric.text)
        ):
            return metric
    return None


def operand_line(kit: Kit, place: str, metric: Metric) -> Line:
    """What one place's figure in a calculation is."""
    text = kit.voice.label(kit.voice.name(place), metric.shown)
    return Line(kit.voice.end(text), metric_quotes(kit, metric), "item")


def conclude(
    kit: Kit,
    draft: Draft,
    expression: str,
    result: Decimal,
    unit: str,
    quotes: tuple[Quote, ...],
    *,
    meaning: str | None = None,
) -> None:
    """Put a result in front of a draft, with its formula, and note the calculation."""
    exact = round_result(result)
    sign = "=" if Decimal(exact) == result else "≈"
    voice = kit.voice
    lead = _meaning(kit) if meaning is None else meaning
    shown = voice.choose(
        f"{lead}{'约' if sign == '≈' else ''}{exact}{unit}（{expression} {sign} {exact}）。",
        f"{meaning or ''}{'About ' if sign == '≈' else ''}{exact} {unit} ({expression} {sign} {exact}).",
    )
    draft.blocks.insert(0, Line(shown, quotes, "lead"))
    draft.sums.append(Sum(expression, Decimal(exact), unit, quotes))


def _meaning(kit: Kit) -> str:
    question = kit.question
    for intent, word in (("share", "占比"), ("sum", "合计"), ("ratio", "是"), ("growth", "增长"), ("average", "平均")):
        if question.has(intent):  # type: ignore[arg-type]
            return word
    return "相差" if len(question.regions) > 1 else "增加"


def round_result(result: Decimal) -> str:
    """At most two decimals, half up, without trailing noughts."""
    rounded = result.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def _plus(numbers: list[Decimal]) -> str:
    return " + ".join(str(number) for number in numbers)
