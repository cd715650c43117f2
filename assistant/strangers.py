"""Places that a question names and no document knows."""

from __future__ import annotations

import re

from assistant.knowledge import Knowledge
from assistant.matching import TermMatcher
from assistant.wording import strip_frames
from corpus.regions import is_region
from index.tokenize import cut_words, word_class

_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,5}?(?:新区|区|县|市|省)(?![\u4e00-\u9fff]*?[区县市]|[级内外份域])"
    r"|[\u4e00-\u9fff]{2,3}(?:区|县|市|省)(?![级内外份域])"
)
_PLACE_LEAD = re.compile(r"^.*(?:[对在和与及跟把给去到从向的是于为比让由有说划绍较然归想括含]|关于)(?=.{3})")
_NO_NAME = r"一下|[的过个哪有在是大概要占到较两比各多少几这那与和及对为把从向给算请写列出]"
"""Characters that are in no place's name: what they stand in was cut wrongly."""
_LONGEST = 5
"""Characters that are looked for before 区, 县, 市."""
_NO_NAME_CLASSES = tuple("vpdcru")
"""Verbs, prepositions, adverbs, conjunctions, pronouns and particles (word classes of the segmenter)."""
_CLASSIFIER = re.compile(
    r"^(?:[一二两三四五六七八九十几哪各每这那该本全多外邻别\d]|所有|其他|上述|相关|哪些|隔壁|旁边|周边|附近|末位|首位|年度|明年|今年|去年)"
    r"|年度|考核|末位|倒数"
)
_ZONE = re.compile(r"(?:经开|高新|综保|保税|自贸|开发|工业|产业|示范|合作|试验)区$")
"""Zones are called by a short form (沄州经开区 for 沄州经济技术开发区)."""


def find_strangers(plain: str, knowledge: Knowledge, matcher: TermMatcher) -> tuple[str, ...]:
    """Places by their form that no document mentions."""
    found = []
    text = strip_frames(knowledge.strip_regions(plain))
    for match in _PLACE.finditer(text):
        name = _PLACE_LEAD.sub("", match.group())
        if len(name) > _LONGEST and "\u4e00" <= text[match.end() - len(name) - 1 : match.end() - len(name)] <= "\u9fff":
            continue  # the end of a longer name (霖州老码头街区)
        tails = [name[start:] for start in range(len(name) - 2)]
        known = knowledge.count(name[:-1]) or any(knowledge.count(tail) for tail in tails)
        if (
            len(name) >= 3
            and is_region(name)
            and not re.search(_NO_NAME, name)
            and not any(word_class(word)[:1] in _NO_NAME_CLASSES for word in cut_words(name))
            and not _CLASSIFIER.match(name)
            and name[-2] not in "本我该贵下"
            and not known
            and not (_ZONE.search(name) and matcher.is_short_form(name))
        ):
            found.append(name)
    return tuple(dict.fromkeys(found))
