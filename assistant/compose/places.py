"""Questions over several places: which ones do something, a facet or a number compared, the highest and lowest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.compose.facet import disagreement_note, main_facets, other_subjects
from assistant.compose.fitting import LEAST_COVERAGE, fits, subject_terms
from assistant.compose.kit import Kit
from assistant.compose.number import metric_quotes
from assistant.compose.spread import places_with, said_together, shown_clauses
from assistant.draft import Draft, Line, Quote, Table, TableCell, quote_unit
from assistant.facets import view_facet
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.metrics import Metric, find_metrics
from assistant.wording import is_verb

_THRESHOLD = re.compile(
    r"(超过|过|大于|高于|突破|以上|不足|低于|小于|不到|达到|超)\s*(\d+(?:\.\d+)?)?\s*(万亿|千亿|百亿|亿)?\s*元?(?:以上|以下)?"
)
_KIND = re.compile(r"(?:哪些|哪几个|多少个|几个)\s*(城市|国家|省|州|县)(?!区)")
_SOME_COVERAGE = 0.3
"""Where two places are named to be compared, a passage may leave out words that only say what to compare."""
_NEAR = 2.3
_ENUMERATION, _LONG = 0.2, 6
_AS_SUCH = 0.55
_SCALES = {"百亿": 100, "千亿": 1000, "万亿": 10000, "亿": 1}
_BELOW = ("不足", "低于", "小于", "不到", "以下")


def metric_by_place(kit: Kit, places: tuple[str, ...]) -> dict[str, Metric]:
    """The number asked for, of each place that has one."""
    terms = subject_terms(kit)
    found: dict[str, Metric] = {}
    for place in places:
        asked = replace(kit.question, regions=(place,))
        metrics = [
            m
            for m in find_metrics(kit.evidence, asked, terms, 4)
            if fits(kit, m, terms) and place in m.unit_text.regions
        ]
        if metrics:
            found[place] = metrics[0]
    return found


def compose_comparison(kit: Kit) -> Draft | None:
    """Two or more places side by side, as a table; silent places are said to be so."""
    question = kit.question
    if len(question.regions) == 1:
        return None
    places = question.regions or kit.groups()
    if len(places) < 2 or not (
        question.has("compare", "extreme", "overview") or len(question.regions) > 1 or question.facets
    ):
        return None
    if question.facets and not [term for term in other_subjects(kit, list(question.facets)) if term.known]:
        return _compare_facet(kit, places)
    metrics = (
        metric_by_place(kit, places) if question.has("number", "extreme", "compare") and subject_terms(kit) else {}
    )
    ranked = (
        question.has("number", "extreme") or question.years or re.search(r"谁|哪个?更?[高低大小多少]", question.plain)
    )
    if len(metrics) >= 2 and ranked:
        return _compare_metric(kit, places, metrics)
    if len(question.regions) > 1:
        return _compare_passages(kit, places)
    return None


def compose_each(kit: Kit) -> Draft | None:
    """A figure of every place (五个县区各建几个); None where one of them has none."""
    places = kit.groups()
    metrics = metric_by_place(kit, places) if len(places) > 1 and subject_terms(kit) else {}
    whole = len(metrics) == len(places) and len({metric.unit for metric in metrics.values()}) == 1
    return _compare_metric(kit, places, metrics) if whole else None


def _compare_facet(kit: Kit, places: tuple[str, ...]) -> Draft:
    voice, facets = kit.voice, kit.question.facets[:3]
    rows = []
    notes: list[str] = []
    for place in places:
        cells = [TableCell(voice.name(place))]
        for facet in facets:
            view = view_facet(kit.knowledge, place, facet, kit.question.text)
            main = next((item for item in view.found if item.items), view.found[0] if view.found else None)
            topic = bool(view.body) and not any(item.kind in ("cell", "titles") for item in view.found)
            if topic or (main is None and view.body):
                cells.append(_body_cell(kit, view.body))
            elif main is None:
                cells.append(TableCell(voice.say("not_stated")))
            else:
                extra = [
                    i
                    for i in view.found
                    if i is not main and i.kind == "statement" and i.items and not set(i.items) <= set(main.items)
                ]
                said = voice.items(main.items) if main.kind != "statement" and main.items else voice.passage(main.text)
                quotes = list(main.quotes[:3])
                if extra and disagreement_note(kit, view):
                    said += (
                        voice.choose("（正文：", " (text: ") + voice.passage(extra[0].text) + voice.choose("）", ")")
                    )
                    quotes += extra[0].quotes
                cells.append(TableCell(said, tuple(quotes)))
            if note := disagreement_note(kit, view):
                notes.append(note)
        rows.append(tuple(cells))
    table = Table((voice.say("place"), *(voice.phrase(facet) for facet in facets)), tuple(rows))
    return Draft([table], warnings=notes)


def _body_cell(kit: Kit, body: tuple[Unit, ...]) -> TableCell:
    """What a topic's own section says: its opening sentences, as far as a table cell holds them."""
    shown = [body[0]]
    for unit in body[1:3]:
        if sum(len(item.text) for item in shown) + len(unit.text) <= 260:
            shown.append(unit)
    text = "".join(unit.text for unit in shown).rstrip("。")
    return TableCell(kit.voice.passage(text), tuple(quote_unit(unit) for unit in shown))


