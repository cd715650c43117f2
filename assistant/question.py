"""A question read into a form: language, places, years, facets, content terms and what kind of answer it wants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.asked_facets import find_facets
from assistant.bridge import split_words
from assistant.context import main_question, without_exclusions, without_lead
from assistant.intents import Intent, asks_several, find_families, find_intents
from assistant.knowledge import Knowledge
from assistant.language import detect_language, normalise_question
from assistant.latin_names import LatinNames
from assistant.lexicon import (
    EnglishBridge,
    PinyinNames,
    PinyinReader,
    SpellingIndex,
    correct_terms,
    count_vocabulary,
    romanise,
)
from assistant.matching import Term, TermMatcher
from assistant.place_groups import PlaceGroups
from assistant.quantities import find_quantities, find_years
from assistant.readings import complete_places, date_years, drop_base_year
from assistant.strangers import find_strangers
from assistant.types import Language
from assistant.versions import PERIODS, choose_versions, score_title
from assistant.wording import blank_english_frames, is_english_generic
from corpus.versions import Version
from index.tokenize import cut_words

_FUNCTION_WORDS = dict.fromkeys(
    "的 是 有 在 和 到 了 吗 呢 什么 哪些 哪个 多少 怎么 如何 为什么 目标 年 什么时候 时候 人 亿元 万元".split(),  # noqa: SIM905
    5000,
)
"""Words of questions, which plans seldom use, weighted so that pinyin is read as a question."""
_CLASS = re.compile(r"\d+[A-Za-z]+[级类]?|[A-Za-z]+\d+[级类]?|[\dA-Z甲乙丙丁]+[级类]")
_CAPITALISED, _CHINESE_WORDS = re.compile(r"\b[A-Z][a-z]{3,}\b"), re.compile(r"[\u4e00-\u9fff]{2,}")
_ENGLISH_PLACE = re.compile(
    r"\b(?!(?:Which|What|The|Each|Any|This|That|Every|One|Whose|How|Does|Is|Are|Can|In|Of|For)\b)"
    r"([A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)\s+(?:District|County|City|Province|New Area|district|county)\b"
)
_TITLE_PLACE = re.compile(r"^《?([\u4e00-\u9fff]{2,4}?)(?:省|市|区|县|州|盟|旗)")
_ENOUGH_SUBJECTS, _COMMON_LENGTH = 2, 2  # then what its asker tells of himself before it is not needed


def _adds_up(text: str, regions: tuple[str, ...]) -> bool:
    """Whether the figures of several named places are wanted in one (甲、乙两县一共多少户)."""
    return len(regions) > 1 and re.search(r"一共|总共|共计?(?:有|是)?(?:多少|几)", text) is not None


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for. ``text`` is as typed, ``plain`` the Chinese it is searched by.

    ``regions`` are known places it names, ``strangers`` places that no document knows; ``families`` the kinds of unit
    it asks a number in; ``terms`` its content words (places and years taken out); ``versions`` the two of a plan whose
    difference is asked; ``readings`` say how doubtful words were read, to be shown.
    """

    text: str
    plain: str
    language: Language
    intents: frozenset[Intent]
    regions: tuple[str, ...]
    strangers: tuple[str, ...]
    years: tuple[str, ...]
    facets: tuple[str, ...]
    families: tuple[str, ...]
    terms: tuple[Term, ...]
    source_ids: tuple[str, ...] | None = None
    versions: tuple[Version, Version] | None = None
    readings: tuple[str, ...] = ()
    numbers_only: bool = False
    detailed: bool = False

    @property
    def subjects(self) -> tuple[Term, ...]:
        """The terms that decide whether a passage is about the question."""
        return tuple(term for term in self.terms if not term.generic)

    @property
    def several(self) -> bool:
        """Whether more than one thing is asked of the subject (how many, and by when)."""
        return asks_several(self.text if self.language == "en" else self.plain)

    def has(self, *intents: Intent) -> bool:
        """Whether any of the intents was found."""
        return bool(self.intents & set(intents))

    def without_regions(self) -> Question:
        """The same question asked of no place."""
        return replace(self, regions=())


