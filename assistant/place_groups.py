"""Names for several places at once: those a document defines (“四极”为甲区、乙县…), and kinds with a count (三个区)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.knowledge import Knowledge

_NUMERALS = {"两": 2} | {sign: value for value, sign in enumerate("零一二三四五六七八九十")}
_KINDS: Mapping[str, str] = {
    "区县": "区县",
    "县市": "县市",
    "市县": "县市",
    "县区": "区县",
    "区": "区",
    "县": "县",
    "市": "市",
}
_COUNTED = re.compile(
    r"(?:中心城区|主城区|城区)?的?(?P<count>[两二三四五六七八九十])个?(?P<kind>县（市）|县\(市\)|区县|县市|市县|县区|区|县|市)(?![内外级场民])"
)
_HOW_MANY = r"(?:这?[两二三四五六七八九十]个?(?:县区|区县|县市|区|县|市)|地区)?"
_OPEN, _CLOSE = r"[“\"「『]?", r"[”\"」』]?"


class PlaceGroups:
    """The named groups of places of a set of documents."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        groups = [names for _, names in knowledge.region_groups()]
        self._all = max(groups, key=len, default=())
        self._named = dict(_find_definitions(knowledge)) if len(self._all) > 1 else {}

    def expand(self, plain: str) -> str:
        """``plain`` with the name of a group replaced by its places; a group of all places stays as it is."""
        for name, places in self._named.items():
            if name in plain and len(places) < len(self._all):
                pattern = rf"{_OPEN}{re.escape(name)}{_CLOSE}{_HOW_MANY}"
                return re.sub(pattern, "、".join(places), plain, count=1)
        match = _COUNTED.search(plain)
        if match is None or self._knowledge.find_regions(plain):
            return plain
        kind = re.sub(r"[（）()]", "", match.group("kind"))
        places = tuple(place for place in self._all if place[-1] in _KINDS[kind])
        if len(places) != _NUMERALS[match.group("count")] or len(places) == len(self._all):
            return plain
        return plain[: match.start()] + "、".join(places) + plain[match.end() :]


def _find_definitions(knowledge: Knowledge) -> list[tuple[str, tuple[str, ...]]]:
    place = "|".join(map(re.escape, sorted(knowledge.aliases, key=len, reverse=True)))
    if not place:
        return []
    run = rf"(?P<run>(?:{place})(?:[、和与及](?:{place}))+)"
    before = re.compile(rf"[“\"](?P<name>[^“”\"]{{1,8}})[”\"](?:为|是指|指的?是?|包括|包含|即|[：:]|——)由?{run}")
    after = re.compile(
        rf"{run}[^，。；（(]{{0,8}}[（(](?:以下|下)?(?:统|简|合)称[为：:]?[“\"]?(?P<name>[^“”\"）)]{{1,8}})"
    )
    found: dict[str, tuple[str, ...]] = {}
    for document in knowledge.documents.values():
        for pattern in (before, after):
            for match in pattern.finditer(document.text):
                found.setdefault(match.group("name"), knowledge.find_regions(match.group("run")))
    return [(name, places) for name, places in found.items() if len(places) > 1]
