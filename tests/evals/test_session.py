"""A whole evaluation on a small plan: the files it leaves, the gate, and the comparison with the run before."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from assistant.types import Answer, Turn
from corpus.errors import PlanError
from corpus.types import Document
from evals.evaluation import Beside, Scope
from evals.problems import QuestionSetError
from evals.report import format_report
from evals.report_html import render_html
from evals.results_file import read_results
from evals.session import Request, Written, run_session
from evals.types import Question
from tests.evals.small_plan import build_answer, cite
from tests.evals.small_run import ABSENT, ANSWERABLE, REFUSAL, RIGHT, Facade, answer_everything, answer_well, write_set

Documents = dict[str, Document]


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the version that runs are named by."""

    def choose(name: str) -> None:
        monkeypatch.setattr("evals.session.name_version", lambda: name)

    choose("v1")
    return choose


def run(tmp_path: Path, facade: Facade, path: Path | None = None, **options: object) -> Written:
    request = Request(sets=[path or write_set(tmp_path / "own.jsonl")], folder=tmp_path / "out")
    return run_session(facade, replace(request, **options))  # type: ignore[arg-type]


def test_report_is_written_in_three_forms(tmp_path: Path, documents: Documents, version: Callable[[str], None]) -> None:
    written = run(tmp_path, Facade(documents))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["own-v1.html", "own-v1.json", "own-v1.xlsx"]
    report = json.loads(written.json.read_text("utf-8"))
    assert (report["sets"], report["version"], report["passed"]) == (["own.jsonl"], "v1", True)
    assert report["figures"]["false refusal rate"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 1}
    assert report["kinds"]["unanswerable"]["refusal recall"]["value"] == 1.0
    assert report["documents"]["plan"]["n"] == 1
    assert [row["answer"]["status"] for row in report["results"]] == ["answered", "no_evidence"]
    assert read_results(written.json) == list(written.evaluation.results)
    book = load_workbook(BytesIO(written.xlsx.read_bytes()))
    assert book.sheetnames == ["指标", "按类型", "按文件", "错误", "逐题"]
    assert [cell.value for cell in book["逐题"][2]][:4] == ["q1", "数字", None, "甲区营收目标是多少？"]


