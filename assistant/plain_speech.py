"""Everyday wording and the words that plans print for it (厂房空着 → 闲置厂房), kept in ``terms/plain_speech.txt``.

It is general language, of no one plan; a row helps where the documents have one of its official words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from types import MappingProxyType

from index.tokenize import cut_words

TIGHT, LOOSE = 0.85, 0.5
"""How much an official word counts against the everyday one itself (1.0)."""
_ASKS = re.compile(r"多少|几|什么|啥|哪|谁|怎|咋|吗|没有|不")

Forms = tuple[tuple[str, float], ...]


@lru_cache(maxsize=1)
def load_forms() -> Mapping[str, Forms]:
    """Everyday wording → official words with their weights, read once."""
    text = (files("assistant") / "terms" / "plain_speech.txt").read_text(encoding="utf-8")
    rows: dict[str, Forms] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            plain, official = line.split("\t")
            rows[plain] = tuple(
                (item.rstrip("~"), LOOSE if item.endswith("~") else TIGHT) for item in official.split(";")
            )
    return MappingProxyType(rows)


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, load_forms()))


def find_forms(text: str, count: Callable[[str], int]) -> list[tuple[str, Forms]]:
    """The everyday wordings in ``text`` that the documents do not have, longest first at each place, each with those
    of its official words that ``count`` says the documents have; a wording of two characters must be a whole word."""
    forms = load_forms()
    ends = set(accumulate(len(word) for word in cut_words(text))) | {0}
    found: list[tuple[str, Forms]] = []
    at = 0
    while at < len(text):
        for length in range(min(_longest(), len(text) - at), 1, -1):
            piece = text[at : at + length]
            if piece not in forms or count(piece) or (length == 2 and not {at, at + length} <= ends):
                continue
            known = tuple((word, weight) for word, weight in forms[piece] if count(word))
            if known:
                found.append((piece, known))
                at += length
                break
        else:
            at += 1
    return found


def translate_forms(text: str, count: Callable[[str], int]) -> str:
    """``text`` with its everyday wordings in official words, for the encoder; a wording that also asks stays."""
    for plain, official in find_forms(text, count):
        word = official[0][0]
        text = text.replace(plain, f"{plain} {word} " if _ASKS.search(plain) else word, 1)
    return text