def _compare_metric(kit: Kit, places: tuple[str, ...], metrics: dict[str, Metric]) -> Draft:
    voice, question = kit.voice, kit.question
    ordered = sorted(metrics.items(), key=lambda item: -(item[1].value or Decimal(0)))
    draft = Draft()
    top, low = ordered[0], ordered[-1]
    if question.has("extreme", "compare") and top[1].value != low[1].value:
        highest = [name for name, metric in ordered if metric.value == top[1].value]
        lowest = [name for name, metric in ordered if metric.value == low[1].value]
        if re.search(
            r"谁|最高|最大|最多|第一|高|大|多|highest|largest|most|biggest|higher|bigger",
            question.text + question.plain,
        ) or not question.has("extreme"):
            draft.blocks.append(_extreme_line(kit, "最高", "highest", highest, metrics))
        if re.search(r"最低|最小|最少|垫底|低|小|少|lowest|smallest|least|lower", question.text + question.plain):
            draft.blocks.append(_extreme_line(kit, "最低", "lowest", lowest, metrics))
    rows = []
    for place in [name for name, _ in ordered] + [place for place in places if place not in metrics]:
        metric = metrics.get(place)
        cell = TableCell(metric.shown, metric_quotes(kit, metric)) if metric else TableCell(voice.say("not_stated"))
        rows.append((TableCell(voice.name(place)), cell))
    head = "、".join(term.text for term in subject_terms(kit))
    draft.blocks.append(Table((voice.say("place"), voice.phrase(head)), tuple(rows)))
    return draft


def _extreme_line(kit: Kit, chinese: str, english: str, names: list[str], metrics: dict[str, Metric]) -> Line:
    voice = kit.voice
    shown = metrics[names[0]].shown
    places = ("、" if not voice.is_english else " and ").join(voice.name(name) for name in names)
    quotes = tuple(quote for name in names for quote in metric_quotes(kit, metrics[name]))
    return Line(voice.choose(f"{chinese}的是{places}：{shown}。", f"The {english} is {places}: {shown}."), quotes)


def _compare_passages(kit: Kit, places: tuple[str, ...]) -> Draft | None:
    """A topic in each of the places asked: the passage that says most about it there."""
    voice = kit.voice
    rows = []
    answered = 0
    head = "、".join(term.text for term in kit.question.subjects) or voice.say("item")
    for place in places:
        best = _best_in_place(kit, place, kit.question.subjects) or _best_in_place(
            kit, place, kit.question.subjects, least=_SOME_COVERAGE
        )
        if best is None and kit.question.has("compare"):
            best = _nearest_in_place(kit, place)
        if best:
            answered += 1
            rows.append((TableCell(voice.name(place)), best))
        else:
            rows.append((TableCell(voice.name(place)), TableCell(voice.say("not_stated"))))
    if answered < 1:
        return None
    return Draft([Table((voice.say("place"), voice.phrase(head)), tuple(rows))])


