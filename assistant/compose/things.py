"""Two things set side by side that are no places (创新药跟现代中药的产值): each is answered by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line
from assistant.matching import Term

_AND = r"(?:[和跟与同、]|以及)"
_BESIDE = re.compile(
    r"对比|相比|比较|区别|差别|不同|差在|各自|分别|各(?:是|有|多少|要|给|为)|哪个|哪一个|谁(?:更|的)?|怎么分|有何异同"
)
_LONGEST_TAIL = 4
_HOLDS_FIGURE = re.compile(r"\d")


def compose_things(kit: Kit, answer: Callable[[Kit], Draft]) -> Draft | None:
    """An item for each of two things that a question names together, as ``answer`` says it of each alone; None where
    it names no such two, where one sentence speaks of both with figures, or where either is not answered."""
    question = kit.question
    if kit.voice.is_english or len(question.regions) > 1 or not _BESIDE.search(question.plain):
        return None
    pair = _find_pair(kit)
    if pair is None or _is_said_together(kit, *pair):
        return None
    blocks: list[Line] = []
    for own, other in (pair, pair[::-1]):
        draft = answer(_asked_of(kit, own, other))
        lines = [block for block in draft.blocks if isinstance(block, Line) and block.quotes]
        if draft.status != "answered" or draft.sums or not lines:
            return None
        first = lines[0]
        text = first.text if own.text in first.text else kit.voice.label(own.text, first.text)
        blocks.append(replace(first, text=text, style="item"))
    return Draft(list(blocks)) if blocks[0].quotes != blocks[1].quotes else None


def _find_pair(kit: Kit) -> tuple[Term, Term] | None:
    known = [term for term in kit.question.subjects if term.known and len(term.text) > 1]
    for own in known:
        for other in known:
            # 科创板上市和北交所上市: a shared end may stand behind both.
            together = rf"{re.escape(own.text)}[^，。？和跟与同、]{{0,{_LONGEST_TAIL}}}{_AND}{re.escape(other.text)}"
            if own is not other and re.search(together, kit.question.plain):
                return own, other
    return None


def _is_said_together(kit: Kit, own: Term, other: Term) -> bool:
    pool = kit.evidence.pool(kit.question)
    return any(own.text in u.text and other.text in u.text and _HOLDS_FIGURE.search(u.text) for u in pool)


def _asked_of(kit: Kit, own: Term, other: Term) -> Kit:
    """The question asked of one thing alone."""
    question = kit.question
    plain = re.sub(rf"{_AND}?{re.escape(other.text)}", "", question.plain, count=1)
    plain = re.sub(rf"({re.escape(own.text)}[^，。？和跟与同、]{{0,{_LONGEST_TAIL}}}){_AND}", r"\1", plain)
    alone = replace(
        question,
        plain=plain,
        text=plain,
        terms=tuple(term for term in question.terms if term.text != other.text),
        intents=question.intents - {"compare", "extreme", "difference", "growth", "ratio", "consistency"},
    )
    return replace(kit, question=alone)