class QuestionReader:
    """Reads questions against the documents' own words; made once per index."""

    def __init__(self, knowledge: Knowledge, matcher: TermMatcher) -> None:
        self._knowledge = knowledge
        self._matcher = matcher

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return count_vocabulary(document.text for document in self._knowledge.documents.values())

    @cached_property
    def _bridge(self) -> EnglishBridge:
        return EnglishBridge(self._vocabulary)

    @cached_property
    def _spelling(self) -> SpellingIndex:
        return SpellingIndex(self._vocabulary, [item.text for item in self._knowledge.documents.values()])

    @cached_property
    def _pinyin(self) -> PinyinReader:
        return PinyinReader({**self._vocabulary, **_FUNCTION_WORDS})

    @cached_property
    def _names(self) -> PinyinNames:
        return PinyinNames(self._knowledge.regions)

    @cached_property
    def _place_groups(self) -> PlaceGroups:
        return PlaceGroups(self._knowledge)

    @cached_property
    def _title_names(self) -> frozenset[str]:
        """Words of the documents' titles in pinyin (chengdu): they name the whole, not a passage."""
        titles = (document.source.title for document in self._knowledge.documents.values())
        words = {
            word for title in titles for word in (*cut_words(title), *_TITLE_PLACE.findall(title)) if len(word) > 1
        }
        return frozenset(romanise(word).replace(" ", "").lower() for word in words)

    @cached_property
    def _latin_names(self) -> dict[str, str]:
        """Names that the documents put in quotation marks, by their pinyin in one word (lanyuntong → 澜运通)."""
        texts = (document.text for document in self._knowledge.documents.values())
        quoted = {name for text in texts for name in re.findall(r"[“《]([\u4e00-\u9fff]{3,8})[”》]", text)}
        return {romanise(name).replace(" ", "").lower(): name for name in sorted(quoted)}

    @cached_property
    def _spelt_names(self) -> LatinNames:
        return LatinNames(document.text for document in self._knowledge.documents.values())

    def warm_up(self) -> None:
        """Load the dictionaries that the first question would otherwise wait for."""
        self.read("warm up what is this 未来产业")
        _ = (self._bridge, self._spelling, self._pinyin, self._names)

    def read(self, text: str, *, language: Language | None = None) -> Question:
        """The form of a standalone question."""
        spoken = language or detect_language(text)
        plain = normalise_question(text)
        told = ""
        if spoken == "en":
            told = without_exclusions(plain)
            plain = main_question(told)
        readings: list[str] = []
        terms: tuple[Term, ...] | None = None
        strangers: tuple[str, ...] = ()
        intent_text = plain
        chinese_words = _CHINESE_WORDS.findall(self._knowledge.strip_regions(plain))
        if (spoken == "en" or not chinese_words) and re.search(r"[A-Za-z]{2}", plain):
            chinese = self._read_pinyin(plain) if spoken == "zh" else None
            if chinese:
                readings.append(f"{text} → {chinese}")
                plain = intent_text = chinese
            else:
                plain, terms, strangers = self._translate(plain)
        else:
            plain, fixed = self._correct(plain)
            readings += fixed
            intent_text = plain
        plain = self._place_groups.expand(date_years(plain, self._knowledge))
        plain, routes = self._knowledge.find_routes(plain)
        regions = self._knowledge.find_regions(_without(plain, routes))
        if told and not regions:
            regions = tuple(dict.fromkeys(match.name for match in self._names.find(told)))
        if terms is None:
            strangers = find_strangers(plain, self._knowledge, self._matcher)
            whole, plain = plain, without_exclusions(main_question(plain))
            terms = self._make_terms(plain, routes)
            if (rest := without_lead(plain)) != plain:
                asked = self._make_terms(rest, routes)
                telling = [
                    term for term in asked if term.known and not term.generic and len(term.text) > _COMMON_LENGTH
                ]
                if len(telling) >= _ENOUGH_SUBJECTS:
                    plain, terms = rest, asked
            intent_text = plain
        else:
            whole = plain
        terms = tuple(term for term in terms if not any(term.text in place for place in strangers))
        intents: frozenset[Intent] = find_intents(intent_text, spoken)
        if _adds_up(intent_text, regions):
            intents |= {"sum"}
        if "check" in intents:
            # 飞行区是4D级的吧: a class is claimed as a figure is, and need not be the plan's.
            terms = tuple(term for term in terms if term.known or not _CLASS.fullmatch(term.text))
        choice = choose_versions(f"{plain} {text}", tuple(self._knowledge.documents), self._knowledge.versions)
        return Question(
            text=text,
            plain=plain,
            language=spoken,
            intents=intents,
            regions=regions,
            strangers=strangers,
            years=drop_base_year(
                tuple(dict.fromkeys((*find_years(whole), *_bare_years(text), *(p for p in PERIODS if p in whole)))),
                whole,
            ),
            facets=find_facets(plain, terms, self._knowledge, self._matcher),
            families=find_families(intent_text),
            terms=terms,
            source_ids=self._find_sources(whole, choice.source_ids),
            versions=choice.pair,
            readings=tuple(readings),
        )

    def _make_terms(self, plain: str, routes: Sequence[str]) -> tuple[Term, ...]:
        """The terms of ``plain`` without its places; a route between two of them stays whole."""
        quoted = "".join(f"“{route}”" for route in routes if route in plain)
        return self._matcher.make_terms(self._knowledge.strip_regions(_without(plain, routes)) + quoted)

    def _translate(self, english: str) -> tuple[str, tuple[Term, ...], tuple[str, ...]]:
        """An English question as Chinese words for searching, as terms, and the unknown places it names. Chinese words
        in it (wellness tourism (康养旅居)) say themselves what is meant."""
        own = _CHINESE_WORDS.findall(self._knowledge.strip_regions(english))
        given = self._matcher.make_terms("，".join(own)) if own else ()
        matches = self._names.find(english)
        rest = _CHINESE_WORDS.sub(lambda match: " " * len(match.group()), english) if own else english
        for match in sorted(matches, key=lambda item: -item.start):
            rest = rest[: match.start] + " " * (match.end - match.start) + rest[match.end :]
        places = (match.group(1) for match in _ENGLISH_PLACE.finditer(rest))
        strangers = tuple(place for place in places if place.replace(" ", "").lower() not in self._title_names)
        rest = blank_english_frames(_ENGLISH_PLACE.sub(lambda match: " " * len(match.group()), rest))
        groups: dict[tuple[int, int], list[tuple[str, float]]] = {}
        for term in self._bridge.chinese_terms(rest):
            if all(is_english_generic(word) for word, _ in split_words(rest[slice(*term.source_span)])):
                continue
            groups.setdefault(term.source_span, []).append((term.zh, term.weight))
        covered = [False] * len(rest)
        for start, end in groups:
            covered[start:end] = [True] * (end - start)
        names_said = [(span, self._latin_names[word]) for word, span in split_words(rest) if word in self._latin_names]
        for spelt in _CAPITALISED.finditer(rest):
            if not covered[spelt.start()] and (name := self._spelt_names.find(spelt.group())):
                names_said.append((spelt.span(), name))
        for span, name in names_said:
            groups.setdefault(span, []).append((name, 1.0))
            covered[slice(*span)] = [True] * (span[1] - span[0])
        missing = [
            word
            for word, (start, _) in split_words(rest)
            if not covered[start]
            and len(word) > 2
            and not word.isdigit()
            and not is_english_generic(word)
            and word.lower() not in self._title_names
        ]
        names = list(dict.fromkeys([*(match.name for match in matches), *self._knowledge.find_regions(english)]))
        rest = self._knowledge.strip_regions(rest)
        if given:
            missing = []
        terms = self._matcher.join_translations([groups[span] for span in sorted(groups)], missing)
        if any(not term.generic for term in given):
            terms = given
        plain = " ".join([*names, *find_years_english(english), *(term.text for term in terms)])
        return plain, terms, strangers

    def _correct(self, plain: str) -> tuple[str, list[str]]:
        """``plain`` with slips in place names and terms mended, and what was mended."""
        readings = []
        plain = complete_places(plain, self._knowledge)
        for similar in self._names.find_similar(plain):
            wrong = plain[similar.start : similar.end]
            if wrong != similar.name and not self._knowledge.count(wrong) and wrong not in self._knowledge.aliases:
                readings.append(f"{wrong} → {similar.name}")
        for reading in readings:
            wrong, _, right = reading.partition(" → ")
            plain = plain.replace(wrong, right)
        for wrong, right in correct_terms(plain, self._spelling):
            if not self._is_surely_wrong(wrong):
                continue
            readings.append(f"{wrong} → {right}")
            plain = plain.replace(wrong, right)
        latin = self._names.find(plain)
        for match in sorted(latin, key=lambda item: -item.start):
            plain = plain[: match.start] + match.name + plain[match.end :]
        return plain, readings

    def _is_surely_wrong(self, written: str) -> bool:
        """A slip is mended only in a word of three or more characters that is no known word with a character more:
        a short one may be a name that the documents simply do not have."""
        count = self._knowledge.count
        return len(written) >= 3 and not count(written) and not count(written[:-1])

    def _read_pinyin(self, text: str) -> str | None:
        """A question in pinyin as characters: place names first, the rest word by word."""
        pieces, last = [], 0
        for match in sorted(self._names.find(text), key=lambda item: item.start):
            pieces += [self._pinyin.to_chinese(text[last : match.start]) or text[last : match.start], match.name]
            last = match.end
        pieces.append(self._pinyin.to_chinese(text[last:]) or text[last:])
        chinese = "".join(piece.strip() for piece in pieces)
        return chinese if re.search(r"[\u4e00-\u9fff]{2}", chinese) else None

    def _find_sources(self, plain: str, allowed: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Of the ``allowed`` documents (all when None), those the question singles out by the period or kind in their
        titles; None for all."""
        documents = self._knowledge.documents
        keys = tuple(documents) if allowed is None else allowed
        if len(keys) < 2:
            return allowed
        scores = {key: score_title(documents[key].source.title, plain) for key in keys}
        best = max(scores.values())
        if best <= 0:
            return allowed
        chosen = tuple(key for key, score in scores.items() if score == best)
        return chosen if len(chosen) < len(documents) else None


def _without(plain: str, routes: Sequence[str]) -> str:
    for route in routes:
        plain = plain.replace(route, "，")
    return plain


def find_years_english(text: str) -> tuple[str, ...]:
    """Years of an English question in Chinese writing."""
    return tuple(f"{year}年" for year in _bare_years(text))


def _bare_years(text: str) -> tuple[str, ...]:
    """Years written without 年, as in English or pinyin questions."""
    return tuple(
        dict.fromkeys(re.findall(r"(?<!\d)(20[0-6]\d|19\d{2})(?!\d)(?!\s*年)(?!\.\d)(?![亿万个家户%多余])", text))
    )


def claimed_quantities(question: Question) -> tuple[str, ...]:
    """Numbers with a unit that the question itself states, as written."""
    return tuple(quantity.text for quantity in find_quantities(question.plain) if quantity.unit)
