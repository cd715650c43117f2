"""The enterprise cases and their measures."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from assistant import cli
from assistant.fit.engine import FitEngine
from assistant.knowledge import Knowledge
from corpus.document import read_document
from corpus.errors import PlanError
from evals.fit import FitCase, read_cases, run_fit_eval, score_case
from tests.assistant.engine.small_encoder import PairEncoder
from tests.assistant.fit.park_plan import PARK_PLAN

SETS = Path(__file__).resolve().parents[2] / "evals" / "enterprises"
FIRST_PLAN_SETS = sorted(path for path in SETS.rglob("*.jsonl") if path.parent.name != "documents")
OTHER_PLAN_SETS = {"logistics.jsonl": "澜州市现代物流业发展规划.txt"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> FitEngine:
    path = tmp_path_factory.mktemp("parks") / "澜川市重点园区产业布局规划.md"
    path.write_text(PARK_PLAN, encoding="utf-8")
    document = read_document(path)
    return FitEngine(Knowledge({document.source.id: document}), PairEncoder())


def make_case(**changes: object) -> FitCase:
    case = {
        "id": "c",
        "kind": "named",
        "profile": "坚果零食工厂",
        "status": "ranked",
        "accepted": ("河湾产业园",),
        "never": ("南山产业园",),
        "evidence": {"河湾产业园": ("坚果零食",)},
    }
    return FitCase(**{**case, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("path", FIRST_PLAN_SETS, ids=lambda path: path.name)
def test_every_snippet_stands_in_the_plan(path: Path, plan_path: Path) -> None:
    plain = re.sub(r"\s", "", plan_path.read_text("utf-8"))
    cases = read_cases([path])
    snippets = [text for case in cases for found in case.evidence.values() for text in found]
    assert [text for text in snippets if re.sub(r"\s", "", text) not in plain] == []
    assert all(set(case.evidence) >= set(case.accepted) for case in cases)


@pytest.mark.parametrize("name", OTHER_PLAN_SETS)
def test_every_snippet_of_another_plans_cases_stands_in_it(name: str) -> None:
    plan = SETS.parent / "documents" / OTHER_PLAN_SETS[name]
    plain = re.sub(r"\s", "", plan.read_text("utf-8"))
    cases = read_cases([SETS / "documents" / name])
    assert len(cases) >= 10
    snippets = [text for case in cases for found in case.evidence.values() for text in found]
    assert [text for text in snippets if re.sub(r"\s", "", text) not in plain] == []


def test_there_are_enough_cases_and_some_are_held_aside() -> None:
    own = read_cases([path for path in FIRST_PLAN_SETS if path.parent.name != "heldout"])
    held = read_cases([path for path in FIRST_PLAN_SETS if path.parent.name == "heldout"])
    assert len(own) + len(held) >= 40
    assert len([case for case in held if case.status == "ranked"]) >= 15
    assert len([case for case in (*own, *held) if case.status == "none"]) >= 5
    assert len({case.id for case in (*own, *held)}) == len(own) + len(held)


def test_right_case_scores_on_every_measure(engine: FitEngine) -> None:
    score = score_case(engine, make_case())
    assert (score.right_first, score.right_in_top, score.evidence_quoted) == (True, True, True)
    assert (score.quotes_verbatim, score.reasons_about_place, score.only_what_is_said) == (True, True, True)
    assert score.status_right


def test_wrong_place_wrong_evidence_and_forbidden_place_count_as_missed(engine: FitEngine) -> None:
    wrong = score_case(engine, make_case(accepted=("南山产业园",), evidence={"南山产业园": ("铜箔",)}))
    assert (wrong.right_first, wrong.right_in_top, wrong.evidence_quoted) == (False, False, False)
    assert score_case(engine, make_case(evidence={"河湾产业园": ("铜箔",)})).evidence_quoted is False
    assert score_case(engine, make_case(never=("河湾产业园",))).only_what_is_said is False
    nowhere = score_case(engine, make_case(status="none", accepted=(), evidence={}))
    assert (nowhere.status_right, nowhere.right_first) == (False, None)


def test_run_prints_what_was_missed_and_the_figures(engine: FitEngine, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "profile": "坚果零食工厂", "accepted": ["河湾产业园"], "evidence": {"河湾产业园": ["坚果零食"]}},
        {"id": "b", "profile": "铜箔厂", "accepted": ["河湾产业园"], "evidence": {"河湾产业园": ["茶饮"]}},
    ]
    path = tmp_path / "cases.jsonl"
    lines = [json.dumps({"kind": "named", "status": "ranked", "never": [], **row}) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    stream = io.StringIO()
    assert run_fit_eval(engine, [path], stream) == 0
    text = stream.getvalue()
    assert text.startswith("b: a right place first; a right place in the first 3")
    assert re.search(r"a right place first +50\.0 %", text)
    assert "n=2" in text


def test_planqa_eval_runs_the_cases(
    engine: FitEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.jsonl"
    row = {"id": "a", "kind": "named", "profile": "坚果零食工厂", "status": "ranked", "accepted": ["河湾产业园"]}
    path.write_text(json.dumps({**row, "never": [], "evidence": {"河湾产业园": ["坚果零食"]}}), encoding="utf-8")
    monkeypatch.setattr("evals.command.open_engine", lambda *_: (engine, None))
    assert cli.main(["eval", "--fit", "--set", str(path)]) == 0
    assert re.search(r"a right place first +100\.0 %", capsys.readouterr().out)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"id": "x"}',
        '{"id": "x", "kind": "k", "profile": "p", "status": "ranked", "accepted": [], "never": [], "evidence": {}}',
        '{"id": "x", "kind": "k", "profile": "p", "status": "odd", "accepted": ["a"], "never": [], "evidence": {}}',
    ],
)
def test_bad_line_is_named_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(PlanError, match=r"cases\.jsonl:2"):
        read_cases([path])
