"""Typos in a Chinese question, against the words of the documents.

Conservative, because a wrong correction answers another question: one character may be wrong, it must sound or look
like the right one, what was written must be no word and stand nowhere in the documents, and a short word must also fit
its neighbours there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from assistant.language import HAN
from assistant.romanisation import likely_syllables
from assistant.slips import blur_sounds, is_dictionary_word, word_boundaries
from assistant.termtable import synonym_table

_SHORTEST, _LONGEST = 2, 6
_LONG = 4
"""From this length on a slip is clear by itself; a shorter one needs its neighbours."""

_FUNCTION_CHARACTERS = frozenset(
    "的了是有在和与及或吗呢啊把被将要会能都也就还到从对为以等个年月日各该其这那哪几多少什么怎请问又里啥"
)
_LOOK_ALIKES = (
    "末未", "己已", "士土", "人入八", "日曰目", "天夫", "大太", "干千于", "今令", "拆折析", "侯候", "贷货", "治冶",
    "埋理", "技枝", "核该", "清请情", "构购", "测侧", "检险", "氢氧", "电申由甲", "材村", "规现", "料科", "侍待",
    "象像", "场汤", "传转", "载裁", "园圆", "历厉", "设没", "晴睛", "幕墓", "辩辨", "崇祟", "陴郫", "律津", "洲州",
    "徒徙", "兔免", "微徽",
)  # fmt: skip


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    return blur_sounds("".join(likely_syllables(word)).replace("ü", "v"))


def _look_alike(one: str, two: str) -> bool:
    return any(one in group and two in group for group in _LOOK_ALIKES)


class SpellingIndex:
    """The documents' words by their shape with one character left open. Immutable, safe to share between threads."""

    def __init__(self, vocabulary: Mapping[str, float], texts: Iterable[str] = ()) -> None:
        """``vocabulary`` is how often each Chinese word occurs in the documents, ``texts`` the documents themselves.

        Without ``texts`` only words of four characters or more are corrected, unless the word is the whole question.
        """
        self._frequency = {word: count for word, count in vocabulary.items() if _is_candidate(word)}
        self._text = "\n".join(texts)
        self._by_gap: dict[str, list[str]] = {}
        for word in self._frequency:
            for gap in _with_gaps(word):
                self._by_gap.setdefault(gap, []).append(word)

    def is_word(self, written: str) -> bool:
        """Whether ``written`` is a word of the documents, of a dictionary or of the term table."""
        return written in self._frequency or written in synonym_table() or is_dictionary_word(written)

    def stands_in_text(self, piece: str) -> bool:
        """Whether the documents hold ``piece`` verbatim."""
        return piece in self._text

    def suggest(self, written: str) -> str | None:
        """The one word of the documents that differs from ``written`` in a character that sounds or looks like it.

        None when there is none, or when two fit about as well.
        """
        near = {word for gap in _with_gaps(written) for word in self._by_gap.get(gap, ()) if word != written}
        fitting = [word for word in near if _is_slip(written, word)]
        ranked = sorted(fitting, key=lambda word: (-self._frequency[word], word))
        if not ranked or (len(ranked) > 1 and self._frequency[ranked[0]] < 5 * self._frequency[ranked[1]]):
            return None
        return ranked[0]


def _is_candidate(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and len(HAN.findall(word)) == len(word)


def _with_gaps(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield f"{word[:at]}_{word[at + 1 :]}"


def _is_slip(written: str, right: str) -> bool:
    at = next(at for at in range(len(right)) if written[at] != right[at])
    return _look_alike(written[at], right[at]) or _sound(written) == _sound(right)


def correct_terms(question: str, index: SpellingIndex) -> list[tuple[str, str]]:
    """``(wrong, right)`` pairs for slips in ``question``, in order; empty when nothing is surely wrong."""
    boundaries = word_boundaries(question)
    found: list[tuple[int, int, str]] = []
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        for start in range(len(question) - length + 1):
            end = start + length
            # A slip may shift where jieba cuts, but a short piece that spans words is chance.
            whole = start in boundaries and end in boundaries
            if any(start < e and s < end for s, e, _ in found) or not (whole or length >= _LONG):
                continue
            right = _correct_piece(question[start:end], whole, index)
            if right is not None and (length >= _LONG or _fits_neighbours(question, start, end, right, index)):
                found.append((start, end, right))
    return [(question[start:end], right) for start, end, right in sorted(found)]


def _correct_piece(written: str, whole: bool, index: SpellingIndex) -> str | None:
    if len(HAN.findall(written)) != len(written):
        return None
    right = index.suggest(written)
    if right is None or index.is_word(written) or index.stands_in_text(written):
        return None
    slip = next(at for at in range(len(right)) if written[at] != right[at])
    if written[slip] in _FUNCTION_CHARACTERS and not (whole and len(written) >= _LONG):
        return None
    # 重点产业啊 is a known word and a particle, no slip of 重点产业链.
    if slip in (0, len(written) - 1) and index.is_word(written[1:] if slip == 0 else written[:-1]) and len(written) > 2:
        return None
    return right


def _fits_neighbours(question: str, start: int, end: int, right: str, index: SpellingIndex) -> bool:
    """Whether ``right`` stands in the documents next to a character that stands next to it here, or is all there is."""
    before, after = question[max(0, start - 1) : start], question[end : end + 1]
    if not (before + after).strip():
        return True
    return any(
        HAN.match(piece) is not None and index.stands_in_text(joined)
        for piece, joined in ((before, before + right), (after, right + after))
        if piece
    )
