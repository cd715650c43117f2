"""A whole run on a small plan: good and bad answerers, the figures, the report and its file."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.types import Answer, Turn
from corpus.types import Document
from evals.report import write_report
from evals.runner import find_foreign_questions, run_eval, run_questions
from evals.summary import count_errors, estimate_mean, group_by_kind, summarize
from evals.types import Figure, Question, Result
from index.types import Hit
from tests.evals.small_plan import build_answer, cite

A = ("一、甲区",)
RIGHT = build_answer("甲区到2030年营收达到700亿元[1]。", cite("到2030年，营收达到700亿元", A))
REFUSAL = build_answer("规划中没有。", status="no_evidence")
Ask = Callable[[str, Sequence[Turn]], Answer]


def build_questions(ask_question: Callable[..., Question]) -> list[Question]:
    absent = {"kind": "unanswerable", "status": "no_evidence", "facts": [], "evidence": [], "forbidden": []}
    return [ask_question(), *(ask_question(id=f"u{n}", question=f"无{n}？", **absent) for n in (1, 2))]


def answer_well(question: str, history: Sequence[Turn]) -> Answer:
    return RIGHT if question.startswith("甲") else REFUSAL


def answer_everything(question: str, history: Sequence[Turn]) -> Answer:
    return RIGHT


def refuse_everything(question: str, history: Sequence[Turn]) -> Answer:
    return REFUSAL


class Facade:
    """An assistant over the small plan; ``retrieve`` gives its chunks in reading order."""

    def __init__(self, documents: dict[str, Document], answer: Ask = answer_well) -> None:
        self.documents: Mapping[str, Document] = documents
        self.answer = answer

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        return self.answer(question, history)

    def retrieve(self, question: str, history: Sequence[Turn], k: int) -> list[Hit]:
        return [Hit(chunk, 1.0, {}) for chunk in self.documents["plan"].chunks[:k]]


def values(results: Sequence[Result], *names: str) -> list[float | None]:
    figures = summarize(results)
    return [figures[name].value for name in names]


@pytest.mark.parametrize(
    ("ask", "expected", "errors"),
    [
        (answer_well, [1.0, 1.0, 1.0, 0.0, 1.0], {}),
        (refuse_everything, [pytest.approx(2 / 3), pytest.approx(2 / 3), 1.0, 1.0, 0.0], {"wrongly_refused": 1}),
        (answer_everything, [pytest.approx(1 / 3), None, 0.0, 0.0, 1.0], {"wrongly_answered": 2}),
    ],
)
def test_refusing_or_answering_everything_shows(
    ask: Ask,
    expected: list[float | None],
    errors: dict[str, int],
    ask_question: Callable[..., Question],
    documents: dict[str, Document],
) -> None:
    results = run_questions(build_questions(ask_question), ask, documents, progress=False)
    names = ("status accuracy", "refusal precision", "refusal recall", "false refusal rate", "key-fact recall")
    assert values(results, *names) == expected
    assert dict(count_errors(results)) == errors


def test_exception_becomes_this_questions_result(
    ask_question: Callable[..., Question], documents: dict[str, Document]
) -> None:
    def ask(question: str, history: Sequence[Turn]) -> Answer:
        if question == "无1？":
            raise RuntimeError("boom")
        return answer_well(question, history)

    results = run_questions(build_questions(ask_question), ask, documents, progress=False)
    assert [result.failure for result in results] == ["", "RuntimeError: boom", ""]
    assert [result.score.error for result in results] == [None, "failed", None]


def test_history_reaches_the_assistant(ask_question: Callable[..., Question], documents: dict[str, Document]) -> None:
    seen: list[tuple[str, Sequence[Turn]]] = []

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        seen.append((question, history))
        return RIGHT

    question = ask_question(question="甲呢？", history=[{"role": "user", "content": "前问"}])
    run_questions([question], ask, documents, progress=False)
    assert seen == [("甲呢？", (Turn("user", "前问"),))]


def test_mean_has_an_interval() -> None:
    assert estimate_mean([]) == Figure(None, None, None, 0)
    assert estimate_mean([1.0]) == Figure(1.0, 1.0, 1.0, 1)
    assert estimate_mean([1.0] * 5) == Figure(1.0, 1.0, 1.0, 5)
    figure = estimate_mean([1.0] * 80 + [0.0] * 20)
    assert figure.value == pytest.approx(0.8)
    # The normal approximation gives 0.8 ± 1.96 * sqrt(0.8 * 0.2 / 100) = 0.722 … 0.878.
    assert figure.low == pytest.approx(0.722, abs=0.02)
    assert figure.high == pytest.approx(0.878, abs=0.02)


def write_set(path: Path, snippet: str = "营收达到700亿元") -> Path:
    record = {
        "id": "q1",
        "kind": "number",
        "question": "甲区营收目标是多少？",
        "facts": [["700亿元"]],
        "evidence": [{"section": ["一、甲区"], "snippet": snippet}],
    }
    absent = {"id": "u1", "kind": "unanswerable", "question": "无？", "status": "no_evidence"}
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in (record, absent)), "utf-8")
    return path


def test_report_is_printed_and_written(tmp_path: Path, documents: dict[str, Document]) -> None:
    out, stream = tmp_path / "reports" / "run.json", io.StringIO()
    assert run_eval(Facade(documents), [write_set(tmp_path / "s.jsonl")], out, progress=False, stream=stream) == 0
    text = stream.getvalue()
    assert "# Evaluation: 2 questions" in text
    assert "| all facts present | 100.0 % | 100.0–100.0 | 1 |" in text
    assert "| retrieval recall@8 | 100.0 % | 100.0–100.0 | 1 |" in text
    assert "0 of 2 questions failed." in text
    report = json.loads(out.read_text("utf-8"))
    assert report["sets"] == ["s.jsonl"]
    assert report["figures"]["false refusal rate"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 1}
    assert report["kinds"]["unanswerable"]["refusal recall"]["value"] == 1.0
    assert [row["answer"]["status"] for row in report["results"]] == ["answered", "no_evidence"]
    assert list(out.parent.iterdir()) == [out]


def test_failing_questions_are_listed_with_their_answer(tmp_path: Path, documents: dict[str, Document]) -> None:
    stream = io.StringIO()
    facade = Facade(documents, answer_everything)
    assert run_eval(facade, [write_set(tmp_path / "s.jsonl")], progress=False, stream=stream) == 0
    text = stream.getvalue()
    assert "1 of 2 questions failed." in text
    assert "## u1 (unanswerable): wrongly_answered" in text
    assert "- status: answered (fair: no_evidence)" in text
    assert "  - [1] 一、甲区 p.1: 到2030年，营收达到700亿元" in text
    assert "## q1" not in text


def test_exceptions_make_the_run_fail(tmp_path: Path, documents: dict[str, Document]) -> None:
    def ask(question: str, history: Sequence[Turn]) -> Answer:
        raise ValueError("no model")

    stream = io.StringIO()
    facade = Facade(documents, ask)
    assert run_eval(facade, [write_set(tmp_path / "s.jsonl")], progress=False, stream=stream) == 1
    assert "- exception: ValueError: no model" in stream.getvalue()


def test_evidence_outside_the_index_is_warned_of(
    tmp_path: Path, documents: dict[str, Document], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_set(tmp_path / "s.jsonl", snippet="另一份规划的话")
    run_eval(Facade(documents), [path], progress=False, stream=io.StringIO())
    assert "do not hold the evidence of 1 question(s): q1" in capsys.readouterr().err


def test_foreign_questions_are_those_without_a_place(
    ask_question: Callable[..., Question], documents: dict[str, Document]
) -> None:
    foreign = ask_question(id="f", evidence=[{"snippet": "另一份规划的话"}])
    assert find_foreign_questions([ask_question(), foreign], documents) == ["f"]


def test_broken_write_leaves_the_old_report(
    tmp_path: Path,
    ask_question: Callable[..., Question],
    documents: dict[str, Document],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results = run_questions([ask_question()], answer_well, documents, progress=False)
    out = tmp_path / "run.json"
    out.write_text("old", "utf-8")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("evals.report.os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_report(results, out, sets=[], k=8)
    assert out.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_results_are_grouped_by_kind(ask_question: Callable[..., Question], documents: dict[str, Document]) -> None:
    results = run_questions(build_questions(ask_question), answer_well, documents, progress=False)
    assert {kind: len(group) for kind, group in group_by_kind(results).items()} == {"number": 1, "unanswerable": 2}
