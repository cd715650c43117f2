"""Batches: JSON lines of questions in, one JSON line of answer each out, in the same order.

A line that is no question does not stop the batch: its line of output has the status ``error`` and says why.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from assistant.console import clean_text
from assistant.types import Answer, Turn
from corpus.errors import PlanError
from index.weights import ProgressCallback

_LOG = logging.getLogger(__name__)
STANDARD_STREAM = "-"
Ask = Callable[[str, Sequence[Turn]], Answer]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input: what goes into the output as it came (``id``, ``history``), and the question asked.

    ``fault`` says why it cannot be asked, "" where it can.
    """

    number: int
    extra: Mapping[str, Any]
    question: str
    history: tuple[Turn, ...] = ()
    fault: str = ""


def read_lines(name: str) -> list[Line]:
    """The lines of the file ``name`` (``-`` is standard input) that are not blank; raises ``PlanError``."""
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_STREAM else Path(name).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise PlanError(f"{name}：无法打开（{error.strerror}）。", f"{name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{name}：不是 UTF-8 文本。", f"{name}: not UTF-8 text.") from error
    # Not splitlines(): a JSON string may hold U+2028 and the like as they are.
    return [parse_line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def parse_line(number: int, text: str) -> Line:
    """One line of the input; whatever is wrong with it is in ``fault``."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Line(number, {"id": None}, "", fault=f"不是 JSON / not JSON ({error})")
    if not isinstance(record, dict):
        return Line(number, {"id": None}, "", fault="不是 JSON 对象 / not a JSON object")
    extra = {"id": record.get("id"), **({"history": record["history"]} if "history" in record else {})}
    question = record.get("question")
    if not isinstance(question, str):
        return Line(number, extra, "", fault="没有 question / question is missing or not a text")
    history = record.get("history") or []
    if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
        fault = "history 有误 / history: each turn needs role (user or assistant) and content"
        return Line(number, extra, question, fault=fault)
    turns = tuple(Turn(turn["role"], clean_text(turn["content"])) for turn in history)
    return Line(number, extra, clean_text(question), turns)


def _is_turn(turn: Any) -> bool:
    return isinstance(turn, dict) and turn.get("role") in ("user", "assistant") and isinstance(turn.get("content"), str)


def answer_lines(
    lines: Sequence[Line], ask: Ask, result: IO[str], progress: ProgressCallback | None = None
) -> list[tuple[int, str]]:
    """Write one line of answer for each of ``lines`` to ``result``; returns those that got none, with the reason.

    ``progress("ask", done, total)``.
    """
    failed = []
    for done, line in enumerate(lines):
        if progress:
            progress("ask", done, len(lines))
        answer = _answer(line, ask)
        if answer.status == "error":
            failed.append((line.number, answer.text))
        result.write(json.dumps(answer.to_json(line.extra), ensure_ascii=False) + "\n")
        result.flush()
    if progress:
        progress("ask", len(lines), len(lines))
    return failed


def _answer(line: Line, ask: Ask) -> Answer:
    reason = line.fault
    if not reason:
        try:
            return ask(line.question, line.history)
        except PlanError as error:
            reason = error.message("zh")
        except Exception as error:
            # One question that the program trips over must not cost the others their answers.
            _LOG.debug("Line %d failed", line.number, exc_info=True)
            reason = f"{type(error).__name__}: {error}"
    return Answer(line.question, line.question, reason, "error")


@contextmanager
def open_result(name: str, output: IO[str]) -> Iterator[IO[str]]:
    """Where a batch's answers go: ``output`` for ``-``, else the file ``name``, which appears when all are there.

    Until then, and after an interruption, those so far are at ``partial_path(name)``.
    """
    if name == STANDARD_STREAM:
        yield output
        return
    partial = partial_path(name)
    # Half a surrogate pair can stand in a line's id; JSON's own escape for it is Python's.
    with partial.open("w", encoding="utf-8", errors="backslashreplace") as file:
        yield file
    partial.replace(name)


def partial_path(name: str) -> Path:
    """Where the answers for the file ``name`` are until all are there."""
    return Path(name + ".partial")
