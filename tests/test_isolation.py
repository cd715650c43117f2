"""The tests' own surroundings: what tests/conftest.py promises."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


def test_connections_to_other_machines_are_refused() -> None:
    with socket.socket() as sock, pytest.raises(OSError, match=r"tests may not connect to 192\.0\.2\.1"):
        sock.connect(("192.0.2.1", 80))
    with socket.socket() as sock, pytest.raises(OSError, match=r"tests may not connect to 192\.0\.2\.1"):
        sock.connect_ex(("192.0.2.1", 80))
    with pytest.raises(OSError, match=r"tests may not look up plans\.example"):
        socket.create_connection(("plans.example", 80))


def test_connections_within_this_machine_work() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1])) as client,
    ):
        client.sendall(b"plan")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(4) == b"plan"


def test_each_test_has_its_own_empty_data_folder(data_dir: Path, session_data_dir: Path) -> None:
    assert os.environ["PLANQA_DATA"] == str(data_dir) != str(session_data_dir)
    assert list(data_dir.iterdir()) == []


def test_user_settings_do_not_reach_tests() -> None:
    names = {name for name in os.environ if name.startswith(("PLANQA_", "OPENAI_"))}
    assert names <= {"PLANQA_DATA", "PLANQA_SHARED"}
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_first_plan_is_a_plan(plan_path: Path) -> None:
    assert plan_path.parent.name == "plans"
    assert len(plan_path.read_text("utf-8")) > 1000
