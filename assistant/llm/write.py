"""A larger model writes the answer itself, from numbered sentences of the plan; each of its sentences is checked.

A sentence is shown when it names its sources, and when all that it says of figures, places and named things stands in
them. What does not is cut.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from assistant.compose.kit import Kit, heading_of, row_quotes, row_text
from assistant.draft import Draft, Line, Quote, quote_unit
from assistant.knowledge import Unit
from assistant.llm.calls import Deadline, ask_model
from assistant.llm.choose import asked_text
from assistant.llm.prompts import NOT_STATED, write_messages
from assistant.verification import verify_draft
from assistant.wording import is_frame, is_generic
from corpus.tables import is_blank
from index.tokenize import cut_words

_PASSAGES, _LONGEST = 12, 300
_MOST_TOKENS = 600
_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS_END = re.compile(r"(?:\s*\[\d{1,3}\])+\s*[。.!！?？]?|\n")
_UNSAFE = re.compile(r"[<>`\[\]|*#]|https?:|!\(")
_NAMED = re.compile(r"[“《「]([^”》」]{2,40})[”》」]|\b[A-Z][A-Za-z0-9-]{2,}\b|[A-Za-z]*\d+[A-Za-z]+")
_LEAST_SHARED = 0.6
"""Share of a Chinese sentence's content words that its sources must have; the rest is how it words them."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model's answer came to: the draft of what held, how many sentences were cut, and whether it said that the
    passages do not say what is asked."""

    draft: Draft
    cut: int
    unstated: bool


def write_answer(kit: Kit, model: BaseChatModel, deadline: Deadline) -> Generator[Draft | None, None, Written]:
    """The model's answer; yields what holds of it as it grows. Raises what ``ask_model`` raises."""
    units = list_passages(kit)
    messages = write_messages(asked_text(kit), [_describe(unit) for unit in units], kit.question.language)
    asking = ask_model(model, messages, deadline, max_tokens=_MOST_TOKENS, temperature=0.0)
    written = _Sentences(kit, units)
    text = ""
    while True:
        try:
            text += next(asking)
        except StopIteration as done:
            written.take(done.value.text, complete=True)
            break
        yield written.draft() if written.take(text) else None
    return Written(written.draft(), written.cut, NOT_STATED in text and not written.lines)


def list_passages(kit: Kit) -> list[Unit]:
    """The sentences and rows that a model may write from, best first."""
    question = kit.question
    ranked = kit.evidence.rank(question, kit.evidence.pool(question), question.subjects or question.terms)
    units = dict.fromkeys(scored.unit.text for scored in ranked[: 2 * _PASSAGES])
    first = {scored.unit.text: scored.unit for scored in reversed(ranked[: 2 * _PASSAGES])}
    return [first[text] for text in units][:_PASSAGES]


def holds(line: Line, kit: Kit, units: Sequence[Unit]) -> bool:
    """Whether a written line stands in its sources: figures and places by the gate that every answer passes, and its
    named things and words here."""
    kept, removed = verify_draft(Draft([line]), kit.question, kit.knowledge)
    if removed or not kept.blocks:
        return False
    sources = " ".join(f"{unit.context} {unit.text}" for unit in units) + " " + kit.question.text
    folded = sources.casefold()
    for match in _NAMED.finditer(line.text):
        name = (match[1] or match[0]).casefold()
        if name not in folded and not (kit.voice.is_english and _is_plain_english(match)):
            return False
    if kit.voice.is_english:
        return True
    words = {word for word in cut_words(line.text) if len(word) > 1 and not is_frame(word) and not is_generic(word)}
    shared = sum(word in sources for word in words)
    return not words or shared >= _LEAST_SHARED * len(words)


def _is_plain_english(match: re.Match[str]) -> bool:
    """A capital at a sentence's beginning, or a place that the gate has looked at in its Chinese form."""
    return match[1] is None and not any(character.isdigit() for character in match[0])


class _Sentences:
    """The lines of a growing text that are complete, each looked at once."""

    def __init__(self, kit: Kit, units: Sequence[Unit]) -> None:
        self._kit, self._units = kit, units
        self._read = 0
        self.lines: list[Line] = []
        self.cut = 0

    def draft(self) -> Draft:
        """What holds so far."""
        return Draft(list(self.lines))

    def take(self, text: str, *, complete: bool = False) -> bool:
        """Look at the lines that ``text`` completes; whether one more holds."""
        before = len(self.lines)
        # The marks at the end may be followed by more of them: a line ends where something else has begun.
        for match in _MARKS_END.finditer(text, self._read):
            if not complete and match.end() >= len(text):
                break
            self._look_at(text[self._read : match.end()])
            self._read = match.end()
        if complete and text[self._read :].strip():
            self._look_at(text[self._read :])
            self._read = len(text)
        return len(self.lines) > before

    def _look_at(self, piece: str) -> None:
        numbers = [int(number) for number in _MARK.findall(piece)]
        text = re.sub(r"\s+", " ", _MARK.sub("", piece)).strip().rstrip("。.").strip()
        style = "item" if text.startswith(("- ", "• ", "· ")) else "text"
        text = text.lstrip("-•· ").strip()
        if not text or NOT_STATED in text:
            return
        if not numbers or not all(1 <= number <= len(self._units) for number in numbers) or _UNSAFE.search(text):
            self.cut += 1
            return
        units = [self._units[number - 1] for number in dict.fromkeys(numbers)]
        quotes = tuple(quote for unit in units for quote in _quote(self._kit, unit))
        line = Line(self._kit.voice.end(text), quotes, "item" if style == "item" else "text")
        if holds(line, self._kit, units):
            self.lines.append(line)
        else:
            self.cut += 1


def _quote(kit: Kit, unit: Unit) -> tuple[Quote, ...]:
    cells = [cell for cell in unit.chunk.cells if not is_blank(cell.value)]
    return row_quotes(kit.knowledge, unit, cells) if cells else (quote_unit(unit),)


def _describe(unit: Unit) -> str:
    text = row_text(unit) if unit.chunk.cells else unit.text
    place = "、".join(sorted(unit.regions - unit.named))
    heading = heading_of(unit)
    return "：".join(part for part in (place, heading, text[:_LONGEST]) if part)
