"""The command's own decisions: where reports go, which index a set is run over, which models are asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from assistant.console import Console
from assistant.settings import Settings
from corpus.errors import PlanError
from evals.command import choose_folder, choose_sets, find_model
from evals.loading import read_questions
from evals.models import open_judge, open_model
from evals.shipped import find_sets_folder


def options(**given: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"sets": [], "documents": None, "heldout": False} | given)


def test_reports_go_where_they_are_wanted(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "data", tmp_path / "cache")
    assert choose_folder(None, settings) == tmp_path / "data" / "evals"
    assert choose_folder(tmp_path / "reports", settings) == tmp_path / "reports"
    assert choose_folder(tmp_path / "reports" / "run.json", settings) == tmp_path / "reports"


def test_sets_are_run_over_what_they_are_about(tmp_path: Path) -> None:
    sets = find_sets_folder()
    own, written = tmp_path / "own.xlsx", sets / "written_plans" / "logistics.jsonl"
    assert choose_sets(options(sets=[own, written])) == ([own], [written])
    assert choose_sets(options(sets=[own], documents=tmp_path)) == ([], [own])
    here, elsewhere = choose_sets(options())
    assert here == sorted(sets.glob("*.jsonl"))
    assert written in elsewhere and {path.parent for path in elsewhere} == {written.parent}
    assert sets / "heldout" / "written_water.jsonl" in choose_sets(options(heldout=True))[1]
    here, elsewhere = choose_sets(options(documents=tmp_path))
    assert not here and sets / "near_misses" / "national_2021.jsonl" in elsewhere and written not in elsewhere


def test_template_is_written_and_can_be_run_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new" / "questions.xlsx"
    assert cli.main(["eval", "--template", str(path), "--lang", "en"]) == 0
    assert "The template is in" in capsys.readouterr().err
    assert len(read_questions([path])) == 4
    assert cli.main(["eval", "--template", str(path), "--lang", "en"]) == 1
    assert "exists and was left as it is" in capsys.readouterr().err


def test_documents_must_be_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["eval", "--documents", str(tmp_path / "none"), "--lang", "en"]) == 1
    assert "is not a folder" in capsys.readouterr().err


def test_model_that_is_only_looked_for_may_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(tmp_path / "data", tmp_path / "cache")
    assert open_model(settings, "off") is None
    asked = options(model="auto", model_sample=40, model_minutes=20)
    assert find_model(asked, settings, Console("en", sys.stdout)) is None
    assert "No language model beside it" in capsys.readouterr().err
    asked.model = "llama.cpp:none.gguf"
    with pytest.raises(PlanError, match=r"none\.gguf"):
        find_model(asked, settings, Console("en", sys.stdout))


def test_judge_needs_an_endpoint_or_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    for name in ("PLANQA_OPENAI_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(PlanError, match="--judge-url"):
        open_judge("model", "")
    assert open_judge("model", "http://127.0.0.1:9/v1")
