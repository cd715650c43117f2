"""``planqa ask``: one question, or a batch of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.commands.opening import choose_sources, open_index
from assistant.console import Console, ProgressBars, clean_text
from assistant.llm.loading import choose_generator, load_generator
from assistant.settings import Settings
from assistant.types import Answer, Citation, Turn

if TYPE_CHECKING:
    from assistant.service import Assistant

DONE, FAILED, WRONG_USAGE = 0, 1, 2
STANDARD_STREAM = "-"


def answer_questions(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Answer ``options.question``, or every line of ``options.batch``."""
    if (options.question is None) == (options.batch is None) or (options.out and not options.batch):
        console.say(
            "用法：planqa ask “问题” [--json]，或 planqa ask --batch 输入.jsonl [--out 输出.jsonl]",
            "usage: planqa ask “QUESTION” [--json], or planqa ask --batch IN.jsonl [--out OUT.jsonl]",
        )
        return WRONG_USAGE
    if options.batch is not None:
        return _answer_batch(options, settings, console)
    question = sys.stdin.read().strip() if options.question == STANDARD_STREAM else options.question
    assistant, source_ids = _open_assistant(options, settings, console)
    answer = assistant.ask(clean_text(question), (), source_ids)
    if options.json:
        console.write_json(answer.to_json())
    elif answer.status != "error":
        console.write(format_answer(answer))
    if answer.status == "error":
        print(answer.text, file=console.error)
        return FAILED
    return DONE


def _answer_batch(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    from assistant.batch import answer_lines, open_result, partial_path, read_lines

    lines = read_lines(options.batch)
    assistant, source_ids = _open_assistant(options, settings, console)
    out = options.out or STANDARD_STREAM

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        return assistant.ask(question, history, source_ids)

    try:
        with open_result(out, console.output) as result, ProgressBars(console) as progress:
            failed = answer_lines(lines, ask, result, progress)
    except KeyboardInterrupt:
        if out != STANDARD_STREAM:
            console.say(f"已完成的回答在 {partial_path(out)}。", f"The answers so far are in {partial_path(out)}.")
        raise
    for number, message in failed:
        console.say(f"第 {number} 行没有得到回答：{message}", f"Line {number} was not answered: {message}")
    return FAILED if failed else DONE


def _open_assistant(
    options: argparse.Namespace, settings: Settings, console: Console
) -> tuple[Assistant, list[str] | None]:
    from assistant.service import Assistant

    generator = load_generator(choose_generator(settings, options.generator))
    _, index = open_index(settings, console)
    source_ids = choose_sources(index, options.source)
    assistant = Assistant(index, generator, fit_weights=dict(settings.fit))
    # Before the first question, so that an answer's time is its own.
    assistant.warm_up()
    return assistant, source_ids


def format_answer(answer: Answer) -> str:
    """The answer for a reader: its text, then where each mark leads, then notes; in the answer's language."""
    english = answer.language == "en"
    parts = [answer.text]
    if answer.citations:
        parts.append("\n".join(_format_citation(citation, english) for citation in answer.citations))
    parts += [f"{'Note: ' if english else '注：'}{warning}" for warning in answer.warnings]
    return "\n\n".join(parts)


def _format_citation(citation: Citation, english: bool) -> str:
    place = " › ".join(citation.section or (citation.title,))
    if citation.page is not None:
        place += f" › {f'p. {citation.page}' if english else f'第 {citation.page} 页'}"
    quote = " ".join(citation.quote.split())
    return f"[{citation.n}] {place}\n    {quote}"
