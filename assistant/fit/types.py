"""The value types of the district fit. Every item, need and term carries the spans of the plan that it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.draft import Quote
from assistant.types import Citation, Language

_MARK = re.compile(r"\[(\d{1,3})\]")
Role = Literal["leading", "special", "future", "present", "mentioned"]
ROLES: tuple[Role, ...] = ("leading", "special", "future", "present", "mentioned")
ItemKind = Literal["industry", "cluster", "park", "platform", "company", "open", "target", "policy"]
ITEM_KINDS: tuple[ItemKind, ...] = ("industry", "cluster", "park", "platform", "company", "open", "target", "policy")
Carrier = Literal["main", "support"]
NeedStatus = Literal["met", "planned", "general", "unknown"]
"""met: the plan says the place has it; planned: it is to be built or striven for; general: the plan speaks of it for
all places, not for this one; unknown: the plan says nothing of it. Only ``met`` is a pass."""
FitStatus = Literal["ranked", "none", "clarify", "error"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the plan says of a place.

    ``text`` is a phrase of the plan, ``head`` the sector heading it stands under ("" where there is none), ``label``
    the plan's own name for its role (主导产业, 主要承载地). ``named`` is False for a whole sector.
    ``heads`` are merged cells of a row above that count for this one too; ``tabled``: it stands in a table.
    """

    place: str
    kind: ItemKind
    text: str
    quote: Quote
    head: str = ""
    label: str = ""
    role: Role = "mentioned"
    carrier: Carrier | None = None
    named: bool = True
    heads: tuple[Quote, ...] = ()
    tabled: bool = False

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The passage, and the table heads that it stands under but does not repeat."""
        return (self.quote, *self.heads)


@dataclass(frozen=True, slots=True)
class Statement:
    """A passage about a place: where needs are looked for. ``place`` is "" for what is said of all of them."""

    place: str
    text: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a plan says of one place, in the plan's order."""

    place: str
    source_id: str
    items: tuple[Item, ...]
    statements: tuple[Statement, ...]

    def of_kind(self, kind: ItemKind) -> tuple[Item, ...]:
        """The items of one kind."""
        return tuple(item for item in self.items if item.kind == kind)


@dataclass(frozen=True, slots=True)
class Need:
    """Something the enterprise asks of a place; ``words`` are regular expressions of the plan's words for it."""

    key: str
    label: str
    label_en: str
    words: tuple[str, ...]
    hard: bool

    def name(self, language: Language) -> str:
        """What it is called."""
        return self.label_en if language == "en" else self.label


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A description that was read. ``product`` is what is matched, ``left_out`` are sentences that address the program
    instead of describing an enterprise, ``wished`` the places it names."""

    text: str
    product: str
    needs: tuple[Need, ...]
    sectors: Mapping[tuple[str, str], float]
    left_out: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()
    vague: bool = False
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item fits the product: ``strength`` in (0, 1]; ``kind_only``: it is of the same kind of business, and
    nothing more was found."""

    item: Item
    strength: float
    kind_only: bool = False


@dataclass(frozen=True, slots=True)
class NeedCheck:
    """What the plan says of a need at a place."""

    need: Need
    status: NeedStatus
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreTerm:
    """One summand of a score: ``points`` = ``weight`` × ``factors``; ``key`` names the weight in the settings."""

    key: str
    text: str
    points: float
    formula: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DistrictFit:
    """One place in the ranking; ``score`` is the sum of its terms' points."""

    place: str
    source_id: str
    role: Role
    named: bool
    terms: tuple[ScoreTerm, ...]
    needs: tuple[NeedCheck, ...]
    strength: float = 1.0
    kind_only: bool = False

    @property
    def score(self) -> float:
        """The sum of the terms, to one decimal as shown."""
        return round(sum(term.points for term in self.terms), 1)

    @property
    def confirmed(self) -> int:
        """2 where every hard need is met, 1 where the rest is planned, 0 where the plan leaves one open."""
        worst = [{"met": 2, "planned": 1}.get(check.status, 0) for check in self.needs if check.need.hard]
        return min(worst, default=2)


@dataclass(frozen=True, slots=True)
class FitReason:
    """A reason as it is shown: its words, points and the numbers of its citations."""

    key: str
    text: str
    points: float
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FitDistrict:
    """A place as it is shown."""

    name: str
    score: float
    tier: str
    reasons: tuple[FitReason, ...]
    cautions: tuple[str, ...]
    ask_office: tuple[str, ...] = ()
    role: Role = "mentioned"
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class PlaceWhyNot:
    """A place that is not among the ranked, and why: ``nearest`` is what comes nearest in its profile."""

    name: str
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FitResult:
    """The whole outcome. ``message`` says it in a sentence; ``unknown`` lists what the plan leaves open."""

    description: str
    status: FitStatus
    message: str
    districts: tuple[FitDistrict, ...] = ()
    why_not: tuple[PlaceWhyNot, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    language: Language = "zh"
    seconds: float = 0.0
    needs: tuple[Need, ...] = field(default=())

    def to_json(self, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The contract's JSON object; ``extra`` (an ``id``) comes first. Reasons name their citations by number."""
        unknown = self.unknown if self.status == "ranked" else (self.message, *self.unknown)
        used = {n for item in self.districts for reason in item.reasons for n in reason.citations}
        used |= {int(n) for text in unknown for n in _MARK.findall(text)}
        return {
            **(extra or {}),
            "districts": [
                {
                    "name": item.name,
                    "score": item.score,
                    "tier": item.tier,
                    "reasons": [{"text": r.text, "citations": list(r.citations)} for r in item.reasons],
                    "cautions": list(item.cautions),
                }
                for item in self.districts
            ],
            "unknown": list(unknown),
            "citations": [citation_json(citation) for citation in self.citations if citation.n in used],
        }


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation as the contract writes it."""
    return {
        "n": citation.n,
        "source_id": citation.source_id,
        "title": citation.title,
        "section": list(citation.section),
        "kind": citation.kind,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
