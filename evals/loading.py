"""Question sets as JSON lines → ``Question`` values; every message names the file, the line and the field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from assistant.types import Status, Turn
from corpus.errors import PlanError
from evals.types import Evidence, EvidenceNeed, Kind, Question

KINDS: tuple[str, ...] = get_args(Kind)
STATUSES: tuple[str, ...] = tuple(status for status in get_args(Status) if status != "error")
_FIELDS = {
    "id",
    "kind",
    "language",
    "question",
    "history",
    "status",
    "facts",
    "forbidden",
    "evidence",
    "calculation",
    "split",
}


class QuestionSetError(PlanError):
    """A question set cannot be read; ``problems`` holds a line ``FILE:LINE: what is wrong`` for each bad row."""

    next_step_zh = "请更正上列各行后重试。"
    next_step_en = "Correct these lines and try again."

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(self.problems)
        super().__init__(f"问题集有误：\n{listed}\n", f"The question set has errors:\n{listed}\n")


def read_questions(paths: Sequence[Path]) -> list[Question]:
    """The questions of all files, in order.

    Raises QuestionSetError with every bad line of every file, also for ids that occur twice.
    """
    questions: list[Question] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{path}: cannot be read ({error})")
            continue
        # Not splitlines(): JSON text may hold U+2028 and the like unescaped within one line.
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            place = f"{path.name}:{number}"
            try:
                question = parse_question(json.loads(line))
            except (ValueError, TypeError) as error:
                problems.append(f"{place}: {error}")
                continue
            if question.id in seen:
                problems.append(f"{place}: id {question.id!r} is already used at {seen[question.id]}")
                continue
            seen[question.id] = place
            questions.append(question)
    if not questions and not problems:
        problems.append("no questions: " + ", ".join(str(path) for path in paths))
    if problems:
        raise QuestionSetError(problems)
    return questions


def parse_question(record: Any) -> Question:
    """One record as a ``Question``. Raises ValueError with the field's name."""
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    if unknown := set(record) - _FIELDS:
        raise ValueError(f"unknown field(s): {', '.join(sorted(unknown))}")
    statuses = record.get("status", "answered")
    statuses = [statuses] if isinstance(statuses, str) else _strings(statuses, "status")
    if not statuses or not set(statuses) <= set(STATUSES):
        raise ValueError(f"status: one or several of {', '.join(STATUSES)}")
    calculation = record.get("calculation")
    return Question(
        id=_text(record, "id"),
        kind=cast("Kind", _choice(record, "kind", KINDS)),
        language=cast("Any", _choice(record, "language", ("zh", "en"), "zh")),
        question=_text(record, "question"),
        history=tuple(_turn(turn) for turn in _list(record.get("history", []), "history")),
        statuses=cast("tuple[Status, ...]", tuple(statuses)),
        facts=tuple(_fact(group) for group in _list(record.get("facts", []), "facts")),
        forbidden=tuple(_strings(record.get("forbidden", []), "forbidden")),
        evidence=tuple(_need(need) for need in _list(record.get("evidence", []), "evidence")),
        calculation=None if calculation is None else _text(record, "calculation"),
        split=_text(record, "split") if "split" in record else "own",
    )


def _text(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field}: missing or not a non-empty text")
    return value


def _choice(record: Mapping[str, Any], field: str, choices: Sequence[str], default: str | None = None) -> str:
    value = record.get(field, default)
    if value not in choices:
        raise ValueError(f"{field}: {value!r} is not one of {', '.join(choices)}")
    return cast("str", value)


def _list(value: Any, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{field}: not a list")
    return value


def _strings(value: Any, field: str) -> list[str]:
    items = _list(value, field)
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise ValueError(f"{field}: not a list of non-empty texts")
    return items


def _fact(group: Any) -> tuple[str, ...]:
    if not (variants := _strings(group, "facts")):
        raise ValueError("facts: a group has no variant")
    return tuple(variants)


def _turn(turn: Any) -> Turn:
    if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
        raise ValueError('history: each turn needs "role" (user or assistant) and "content"')
    return Turn(role=turn["role"], content=_text(turn, "content"))


def _need(need: Any) -> EvidenceNeed:
    if isinstance(need, dict) and "any_of" in need:
        alternatives = [_list(group, "any_of") for group in _list(need["any_of"], "any_of")]
        if not alternatives or not all(alternatives):
            raise ValueError("any_of: an empty alternative")
        return tuple(tuple(_evidence(item) for item in group) for group in alternatives)
    return ((_evidence(need),),)


def _evidence(item: Any) -> Evidence:
    if not isinstance(item, dict):
        raise ValueError("evidence: each needs a snippet")
    source_id = item.get("source_id")
    return Evidence(
        section=tuple(_strings(item.get("section", []), "section")),
        snippet=_text(item, "snippet"),
        source_id=None if source_id is None else _text(item, "source_id"),
    )
