"""Two or three places side by side: what the plan says of each that bears on an enterprise, every cell cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.draft import Quote
from assistant.fit.types import FitResult, Item, Profile, Role
from assistant.voice import Voice

_MOST_ITEMS = 6


@dataclass(frozen=True, slots=True)
class CompareCell:
    """What stands in a cell, and the spans that carry it; no spans where the plan says nothing."""

    text: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Heads (an empty corner, then the places) and rows that begin with their label."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CompareCell, ...]], ...]


def compare_places(profiles: Sequence[Profile], voice: Voice, result: FitResult | None = None) -> Comparison:
    """The places of ``profiles`` compared; with ``result``, their scores in it come first."""
    rows: list[tuple[str, tuple[CompareCell, ...]]] = []
    if result is not None:
        found = {item.name: item for item in result.districts}
        scores = [
            CompareCell(
                f"{found[p.place].score:g}（{found[p.place].tier}）"
                if p.place in found
                else voice.choose("未列入排序", "not ranked")
            )
            for p in profiles
        ]
        rows.append((voice.choose("得分", "Score"), tuple(scores)))
    readers: tuple[tuple[str, Callable[[Profile], Iterable[Item]]], ...] = (
        (voice.choose("主导产业", "Leading industries"), lambda p: _of_role(p, "leading")),
        (voice.choose("特色产业", "Special industries"), lambda p: _of_role(p, "special")),
        (voice.choose("未来产业", "Future industries"), lambda p: _of_role(p, "future")),
        (voice.choose("产业集群", "Clusters"), _clusters),
        (voice.choose("园区", "Parks"), lambda p: p.of_kind("park")),
        (voice.choose("平台", "Platforms"), lambda p: p.of_kind("platform")),
        (voice.choose("开放与物流", "Trade and logistics"), lambda p: p.of_kind("open")),
        (voice.choose("目标", "Targets"), lambda p: p.of_kind("target")),
    )
    rows += [(label, tuple(_cell(read(profile), voice) for profile in profiles)) for label, read in readers]
    return Comparison(("", *(voice.name(profile.place) for profile in profiles)), tuple(rows))


def _cell(items: Iterable[Item], voice: Voice) -> CompareCell:
    """The first few items, each once, with the passages they stand in."""
    chosen: dict[str, Item] = {}
    for item in items:
        chosen.setdefault(item.text.rstrip("。；"), item)
    few = list(chosen.values())[:_MOST_ITEMS]
    if not few:
        return CompareCell(voice.say("not_stated"))
    return CompareCell(
        voice.items(list(chosen)[:_MOST_ITEMS]), tuple(dict.fromkeys(quote for item in few for quote in item.quotes))
    )


def _of_role(profile: Profile, role: Role) -> list[Item]:
    """The industries of a role: those of the passage that lists whole sectors, else those named."""
    own = [item for item in profile.of_kind("industry") if item.role == role]
    pool = [item for item in own if item.tabled] or [item for item in own if not item.named] or own
    if not pool:
        return []
    passages: dict[Quote, list[Item]] = {}
    for item in pool:
        passages.setdefault(item.quote, []).append(item)
    return max(passages.values(), key=len)


def _clusters(profile: Profile) -> Iterable[Item]:
    for item in profile.of_kind("cluster"):
        yield replace(item, text=f"{item.head}（{item.label}）")
