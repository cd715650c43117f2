"""Names with a slip in them: a homophone, one wrong or missing character, one wrong letter.

A slip is only reported when it fits exactly one known name and what was written is no word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.cedict import has_word, look_up
from assistant.romanisation import readings, split_suffix
from index import tokenize

SlipKind = Literal["homophone", "one_character", "missing_character", "spelling"]

_SHORTEST_KEY, _LONGEST_KEY = 5, 18
# Sounds that many speakers do not tell apart, and so mistype.
_BLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"))


@dataclass(frozen=True, slots=True)
class SimilarName:
    """``text[start:end]`` (= ``written``) is not a known name but read as ``name``; ``kind`` says on what ground."""

    written: str
    name: str
    start: int
    end: int
    kind: SlipKind


def is_dictionary_word(word: str) -> bool:
    """Whether jieba's dictionary or CC-CEDICT has ``word``."""
    return tokenize.is_dictionary_word(word) or has_word(word)


def blur_sounds(key: str) -> str:
    """A reading without the distinctions that accents drop (zh/z, n/l, in/ing)."""
    for sound, plain in _BLURRED:
        key = key.replace(sound, plain)
    return key


@lru_cache(maxsize=16_384)
def blurred_readings(word: str) -> frozenset[str]:
    """All readings of ``word``, blurred."""
    return frozenset(blur_sounds(key) for key in readings(word))


def word_boundaries(text: str) -> frozenset[int]:
    """Offsets between jieba's words, both ends included."""
    offsets, at = {0}, 0
    for word in tokenize.cut_words(text, guess_unknown=False):
        at += len(word)
        offsets.add(at)
    return frozenset(offsets)


def _masked(text: str, names: Iterable[str]) -> list[bool]:
    taken = [False] * len(text)
    for name in names:
        for form in (name, split_suffix(name)[0]):
            for match in re.finditer(re.escape(form), text):
                taken[match.start() : match.end()] = [True] * len(form)
    return taken


def _slip_kind(written: str, form: str, suffix: str) -> SlipKind | None:
    """How ``written`` differs from ``form``, a name that ends with ``suffix`` (empty for a bare stem)."""
    stem = form.removesuffix(suffix)
    if len(written) == len(form) - 1 and len(stem) >= 3:
        shortened = (form[:at] + form[at + 1 :] for at in range(1, len(stem)))
        return "missing_character" if written in shortened else None
    if len(written) != len(form) or not written.endswith(suffix):
        return None
    different = sum(one != two for one, two in zip(written, form, strict=True))
    if not 0 < different < len(form):
        return None
    if set(readings(written)) & set(readings(form)):
        return "homophone"
    if suffix and blurred_readings(written) & blurred_readings(form):
        return "homophone"
    # 锦江区 is not 温江区 misspelt: with two characters before the suffix, one alike says too little.
    return "one_character" if different == 1 and len(stem) >= 3 else None


def _candidates(text: str, name: str, taken: list[bool], boundaries: frozenset[int]) -> Iterator[SimilarName]:
    stem, suffix = split_suffix(name)
    for form, end_mark in ((name, suffix), (stem, "")):
        for length in {len(form), len(form) - 1}:
            for start in range(len(text) - length + 1):
                end = start + length
                if length < 2 or any(taken[start:end]) or end not in boundaries:
                    continue
                written = text[start:end]
                if not set(written.removesuffix(end_mark)) & set(stem) and not end_mark:
                    continue
                kind = _slip_kind(written, form, end_mark)
                # A slip may draw the word before it in (和文江区); only a sound-alike with its suffix is clear then.
                if kind is None or (start not in boundaries and not (kind == "homophone" and end_mark)):
                    continue
                if kind != "missing_character" and _is_own_word(written, end_mark):
                    continue
                yield SimilarName(written, name, start, end, kind)
        if not suffix:
            return


def _is_own_word(written: str, suffix: str) -> bool:
    """Whether what was written is a word, or with its suffix a place that the dictionary knows."""
    if is_dictionary_word(written):
        return True
    return bool(suffix) and any(reading.is_place for reading in look_up(written.removesuffix(suffix)))


def find_han_slips(text: str, names: Sequence[str]) -> list[SimilarName]:
    """Slips in the Han text: the surest kind and the longest piece at each place, only where one name fits."""
    taken, boundaries = _masked(text, names), word_boundaries(text)
    found = [slip for name in names for slip in _candidates(text, name, taken, boundaries)]
    order = {"homophone": 0, "missing_character": 1, "one_character": 2}
    found.sort(key=lambda slip: (order[slip.kind], slip.start - slip.end))
    kept: list[SimilarName] = []
    for slip in found:
        if any(slip.start < other.end and other.start < slip.end for other in kept):
            continue
        rivals = {
            other.name for other in found if (other.start, other.end, other.kind) == (slip.start, slip.end, slip.kind)
        }
        if len(rivals) == 1:
            kept.append(slip)
    return kept


def one_edit_away(word: str) -> Iterator[str]:
    """Every lower-case Latin string one letter off: left out, added, changed or two swapped; repeats included."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def find_letter_slips(
    text: str, runs: Iterable[tuple[str, int, int]], names_by_key: Mapping[str, Iterable[str]]
) -> list[SimilarName]:
    """Slips in Latin letters: ``runs`` are ``(key, start, end)`` pieces of ``text`` that may be a misspelt reading."""
    kept: list[SimilarName] = []
    for key, start, end in runs:
        if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY or any(start < s.end and s.start < end for s in kept):
            continue
        names = {name for near in one_edit_away(key) if near in names_by_key for name in names_by_key[near]}
        if len(names) == 1:
            kept.append(SimilarName(text[start:end], names.pop(), start, end, "spelling"))
    return kept
