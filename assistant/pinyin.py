"""Chinese names and whole questions that are typed in pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from assistant.language import ENGLISH_LIKE_PINYIN, HAN, is_pinyin_text, strip_tones
from assistant.romanisation import readings, split_suffix
from assistant.slips import SimilarName, find_han_slips, find_letter_slips
from assistant.termtable import load_terms

_ROMAN_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "qu": ("区",), "district": ("区",), "xian": ("县",), "county": ("县",), "shi": ("市",), "city": ("市",),
    "sheng": ("省",), "province": ("省",), "zhen": ("镇",), "town": ("镇", "新城"), "xiang": ("乡",),
    "township": ("乡",), "xinqu": ("新区",), "newarea": ("新区",), "newdistrict": ("新区",), "zhou": ("州",),
    "prefecture": ("州", "自治州"), "cun": ("村",), "village": ("村",),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_㐀-鿿]+[1-5]?")
_BETWEEN = re.compile(r"[\s'’‘`\-·]*")
_MOST_TOKENS = 7

# What questions are made of besides the documents' own words.
_QUESTION_WORDS = (
    "是", "的", "什么", "哪些", "哪个", "哪里", "多少", "怎么", "怎样", "如何", "为什么", "是否", "有", "和",
    "与", "在", "到", "年", "吗", "呢", "几", "个", "谁", "哪", "了", "将", "要", "请问", "列出", "比较",
    "区别", "分别", "介绍", "一下", "达到", "还有", "以及", "为", "对", "从", "把", "区", "县", "市", "省",
    "关于", "内容", "提出", "方面",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name recognised in Latin letters at ``text[start:end]``; a district/qu after it is part of the span."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _WORD.finditer(text):
        word = match.group().rstrip("12345")
        tokens.append(_Token(strip_tones(word), match.start(), match.start() + len(word)))
    return tokens


def _adjacent(text: str, run: list[_Token]) -> bool:
    """Whether only spaces, hyphens, apostrophes or a tone digit stand between the tokens."""
    return all(_BETWEEN.fullmatch(text[one.end : two.start].lstrip("12345")) for one, two in pairwise(run))


def _suffix_after(text: str, tokens: list[_Token], at: int) -> tuple[tuple[str, ...], int]:
    """The name suffixes that a word such as ``district`` after ``tokens[at - 1]`` stands for, and where it ends."""
    for size in (2, 1):
        run = tokens[at : at + size]
        if len(run) == size and _adjacent(text, [tokens[at - 1], *run]):
            suffixes = _ROMAN_SUFFIXES.get("".join(token.key for token in run))
            if suffixes:
                return suffixes, run[-1].end
    return (), 0


def _exonym_keys(name: str) -> list[str]:
    exonym = load_terms().get(split_suffix(name)[0])
    if exonym is None or exonym.topic != "exonyms":
        return []
    return ["".join(re.findall("[a-z]+", english.lower())) for english in (exonym.en, *exonym.variants)]


class PinyinNames:
    """Recognises known Chinese names in Latin letters or with a slip. Immutable, safe to share between threads."""

    def __init__(self, names: Iterable[str]) -> None:
        """``names`` are proper names of two Han characters or more, with their suffix (新都区); others are ignored."""
        self._names = tuple(dict.fromkeys(name for name in names if len(HAN.findall(name)) == len(name) >= 2))
        self._by_key: dict[str, list[str]] = {}
        for name in self._names:
            for key in self._keys(name):
                known = self._by_key.setdefault(key, [])
                if name not in known:
                    known.append(name)
        for key, known in self._by_key.items():
            # Shaanxi is spelt so to leave Shanxi to the other province.
            plain = [name for name in known if key in (spellings := _exonym_keys(name)) or not spellings]
            self._by_key[key] = plain or known

    @staticmethod
    def _keys(name: str) -> Iterator[str]:
        stem, suffix = split_suffix(name)
        yield from readings(stem)
        if suffix:
            yield from readings(name)
        yield from _exonym_keys(name)

    def find(self, text: str) -> list[NameMatch]:
        """The known names that ``text`` writes in Latin letters, in order, the longest at each place.

        Tones, spaces, hyphens, apostrophes and case are ignored. When a reading fits several names, a suffix that is
        written decides; otherwise every name it fits is returned with the same span.
        """
        tokens = _tokens(text)
        found: list[NameMatch] = []
        at = 0
        while at < len(tokens):
            longest = min(_MOST_TOKENS, len(tokens) - at)
            matches = next((hit for size in range(longest, 0, -1) if (hit := self._match(text, tokens, at, size))), [])
            found.extend(matches)
            at += 1
            while matches and at < len(tokens) and tokens[at].start < matches[0].end:
                at += 1
        return found

    def _match(self, text: str, tokens: list[_Token], at: int, size: int) -> list[NameMatch]:
        run = tokens[at : at + size]
        if all(token.key in ENGLISH_LIKE_PINYIN for token in run) or not _adjacent(text, run):
            return []
        names = self._by_key.get("".join(token.key for token in run))
        if not names:
            return []
        suffixes, end = _suffix_after(text, tokens, at + size)
        fitting = [name for name in names if split_suffix(name)[1] in suffixes]
        if not fitting:
            return [NameMatch(name, run[0].start, run[-1].end) for name in names]
        return [NameMatch(name, run[0].start, end) for name in fitting]

    def find_similar(self, text: str) -> list[SimilarName]:
        """Pieces of ``text`` that are no known name but one slip away from exactly one, in order.

        Chinese: a homophone (新度区), a missing character of a longer name (龙泉区), one wrong character where three
        or more stand before the suffix. Latin: one wrong letter of a capitalised word or of a question in pinyin.
        """
        taken = self.find(text)
        tokens = [t for t in _tokens(text) if not any(m.start < t.end and t.start < m.end for m in taken)]
        in_pinyin = is_pinyin_text(text)
        runs = []
        for at, first in enumerate(tokens):
            for size in (3, 2, 1):
                run = tokens[at : at + size]
                key = "".join(token.key for token in run)
                capital = text[first.start].isupper()
                if (
                    len(run) == size
                    and (capital or in_pinyin)
                    and key not in ENGLISH_LIKE_PINYIN
                    and _adjacent(text, run)
                ):
                    runs.append((key, first.start, run[-1].end))
        slips = find_han_slips(text, self._names) if HAN.search(text) else []
        return sorted([*slips, *find_letter_slips(text, runs, self._by_key)], key=lambda slip: slip.start)


class PinyinReader:
    """Turns a question in pinyin into characters by the words of the documents. Immutable, safe to share."""

    def __init__(self, vocabulary: Mapping[str, float]) -> None:
        """``vocabulary`` is how often each Chinese word occurs in the documents, names included."""
        words: dict[str, float] = dict.fromkeys(load_terms(), 0.5)
        words.update(vocabulary)
        # Ahead of any count of a document's, the earlier the likelier: "shi" is 是 rather than 市.
        words.update((word, 1e9 - place) for place, word in enumerate(_QUESTION_WORDS))
        by_use = sorted((word for word in words if len(HAN.findall(word)) == len(word)), key=lambda w: (-words[w], w))
        self._word_by_key: dict[str, str] = {}
        for word in by_use:
            self._word_by_key.setdefault(readings(word)[0], word)
        for word in by_use:
            for key in readings(word)[1:4]:
                self._word_by_key.setdefault(key, word)
        self._longest = max(map(len, self._word_by_key))

    def to_chinese(self, text: str) -> str | None:
        """The Chinese of a text in pinyin (xindu qu weilai chanye → 新都区未来产业); None when under 70 % of it reads.

        Words that cannot be read stay as they stand; figures and marks stay.
        """
        tokens = _tokens(text)
        letters = "".join(token.key for token in tokens)
        starts = list(accumulate((len(token.key) for token in tokens[:-1]), initial=0))
        if not letters:
            return None
        chain = self._cheapest_chain(letters, frozenset(starts))
        unread = sum(end - start for start, end, word in chain if word is None)
        if unread > 0.3 * len(letters):
            return None
        return self._write(text, tokens, starts, chain)

    def _cheapest_chain(self, letters: str, starts: frozenset[int]) -> list[tuple[int, int, str | None]]:
        """``(start, end, word)`` pieces that cover ``letters``: few words, whole tokens where possible."""
        best: list[tuple[float, int, str | None]] = [(0.0, 0, None)]
        for end in range(1, len(letters) + 1):
            options: list[tuple[float, int, str | None]] = []
            for start in range(max(0, end - self._longest), end):
                if (word := self._word_by_key.get(letters[start:end])) is not None:
                    splits = (start not in starts) + (end not in starts and end != len(letters))
                    one = 0.6 if len(word) == 1 else 0.0
                    options.append((best[start][0] + 1.0 + one + 0.7 * splits, start, word))
            options.append((best[end - 1][0] + 2.0, end - 1, None))
            best.append(min(options, key=lambda option: option[0]))
        chain: list[tuple[int, int, str | None]] = []
        end = len(letters)
        while end > 0:
            _cost, start, word = best[end]
            chain.append((start, end, word))
            end = start
        return chain[::-1]

    @staticmethod
    def _write(text: str, tokens: list[_Token], starts: list[int], chain: list[tuple[int, int, str | None]]) -> str:
        position = {
            start + offset: token.start + offset
            for start, token in zip(starts, tokens, strict=True)
            for offset in range(len(token.key))
        }
        written, at = "", 0
        for start, end, word in chain:
            between = text[at : position[start]]
            written += between if re.search(r"[^\s'’\-1-5]", between) else ""
            at = position[end - 1] + 1
            written += word if word is not None else text[position[start] : at]
        return re.sub(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿\d])|(?<=\d)\s+(?=[㐀-鿿])", "", written + text[at:])
