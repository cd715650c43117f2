"""Beside the ranking: what the plan leaves open, why a place is not in it, what changed weights did, alternatives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.assembly import Numbering
from assistant.draft import Quote, quote_unit
from assistant.fit.lexicon import Sector, agree, find_sectors
from assistant.fit.matching import Subject
from assistant.fit.places import find_places
from assistant.fit.score import name_role
from assistant.fit.types import DistrictFit, Item, PlaceWhyNot, Profile
from assistant.fit.weights import EXPLANATIONS, Weights, list_changes
from assistant.knowledge import Knowledge, Unit
from assistant.voice import Voice

_TOGETHER = 0.4
"""Agreement in the kind of business from which a sentence is about the enterprise's field."""
_ASKED_OFTEN = (
    ("地价与厂房租金", "land price and rent", r"地价|租金|出让价"),
    ("补贴与奖励的标准", "amounts of subsidies", r"补贴标准|奖励标准|给予.{0,12}万元|补助\d"),
    ("环评与能耗准入条件", "environmental and energy admission", r"环评|准入条件|能耗指标分配|排污许可"),
    ("可供地块与交付时间", "plots on offer and when", r"可供地块|交付时间|供地时序"),
)
"""What an enterprise's board asks of any place; named as open only where the plan has none of the words."""


def list_unknown(
    knowledge: Knowledge, ranked: Sequence[DistrictFit], numbering: Numbering, voice: Voice
) -> Iterator[str]:
    """What the plan leaves open for the places in the ranking."""
    if not ranked:
        return
    for number, check in enumerate(ranked[0].needs):
        name = check.need.name(voice.language)
        silent = [fit.place for fit in ranked if fit.needs[number].status == "unknown"]
        general = [fit for fit in ranked if fit.needs[number].status == "general"]
        if silent:
            listed = voice.choose("、", ", ").join(map(voice.name, silent))
            yield voice.choose(
                f"“{name}”：规划没有写明{listed}是否具备。", f"“{name}”: the plan does not say for {listed}."
            )
        if general:
            listed = voice.choose("、", ", ").join(voice.name(fit.place) for fit in general)
            marks = numbering.marks(general[0].needs[number].quotes)
            yield voice.choose(
                f"“{name}”：规划对各区统一提到，没有落到{listed}。{marks}",
                f"“{name}”: said in general, not for {listed}.{marks}",
            )
    text = "\n".join(knowledge.documents[key].text for key in dict.fromkeys(fit.source_id for fit in ranked))
    topics = [(zh, en) for zh, en, words in _ASKED_OFTEN if not re.search(words, text)]
    if topics:
        listed = voice.choose("、".join(zh for zh, _ in topics), ", ".join(en for _, en in topics))
        yield voice.choose(f"规划没有写到：{listed}。", f"The plan does not speak of: {listed}.")


def explain_missing(profile: Profile, subject: Subject, numbering: Numbering, voice: Voice) -> PlaceWhyNot:
    """Why a place is not in the ranking: what it goes in for, and what in its profile comes nearest."""
    industries = [item for item in profile.of_kind("industry") if item.role != "mentioned"]
    place = voice.name(profile.place)
    said = voice.choose(f"规划没有写到{place}发展这类业务", f"The plan does not say that {place} goes in for this")
    if not industries:
        return PlaceWhyNot(profile.place, said + voice.choose("。", "."), ())
    nearest = max(industries, key=lambda item: subject.near[item.text])
    leading = _list_leading(industries)
    quotes: tuple[Quote, ...] = tuple(dict.fromkeys([*(item.quote for item in leading[:1]), nearest.quote]))
    listed = voice.items([item.text for item in leading])
    said += voice.choose(
        f"；它的{name_role(leading[0].role, voice)}是{listed}，最接近的表述是“{nearest.text}”。",
        f"; its {name_role(leading[0].role, voice)} is {listed}; what comes nearest is “{nearest.text}”.",
    )
    return PlaceWhyNot(profile.place, said, numbering.numbers(quotes))


def _list_leading(items: Sequence[Item]) -> list[Item]:
    """The items of the foremost role, from the passage that lists most of them."""
    for role in ("leading", "special", "future", "present"):
        own = [item for item in items if item.role == role and not item.named] or [i for i in items if i.role == role]
        if own:
            passages = {item.quote: [other for other in own if other.quote == item.quote] for item in own}
            return max(passages.values(), key=len)[:4]
    return list(items[:1])


def explain_weights(
    ranked: Sequence[DistrictFit], usual: Sequence[DistrictFit], weights: Weights, voice: Voice
) -> Iterator[str]:
    """What a changed weight did: each change, and each place whose score or rank it moved."""
    changes = list_changes(weights)
    if not changes:
        return
    listed = "、".join(f"{voice.choose(*EXPLANATIONS[name])} {old:g}→{new:g}" for name, old, new in changes)
    before = {fit.place: (number, fit.score) for number, fit in enumerate(usual, 1)}
    moved = []
    for number, fit in enumerate(ranked, 1):
        old_rank, old_score = before.get(fit.place, (0, 0.0))
        if (old_rank, old_score) != (number, fit.score):
            rank = (
                voice.choose(f"，名次 {old_rank}→{number}", f", rank {old_rank}→{number}") if old_rank != number else ""
            )
            moved.append(f"{voice.name(fit.place)} {old_score:g}→{fit.score:g}{rank}")
    effect = "；".join(moved) or voice.choose("对本次排名没有影响", "no effect on this ranking")
    yield voice.choose(f"权重已改（{listed}）：{effect}。", f"Changed weights ({listed}): {effect}.")


def name_neighbours(
    knowledge: Knowledge,
    ranked: Sequence[DistrictFit],
    sectors: Mapping[Sector, float],
    numbering: Numbering,
    voice: Voice,
) -> Iterator[str]:
    """Other ranked places that the plan names together with the first one in the enterprise's field."""
    if len(ranked) < 2:
        return
    places = {place.name: place for place in find_places(knowledge)}
    first = places[ranked[0].place]
    together: dict[Unit, list[str]] = {}
    for fit in ranked[1:4]:
        other = places[fit.place]
        units = [
            unit
            for unit in knowledge.units[first.source_id]
            if first.is_named(unit.text) and other.is_named(unit.text) and not unit.chunk.cells
        ]
        best = max(units, key=lambda unit: agree(sectors, find_sectors(unit.text)) or 0.0, default=None)
        if best is not None and (agree(sectors, find_sectors(best.text)) or 0.0) >= _TOGETHER:
            together.setdefault(best, []).append(fit.place)
    for unit, names in together.items():
        marks = numbering.marks((quote_unit(unit),))
        listed = voice.choose("、", ", ").join(map(voice.name, names))
        yield voice.choose(
            f"就近备选：{listed}。规划在这一领域把它与{first.name}放在一起部署。{marks}",
            f"Alternatives: {listed}. In this field the plan names them with {voice.name(first.name)}.{marks}",
        )
