"""Ports, addresses and what browsers send."""

from __future__ import annotations

import socket

import pytest

from assistant.serving import describe_start, format_address, open_listener, read_number
from corpus.errors import PlanError


def test_next_free_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with open_listener("127.0.0.1", port) as listener:
            assert port < listener.getsockname()[1] < port + 100


def test_address_that_is_not_this_machines_is_an_error_with_a_next_step() -> None:
    with pytest.raises(PlanError, match="--host"):
        open_listener("192.0.2.1", 7860)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),  # noqa: S104
        ("::1", "http://[::1]:80/"),
        ("plans.example", "http://plans.example:80/"),
    ],
)
def test_address_can_be_opened_in_a_browser(host: str, address: str) -> None:
    assert format_address(host, 80) == address


@pytest.mark.parametrize(("value", "number"), [("3", 3), (4, 4), ("-2", -2), ("x", 7), (None, 7), ([1], 7)])
def test_numbers_from_browsers_are_parsed_not_trusted(value: object, number: int) -> None:
    assert read_number({"n": value}, "n", 7) == number
    assert read_number({}, "n", 7) == 7


def test_start_is_told_with_the_address_and_a_port_that_was_taken() -> None:
    assert "占用" not in describe_start("127.0.0.1", None, 7860)
    assert describe_start("127.0.0.1", 7860, 7861).splitlines() == [
        "端口 7860 已被占用，改用 7861。",
        "Port 7860 is taken; using 7861 instead.",
        "规划问答已启动，请在浏览器中打开：http://127.0.0.1:7861/",
        "The page is ready; open it in a browser: http://127.0.0.1:7861/",
    ]
