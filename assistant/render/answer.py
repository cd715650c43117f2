"""An answer as HTML: its text with citation marks, verification marks, calculations, notes and choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.conversation import plain_text
from assistant.render.labels import Labels, page_label
from assistant.render.markup import MARK, action_button, escape, render_blocks, render_bold
from assistant.types import Answer, Calculation, Citation, Claim
from corpus.types import Document

_MARK_RUN = re.compile(r"(?:\s*\[\d{1,3}\])+[。；;.，,！!？?]?")
_LAST_WORD = re.compile(r"(?:[A-Za-z0-9.,%]{1,16}|.?)$", re.DOTALL)
_NOT_WORDS = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of an answer up to and including its run of marks."""

    text: str
    marks: tuple[int, ...]
    ending: str


def render_answer(answer: Answer, turn: int, labels: Labels, *, complete: bool = True, last: bool = False) -> str:
    """The answer as HTML. ``turn`` is its index in the conversation, sent back by its citation buttons.

    Verification, notes, choices and actions are shown only for a ``complete`` answer: while it streams, nothing has
    been checked yet. ``last`` adds what only the newest answer offers.
    """
    known = frozenset(citation.n for citation in answer.citations) if complete or answer.citations else None
    claims = answer.claims if complete else ()

    def render_inline(text: str) -> str:
        return "".join(_render_statement(part, known, claims, turn, labels) for part in split_statements(text))

    badge = labels.statuses[answer.status] if complete else ""
    parts = [
        f'<p class="status-badge">{escape(badge)}</p>' if badge else "",
        f'<div class="answer-text">{render_blocks(answer.text, render_inline)}</div>',
        _render_calculations(answer.calculations, known, turn, labels),
    ]
    if complete:
        parts += [_render_notes(answer, labels), _render_choices(answer, labels) if last else ""]
    return f'<div class="answer is-{escape(answer.status)}" lang="{_language_tag(answer)}">{"".join(parts)}</div>'


def _language_tag(answer: Answer) -> str:
    return "en" if answer.language == "en" else "zh-CN"


def split_statements(text: str) -> Iterator[Statement]:
    """The statements of one paragraph, item or cell; the last may carry no marks."""
    position = 0
    for run in _MARK_RUN.finditer(text):
        marks = tuple(int(number) for number in MARK.findall(run.group()))
        last_mark = run.group().rindex("]") + 1
        yield Statement(text[position : run.start()], marks, run.group()[last_mark:])
        position = run.end()
    if position < len(text):
        yield Statement(text[position:], (), "")


def _render_statement(
    statement: Statement, known: frozenset[int] | None, claims: tuple[Claim, ...], turn: int, labels: Labels
) -> str:
    if not statement.marks:
        return render_bold(statement.text)
    marks = "".join(_render_mark(number, known, turn, labels) for number in statement.marks)
    check = ""
    if is_verified(statement, claims):
        name = escape(labels.verified)
        check = f'<span class="check" role="img" aria-label="{name}" title="{name}">✓</span>'
    # The last character (or number, or Latin word) keeps its marks with it, or a mark could open a line on its own.
    text = statement.text.rstrip()
    word = None if text.endswith("*") else _LAST_WORD.search(text)
    last = word.group() if word else ""
    tail = f'<span class="marks">{escape(last)}{marks}{escape(statement.ending)}{check}</span>'
    return f'<span class="statement">{render_bold(text[: len(text) - len(last)])}{tail}</span>'


def _render_mark(number: int, known: frozenset[int] | None, turn: int, labels: Labels) -> str:
    if known is None:
        # Citations may come with the finished answer only; until then a mark holds its place.
        return f'<span class="mark is-pending">{number}</span>'
    if number not in known:
        return f"[{number}]"
    data: dict[str, object] = {"turn": turn, "n": number, "shift": 0}
    return action_button("cite", str(number), data=data, css="mark", name=labels.cite.format(n=number))


