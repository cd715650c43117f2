"""Typos in a Chinese question, against the words of the documents.

Conservative: a piece is only corrected when it is no word of jieba's dictionary nor of the documents, and the word it
is corrected to occurs in the documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from assistant.language import HAN
from assistant.romanisation import readings
from assistant.slips import blurred_readings, is_dictionary_word, word_boundaries

_SHORTEST, _LONGEST = 2, 6
_FUNCTION_CHARACTERS = frozenset(
    "的了是有在和与及或吗呢把被将要会能都也就还到从对为以等个年月日各该其这那哪几多少什么怎请问"
)


class SpellingIndex:
    """The documents' words by reading and by shape. Immutable after construction, safe to share between threads."""

    def __init__(self, vocabulary: Mapping[str, float]) -> None:
        """``vocabulary`` is how often each Chinese word occurs in the documents."""
        self.frequency = {word: count for word, count in vocabulary.items() if _is_candidate(word)}
        self._by_reading: dict[str, list[str]] = {}
        self._by_gap: dict[str, list[str]] = {}
        for word in self.frequency:
            for key in readings(word)[:4]:
                self._by_reading.setdefault(key, []).append(word)
            if len(word) >= 4:
                for gap in _with_gaps(word):
                    self._by_gap.setdefault(gap, []).append(word)

    def suggest(self, written: str) -> str | None:
        """The one word of the documents that ``written`` is a slip of, or None when there is none or a tie.

        A homophone must share a character; another wrong character is forgiven in words of four characters or more.
        """
        alike = {word for key in readings(written)[:4] for word in self._by_reading.get(key, ())}
        homophones = [word for word in alike if _shared(word, written)]
        if not homophones and len(written) >= 4:
            homophones = list({word for gap in _with_gaps(written) for word in self._by_gap.get(gap, ())})
        if not homophones:
            return None
        ranked = sorted(homophones, key=lambda word: (-_shared(word, written), -self.frequency[word], word))
        if len(ranked) > 1 and self._is_tie(ranked[0], ranked[1], written):
            return None
        return ranked[0]

    def _is_tie(self, first: str, second: str, written: str) -> bool:
        clear = self.frequency[first] >= 5 * self.frequency[second]
        return _shared(first, written) == _shared(second, written) and not clear


def _is_candidate(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and len(HAN.findall(word)) == len(word)


def _with_gaps(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield f"{word[:at]}_{word[at + 1 :]}"


def _shared(one: str, two: str) -> int:
    return sum(a == b for a, b in zip(one, two, strict=False)) if len(one) == len(two) else 0


def correct_terms(question: str, index: SpellingIndex) -> list[tuple[str, str]]:
    """``(wrong, right)`` pairs for slips in ``question``, in order; empty when nothing is surely wrong."""
    boundaries = word_boundaries(question)
    found: list[tuple[int, int, str]] = []
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        for start in range(len(question) - length + 1):
            end = start + length
            written = question[start:end]
            whole = start in boundaries and end in boundaries
            if any(start < e and s < end for s, e, _ in found) or not (whole or length >= 4):
                continue
            if not _is_unknown(written, index) or (right := index.suggest(written)) is None:
                continue
            # A slip may shift where jieba cuts; what sounds like a long word of the documents is one all the same.
            if _sounds_alike(written, right) or (whole and _has_stray_character(written, start, boundaries)):
                found.append((start, end, right))
    return [(question[start:end], right) for start, end, right in sorted(found)]


def _is_unknown(written: str, index: SpellingIndex) -> bool:
    if len(HAN.findall(written)) != len(written) or written in index.frequency or is_dictionary_word(written):
        return False
    # In a short piece a function word is itself (新都区的); in a long one it may be the slip (轨到交通).
    return len(written) >= 4 or not set(written) & _FUNCTION_CHARACTERS


def _sounds_alike(written: str, right: str) -> bool:
    """Whether a piece of four characters or more sounds like ``right``: too long to be so by chance."""
    return len(written) >= 4 and bool(blurred_readings(written) & blurred_readings(right))


def _has_stray_character(written: str, start: int, boundaries: frozenset[int]) -> bool:
    """Whether jieba leaves a lone character in it, as a slip does; two known words side by side are no slip."""
    if set(written) & _FUNCTION_CHARACTERS:
        return False
    inner = [at - start for at in sorted(boundaries) if start <= at <= start + len(written)]
    return any(two - one == 1 for one, two in pairwise(inner))
