"""``planqa model`` and ``--generator``: listing, deleting, and what is said where there is no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import cli
from assistant.llm.files import QWEN, ModelFile
from corpus.errors import ModelUnavailable


@pytest.fixture
def models(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that models lie in, empty."""
    monkeypatch.setenv("PLANQA_CACHE", str(tmp_path))
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


def write_sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_list_says_how_much_is_there(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def listed() -> str:
        assert cli.main(["--lang", "en", "model", "list"]) == 0
        return capsys.readouterr().out

    line = f"llama.cpp:{QWEN.name}\t1.12 GB\t"
    assert listed() == f"{line}not fetched\n"
    write_sparse(models / f"{QWEN.name}.joined", QWEN.size // 4)
    assert listed() == f"{line}fetched so far: 25 %\n"
    write_sparse(models / QWEN.name, QWEN.size)
    assert listed() == f"{line}{models / QWEN.name}\n"


def test_remove_deletes_the_file(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sparse(models / QWEN.name, 10)
    assert cli.main(["--lang", "en", "model", "remove"]) == 0
    assert list(models.iterdir()) == []
    assert cli.main(["--lang", "en", "model", "remove"]) == 0
    assert capsys.readouterr().err.splitlines() == [f"{QWEN.name} was deleted.", f"There is no {QWEN.name}."]


def test_pull_goes_on_where_it_is_whole_already(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sparse(models / QWEN.name, QWEN.size)
    assert cli.main(["--lang", "en", "model", "pull"]) == 0
    assert "is there already" in capsys.readouterr().err


def test_pull_that_fails_ends_with_1(
    models: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, hub: str, *, model: ModelFile, **_: object) -> Path:
        raise ModelUnavailable(f"{folder} {hub}", f"{model.name} {hub}")

    monkeypatch.setattr("assistant.commands.model.pull_model", fail)
    monkeypatch.setenv("PLANQA_MODEL_HUB", "https://mirror.example")
    assert cli.main(["--lang", "en", "model", "pull"]) == 1
    assert f"{QWEN.name} https://mirror.example" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["ask", "问"], ["serve"]])
def test_a_generator_without_its_model_ends_with_1_and_the_next_step(
    arguments: list[str], models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--lang", "en", *arguments, "--generator", "llama.cpp"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Run `planqa model pull` (about 1.1 GB), or set generator to extractive." in captured.err


def test_an_unknown_generator_ends_with_1(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang", "en", "ask", "问", "--generator", "gpt"]) == 1
    assert "--generator: generator must be extractive" in capsys.readouterr().err
