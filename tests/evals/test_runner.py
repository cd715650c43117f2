"""A set run through good and bad answerers: the figures, and a run that is cut off and goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Answer, Turn
from corpus.types import Document
from evals.journal import Journal
from evals.runner import prepare_asking, run_questions
from evals.summary import count_errors, estimate_mean, group_by_document, group_by_kind, measure_times, summarize
from evals.systems import Answering
from evals.types import Figure, Question, Reply, Result, Span, Tokens
from index.types import Hit
from tests.evals.small_plan import build_answer, cite

A = ("一、甲区",)
RIGHT = build_answer("甲区到2030年营收达到700亿元[1]。", cite("到2030年，营收达到700亿元", A))
REFUSAL = build_answer("规划中没有。", status="no_evidence")
Ask = Callable[[str, Sequence[Turn]], Answer]
Build = Callable[..., Question]


def build_questions(ask_question: Build) -> list[Question]:
    absent = {"kind": "unanswerable", "status": "no_evidence", "facts": [], "evidence": [], "forbidden": []}
    return [ask_question(), *(ask_question(id=f"u{n}", question=f"无{n}？", **absent) for n in (1, 2))]


def answer_well(question: str, history: Sequence[Turn]) -> Answer:
    return RIGHT if question.startswith("甲") else REFUSAL


def answer_everything(question: str, history: Sequence[Turn]) -> Answer:
    return RIGHT


def refuse_everything(question: str, history: Sequence[Turn]) -> Answer:
    return REFUSAL


def run(questions: Sequence[Question], ask: Ask, documents: dict[str, Document], **options: Any) -> list[Result]:
    return run_questions(questions, Answering(ask), prepare_asking(documents, **options))


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
    ask_question: Build,
    documents: dict[str, Document],
) -> None:
    results = run(build_questions(ask_question), ask, documents)
    names = ("status accuracy", "refusal precision", "refusal recall", "false refusal rate", "key-fact recall")
    assert values(results, *names) == expected
    assert dict(count_errors(results)) == errors


def test_broken_retriever_is_caught(ask_question: Build, documents: dict[str, Document]) -> None:
    """The same answers; only what was retrieved differs."""

    def retrieve(order: Sequence[int]) -> Answering:
        chunks = documents["plan"].chunks
        return Answering(answer_well, lambda question, history, k: [Hit(chunks[n], 1.0, {}) for n in order][:k])

    names = ("retrieval recall@k", "retrieval recall@1", "retrieval MRR", "retrieval nDCG", "all facts present")
    asking = prepare_asking(documents, k=2)
    good = run_questions([ask_question()], retrieve([0, 1, 2]), asking)
    assert values(good, *names) == [1.0, 1.0, 1.0, pytest.approx(1.0), 1.0]
    broken = run_questions([ask_question()], retrieve([2, 1, 0]), asking)
    assert values(broken, *names) == [0.0, 0.0, 0.0, 0.0, 1.0]


def test_exception_becomes_this_questions_result(ask_question: Build, documents: dict[str, Document]) -> None:
    def ask(question: str, history: Sequence[Turn]) -> Answer:
        if question == "无1？":
            raise RuntimeError("boom")
        return answer_well(question, history)

    results = run(build_questions(ask_question), ask, documents)
    assert [result.failure for result in results] == ["", "RuntimeError: boom", ""]
    assert [result.score.error for result in results] == [None, "failed", None]


def test_history_reaches_the_assistant(ask_question: Build, documents: dict[str, Document]) -> None:
    seen: list[tuple[str, Sequence[Turn]]] = []

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        seen.append((question, history))
        return RIGHT

    question = ask_question(question="甲呢？", history=[{"role": "user", "content": "前问"}])
    run([question], ask, documents)
    assert seen == [("甲呢？", (Turn("user", "前问"),))]


@pytest.mark.parametrize("jobs", [1, 4])
def test_results_come_in_the_order_of_the_questions(
    jobs: int, ask_question: Build, documents: dict[str, Document]
) -> None:
    told: list[tuple[str, int, int]] = []
    results = run(
        build_questions(ask_question), answer_well, documents, jobs=jobs, progress=lambda *state: told.append(state)
    )
    assert [result.question.id for result in results] == ["q1", "u1", "u2"]
    assert told == [("planqa", 1, 3), ("planqa", 2, 3), ("planqa", 3, 3)]


def test_killed_run_goes_on_where_it_stopped(
    tmp_path: Path, ask_question: Build, documents: dict[str, Document]
) -> None:
    path, asked = tmp_path / "run.partial.jsonl", list[str]()

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        asked.append(question)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return answer_well(question, history)

    questions = build_questions(ask_question)
    with pytest.raises(KeyboardInterrupt):
        run(questions, ask, documents, journal=Journal(path, {"version": "1"}))
    # The process died in the middle of a line.
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "planqa u2')
    journal = Journal(path, {"version": "1"})
    results = run(questions, ask, documents, journal=journal)
    assert asked == ["甲区营收目标是多少？", "无1？", "无2？", "无2？"]
    assert (journal.resumed, values(results, "status accuracy")) == (2, [1.0])
    assert [result.answer for result in results] == [RIGHT, REFUSAL, REFUSAL]
    assert Journal(path, {"version": "1"}).resumed == 3
    journal.close()
    assert not path.exists()


def test_journal_of_another_version_is_not_gone_on_with(
    tmp_path: Path, ask_question: Build, documents: dict[str, Document]
) -> None:
    path = tmp_path / "run.partial.jsonl"
    run(build_questions(ask_question), answer_well, documents, journal=Journal(path, {"version": "1"}))
    assert Journal(path, {"version": "1"}).resumed == 3
    assert Journal(path, {"version": "2"}).resumed == 0


def test_changed_question_is_asked_again(tmp_path: Path, ask_question: Build, documents: dict[str, Document]) -> None:
    path, asked = tmp_path / "run.partial.jsonl", list[str]()

    def ask(question: str, history: Sequence[Turn]) -> Answer:
        asked.append(question)
        return RIGHT

    for text in ("甲？", "甲？", "甲区？"):
        run([ask_question(question=text)], ask, documents, journal=Journal(path, {}))
    assert asked == ["甲？", "甲区？"]


def test_failed_question_is_asked_again(tmp_path: Path, ask_question: Build, documents: dict[str, Document]) -> None:
    def fail(question: str, history: Sequence[Turn]) -> Answer:
        raise OSError("endpoint down")

    path = tmp_path / "run.partial.jsonl"
    run([ask_question()], fail, documents, journal=Journal(path, {}))
    assert run([ask_question()], answer_well, documents, journal=Journal(path, {}))[0].failure == ""


def test_mean_has_an_interval() -> None:
    assert estimate_mean([]) == Figure(None, None, None, 0)
    assert estimate_mean([1.0]) == Figure(1.0, 1.0, 1.0, 1)
    assert estimate_mean([1.0] * 5) == Figure(1.0, 1.0, 1.0, 5)
    figure = estimate_mean([1.0] * 80 + [0.0] * 20)
    assert figure.value == pytest.approx(0.8)
    # The normal approximation gives 0.8 ± 1.96 * sqrt(0.8 * 0.2 / 100) = 0.722 … 0.878.
    assert figure.low == pytest.approx(0.722, abs=0.02)
    assert figure.high == pytest.approx(0.878, abs=0.02)


def test_tokens_and_lengths_are_averaged(ask_question: Build, documents: dict[str, Document]) -> None:
    class Model:
        name, label = "model", ("模型", "model")

        def reply(self, question: str, history: Sequence[Turn], k: int) -> Reply:
            return Reply(RIGHT, (Span("plan", 0, 5),), Tokens(100 * len(question), 10))

    questions = [ask_question(id="a", question="甲"), ask_question(id="b", question="甲乙丙")]
    times = measure_times(run_questions(questions, Model(), prepare_asking(documents)))
    assert (times["tokens read, mean"], times["tokens written, mean"]) == (200.0, 10.0)
    assert times["answer length, median"] == len(RIGHT.text)


def test_results_are_grouped_by_kind_and_by_document(ask_question: Build, documents: dict[str, Document]) -> None:
    asking = prepare_asking(documents)
    results = run_questions(build_questions(ask_question), Answering(answer_well), asking)
    assert {kind: len(group) for kind, group in group_by_kind(results).items()} == {"number": 1, "unanswerable": 2}
    found = group_by_document(results, asking.locator)
    assert {id_: len(group) for id_, group in found.items()} == {"plan": 1, "": 2}