def _best_in_place(kit: Kit, place: str, terms: tuple[Term, ...], least: float = LEAST_COVERAGE) -> TableCell | None:
    asked = replace(kit.question, regions=(place,))
    pool = kit.evidence.pool(asked)
    units = [unit for unit in pool if place in unit.regions]
    ranked = [s for s in kit.evidence.rank(asked, units, terms) if s.coverage >= least and _has_one(kit, s.unit, terms)]
    if not ranked:
        # A sentence on the whole plan may say it of the place (推进青白江、双流自贸试验区…).
        named = [unit for unit in pool if place in unit.named and not unit.regions and not unit.chunk.cells]
        ranked = [s for s in kit.evidence.rank(asked, named, terms) if s.coverage >= LEAST_COVERAGE]
    if not ranked:
        return None
    # What a place goes in for is said where its things are enumerated.
    ranked = sorted(ranked, key=lambda s: -s.score - _ENUMERATION * min(s.unit.text.count("、"), _LONG) / _LONG)
    picked = ranked[0].unit
    body = next((s.unit for s in ranked if not s.unit.chunk.cells and s.score >= ranked[0].score - 0.12), picked)
    text, quotes = shown_clauses(kit, body, terms)
    return TableCell(kit.voice.passage(text), quotes)


def _has_one(kit: Kit, unit: Unit, terms: tuple[Term, ...]) -> bool:
    """Whether at least one of the terms stands in a unit as such, not only by a part of it (产业 of 能源产业)."""
    return any(kit.matcher.match_with(term, unit.text, unit.context) >= _AS_SUCH for term in terms)


def _nearest_in_place(kit: Kit, place: str) -> TableCell | None:
    """The sentence of a place's own section nearest in meaning, where two places are held together in other words."""
    asked = replace(kit.question, regions=(place,))
    units = [unit for unit in kit.evidence.pool(asked) if place in unit.regions and not unit.chunk.cells]
    ranked = sorted(kit.evidence.rank(asked, units), key=lambda item: -item.closeness)
    if not ranked or ranked[0].closeness < _NEAR:
        return None
    text, quotes = shown_clauses(kit, ranked[0].unit, kit.question.terms)
    return TableCell(kit.voice.passage(text), quotes)


def compose_places(kit: Kit) -> Draft | None:
    """Which places do something: one item a place, each with the passage that shows it."""
    question = kit.question
    names = question.regions or kit.groups()
    if _asks_other_kind(question.plain, names):
        return None
    if draft := said_together(kit):
        return draft
    if len(names) < 2 or not question.has("places", "place"):
        return None
    if threshold := _threshold(kit):
        return _filter_metric(kit, names, *threshold)
    terms = question.subjects
    if not terms:
        return _list_places(kit, names) if question.has("places") else None
    facets = main_facets(kit)
    others = tuple(other_subjects(kit, facets)) if facets else ()
    others = tuple(t for t in others if t.known and not is_verb(t.text) and not any(t.text in f for f in facets))
    if others and len(facets) > 1:
        return _list_by_facet(kit, names, facets, others)
    found = _places_by_facet(kit, names, facets[0], others) if facets and others else places_with(kit, terms, names)
    if not found:
        return None
    voice = kit.voice
    draft = Draft()
    if question.has("places") and len(found) > 0:
        listed = voice.choose("、", "; ").join(voice.name(name) for name in found)
        lead_quotes = tuple(dict.fromkeys(quote for _, quotes in found.values() for quote in quotes[:1]))
        draft.blocks.append(Line(voice.choose(f"共{len(found)}个：{listed}。", f"{listed}."), lead_quotes))
    said: dict[tuple[str, tuple[Quote, ...]], list[str]] = {}
    for name, shown in found.items():
        said.setdefault(shown, []).append(voice.name(name))
    for (text, quotes), holders in said.items():
        label = voice.choose("、", "; ").join(holders)
        draft.blocks.append(Line(voice.end(voice.label(label, voice.passage(text))), quotes, "item"))
    return draft


def _asks_other_kind(plain: str, names: Sequence[str]) -> bool:
    """Whether places of another kind than the plan's are asked for: 多少个城市 where it speaks of districts."""
    match = _KIND.search(plain)
    return match is not None and not any(name.endswith(match.group(1)[-1]) for name in names)


