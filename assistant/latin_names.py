"""Names that an English question writes in pinyin (Yunpo airport), found among the documents' own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.romanisation import readings

_NAME = re.compile(r"[A-Z][a-z]{3,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEWEST, _MOST = 2, 4
"""Characters of a name."""


class LatinNames:
    """Looks words in pinyin up in the documents' texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts)
        self._characters = frozenset(_HAN.findall(self._text))
        self.find = lru_cache(maxsize=512)(self._find)

    def _find(self, word: str) -> str:
        """The name, of two to four characters, that is read like ``word`` and stands most often in the texts; ''."""
        if not _NAME.fullmatch(word):
            return ""
        target = word.lower()
        first = [c for c in self._characters if any(target.startswith(reading) for reading in readings(c))]
        if not first:
            return ""
        found: Counter[str] = Counter()
        for match in re.finditer(f"[{''.join(first)}]", self._text):
            found.update(self._read(match.start(), target))
        best = found.most_common(1)
        return best[0][0] if best else ""

    def _read(self, start: int, target: str) -> Iterator[str]:
        """The strings from ``start`` on that are read exactly ``target``."""
        rests = {target}
        for length in range(1, _MOST + 1):
            character = self._text[start + length - 1 : start + length]
            if not _HAN.match(character):
                return
            rests = {
                rest.removeprefix(reading)
                for rest in rests
                for reading in readings(character)
                if rest.startswith(reading)
            }
            if "" in rests and length >= _FEWEST:
                yield self._text[start : start + length]
            rests.discard("")
            if not rests:
                return
