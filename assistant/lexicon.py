"""The assistant's language knowledge, as one door: terms, synonyms, English glosses, pinyin names and typos.

The parts: ``termtable`` (terms and synonyms), ``cedict`` (general dictionary), ``bridge`` (English question to Chinese
terms), ``gloss`` (Chinese phrase to English), ``pinyin`` (names and questions in pinyin), ``spelling`` (typos).
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.bridge import EnglishBridge, Term
from assistant.gloss import gloss, gloss_list
from assistant.pinyin import NameMatch, PinyinNames, PinyinReader
from assistant.romanisation import romanise
from assistant.slips import SimilarName
from assistant.spelling import SpellingIndex, correct_terms
from assistant.termtable import TermEntry, count_vocabulary, find_terms, load_terms, synonym_table

__all__ = [
    "EnglishBridge",
    "NameMatch",
    "PinyinNames",
    "PinyinReader",
    "SimilarName",
    "SpellingIndex",
    "Term",
    "TermEntry",
    "correct_terms",
    "count_vocabulary",
    "expand",
    "find_terms",
    "gloss",
    "gloss_list",
    "load_terms",
    "romanise",
    "synonyms",
]


def synonyms(term: str) -> list[tuple[str, float]]:
    """What else ``term`` is called, with weights in (0, 1), the closest first; both directions of the table."""
    known = synonym_table().get(term, {})
    return sorted(known.items(), key=lambda item: (-item[1], item[0]))


def expand(question_terms: Iterable[str]) -> list[tuple[str, float]]:
    """The question's own terms (weight 1.0) in order, then their synonyms, each once with its highest weight."""
    own = list(dict.fromkeys(question_terms))
    weights: dict[str, float] = {}
    for term in own:
        for other, weight in synonyms(term):
            if other not in own:
                weights[other] = max(weight, weights.get(other, 0.0))
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return [(term, 1.0) for term in own] + ordered