def _list_by_facet(kit: Kit, names: Sequence[str], facets: Sequence[str], others: tuple[Term, ...]) -> Draft | None:
    """For each of several facets the places that have the subject in it (哪些列成主导、哪些列成特色)."""
    voice = kit.voice
    draft = Draft()
    for facet in facets:
        found = _places_by_facet(kit, tuple(names), facet, others)
        if found:
            listed = voice.choose("、", "; ").join(voice.name(name) for name in found)
            quotes = tuple(dict.fromkeys(quote for _, held in found.values() for quote in held[:1]))
            draft.blocks.append(Line(voice.end(voice.label(voice.phrase(facet), listed)), quotes, "item"))
    return draft if draft.blocks else None


def _places_by_facet(
    kit: Kit, names: tuple[str, ...], facet: str, others: tuple[Term, ...]
) -> dict[str, tuple[str, tuple[Quote, ...]]]:
    found: dict[str, tuple[str, tuple[Quote, ...]]] = {}
    for name in names:
        view = view_facet(kit.knowledge, name, facet, kit.question.text)
        for item in view.found:
            if all(any(variant in item.text for variant, weight in term.variants if weight >= 0.6) for term in others):
                quotes = (
                    item.quotes
                    if item.kind != "titles"
                    else tuple(
                        quote
                        for quote, title in zip(item.quotes, item.items, strict=False)
                        if any(variant in title for term in others for variant, _ in term.variants)
                    )
                )
                found.setdefault(name, (f"{facet}：{item.text}" if item.kind != "statement" else item.text, quotes))
    return found


def _threshold(kit: Kit) -> tuple[Decimal, bool] | None:
    match = _THRESHOLD.search(kit.question.plain)
    if not match or not (match.group(2) or match.group(3)):
        return None
    scale = _SCALES.get(match.group(3) or "", 1)
    value = Decimal(match.group(2) or "1") * (scale if match.group(2) is None or scale != 1 else 1)
    return value, any(word in match.group() for word in _BELOW)


def _filter_metric(kit: Kit, names: tuple[str, ...], value: Decimal, below: bool) -> Draft | None:
    terms = tuple(term for term in subject_terms(kit) if not re.fullmatch(r"[百千万]?亿?元?", term.text))
    # 几个区 counts the places, not what is measured.
    asked = replace(kit.question, terms=terms, families=tuple(f for f in kit.question.families if f != "count"))
    metrics = metric_by_place(Kit(asked, kit.evidence, kit.voice), names)
    kept = {
        n: m for n, m in metrics.items() if m.value is not None and ((m.value < value) if below else (m.value >= value))
    }
    if not metrics:
        return None
    voice = kit.voice
    draft = Draft()
    if not kept:
        draft.blocks.append(
            Line(
                voice.choose("没有符合这一条件的地区。", "No place meets this condition."),
                tuple(quote for m in metrics.values() for quote in metric_quotes(kit, m)),
            )
        )
    elif kit.question.has("number") or re.search(r"几[个家]|多少个", kit.question.plain):
        listed = voice.choose("、", "; ").join(voice.name(name) for name in kept)
        quotes = tuple(quote for metric in kept.values() for quote in metric_quotes(kit, metric))
        draft.blocks.append(Line(voice.choose(f"共{len(kept)}个：{listed}。", f"{len(kept)}: {listed}."), quotes))
    for name, metric in sorted(kept.items(), key=lambda item: -(item[1].value or Decimal(0))):
        draft.blocks.append(
            Line(voice.end(voice.label(voice.name(name), metric.shown)), metric_quotes(kit, metric), "item")
        )
    return draft


def _list_places(kit: Kit, names: tuple[str, ...]) -> Draft | None:
    """Which places the plan covers: the sentence that names them all."""
    for unit in kit.knowledge.list_units(kit.question.source_ids):
        if set(names) <= unit.named:
            voice = kit.voice
            listed = voice.choose("、", "; ").join(voice.name(name) for name in names)
            return Draft(
                [
                    Line(
                        voice.choose(f"规划涉及{len(names)}个地区：{listed}。", f"The plan covers {listed}."),
                        (quote_unit(unit),),
                    )
                ]
            )
    return None
