"""How well an industry of a profile fits what an enterprise makes: by meaning, by shared words, by kind of business.

None of them is enough alone (an encoder finds ships near water turbines), so they are weighed together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.fit.lexicon import WHOLE, Sector, agree, find_sectors, has_parts
from assistant.fit.types import Item, Match
from assistant.wording import is_generic

_BIAS, _NEAR, _RELATIVE, _KIN, _SHARED, _UNKNOWN = -11.5, 2.5, 5.1, 6.2, 1.4, -0.8
_SAME_PART, _SAME_SECTOR = 1.0, 0.5
"""Log-odds that a phrase is one a right place is chosen for: what ``evals.fit_matching`` gives over the development
cases, its bias raised, since a case does not list every right phrase, as far as those that fit nowhere still do."""
_LOWEST_TOP = 0.45
"""Cosine that the nearest phrase of all is taken to have at least: nearness is judged beside it."""
_SAME_TRADE, _OTHER_TRADE, _KIN_OF_TRADE = 1.5, -1.0, 0.45
"""For one who repairs, log-odds that a phrase speaks of repair and that it does not, where the kinds agree at all."""
_REPAIR = re.compile(
    r"维修|检修|大修|架修|翻修|造修|修理|维保|维护|后市场|检测维修|\b(?:repair|maintenance|overhaul|MRO)", re.I
)
_MAKES = re.compile(r"生产|制造|研制|加工|设备商|\b(?:make|manufactur|produc)", re.I)
_LEAST, _LEAST_UNSURE, _SURE_KIN, _SHARPNESS = 0.15, 0.3, 0.75, 1.5
"""Strength of a match where the kinds of business agree (by ``_SURE_KIN`` at least), and where they hardly do."""
_LOOSE, _HALF = 0.45, 0.5
"""Nearness in meaning and share of words below which there is no more than the kind of business."""
_OTHER_KIND = 0.6
"""What sharing only the last word is worth, of its share of the phrase."""
_COMMON, _RARE = 20, 0.75
"""How often a word that tells nothing stands in a plan; what a word that stands there once is worth."""
_ADJECTIVES = re.compile(
    r"高端|先进|新型|智能|绿色|现代|精密|高性能|重点|特色|新兴|前沿|关键|产业化?|装备|设备|产品|制造|研发|加工|应用|技术|系统|领域|项目|建设|生产"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is matched: the product's words, its kinds of business, and how near each phrase of the plan is to it.

    ``near`` holds cosines by phrase, ``kinds`` gives a phrase's own kinds (by it and its heading), ``count`` says how
    often a word stands in the documents.
    """

    text: str
    sectors: Mapping[Sector, float]
    near: Mapping[str, float]
    kinds: Callable[[Item], Mapping[Sector, float]]
    count: Callable[[str], int]

    @property
    def repairs(self) -> bool:
        """Whether it keeps things up that others make."""
        return bool(_REPAIR.search(self.text)) and not _MAKES.search(self.text)

    @property
    def nearest(self) -> float:
        """The cosine of the nearest phrase."""
        return max(self.near.values(), default=0.0)


def measure_item(subject: Subject, item: Item, nearest: float) -> tuple[float, ...]:
    """What is weighed together of a phrase: nearness, that beside the ``nearest`` phrase's, share of words, kinship
    (0 where a kind is not known), 1 where it is not, for one who repairs 1 or -1 as the phrase speaks of that, and what
    a kind that both have weighs: a part of a sector, a sector."""
    near = subject.near[item.text]
    kin = agree(subject.sectors, subject.kinds(item))
    trade = 0.0
    if subject.repairs and kin is not None and kin >= _KIN_OF_TRADE:
        trade = 1.0 if _REPAIR.search(item.text) else -1.0
    relative = near / max(nearest, _LOWEST_TOP)
    part, sector = _share_kind(subject, item)
    return near, relative, share_words(subject, item.text), kin or 0.0, float(kin is None), trade, part, sector


def _share_kind(subject: Subject, item: Item) -> tuple[float, float]:
    """What a kind weighs in the subject that the item has, too: a part of a sector (电池储能/电芯), and a sector, in
    which the subject may be a part."""
    kinds = subject.kinds(item)
    part = max((subject.sectors.get(kind, 0.0) for kind in kinds if "/" in kind[1]), default=0.0)
    sectors = {kind for kind in kinds if kind[1] != WHOLE and "/" not in kind[1]}
    whole = [weight for (parent, own), weight in subject.sectors.items() if (parent, own.split("/")[0]) in sectors]
    return part, max(whole, default=0.0)


def match_item(subject: Subject, item: Item, nearest: float) -> Match | None:
    """The match of an item, or None where the plan's phrase is about something else; ``nearest`` is the subject's."""
    near, relative, shared, kin, unknown, trade, part, sector = measure_item(subject, item, nearest)
    odds = _BIAS + _NEAR * near + _RELATIVE * relative + _SHARED * shared + _KIN * kin + _UNKNOWN * unknown
    odds += _SAME_PART * part + _SAME_SECTOR * sector
    odds += _SAME_TRADE * max(trade, 0.0) + _OTHER_TRADE * max(-trade, 0.0)
    strength = 1.0 / (1.0 + math.exp(-odds))
    least = _LEAST if kin >= _SURE_KIN else _LEAST_UNSURE
    # Sharper, so that the thing itself stands out from what is only of its kind.
    return Match(item, strength**_SHARPNESS, near < _LOOSE and shared < _HALF) if strength >= least else None


def is_whole(item: Item) -> bool:
    """Whether an item is a whole sector (先进能源), not a part of one (固态电池)."""
    sectors = find_sectors(item.text)
    if not sectors:
        return not item.named
    return all(sector == WHOLE and has_parts(parent) for parent, sector in sectors)


def share_words(subject: Subject, phrase: str) -> float:
    """How much of what is particular in ``phrase`` the product's words have, in [0, 1].

    A word that the plan hardly uses tells more than its share of the phrase's characters.
    """
    core = _ADJECTIVES.sub("", phrase).replace(" ", "") or phrase
    if len(core) < 2 or is_generic(core):
        return 0.0
    block = SequenceMatcher(None, subject.text, core, autojunk=False).find_longest_match()
    common = core[block.b : block.b + block.size]
    if block.size < 2 or is_generic(common):
        return 0.0
    if block.b > 0 and block.b + block.size == len(core):
        # Only the head is shared: another kind of the same thing (储能电池 for 固态电池).
        return _OTHER_KIND * block.size / len(core)
    rarity = 1.0 - min(1.0, math.log(max(subject.count(common), 1)) / math.log(_COMMON))
    return max(block.size / len(core), _RARE * rarity if find_sectors(common) else 0.0)


def best_matches(subject: Subject, items: Sequence[Item]) -> list[Match]:
    """The items that fit, strongest first."""
    nearest = subject.nearest
    found = [match_item(subject, item, nearest) for item in items]
    return sorted((match for match in found if match), key=lambda match: -match.strength)
