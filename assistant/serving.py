"""The web server's own parts: a free port, the address to open, protective headers, and reading what browsers send."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import PlanError

PORTS_TRIED = 100
CONTENT_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'"
"""Keeps the page from loading anything from elsewhere, whatever a plan or Gradio says. Gradio needs the two unsafes."""


class SecurityHeaders:
    """ASGI middleware; a plain one, because Starlette's base class would hold streamed answers back."""

    def __init__(self, application: ASGIApp) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = CONTENT_POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        await self.application(scope, receive, send_with_headers)


def is_local(host: str) -> bool:
    """Whether a server that listens on ``host`` can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def format_address(host: str, port: int) -> str:
    """The address to open in a browser on this machine for a server that listens on ``host``."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def describe_start(host: str, wanted: int | None, bound: int) -> str:
    """What to tell whoever started the server: where it listens, and that this is not where it was wanted."""
    address = format_address(host, bound)
    lines = [f"规划问答已启动，请在浏览器中打开：{address}", f"The page is ready; open it in a browser: {address}"]
    if wanted not in (None, 0, bound):
        lines.insert(0, f"端口 {wanted} 已被占用，改用 {bound}。\nPort {wanted} is taken; using {bound} instead.")
    return "\n".join(lines)


def describe_tools(host: str, port: int, path: str) -> str:
    """Where an agent finds the tools."""
    address = format_address(host, port).rstrip("/") + path
    return f"工具服务（MCP，streamable HTTP）：{address}\nTools for agents (MCP, streamable HTTP): {address}"


def open_listener(host: str, port: int) -> socket.socket:
    """A listening socket on the first free port from ``port`` on, held open so that no one else can take it.

    Raises ``PlanError`` if ``host`` is not this machine's or none of the ports is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    reason = ""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        try:
            return socket.create_server((host, candidate), family=family, backlog=2048)
        except OSError as error:
            reason = str(error)
    raise PlanError(
        f"无法在 {host} 的 {port} 及其后端口上启动：{reason}",
        f"Cannot listen on {host}, port {port} or the next ones: {reason}.",
        next_step_zh="请用 --host 和 --port 指定其他地址。",
        next_step_en="Choose another address with --host and --port.",
    )


def read_sent(data: object) -> Mapping[str, Any]:
    """What a browser sent with an event; empty where it sent no values."""
    return data if isinstance(data, dict) else {}


def read_number(sent: Mapping[str, Any], name: str, default: int = -1) -> int:
    """The whole number that a browser sent under ``name``; ``default`` where it is missing or no number."""
    try:
        return int(str(sent.get(name, default)))
    except ValueError:
        return default
