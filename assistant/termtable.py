"""The bilingual term table: general language of Chinese government planning, kept as tab-separated files in ``terms/``.

A row is ``zh, en, en variants, zh synonyms``; the lists are separated by semicolons, and a synonym that ends with ``~``
is a looser one. Nothing in it belongs to one plan: a plan's own words come from its text (``count_vocabulary``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from index.tokenize import cut_words

TIGHT, LOOSE = 0.9, 0.5
"""How much a synonym counts against the word itself (1.0)."""

_HAN_WORD = re.compile(r"[㐀-䶿一-鿿]{2,}")


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One row: ``en`` is how an answer says it, ``variants`` what people ask with; synonyms carry their weight."""

    zh: str
    en: str
    variants: tuple[str, ...]
    synonyms: tuple[tuple[str, float], ...]
    topic: str


def _parse_row(line: str, topic: str) -> TermEntry:
    zh, en, variants, synonyms = line.split("\t")
    return TermEntry(
        zh,
        en,
        tuple(item for item in variants.split(";") if item),
        tuple((item.rstrip("~"), LOOSE if item.endswith("~") else TIGHT) for item in synonyms.split(";") if item),
        topic,
    )


@lru_cache(maxsize=1)
def load_terms() -> Mapping[str, TermEntry]:
    """All rows by their Chinese term, read once."""
    rows: dict[str, TermEntry] = {}
    for file in sorted((files("assistant") / "terms").iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".tsv"):
            continue
        topic = file.name.removesuffix(".tsv")
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                entry = _parse_row(line, topic)
                rows[entry.zh] = entry
    return MappingProxyType(rows)


@lru_cache(maxsize=1)
def synonym_table() -> Mapping[str, Mapping[str, float]]:
    """Term to its synonyms and their weights, in both directions of the synonym column."""
    table: dict[str, dict[str, float]] = {}
    for entry in load_terms().values():
        for other, weight in entry.synonyms:
            for one, two in ((entry.zh, other), (other, entry.zh)):
                known = table.setdefault(one, {})
                known[two] = max(weight, known.get(two, 0.0))
    return MappingProxyType(table)


@lru_cache(maxsize=1)
def _longest_term() -> int:
    return max(len(term) for term in (*load_terms(), *synonym_table()))


def find_terms(text: str) -> list[str]:
    """The table's terms and synonyms (two characters or longer) in ``text``, longest first at each place, in order."""
    terms, table = load_terms(), synonym_table()
    found: list[str] = []
    at = 0
    while at < len(text):
        for length in range(min(_longest_term(), len(text) - at), 1, -1):
            piece = text[at : at + length]
            if piece in terms or piece in table:
                found.append(piece)
                at += length
                break
        else:
            at += 1
    return found


def count_vocabulary(texts: Iterable[str]) -> dict[str, int]:
    """How often each word of two Han characters or more occurs: jieba's words and every term of the table.

    A term is counted wherever it stands, also inside a longer one, because a question may name it alone.
    """
    joined = "\n".join(texts)
    counts = Counter(word for word in cut_words(joined) if _HAN_WORD.fullmatch(word))
    for term in load_terms():
        if len(term) > 1 and (seen := joined.count(term)):
            counts[term] = max(counts[term], seen)
    return dict(counts)
