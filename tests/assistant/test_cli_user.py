"""``planqa user``: people are added from a pipe, listed, given another role and taken out."""

from __future__ import annotations

import io

import pytest

from assistant import cli


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, typed: str = "") -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code = cli.main(["user", *words, "--lang", "en"])
    captured = capsys.readouterr()
    return f"{code} {captured.out or captured.err}".strip()


def test_people_are_added_listed_changed_and_removed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, capsys, "list") == "0"
    assert run(monkeypatch, capsys, "add", "张三", typed="correct horse\n").startswith("0 Added 张三")
    assert run(monkeypatch, capsys, "list") == "0 张三\treader\tasks and reads"
    assert run(monkeypatch, capsys, "role", "张三", "--role", "admin").startswith("0")
    assert run(monkeypatch, capsys, "list") == "0 张三\tadmin\tall"
    assert run(monkeypatch, capsys, "password", "张三", typed="battery staple\n").startswith("0")
    assert len(run(monkeypatch, capsys, "token", "张三").split()[1]) == 43
    assert run(monkeypatch, capsys, "remove", "张三").startswith("0")
    assert run(monkeypatch, capsys, "list") == "0"


def test_wrong_uses_say_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, capsys, "add", "张三", typed="short\n").startswith("1 A password has 8")
    assert run(monkeypatch, capsys, "remove", "李四").startswith("1 There is no user 李四")
    assert run(monkeypatch, capsys, "add") == "1 Name the user."
    assert run(monkeypatch, capsys, "role", "张三") == "1 Give the role with --role."
