"""Question terms, the other forms they take in the documents, and how much of a question a passage covers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.knowledge import Knowledge, Unit
from assistant.plain_speech import Forms, find_forms
from assistant.quantities import find_quantities
from assistant.termtable import synonym_table
from assistant.wording import (
    is_dictionary_word,
    is_frame,
    is_generic,
    is_proper_name,
    is_verb,
    names_subject,
    names_thing,
    other_writings,
    strip_frames,
)
from corpus.regions import is_region
from index.tokenize import cut_words, word_class

CONTEXT_WEIGHT = 0.8
"""A term that stands in the heading path counts a little less than one in the sentence itself."""
_PART_WEIGHT = 0.7
"""What a compound's words are worth when they stand in a passage apart from each other."""


_USUAL_LENGTH, _PER_CHARACTER, _LONGEST_FACTOR = 4, 0.1, 1.8
"""A name that stands in the documents in one piece says the more the longer it is."""
_PAIR_WEIGHT = 0.8
_WIDER = 0.5
_LONGEST_COMPOUND = 8
"""Words in a compound at most; it also bounds the work on a very long question."""
_PERIOD = re.compile(r"[“\"]?十[一二三四五六七]五[”\"]?(?:时期|期间)?")  # says of when, not of what
_DE = re.compile(r"([\u4e00-\u9fff]{2})的(?=([\u4e00-\u9fff]{2}))")
_NO_END = frozenset("卖买住拆改做搞要先再才给拿修办交领建")  # they end no name (二手房|卖)
_ALSO_NAMES = frozenset(("数字", "材料", "计划", "文件"))
"""Frame words that also open names (数字经济): they stay where the documents have them so."""
_MEASURE, _MEASURED = re.compile(r"([\u4e00-\u9fff]{2,}?)(?:总?[量数额值]|数量|总数|人数|次数|规模|情况)"), 0.9
"""A measure of something that the documents have by its bare name (游客量: 接待游客…), and what that is worth."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question. ``variants`` are forms to look for with their weights, itself first;
    ``weight`` is its share in the coverage; ``generic`` terms never decide whether something is answered; an
    ``entity`` (a name) must stand in what answers."""

    text: str
    weight: float
    variants: tuple[tuple[str, float], ...]
    parts: tuple[tuple[str, float], ...] = ()
    generic: bool = False
    known: bool = True
    entity: bool = False


