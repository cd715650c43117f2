"""Question sets are read whole or refused with every bad line named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Turn
from evals.loading import read_questions
from evals.problems import QuestionSetError
from evals.types import Evidence

GOOD: dict[str, Any] = {"id": "a", "kind": "fact", "question": "问？", "facts": [["甲", "乙"]]}


def write_lines(path: Path, *records: Any) -> Path:
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_questions_are_read_with_their_defaults(tmp_path: Path) -> None:
    item = {"section": ["一、甲"], "snippet": "文"}
    record = GOOD | {
        "history": [{"role": "user", "content": "前问"}],
        "evidence": [item, {"any_of": [[item], [item, {"snippet": "字", "source_id": "s"}]]}],
    }
    (question,) = read_questions([write_lines(tmp_path / "set.jsonl", record, "")])
    first = Evidence(("一、甲",), "文")
    assert question.evidence == (((first,),), ((first,), (first, Evidence((), "字", "s"))))
    assert question.history == (Turn("user", "前问"),)
    assert (question.language, question.statuses, question.split) == ("zh", ("answered",), "own")
    assert (question.facts, question.answerable, question.unanswerable) == ((("甲", "乙"),), True, False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "id: missing or not a non-empty text"),
        ({"kind": "riddle"}, "kind: 'riddle' is not one of"),
        ({"language": "fr"}, "language: 'fr' is not one of zh, en"),
        ({"status": "maybe"}, "status: one or several of answered, no_evidence, clarify"),
        ({"status": []}, "status: one or several of"),
        ({"facts": [[]]}, "facts: a group has no variant"),
        ({"facts": ["甲"]}, "facts: not a list"),
        ({"forbidden": "甲"}, "forbidden: not a list"),
        ({"evidence": [{"section": []}]}, "snippet: missing or not a non-empty text"),
        ({"evidence": [{"any_of": []}]}, "any_of: an empty alternative"),
        ({"history": [{"role": "system", "content": "x"}]}, "history: each turn needs"),
        ({"fact": []}, "unknown field(s): fact"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = write_lines(tmp_path / "set.jsonl", GOOD, GOOD | {"id": "b"} | change)
    with pytest.raises(QuestionSetError) as caught:
        read_questions([path])
    problem = str(caught.value.problems[0])
    assert len(caught.value.problems) == 1
    assert problem.startswith("set.jsonl:2: ")
    assert message in problem


def test_all_bad_lines_of_all_files_are_listed(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "one.jsonl", GOOD, "{", "[]")
    second = write_lines(tmp_path / "two.jsonl", GOOD)
    with pytest.raises(QuestionSetError) as caught:
        read_questions([first, second, tmp_path / "none.jsonl"])
    problems = [str(problem) for problem in caught.value.problems]
    assert [problem.split(" ")[0] for problem in problems[:3]] == ["one.jsonl:2:", "one.jsonl:3:", "two.jsonl:1:"]
    assert problems[2] == "two.jsonl:1: id 'a' is already used at one.jsonl:1"
    assert problems[3].startswith(f"{tmp_path / 'none.jsonl'}: cannot be read")
    assert "请更正上列各行后重试" in str(caught.value)


def test_empty_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="no questions"):
        read_questions([write_lines(tmp_path / "set.jsonl")])
