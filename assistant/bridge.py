"""From an English question to the Chinese words that the indexed documents use.

The longest English phrase of the term table is taken first; what is left goes through the dictionary's glosses of
words that really occur in the documents. English words are compared by stem, so that plurals and -ing forms meet.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from assistant.cedict import look_up
from assistant.slips import one_edit_away
from assistant.termtable import TermEntry, count_vocabulary, load_terms

_TIE = re.compile(r"\s*(?:,|&|/|\band\b|\bor\b|,\s*(?:and|or)\b)\s*")
_WORD = re.compile(r"[A-Za-z0-9]+(?:\.\d+)?")
_STOP_WORDS = frozenset(
    """a an the of in on at for to by from with into and or is are was were be been being do does did has have had can
    could will would should shall may might must it its this that these those there their they he she we our you your i
    me my us as than then so if but not no any some such about between among within per s t re please tell give show say
    says said mention mentioned mentions know want like which what who whom whose when where why how much many get got
    let also only just both each every other own up out over under more most very here there's according""".split()  # noqa: SIM905
)
_SPELLINGS = (("fibre", "fiber"), ("centre", "center"), ("labour", "labor"), ("defence", "defense"), ("tyre", "tire"))
_QUESTION_WORDS = frozenset("什么 哪些 哪个 多少 为什么 怎么 如何 谁 何时 哪里 是否".split())  # noqa: SIM905
_ONE_CHARACTER_PLACES = frozenset("区县市省村镇乡")
_WEAK_ALONE = frozenset(("list", "cover", "help"))
"""Stems that a question uses as a verb: they name something only within a longer phrase."""

_MOST_WORDS = 8
_MOST_TERMS = 4
_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = threading.Lock()

