"""The command line before and around its commands: usage, languages, settings, start-up time, progress and pipes."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import cli
from assistant.console import Console, ProgressBars

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["ask"],
        ["ask", "问", "--batch", "in.jsonl"],
        ["ask", "问", "--out", "out.jsonl"],
        ["ask", "问", "--unknown"],
        ["fit"],
        ["fit", "某企业", "--batch", "in.jsonl"],
        ["profile"],
        ["search"],
        ["search", "问", "-k", "0"],
        ["serve", "--port", "65536"],
        ["model"],
        ["model", "push"],
        ["--lang", "fr", "ask", "问"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "usage" in captured.err


def test_bad_setting_is_named(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data_dir / "settings.toml").write_text("prot = 1", "utf-8")
    assert cli.main(["ask", "问"]) == 1
    assert "settings.toml: there is no setting prot" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "lines"),
    [(["--lang", "zh"], 1), (["--lang", "en"], 1), ([], 2)],
)
def test_messages_are_in_the_language_chosen(
    lang: list[str], lines: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*lang, "outline", str(tmp_path / "没有.txt")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == lines


def test_options_may_stand_before_or_after_the_verb(tmp_path: Path) -> None:
    for arguments in (["--data", "/d", "ask", "问"], ["ask", "问", "--data", "/d"], ["ask", "--data", "/d", "问"]):
        assert cli.parse_arguments(arguments).data == Path("/d")
    assert cli.parse_arguments(["ask", "问"]).data is None


def test_every_verb_leads_to_a_command() -> None:
    parser = cli.build_parser()
    (verbs,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    assert set(verbs.choices) == {
        "index",
        "ask",
        "search",
        "show",
        "outline",
        "user",
        "fit",
        "profile",
        "eval",
        "model",
        "serve",
    }
    for verb in verbs.choices.values():
        module, _, name = verb.get_default("run").partition(":")
        assert callable(getattr(__import__(f"assistant.commands.{module}", fromlist=[name]), name))


def test_command_line_starts_without_the_heavy_libraries() -> None:
    heavy = ["torch", "numpy", "faiss", "gradio", "langchain_core", "jieba", "tqdm", "index.store", "corpus.document"]
    probe = f"import sys, assistant.cli; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout == "[]\n"


def test_reader_that_leaves_early_is_no_error() -> None:
    command = [sys.executable, "-m", "assistant.cli", "outline", *map(str, (ROOT / "corpus" / "plans").glob("*.txt"))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1
    assert errors == b""


def test_progress_bar_names_the_stage_and_is_closed(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBars(Console("en")) as progress:
        progress("encode", 0, 4)
        progress("encode", 4, 4)
        progress("write", 0, 1)
    shown = capsys.readouterr().err
    assert "embedding passages: 100%" in shown and "4/4" in shown
    assert "writing the index:   0%" in shown