def is_verified(statement: Statement, claims: tuple[Claim, ...]) -> bool:
    """Whether ``statement`` ends a claim that was verified against the citations it carries."""
    words = _comparable(statement.text)
    for claim in claims:
        if claim.support != "verified" or not set(statement.marks) <= set(claim.citations):
            continue
        claimed = _comparable(claim.text)
        if claimed and words and (claimed.endswith(words) or words.endswith(claimed)):
            return True
    return False


def _comparable(text: str) -> str:
    return _NOT_WORDS.sub("", plain_text(text))


def _render_calculations(
    calculations: tuple[Calculation, ...], known: frozenset[int] | None, turn: int, labels: Labels
) -> str:
    if not calculations:
        return ""
    lines = []
    for calculation in calculations:
        marks = "".join(_render_mark(number, known, turn, labels) for number in calculation.citations)
        formula = f"{_typeset(calculation.expression)} = "
        result = f"<strong>{escape(calculation.result)}</strong> {escape(calculation.unit)}".rstrip()
        lines.append(
            f"<li><span class='formula'>{escape(formula)}{result}</span><span class='marks'>{marks}</span></li>"
        )
    return f'<div class="calculation"><h4>{escape(labels.calculation)}</h4><ul>{"".join(lines)}</ul></div>'


def _typeset(expression: str) -> str:
    """Operators as they are printed rather than typed."""
    return expression.replace(" - ", " − ").replace(" * ", " × ").replace(" / ", " ÷ ")


def _render_notes(answer: Answer, labels: Labels) -> str:
    removed = sum(claim.support == "removed" for claim in answer.claims)
    notes = [*answer.warnings, *([labels.removed.format(count=removed)] if removed else [])]
    if not notes:
        return ""
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<div class="notes"><h4>{escape(labels.warnings)}</h4><ul>{items}</ul></div>'


def _render_choices(answer: Answer, labels: Labels) -> str:
    if not answer.choices:
        return ""
    title = labels.clarify_choices if answer.status == "clarify" else labels.follow_ups
    buttons = "".join(
        action_button("ask", escape(choice), data={"question": choice}, css="choice") for choice in answer.choices
    )
    return f'<div class="choices" role="group" aria-label="{escape(title)}"><h4>{escape(title)}</h4>{buttons}</div>'


def render_facts(answer: Answer, labels: Labels) -> str:
    """The quiet line under an answer: what was checked, how it was written, how long it took."""
    verified = sum(claim.support == "verified" for claim in answer.claims)
    sentences = [claim for claim in answer.claims if claim.citations]
    facts = []
    if verified and verified == len(sentences):
        facts.append(f'<span class="check">✓</span> {escape(labels.all_verified.format(count=verified))}')
    facts.append(escape(labels.extractive if answer.generator == "extractive" else answer.generator))
    facts.append(escape(labels.seconds.format(seconds=f"{answer.seconds:.2f}")))
    return "".join(f"<li>{fact}</li>" for fact in facts)


def copy_text(answer: Answer, documents: Mapping[str, Document], labels: Labels) -> str:
    """The answer as plain text for a document, with its numbered sources underneath."""
    lines = [re.sub(r"\*\*(.+?)\*\*", r"\1", answer.text).strip()]
    lines += [
        f"{item.expression} = {item.result} {item.unit} ".rstrip() + "".join(f"[{n}]" for n in item.citations)
        for item in answer.calculations
    ]
    if answer.citations:
        lines += ["", labels.sources]
        lines += [format_source(citation, documents.get(citation.source_id), labels) for citation in answer.citations]
    return "\n".join(lines)


def format_source(citation: Citation, document: Document | None, labels: Labels) -> str:
    """One numbered source line: plan, section path, page, quote."""
    title = f"《{citation.title}》" if labels.language == "zh" else citation.title
    place = " › ".join([title, *citation.section])
    return f"[{citation.n}] {place}, {page_label(document, citation.page, labels)}: “{citation.quote}”"