def test_report_is_printed_in_the_users_language(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    evaluation = run(tmp_path, Facade(documents, answer_everything)).evaluation
    english = format_report(evaluation, "en", failures=True)
    assert "# Evaluation: 2 questions (v1)" in english
    assert "| all facts present | 100.0 % | 100.0–100.0 | 1 |" in english
    assert "| retrieval recall@8 | 100.0 % | 100.0–100.0 | 1 |" in english
    assert "1 of 2 questions failed." in english
    assert "## u1 (unanswerable): wrongly_answered" in english
    assert "  - [1] 一、甲区 p.1: 到2030年，营收达到700亿元" in english
    assert "| 关键事实全部命中 | 100.0 % | 100.0–100.0 | 1 |" in format_report(evaluation, "zh")
    assert "| 关键事实全部命中 / all facts present | 100.0 %" in format_report(evaluation)


def test_page_needs_nothing_else_and_escapes_everything(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    path = write_set(tmp_path / "own.jsonl", {**ANSWERABLE, "id": f"q{attack}", "question": f"甲？{attack}"})
    answer = replace(RIGHT, text=RIGHT.text + attack, warnings=(attack,))
    page = render_html(run(tmp_path, Facade(documents, lambda q, h: answer), path).evaluation)
    assert attack not in page and "<img" not in page
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "http://" not in page and "https://" not in page and "@import" not in page
    assert "default-src 'none'" in page


def test_page_shows_answer_evidence_and_highlights(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    page = render_html(run(tmp_path, Facade(documents)).evaluation)
    assert '<mark class="fact">700亿元</mark><a class="mark" href="#q1-1">[1]</a>' in page
    assert '<mark class="gold">营收达到700亿元</mark>。重点发展氢能。' in page
    assert '到2030年，<mark class="gold">' in page
    assert '<mark class="quote">到2030年，营收达到700亿元</mark>' in page
    assert page.count("<svg") >= 6


def test_text_never_becomes_a_formula(tmp_path: Path, documents: Documents, version: Callable[[str], None]) -> None:
    path = write_set(tmp_path / "own.jsonl", {**ANSWERABLE, "question": '=HYPERLINK("x","甲")'})
    book = load_workbook(run(tmp_path, Facade(documents), path).xlsx)
    cell = book["逐题"]["D2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x","甲")', "s")


def write_thresholds(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.thresholds.toml").write_text(text, "utf-8")


def test_gate_fails_below_a_threshold(tmp_path: Path, documents: Documents, version: Callable[[str], None]) -> None:
    write_thresholds(tmp_path, '[least]\n"refusal recall" = 0.9\n[most]\n"false refusal rate" = 0.1\n')
    assert run(tmp_path, Facade(documents)).evaluation.passed
    evaluation = run(tmp_path, Facade(documents, answer_everything)).evaluation
    assert not evaluation.passed
    assert [(check.name, check.value, check.kept) for check in evaluation.checks] == [
        ("refusal recall", 0.0, False),
        ("false refusal rate", 0.0, True),
    ]
    assert "1 threshold(s) not kept:\n- refusal recall: 0.000 < 0.900" in format_report(evaluation, "en")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[least]\n"accuracy" = 0.9', "没有名为 accuracy 的指标"),
        ('[least]\n"refusal recall" = "high"', "refusal recall 应为数字"),
        ("[above]\n", "不认识 above"),
        ("[least", "无法读取"),
    ],
)
def test_wrong_thresholds_are_named(tmp_path: Path, documents: Documents, text: str, message: str) -> None:
    write_thresholds(tmp_path, text)
    with pytest.raises(PlanError, match=message):
        run(tmp_path, Facade(documents))


def test_sample_is_not_held_to_the_thresholds(tmp_path: Path, documents: Documents) -> None:
    write_thresholds(tmp_path, '[least]\n"refusal recall" = 0.9\n')
    assert run(tmp_path, Facade(documents, answer_everything), scope=Scope(sample=1)).evaluation.checks == ()


def test_exceptions_make_the_run_fail(tmp_path: Path, documents: Documents) -> None:
    def ask(question: str, history: Sequence[Turn]) -> Answer:
        raise ValueError("no model")

    evaluation = run(tmp_path, Facade(documents, ask)).evaluation
    assert not evaluation.passed
    assert "- exception: ValueError: no model" in format_report(evaluation, "en", failures=True)


def test_new_version_is_compared_with_the_last(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    run(tmp_path, Facade(documents, answer_everything))
    # Newer, but of another set whose name begins alike.
    (tmp_path / "out" / "own-other-v1.json").write_text("{}", "utf-8")
    version("v2")
    evaluation = run(tmp_path, Facade(documents)).evaluation
    comparison = evaluation.comparison
    assert comparison is not None
    assert (comparison.old_name, comparison.shared, comparison.mended, comparison.broken) == ("own-v1", 2, 1, 0)
    text = format_report(evaluation, "en")
    assert "Compared with own-v1 (n = 2): 1 mended, 0 broken (sign test, p = 1)" in text
    assert "- u1: mended" in text
    assert "不该答而答" in render_html(evaluation)
    assert run(tmp_path, Facade(documents), compare="none").evaluation.comparison is None


def test_file_that_is_no_run_cannot_be_compared_with(tmp_path: Path, documents: Documents) -> None:
    with pytest.raises(PlanError, match="不是可以比较的评测结果"):
        run(tmp_path, Facade(documents), compare=str(write_set(tmp_path / "own.jsonl")))


def test_users_workbook_with_three_bad_rows_runs_and_names_them(tmp_path: Path, documents: Documents) -> None:
    book = Workbook()
    for row in (
        ("编号", "问题", "应有的回应", "关键事实", "原文依据"),
        ("q1", "甲区营收目标是多少？", "", "700亿元", "营收达到700亿元"),
        ("q2", "", "", "700亿元", ""),
        ("q3", "甲？", "大概", "700亿元", ""),
        ("q4", "甲区发展什么？", "", "氢能", "重点发展锂电"),
        ("u1", "无？", "拒答", "", ""),
    ):
        book.worksheets[0].append(row)
    path = tmp_path / "我的题.xlsx"
    book.save(path)
    evaluation = run(tmp_path, Facade(documents), path).evaluation
    assert [result.question.id for result in evaluation.results] == ["q1", "u1"]
    assert all(result.score.error is None for result in evaluation.results)
    assert [problem.say("zh") for problem in evaluation.left_out] == [
        "我的题.xlsx:3：问题：缺失或为空",
        "我的题.xlsx:4：应有的回应：“大概”不在可选值之列（回答、拒答、反问）",
        "我的题.xlsx:5：q4：已索引的文件中找不到这段原文：“重点发展锂电”",
    ]
    assert not evaluation.passed
    assert "3 行没有评测" in render_html(evaluation)


def test_file_of_an_evidence_may_be_given_by_its_title(tmp_path: Path, documents: Documents) -> None:
    def ask_with(source: str) -> list[str]:
        evidence = [{**ANSWERABLE["evidence"][0], "source_id": source}]
        path = write_set(tmp_path / "own.jsonl", {**ANSWERABLE, "evidence": evidence}, ABSENT)
        return [str(problem) for problem in run(tmp_path, Facade(documents), path).evaluation.left_out]

    assert ask_with("测试规划") == ask_with("plan.txt") == ask_with("plan") == []
    assert ask_with("另一份")[0].startswith("own.jsonl:1: q1: the indexed documents do not hold the evidence")


def test_set_of_other_documents_is_refused(tmp_path: Path, documents: Documents) -> None:
    record = {**ANSWERABLE, "evidence": [{"snippet": "另一份规划的话"}]}
    with pytest.raises(QuestionSetError, match="另一份规划的话"):
        run(tmp_path, Facade(documents), write_set(tmp_path / "own.jsonl", record))


def test_questions_held_aside_give_figures_only(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    aside = write_set(tmp_path / "aside.jsonl", {**ANSWERABLE, "question": "甲区留出的问题？"})
    written = run(tmp_path, Facade(documents), aside=[aside])
    assert written.evaluation.aside is not None
    count, figures = written.evaluation.aside
    assert (count, figures["all facts present"].value) == (1, 1.0)
    for path in (written.html, written.json):
        text = path.read_text("utf-8")
        assert "甲区留出的问题" not in text
    assert "留出的 1 题" in written.html.read_text("utf-8")


def test_set_that_is_held_out_shows_nothing_of_its_questions(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    path = write_set(tmp_path / "held.jsonl", {**ANSWERABLE, "question": "甲区留出的问题？", "split": "heldout"})
    written = run(tmp_path, Facade(documents), path)
    for file in (written.html, written.json):
        text = file.read_text("utf-8")
        assert "留出的问题" not in text and "700亿元" not in text
    assert json.loads(written.json.read_text("utf-8"))["figures"]["all facts present"]["value"] == 1.0


def test_systems_are_set_side_by_side(
    tmp_path: Path, documents: Documents, version: Callable[[str], None], ask_question: Callable[..., Question]
) -> None:
    from evals.systems import Answering

    beside = Beside(
        quick=[Answering(answer_everything, name="all", label=("总是回答", "always answers"))],
        slow=[Answering(lambda q, h: REFUSAL, name="none", label=("总是拒答", "always refuses"))],
    )
    request = Request(
        sets=[write_set(tmp_path / "own.jsonl")], folder=tmp_path / "out", scope=Scope(slow_sample=1), language="en"
    )
    evaluation = run_session(Facade(documents, answer_well), request, beside=beside).evaluation
    text = format_report(evaluation, "en")
    assert "| the same 2 questions | this assistant | always answers |" in text
    assert "| refusal recall | 100.0 % (100.0–100.0) | 0.0 % (0.0–0.0) |" in text
    assert "| the same 1 questions | this assistant | always answers | always refuses |" in text
    page = render_html(evaluation, "en")
    assert "always answers" in page and "Beside what one would use instead" in page


def test_systems_that_were_asked_fewer_stand_in_a_table_of_their_own(
    tmp_path: Path, documents: Documents, version: Callable[[str], None]
) -> None:
    """The time of the slow one is up after its first question; the others are cut to that one beside it."""
    from evals.report import list_beside
    from evals.systems import Answering

    names = ["fast", "slow"]
    systems = [Answering(answer_well, name=name, label=(name, name)) for name in names]
    sets = [write_set(tmp_path / "own.jsonl")]
    request = Request(sets=sets, folder=tmp_path / "out", scope=Scope(slow_seconds=0.0))
    evaluation = run_session(Facade(documents), request, beside=Beside(systems[:1], systems[1:])).evaluation
    tables = [[(run.name, len(run.results)) for run in runs] for runs in list_beside(evaluation)]
    assert tables == [[("planqa", 2), ("fast", 2)], [("planqa", 1), ("fast", 1), ("slow", 1)]]


def test_shuffled_citations_show_in_the_figures(tmp_path: Path, documents: Documents) -> None:
    """The same words with the other section's quote."""
    wrong = build_answer(RIGHT.text, cite("到2030年，营收达到2500亿元", ("二、乙区",)))
    report = format_report(run(tmp_path, Facade(documents, lambda q, h: wrong)).evaluation, "en")
    assert "| evidence passage recall | 0.0 % | 0.0–0.0 | 1 |" in report
    assert "| sentence support | 0.0 % | 0.0–0.0 | 2 |" in report