class TermMatcher:
    """Makes terms of question words and measures passages against them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._units = max(1, sum(len(units) for units in knowledge.units.values()))

    def make_terms(self, text: str) -> tuple[Term, ...]:
        """The content terms of ``text`` (places taken out before), compounds kept whole where the documents do."""
        terms: dict[str, Term] = {}
        text = self._join_over_de(_drop_quantities(text))
        for name in self._knowledge.find_names(text):
            if self.is_cut(name, text) or self._continues(name, text):
                continue
            terms[name] = self._term(name)
            text = text.replace(name, " ")
        text = _PERIOD.sub(" ", text)
        for quoted in re.findall(r"[“\"「『《]([^”\"」』》]{2,30})[”\"」』》]", text):
            if not is_frame(quoted) and self._knowledge.count(quoted):
                terms[quoted] = self._term(quoted)
        for plain, official in find_forms(text, self._knowledge.count):
            terms[plain] = self._spoken_term(plain, official)
            text = text.replace(plain, " ", 1)
        for run in self._content_runs(text):
            for word in self._merge(run):
                terms.setdefault(word, self._term(word))
        return _drop_contained(tuple(terms.values()))

    def _join_over_de(self, text: str) -> str:
        """``text`` without a 的 that the documents do not have between the same words (国家级的中小企业 → …)."""
        return _DE.sub(
            lambda match: match.group(1) + ("" if self._knowledge.count(match.group(1) + match.group(2)) else "的"),
            text,
        )

    def is_cut(self, name: str, text: str) -> bool:
        """Whether ``name`` is the front of a longer word in ``text`` (特色产业 in 特色产业园建设工程)."""
        start = text.find(name)
        stop = start + len(name)
        if stop >= len(text) or not self._knowledge.count(text[start : stop + 1]):
            return False
        ends = accumulate(len(word) for word in cut_words(text[start:]))
        return len(name) not in ends

    def _continues(self, name: str, text: str) -> bool:
        """Whether ``name`` is the end of a longer one in ``text`` that the documents have (中小企业|特色产业)."""
        before = cut_words(text[: text.find(name)])
        word = before[-1] if before else ""
        return len(word) > 1 and names_thing(word) and not is_generic(word) and self._knowledge.count(word + name) > 0

    def join_translations(
        self, groups: Sequence[Sequence[tuple[str, float]]], missing: Sequence[str]
    ) -> tuple[Term, ...]:
        """Terms of a translated question: each group holds the translations of one phrase, with weights, any of
        which will do; ``missing`` are words that nothing in the documents translates."""
        terms: dict[str, Term] = {}
        for group in groups:
            if all(is_frame(word) for word, _ in group):
                continue
            variants: dict[str, float] = {}
            for word, weight in group:
                for other, factor in self._term(word).variants:
                    if self._knowledge.count(other):
                        variants[other] = max(variants.get(other, 0.0), weight * factor)
            head = group[0][0]
            known = bool(variants)
            generic = is_generic(head) or all(is_generic(word) or is_frame(word) for word, _ in group)
            top = max(variants.values(), default=1.0)
            ordered = sorted(variants.items(), key=lambda item: -item[1])
            scaled = tuple((word, value / top) for word, value in ordered) or ((head, 1.0),)
            weight = (0.25 if generic else 1.0) * self._idf(ordered[0][0] if ordered else head)
            terms.setdefault(head, Term(head, weight, scaled, (), generic, known))
        for word in missing:
            terms[word] = Term(word, self._idf(word), ((word, 1.0),), (), False, bool(self._knowledge.count(word)))
        return tuple(terms.values())

    def match(self, term: Term, text: str) -> float:
        """How well ``text`` has the term, in [0, 1]."""
        for variant, weight in term.variants:
            if variant in text:
                return weight
        return max(self._match_parts(term, text), _match_pairs(term.text, text))

    @staticmethod
    def _match_parts(term: Term, text: str) -> float:
        """What a compound's words are worth when they stand apart."""
        total = sum(weight for _, weight in term.parts)
        return _PART_WEIGHT * sum(weight for part, weight in term.parts if part in text) / total if total else 0.0

    def coverage(self, terms: Sequence[Term], text: str, context: str = "") -> float:
        """The weighted share of the terms that ``text`` has, or ``context`` at a discount; in [0, 1]."""
        total = sum(term.weight for term in terms)
        if not total:
            return 0.0
        return sum(term.weight * self.match_with(term, text, context) for term in terms) / total

    def match_with(self, term: Term, text: str, context: str) -> float:
        """The better of the match in ``text`` and the discounted one in ``context``."""
        best = self.match(term, text)
        return best if best >= CONTEXT_WEIGHT or not context else max(best, CONTEXT_WEIGHT * self.match(term, context))

    def unit_coverage(self, terms: Sequence[Term], unit: Unit) -> float:
        """Coverage by a unit and its heading path."""
        return self.coverage(terms, unit.text, unit.context)

    def _content_runs(self, text: str) -> list[list[str]]:
        runs: list[list[str]] = [[]]
        words = cut_words(re.sub(r"[“”\"「」『』《》]", " ", strip_frames(text)))
        for word, after in zip(words, [*words[1:], ""], strict=True):
            if (
                (is_frame(word) and not (word in _ALSO_NAMES and after and self._knowledge.count(word + after)))
                or not re.search(r"\w", word)
                or re.fullmatch(r"[\d.]+", word)
                or re.fullmatch(
                    r"十[一二三四五六七]五(?:时期|期间)?|\d{4}年?|[一二三四五六七八九十两几]+[年大类项]", word
                )
            ) or (len(word) == 1 and _HAN.fullmatch(word) and not runs[-1]):
                runs.append([])
            else:
                runs[-1].append(word)
        return [run for run in runs if run]

    def _merge(self, run: list[str]) -> list[str]:
        """Neighbouring words joined as far as the documents have them in one piece."""
        merged: list[str] = []
        for position, stop in self._cut_run(run):
            words = run[position:stop]
            # 研发投入强度达到: the verb at the end is no part of the name.
            while len(words) > 1 and is_generic(words[-1]) and is_verb(words[-1]):
                words = words[:-1]
            while len(words) > 1 and is_generic(words[0]) and word_class(words[0]).startswith("v"):
                words = words[1:]
            word = "".join(words)
            behind = run[stop] if stop < len(run) and run[stop] not in _NO_END else ""
            if len(behind) == 1 and len(word) > 1 and not self._knowledge.count(word):
                # 充电|桩: an unknown word takes the single character behind it, they name one thing.
                word += behind
            if len(word) > 1 or not _HAN.fullmatch(word):
                merged.append(self._trim(word))
        return merged

    def _cut_run(self, run: list[str]) -> list[tuple[int, int]]:
        """The run in pieces that the documents have, as ``(first word, behind the last)``: of all ways the one with
        the longest pieces (greatest sum of squared lengths), so 七区|规上工业企业 and not 七区规上工业|企业."""
        best: list[tuple[int, int]] = [(0, 0)] + [(-1, 0)] * len(run)
        for stop in range(1, len(run) + 1):
            for start in range(max(0, stop - _LONGEST_COMPOUND), stop):
                piece = "".join(run[start:stop])
                whole = (
                    stop == start + 1
                    or self._knowledge.count(piece)
                    or (stop == start + 2 and self._is_short_for(run[start], run[stop - 1]))
                )
                value = best[start][0] + len(piece) ** 2
                if whole and value > best[stop][0]:
                    best[stop] = (value, start)
        cuts: list[tuple[int, int]] = []
        stop = len(run)
        while stop > 0:
            cuts.append((best[stop][1], stop))
            stop = best[stop][1]
        return cuts[::-1]

    def _trim(self, word: str) -> str:
        """A word that neither dictionary nor documents have, without the character wrongly cut to it (营收|定)."""
        if len(word) != 3 or self._knowledge.count(word):
            return word
        if word[-1] in "比占较达至" and self._knowledge.count(word[:-1]):
            return word[:-1]
        if is_dictionary_word(word):
            return word
        for shorter in (word[:-1], word[1:]):
            if self._knowledge.count(shorter) or is_dictionary_word(shorter):
                return shorter
        return word

    def _is_short_for(self, one: str, other: str) -> bool:
        """Whether the documents have the two words as one short form (研究|开发 as 研发), itself a dictionary word."""
        if len(one) != 2 or len(other) != 2:
            return False
        return any(self._knowledge.count(short) and is_dictionary_word(short) for short in _short_forms(one, other))

    def _term(self, word: str) -> Term:
        count = self._knowledge.count(word)
        generic = is_generic(word) or self._is_scope(word)
        variants: dict[str, float] = {word: 1.0}
        for other in other_writings(word):
            if self._knowledge.count(other):
                variants[other] = 0.95
        for other, weight in synonym_table().get(word, {}).items():
            if self._knowledge.count(other):
                # 电池 for 固态电池 is the wider thing: it is near, but does not show that the narrower one is meant.
                variants.setdefault(other, min(0.9 * weight, _WIDER) if other in word else 0.9 * weight)
        if not count:
            variants.update({other: 0.8 for other in self._abbreviations(word) if other not in variants})
            measured = _MEASURE.fullmatch(word)
            if measured and self._knowledge.count(measured.group(1)):
                variants.setdefault(measured.group(1), _MEASURED)
        parts = tuple((part, self._idf(part)) for part in cut_words(word) if part != word and len(part) > 1)
        if not parts and not count and len(word) == 4 and _HAN.fullmatch(word):
            parts = tuple((half, self._idf(half)) for half in (word[:2], word[2:]) if self._knowledge.count(half))
        spelt = "".join(part for part, _ in parts) == word
        known = bool(count) or len(variants) > 1 or (spelt and all(self._knowledge.count(part) for part, _ in parts))
        generic = generic or (
            bool(parts) and all(is_generic(part) for part, _ in parts) and "".join(p for p, _ in parts) == word
        )
        generic = generic or (not known and not names_subject(word))
        if not known:
            parts = tuple((part, weight) for part, weight in parts if self._knowledge.count(part)) or parts
        factor = 0.25 if generic else 0.5 if is_verb(word) else 1.0
        if count and not generic:
            factor *= min(_LONGEST_FACTOR, 1 + _PER_CHARACTER * max(0, len(word) - _USUAL_LENGTH))
        weight = factor * self._idf(word if count else max(variants, key=lambda v: self._knowledge.count(v)))
        ordered = tuple(sorted(variants.items(), key=lambda item: -item[1]))
        entity = not generic and ((is_region(word) and len(word) > 2) or is_proper_name(word))
        return Term(word, weight, ordered, parts, generic, known, entity)

    def _spoken_term(self, plain: str, official: Forms) -> Term:
        """A term of everyday wording: the official words stand for it."""
        own = self._term(official[0][0])
        generic = all(is_generic(word) for word, _ in official)
        return Term(plain, own.weight, ((plain, 1.0), *official), (), generic)

    def _is_scope(self, word: str) -> bool:
        """Whether a word stands in a document's title: it is true of the whole and tells no passage from another."""
        return any(word in document.source.title for document in self._knowledge.documents.values())

    def _idf(self, word: str) -> float:
        return 0.35 + math.log1p(self._units / (1 + min(self._knowledge.count(word), self._units))) / math.log1p(
            self._units
        )

    def is_short_form(self, word: str) -> bool:
        """Whether the documents have a longer form of ``word`` (沄州经开区 → 沄州经济技术开发区)."""
        return any(True for _ in self._abbreviations(word))

    def _abbreviations(self, word: str) -> Iterable[str]:
        """Short forms the documents use for ``word`` (研究开发 → 研发), or the long form of a short one (经开区)."""
        if not _HAN.fullmatch(word) or not 3 <= len(word) <= 10:
            return
        pieces = [piece for piece in cut_words(word) if _HAN.fullmatch(piece)]
        if len(pieces) >= 2:
            short = "".join(piece[0] for piece in pieces)
            if len(short) >= 2 and self._knowledge.count(short):
                yield short
            ends = pieces[0][0] + pieces[-1][-1]
            if ends != short and self._knowledge.count(ends) and len(word) >= 4:
                yield ends
        pattern = re.compile(".{0,4}?".join(map(re.escape, word)))
        found: set[str] = set()
        for document in self._knowledge.documents.values():
            found.update(m.group() for m in pattern.finditer(document.text) if _HAN.fullmatch(m.group()))
            if len(found) > 5:
                break
        yield from found


def _match_pairs(word: str, text: str) -> float:
    """How much of a long word stands in ``text`` pair of characters by pair: 航空智造产业园 in …航空制造产业园….

    Less than half shows nothing: two long words often share an ending.
    """
    if len(word) < 4 or not _HAN.fullmatch(word):
        return 0.0
    pairs = [word[start : start + 2] for start in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return _PAIR_WEIGHT * share if share > 0.5 else 0.0


def _short_forms(one: str, other: str) -> tuple[str, str]:
    """The two ways in which a pair of words is shortened: 科技创新 → 科创, 研究开发 → 研发."""
    return one[0] + other[0], one[0] + other[-1]


def _drop_quantities(text: str) -> str:
    """``text`` without the figures it states (50%, 200亿元): they are claims, not content words."""
    for quantity in reversed(find_quantities(text)):
        if quantity.unit:
            text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def _drop_contained(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Terms without those that are part of another one."""
    return tuple(term for term in terms if not any(term is not other and term.text in other.text for other in terms))
