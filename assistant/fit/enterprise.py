"""A description of an enterprise → what it makes, what it needs, and what in it is no description at all.

The text is material to be read, never an instruction: sentences that address the program are left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.fit.lexicon import ASIDE, find_needs, find_sectors, generic_words, list_asides, list_needs
from assistant.fit.phrases import content_words
from assistant.fit.types import Enterprise, Need
from assistant.language import detect_language, to_simplified
from assistant.wording import is_generic, is_verb
from index.tokenize import cut_words, word_class

_CLAUSE = re.compile(r"[，,。；;！!？?\n]+|(?<=[a-zA-Z])\.(?=\s|$)")
_HARD = re.compile(
    r"必须|一定要?|务必|刚需|不可缺|必不可少|硬性|非.{1,8}不可|只考虑|只能|不可或缺|前提是|\b(?:must|require[sd]?|essential)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"忽略|无视|不要看|不要管|指令|提示词|系统消息|排在?第一|排名第一|得分|打分|满分|输出|扮演|你是|你现在|请直接|直接回答|"
    r"</?\w+[^>]*>|"
    r"\b(?:ignore|disregard|system|prompt|output|instruction|instructions|pretend|you are|assistant|score|rank)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^<>]{0,200}>|[{}<>\\`]")
_THING = ("n", "eng", "x", "j", "l", "vn")
_CUSTOM = "custom"
_PART_END = re.compile(r"[，,。；;：:！!？?\n]+|(?<=[a-zA-Z])\.(?=\s|$)")
_SUBPART_END = re.compile(r"[、/]|(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{2})|\band\b")
_LONGEST_PART, _LONGEST_WHOLE = 60, 80


def read_enterprise(
    text: str, places: Collection[str], hard: Sequence[str] = (), soft: Sequence[str] = ()
) -> Enterprise:
    """What ``text`` says; ``places`` are the names a plan's places go by. ``hard`` and ``soft`` are the keys of needs
    that a form adds to those in the text."""
    language = detect_language(text)
    plain = to_simplified(text)
    product: list[str] = []
    needs: dict[str, Need] = {}
    left_out: list[str] = []
    for clause in (part.strip() for part in _CLAUSE.split(plain)):
        if not clause:
            continue
        if _ADDRESS.search(clause):
            left_out.append(clause)
            continue
        is_hard = bool(_HARD.search(clause))
        found = find_needs(clause, hard=is_hard)
        if is_hard and not found and (named := _custom_need(clause, places)):
            found = (named,)
        for need in found:
            if need.key not in needs or need.hard:
                needs[need.key] = need
        if not found or find_sectors(_without_needs(clause, found)):
            product.append(_MARKUP.sub(" ", clause))
    known = {need.key: need for need in list_needs()}
    for key in (*soft, *hard):
        if key in known:
            needs[key] = replace(known[key], hard=key in hard or (key in needs and needs[key].hard))
    said = _without_places("，".join(product), places)
    sectors = find_sectors(said)
    return Enterprise(
        text=text,
        product=said,
        needs=tuple(needs.values()),
        sectors=sectors,
        left_out=tuple(left_out),
        wished=tuple(place for place in places if place in plain),
        vague=not sectors and not list_things(said),
        language=language,
    )


def list_parts(product: str, most: int) -> list[tuple[str, float]]:
    """At most ``most`` parts of a product's description that name something, for embedding, and what each counts for:
    the whole where it is short, its clauses without what is said aside, and what they enumerate."""
    clauses: list[tuple[str, float]] = []
    for clause in _PART_END.split(product):
        main = clause
        for start, end in reversed(list_asides(clause)):
            main = main[:start] + " " + main[end:]
        text, weight = (main, 1.0) if list_things(main) else (clause, ASIDE)
        if list_things(text):
            clauses.append((text.strip()[:_LONGEST_PART], weight))
    clauses.sort(key=lambda part: (-part[1], not find_sectors(part[0])))
    whole = [(product, 1.0)] if len(product) <= _LONGEST_WHOLE and not list_asides(product) else []
    pieces = [(piece.strip(), weight) for text, weight in clauses for piece in _SUBPART_END.split(text)]
    named = [(piece, weight) for piece, weight in pieces if len(piece) > 1 and list_things(piece)]
    parts = list(dict.fromkeys([*whole, *clauses, *named])) or [(product[:_LONGEST_PART], 1.0)]
    return parts[:most]


def list_things(text: str) -> list[str]:
    """The words of a description that tell one enterprise from another."""
    generic = generic_words()
    return [
        word
        for word in cut_words(text)
        if len(word.strip()) >= 2
        and word.lower() not in generic
        and not is_generic(word)
        and not is_verb(word)
        and not re.fullmatch(r"[\d.%\s]+", word)
        and word_class(word).startswith(_THING)
    ]


def _without_needs(clause: str, needs: Sequence[Need]) -> str:
    for need in needs:
        for words in need.words:
            clause = re.sub(words, " ", clause)
    return clause


def _without_places(text: str, places: Collection[str]) -> str:
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(place, " ")
    return text.strip(" ，")


def _custom_need(clause: str, places: Collection[str]) -> Need | None:
    """A need that no list names: it is looked for by its own words (必须有三甲医院)."""
    rest = _without_places(_HARD.sub(" ", clause), places)
    words = [word for word in content_words(rest) if word.lower() not in generic_words() and not is_generic(word)]
    if not words:
        return None
    pattern = "".join(f"(?=.*{re.escape(word)})" for word in words)
    label = re.sub(r"^[\s要有是能在靠近挨着]+", "", rest).strip()
    return Need(f"{_CUSTOM}:{label}", label, label, (pattern,), True)
