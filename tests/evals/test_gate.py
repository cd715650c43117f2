"""The short gate: the real assistant over a part of the questions, held to a bound, through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant import cli
from assistant.service import Assistant
from assistant.types import Answer, Turn
from evals.evaluation import draw_sample
from evals.gate import find_thresholds, read_thresholds
from evals.loading import read_questions
from evals.shipped import list_development_sets
from tests.conftest import IndexedPlan

QUESTIONS = 60
# Far enough below the whole set's figures for so small a sample, and far above what a broken part leaves.
LEAST = {"all facts present": 0.75, "evidence section recall": 0.8, "retrieval recall@k": 0.9, "refusal recall": 0.8}
MOST = {"false refusal rate": 0.1}

Evaluate = Callable[..., int]


@pytest.fixture
def evaluate(indexed_plan: IndexedPlan, tmp_path: Path) -> Evaluate:
    """Runs the command over the sample, with its thresholds beside it, and returns the exit code."""
    lines = {}
    for path in list_development_sets():
        for line in path.read_text("utf-8").splitlines():
            lines[json.loads(line)["id"]] = line
    chosen = [lines[question.id] for question in draw_sample(read_questions(list_development_sets()), QUESTIONS)]
    (tmp_path / "short.jsonl").write_text("\n".join(chosen), "utf-8")
    bounds = [f'"{name}" = {bound}' for name, bound in LEAST.items()]
    limits = [f'"{name}" = {bound}' for name, bound in MOST.items()]
    text = "\n".join(["[least]", *bounds, "[most]", *limits])
    (tmp_path / "short.thresholds.toml").write_text(text, "utf-8")

    def run() -> int:
        options = ["--set", str(tmp_path / "short.jsonl"), "--out", str(tmp_path / "out"), "--lang", "en"]
        options += ["--no-baselines", "--variants", "0", "--repeats", "0"]
        return cli.main(["eval", "--data", str(indexed_plan.data), *options])

    return run


def test_assistant_passes_the_short_gate(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    code = evaluate()
    output = capsys.readouterr()
    assert code == 0, output.out + output.err
    assert "All 5 thresholds are kept." in output.out


def test_refusing_assistant_fails_it(
    evaluate: Evaluate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(self: Assistant, question: str, history: Sequence[Turn] = (), source_ids: object = None) -> Answer:
        return Answer(question, question, "规划中没有。", "no_evidence")

    monkeypatch.setattr(Assistant, "ask", refuse)
    monkeypatch.setattr(Assistant, "retrieve", lambda *_: [])
    assert evaluate() == 1
    captured = capsys.readouterr()
    assert "4 threshold(s) not kept:" in captured.out
    assert "Thresholds not kept: all facts present" in captured.err


def test_thresholds_stand_beside_the_development_sets() -> None:
    path = find_thresholds(list_development_sets())
    assert path is not None
    names = [name for _, name, _ in read_thresholds(path)]
    assert {"all facts present", "refusal recall", "false refusal rate", "quotes all verbatim"} <= set(names)
    assert find_thresholds(list_development_sets()[:2]) is None
