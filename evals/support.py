"""Per-sentence support: which of an answer's sentences their own citations bear out.

A lexical measure that needs no model: a sentence is borne out when it is cited, every number in it stands in its own
quotes (or in a calculation over them, or in the question) in the same unit, and most of its character pairs stand there
too. It catches a changed digit, a swapped citation and a sentence of someone's own; it does not catch a denial (不 left
out), which is what the model-judged faithfulness is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.types import Answer, Citation
from evals.normalize import extract_quantities, is_plain_count, normalize_text, same_quantity, strip_marks

LEAST_SHARED = 0.6
"""The share of a sentence's pairs of Chinese characters that its quotes, their headings or the question must hold."""
_MARKS = re.compile(r"(?:\s*\[\d+\])+")
_NUMBER = re.compile(r"\[(\d+)\]")
_RULE = re.compile(r"^[\s|:-]+$")
_HAN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of an answer's text with the citation numbers behind it."""

    text: str
    marks: tuple[int, ...]


def split_answer(text: str) -> list[Sentence]:
    """The sentences, list items and table cells of an answer: a mark stands for all before it on its line or in its
    cell, back to the previous mark. A lead-in (ending in a colon), a table's heads and a rule are no sentences."""
    lines = text.split("\n")
    found: list[Sentence] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _RULE.match(line) or (_is_row(line) and _is_row(following) and _RULE.match(following)):
            continue
        # A row's first cell names what the others are about.
        cells = line.strip().strip("|").split("|")[1:] if _is_row(line) else [line]
        for cell in cells:
            found += _split_line(cell)
    return found


def _is_row(line: str) -> bool:
    return line.strip().startswith("|")


def _split_line(line: str) -> Iterator[Sentence]:
    begin = 0
    for match in _MARKS.finditer(line):
        yield from _sentence(line[begin : match.start()], tuple(int(n) for n in _NUMBER.findall(match[0])))
        begin = match.end()
    yield from _sentence(line[begin:], ())


def _sentence(text: str, marks: tuple[int, ...]) -> Iterator[Sentence]:
    text = text.strip(" \t-*#。.;；,，、")
    if not any(character.isalnum() for character in text) or (not marks and text.endswith((":", "："))):
        return
    yield Sentence(text, marks)


def measure_support(answer: Answer, asked: str) -> float | None:
    """The share of the answer's sentences that are borne out; ``asked`` is the question with its past turns. None for
    an answer without sentences."""
    sentences = split_answer(answer.text)
    if not sentences:
        return None
    return sum(is_supported(sentence, answer, asked) for sentence in sentences) / len(sentences)


def is_supported(sentence: Sentence, answer: Answer, asked: str) -> bool:
    """Whether the sentence's own citations bear it out."""
    by_number = {citation.n: citation for citation in answer.citations}
    cited = [by_number[n] for n in sentence.marks if n in by_number]
    if not cited or len(cited) < len(sentence.marks):
        return False
    sums = [f"{c.expression} ; {c.result}{c.unit}" for c in answer.calculations]
    source = "\n".join([*(citation.quote for citation in cited), *sums, asked])
    if not _numbers_stand(sentence.text, source):
        return False
    # What a calculation means is said in no quote's words; its numbers have been checked.
    calculated = any(calculation.result in sentence.text for calculation in answer.calculations)
    return calculated or _words_stand(sentence.text, source, cited)


def _numbers_stand(text: str, source: str) -> bool:
    held = extract_quantities(source, answer=False)
    return all(
        is_plain_count(shown) or any(same_quantity(shown, other) for other in held)
        for shown in extract_quantities(text)
    )


def _words_stand(text: str, source: str, cited: Sequence[Citation]) -> bool:
    places = [part for citation in cited for part in (*citation.section, citation.title)]
    wanted = _pairs(strip_marks(text))
    return not wanted or len(wanted & _pairs("\n".join([source, *places]))) / len(wanted) >= LEAST_SHARED


def _pairs(text: str) -> set[str]:
    runs = _HAN.findall(normalize_text(text))
    return {run[place : place + 2] for run in runs for place in range(len(run) - 1)}
