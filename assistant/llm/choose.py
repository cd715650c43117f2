"""What a small language model is good for here: judging whether a sentence of the plan says what is asked.

It never words an answer. Where the composer found nothing it would stand by, the nearest sentences are judged, and
those that say what is asked become the answer, word for word. Where the composer answered although it was not sure,
what it shows is judged too, and refused where the model sees no answer in it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from assistant.compose.check import correct_premise
from assistant.compose.kit import Kit, row_text, unit_line
from assistant.compose.refusal import compose_refusal
from assistant.compose.support import measure_doubt
from assistant.draft import Draft, Line
from assistant.evidence import choose_window
from assistant.knowledge import Unit
from assistant.llm.calls import Deadline
from assistant.llm.judge import LONGEST_PASSAGE, JoinedOdds, judge_passage
from assistant.quantities import find_quantities, find_years
from assistant.versions import PERIODS
from corpus.numbering import strip_numbering

JOINED = JoinedOdds(bias=0.1, judge=1.1, doubt=1.1)
"""A logistic regression on 127 sentences for 79 development questions that the composer refused, of twelve documents:
AUC .915 where each question set was judged by the others; the judge alone has .86, the doubt alone .85."""
ANSWER, REFUSE = 0.5, -0.3
"""Joined log-odds from which sentences answer what the composer refused, and below which an answer is taken back."""
UNSURE = -1.0
"""The composer's doubt from which its answer is judged; most answers are below it and cost no time."""
_LOOKED_AT, _CANDIDATES, _SHOWN = 12, 2, 2
_WHOLE, _WINDOW = 160, 140
_FIGURE_WHOLE, _FIGURE_WINDOW = 70, 80
"""Characters up to which a sentence is shown whole, and to which a longer one is cut; less where a figure is asked."""
_HEADING = 24
_FIRST_PERIOD = 2006
"""First year of the first of ``PERIODS``."""
_NEAR = 1.0
"""A second sentence is shown where its odds are within this of the first one's."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, or a run ``[start, end)`` of its characters, that may answer."""

    unit: Unit
    start: int
    end: int

    @property
    def text(self) -> str:
        """What would be quoted."""
        return self.unit.text[self.start : self.end]


def answer_refused(kit: Kit, model: BaseChatModel, deadline: Deadline) -> Generator[None, None, Draft | None]:
    """An answer of sentences that the model judges to say what is asked; None where it finds none."""
    doubt = measure_doubt(kit)
    odds = yield from judge_candidates(kit, model, deadline)
    judged = sorted(((JOINED.of(value, doubt), candidate) for value, candidate in odds), key=lambda pair: -pair[0])
    if not judged or judged[0][0] < ANSWER:
        return None
    chosen = [pair[1] for pair in judged if pair[0] >= max(ANSWER, judged[0][0] - _NEAR)][:_SHOWN]
    lines = [
        unit_line(kit, item.unit, item.start, item.end, style="item" if order else "text")
        for order, item in enumerate(chosen)
    ]
    draft = Draft(list(lines))
    draft.warnings.append(
        kit.voice.choose(
            "以上原文由语言模型从最接近的内容中选出，是否答到了您的问题请以引文为准。",
            "A language model chose these sentences from the nearest ones; judge by the quotes whether they answer.",
        )
    )
    return correct_premise(kit, draft)


def judge_candidates(
    kit: Kit, model: BaseChatModel, deadline: Deadline
) -> Generator[None, None, list[tuple[float, Candidate]]]:
    """The sentences nearest to the question, each with the model's log-odds that it says what is asked."""
    judged = []
    for candidate in _find_candidates(kit):
        odds = yield from judge_passage(model, asked_text(kit), _describe(kit, candidate), deadline)
        judged.append((odds, candidate))
    return judged


def doubt_answer(kit: Kit, draft: Draft, model: BaseChatModel, deadline: Deadline) -> Generator[None, None, Draft]:
    """``draft``, or a refusal where the composer was unsure and the model sees no answer in what it shows."""
    doubt = measure_doubt(kit)
    # A premise that is asked about and not borne out is corrected by what does not say it.
    if doubt < UNSURE or kit.question.has("check", "consistency"):
        return draft
    shown = " ".join(block.text for block in draft.blocks if isinstance(block, Line))
    odds = yield from judge_passage(model, asked_text(kit), shown, deadline)
    return draft if JOINED.of(odds, doubt) >= REFUSE else compose_refusal(kit)


def asked_text(kit: Kit) -> str:
    """The question as a model should read it: as typed, or what was read out of it where it was typed in pinyin."""
    question = kit.question
    readable = question.language == "en" or re.search(r"[\u4e00-\u9fff]", question.text)
    return question.text if readable else question.plain


def _find_candidates(kit: Kit) -> list[Candidate]:
    """The sentences nearest to the question; those with a figure of the kind asked for, where one is."""
    question = kit.question
    terms = question.subjects or question.terms
    families = set(question.families)
    whole, window = (_FIGURE_WHOLE, _FIGURE_WINDOW) if families else (_WHOLE, _WINDOW)
    found: list[Candidate] = []
    for scored in kit.evidence.rank(question, kit.evidence.pool(question), terms)[:_LOOKED_AT]:
        unit = scored.unit
        start, end = 0, len(unit.text)
        if end > whole and not unit.chunk.cells:
            start, end, _ = choose_window(kit.matcher, question, unit, terms or question.terms, longest=window)
        candidate = Candidate(unit, start, end)
        if candidate.text.rstrip().endswith(("：", ":")) or any(candidate.text == other.text for other in found):
            continue
        if is_of_asked_year(question.years, f"{' '.join(unit.chunk.path)} {unit.text}"):
            found.append(candidate)
    if families:
        # Some units are not known to be of the kind that is asked for (30周岁): then any figure will do.
        fitting = [item for item in found if families & {q.family for q in find_quantities(item.text)}]
        found = fitting or [item for item in found if find_quantities(item.text)]
    return found[:_CANDIDATES]


def is_of_asked_year(asked: Sequence[str], text: str) -> bool:
    """Whether a text (a sentence with its headings) may be about one of the ``asked`` years: unless it names others
    only, or a five-year period that none of them is in. What is asked without a year may be about any."""
    years = {year for year in asked if year.isdigit()}
    if not years:
        return True
    named = set(find_years(text))
    if not named:
        for order, period in enumerate(PERIODS):
            if period in text:
                named |= {str(_FIRST_PERIOD + 5 * order + year) for year in range(5)}
    return not named or bool(years & named)


def _describe(kit: Kit, candidate: Candidate) -> str:
    text = row_text(candidate.unit) if candidate.unit.chunk.cells else candidate.text
    # The year of a report's part, and the place of a section, stand in the headings above.
    headings = "·".join(strip_numbering(title)[:_HEADING] for title in candidate.unit.chunk.path[-2:])
    return f"{headings}：{text}"[:LONGEST_PASSAGE] if headings else text