Key = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term for ``source_span`` of the question; ``attested``: it occurs in the indexed documents."""

    zh: str
    weight: float
    source_span: Span
    attested: bool


@lru_cache(maxsize=65_536)
def stem_word(word: str) -> str:
    """The stem of one English word, American and British spellings alike."""
    plain = word.lower()
    for british, american in _SPELLINGS:
        plain = plain.replace(british, american)
    plain = re.sub(r"is(ation|ations|e|es|ed|ing)$", r"iz\1", plain) if len(plain) > 6 else plain
    with _stemmer_lock:  # the stemmer keeps its cursor on itself
        return str(_stemmer.stemWord(plain))


def split_words(text: str) -> list[tuple[str, Span]]:
    """The English words and figures of ``text`` in lower case, with their spans; stop words left out."""
    words = ((match.group().lower(), match.span()) for match in _WORD.finditer(text))
    return [(word, span) for word, span in words if word not in _STOP_WORDS]


def _key(english: str) -> Key:
    return tuple(stem_word(word) for word, _span in split_words(english))


def _table_keys() -> Iterator[tuple[Key, str, float]]:
    for entry in load_terms().values():
        if not _is_content(entry):
            continue
        for place, english in enumerate((entry.en, *entry.variants)):
            loose = english.endswith("~")
            if key := _key(english.rstrip("~")):
                yield key, entry.zh, 0.5 if loose else 1.0 if place == 0 else 0.9


def _is_content(entry: TermEntry) -> bool:
    if entry.zh in _QUESTION_WORDS:
        return False
    return len(entry.zh) > 1 or entry.zh in _ONE_CHARACTER_PLACES


def _dictionary_keys(words: Iterable[str]) -> Iterator[tuple[Key, str, float]]:
    for word in words:
        for reading in look_up(word):
            for place, sense in enumerate(reading.senses[:5]):
                key = _key(sense.english)
                if 0 < len(key) <= 4:
                    yield key, word, max(0.3, 0.6 - 0.08 * place)


@lru_cache(maxsize=1)
def _table_index() -> Mapping[Key, Mapping[str, float]]:
    index: dict[Key, dict[str, float]] = {}
    for key, zh, weight in _table_keys():
        terms = index.setdefault(key, {})
        terms[zh] = max(weight, terms.get(zh, 0.0))
    return index


@lru_cache(maxsize=1)
def _table_words() -> frozenset[str]:
    phrases = (phrase for entry in load_terms().values() for phrase in (entry.en, *entry.variants))
    return frozenset(word for phrase in phrases for word, _span in split_words(phrase) if len(word) > 4)


class EnglishBridge:
    """Maps English questions to Chinese terms. Immutable after construction, safe to share between threads."""

    def __init__(self, vocabulary: Mapping[str, float]) -> None:
        """``vocabulary`` is how often each Chinese word occurs in the documents (see ``count_vocabulary``)."""
        self._frequency = dict(vocabulary)
        self._table = _table_index()
        self._glosses: dict[Key, dict[str, float]] = {}
        for key, zh, weight in _dictionary_keys(word for word in self._frequency if len(word) > 1):
            terms = self._glosses.setdefault(key, {})
            terms[zh] = max(weight, terms.get(zh, 0.0))
        self._stems = {stem for index in (self._table, self._glosses) for key in index for stem in key}
        self._words = _table_words()

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> EnglishBridge:
        """A bridge over the words of ``texts``."""
        return cls(count_vocabulary(texts))

    def chinese_terms(self, english_question: str) -> list[Term]:
        """The Chinese terms for the phrases of a question, in its order, at most four a phrase, the likeliest first.

        Weights are in (0, 1]. A phrase that nothing is known about yields nothing: no term is forced.
        """
        words = split_words(english_question)
        stems = [self._known_stem(word) for word, _span in words]
        heads = _shared_heads(english_question, [span for _word, span in words])
        found: list[Term] = []
        at = 0
        while at < len(stems):
            longest = min(_MOST_WORDS, len(stems) - at)
            length = next((size for size in range(longest, 0, -1) if self._weights(tuple(stems[at : at + size]))), 0)
            key = tuple(stems[at : at + length])
            span = (words[at][1][0], words[at + max(length, 1) - 1][1][1])
            head = heads.get(at)
            if length <= 1 and head is not None and (stems[at], stems[head]) in self._table:
                key, length = (stems[at], stems[head]), 1  # "leading and special industries" asks for two kinds
            terms = [] if not key or (len(key) == 1 and key[0] in _WEAK_ALONE) else self._terms_for(key, span)
            found.extend(terms)
            if length > 1 and not any(term.attested for term in terms):
                for part in range(at, at + length):
                    # The whole is not in the documents: its parts are hints, not what was asked for.
                    parts = self._terms_for((stems[part],), words[part][1])
                    found.extend(replace(term, weight=round(term.weight / 2, 3)) for term in parts)
            at += length or 1
        return _drop_repeats(found)

    def _known_stem(self, word: str) -> str:
        stem = stem_word(word)
        if stem in self._stems or len(word) < 6 or not word.isalpha():
            return stem
        near = {stem_word(other) for other in one_edit_away(word) if other in self._words}
        return near.pop() if len(near) == 1 else stem

    def _weights(self, key: Key) -> dict[str, float]:
        """Terms for a key. The dictionary only speaks where the table has nothing that the documents use."""
        table = self._table.get(key, {})
        if any(self._is_attested(zh) for zh in table):
            return dict(table)
        return {**self._glosses.get(key, {}), **table}

    def _is_attested(self, zh: str) -> bool:
        return zh in self._frequency or zh in _ONE_CHARACTER_PLACES

    def _terms_for(self, key: Key, span: Span) -> list[Term]:
        weights = self._weights(key)

        def likelihood(zh: str) -> float:
            return weights[zh] * (1.0 + 0.25 * math.log1p(self._frequency.get(zh, 0.0)))

        ranked = sorted(weights, key=lambda zh: (-likelihood(zh), zh))
        attested = [zh for zh in ranked if self._is_attested(zh)]
        # A term the documents lack is still worth having when there is no other: the answer can say it is not there.
        kept = (attested or ranked)[:_MOST_TERMS]
        top = likelihood(kept[0]) if kept else 1.0
        doubt = 1.0 if attested else 0.5
        return [Term(zh, round(weights[zh] * likelihood(zh) / top * doubt, 3), span, bool(attested)) for zh in kept]


def _shared_heads(text: str, spans: list[Span]) -> dict[int, int]:
    """For each word that "and", "or" or a comma ties to the next, the word that the whole chain stands before."""
    tied = [bool(_TIE.fullmatch(text, one[1], two[0])) for one, two in pairwise(spans)]
    heads: dict[int, int] = {}
    for at in range(len(spans) - 2, -1, -1):
        if tied[at]:
            head = heads.get(at + 1, at + 2)
            if head < len(spans):
                heads[at] = head
    return heads


def _drop_repeats(terms: Iterable[Term]) -> list[Term]:
    best: dict[str, Term] = {}
    for term in terms:
        if term.zh not in best or best[term.zh].weight < term.weight:
            best[term.zh] = term
    return sorted(best.values(), key=lambda term: (term.source_span[0], -term.weight))
