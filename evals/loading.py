"""Question sets (JSON lines, CSV, XLSX) → ``Question`` values; every bad row is named with its file, line and field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from assistant.types import Status, Turn
from evals.labels import COLUMNS
from evals.problems import FieldError, QuestionSetError, RowProblem
from evals.types import Evidence, EvidenceNeed, Kind, Question

KINDS: tuple[str, ...] = get_args(Kind)
STATUSES: tuple[str, ...] = tuple(status for status in get_args(Status) if status != "error")
TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx")
SUFFIXES = (".jsonl", *TABLE_SUFFIXES)
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
    "variant_of",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: where it stands, and its record, or what is wrong with it."""

    place: str
    record: Any = None
    problem: RowProblem | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The questions that could be read, in order, ``places`` (question id → ``FILE:LINE``), and the bad rows."""

    questions: tuple[Question, ...]
    places: Mapping[str, str]
    problems: tuple[RowProblem, ...]


def read_questions(paths: Sequence[Path]) -> list[Question]:
    """The questions of all files, in order.

    Raises QuestionSetError with every bad row of every file, also for ids that occur twice.
    """
    loaded = load_questions(paths)
    if loaded.problems:
        raise QuestionSetError(loaded.problems)
    return list(loaded.questions)


def load_questions(paths: Sequence[Path]) -> Loaded:
    """The good rows of all files and what is wrong with the others. Raises QuestionSetError where none is good."""
    questions: list[Question] = []
    problems: list[RowProblem] = []
    places: dict[str, str] = {}
    for path in paths:
        for row in _read_rows(path):
            if row.problem is not None:
                problems.append(row.problem)
                continue
            try:
                question = parse_question(row.record)
            except FieldError as error:
                problems.append(
                    RowProblem(row.place, f"{COLUMNS.get(error.field, error.field)}：{error.zh}", str(error))
                )
                continue
            if first := places.get(question.id):
                problems.append(
                    RowProblem(
                        row.place,
                        f"编号 {question.id!r} 已在 {first} 用过",
                        f"id {question.id!r} is already used at {first}",
                    )
                )
                continue
            places[question.id] = row.place
            questions.append(question)
    if not questions:
        listed = ", ".join(str(path) for path in paths)
        none = RowProblem(listed, "没有可用的问题", "no questions can be used")
        raise QuestionSetError(problems or [none])
    return Loaded(tuple(questions), places, tuple(problems))


def _read_rows(path: Path) -> Iterator[Row]:
    if path.suffix.lower() in TABLE_SUFFIXES:
        from evals.tables import read_table

        yield from read_table(path)
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        yield Row(str(path), problem=RowProblem(str(path), f"无法读取（{error}）", f"cannot be read ({error})"))
        return
    # Not splitlines(): JSON text may hold U+2028 and the like unescaped within one line.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            yield Row(place, json.loads(line))
        except (ValueError, RecursionError) as error:
            yield Row(place, problem=RowProblem(place, f"不是 JSON（{error}）", f"not JSON ({error})"))


def parse_question(record: Any) -> Question:
    """One record as a ``Question``. Raises FieldError."""
    if not isinstance(record, dict):
        raise FieldError("row", "不是 JSON 对象", "not a JSON object")
    if unknown := set(record) - _FIELDS:
        listed = ", ".join(sorted(map(str, unknown)))
        raise FieldError(listed, "没有这样的字段", f"unknown field(s): {listed}")
    statuses = record.get("status", "answered")
    statuses = [statuses] if isinstance(statuses, str) else _strings(statuses, "status")
    if not statuses or not set(statuses) <= set(STATUSES):
        listed = ", ".join(STATUSES)
        raise FieldError("status", f"应为 {listed} 中的一个或几个（回答、拒答、反问）", f"one or several of {listed}")
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
        variant_of=_text(record, "variant_of") if record.get("variant_of") is not None else None,
    )


def _text(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise FieldError(field, "缺失或为空", "missing or not a non-empty text")
    return value


def _choice(record: Mapping[str, Any], field: str, choices: Sequence[str], default: str | None = None) -> str:
    value = record.get(field, default)
    if value not in choices:
        listed = ", ".join(choices)
        raise FieldError(field, f"{value!r} 不在可选值之列：{listed}", f"{value!r} is not one of {listed}")
    return cast("str", value)


def _list(value: Any, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise FieldError(field, "应为列表", "not a list")
    return value


def _strings(value: Any, field: str) -> list[str]:
    items = _list(value, field)
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise FieldError(field, "应为非空文字的列表", "not a list of non-empty texts")
    return items


def _fact(group: Any) -> tuple[str, ...]:
    if not (variants := _strings(group, "facts")):
        raise FieldError("facts", "有一组没有任何写法", "a group has no variant")
    return tuple(variants)


def _turn(turn: Any) -> Turn:
    if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
        raise FieldError(
            "history",
            "每一轮都要有 role（user 或 assistant）和 content",
            'each turn needs "role" (user or assistant) and "content"',
        )
    return Turn(role=turn["role"], content=_text(turn, "content"))


def _need(need: Any) -> EvidenceNeed:
    if isinstance(need, dict) and "any_of" in need:
        alternatives = [_list(group, "any_of") for group in _list(need["any_of"], "any_of")]
        if not alternatives or not all(alternatives):
            raise FieldError("any_of", "有一个替代依据是空的", "an empty alternative")
        return tuple(tuple(_evidence(item) for item in group) for group in alternatives)
    return ((_evidence(need),),)


def _evidence(item: Any) -> Evidence:
    if not isinstance(item, dict):
        raise FieldError("evidence", "每条依据都要有 snippet", "each needs a snippet")
    source_id = item.get("source_id")
    return Evidence(
        section=tuple(_strings(item.get("section", []), "section")),
        snippet=_text(item, "snippet"),
        source_id=None if source_id is None else _text(item, "source_id"),
    )
