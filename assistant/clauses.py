"""Clauses of a sentence, and the shortest run of them that says what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_BREAK = re.compile(r"[，,；;：。！？]+|——")
_CLOSERS = "”’）)》】"
_DEPENDENT = re.compile(
    r"^(?:达到|达|占|较|比|高于|低于|约占|约|增长|提高|提升|下降|其中|同比|分别|并|且|数量|累计|实现|保持|位居|居|力争|"
    r"打造成?|形成|推动|推进|加快|支持|建设|构建|培育|做[强大优精]|发展|聚焦|突出|引导|鼓励)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause's offsets in its sentence, end punctuation left out."""

    start: int
    end: int


@lru_cache(maxsize=32768)
def split_clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses of a sentence. Commas inside quotation marks and brackets part nothing."""
    return tuple(_iterate(sentence))


def _iterate(sentence: str) -> Iterator[Clause]:
    begin = 0
    for match in _BREAK.finditer(sentence):
        piece = sentence[begin : match.start()]
        if sum(piece.count(mark) for mark in "“‘（(《【") > sum(piece.count(mark) for mark in _CLOSERS):
            continue
        if piece.strip():
            yield Clause(begin, match.start())
        begin = match.end()
    while begin < len(sentence) and sentence[begin] in _CLOSERS:
        begin += 1
    if sentence[begin:].strip():
        yield Clause(begin, len(sentence))


def best_window(
    sentence: str, value_of: Callable[[str], float], *, longest: int = 160, price: float = 0.0035
) -> tuple[int, int, float]:
    """``(start, end, value)`` of the run of clauses worth most: ``value_of(text)`` less ``price`` a character.

    A run that would begin with a bare predicate (达到…, 占…) takes the clause before it, which holds its subject.
    """
    clauses = split_clauses(sentence)
    if not clauses:
        return 0, len(sentence), value_of(sentence)
    best = (0, len(sentence), float("-inf"))
    for first in range(len(clauses)):
        for last in range(first, len(clauses)):
            start, end = clauses[first].start, clauses[last].end
            if end - start > longest and last > first:
                break
            value = value_of(sentence[start:end]) - price * (end - start)
            if value > best[2] + 1e-9:
                best = (start, end, value)
    start, end, value = best
    first = next(position for position, clause in enumerate(clauses) if clause.start == start)
    while first > 0 and needs_subject(sentence[clauses[first].start : end]):
        first -= 1
        start = clauses[first].start
    return start, end, value


def needs_subject(text: str) -> bool:
    """Whether a clause begins with a predicate about what the clause before it names, and has a number in it."""
    return bool(
        re.match(
            r"^(?:\s*(?:达到|达|占|较|比|高于|低于|约占|增长|提高|提升|下降|其中|同比|分别|数量|突破|超过|位居|居|保持))",
            text,
        )
    )
