"""Downloads over HTTP that go on where they stopped. Only http(s) addresses; what comes is written, never run."""

from __future__ import annotations

import base64
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from http.client import HTTPResponse

BLOCK = 2**20
PATIENCE = 20.0
"""Seconds without a byte after which a server counts as gone."""
_NOTHING_LEFT = "HTTP 416"
Received = Callable[[int], None]
"""Takes the number of bytes that are there so far."""


class FetchFailed(Exception):
    """An address gave nothing usable; ``reason`` says why, without the address's credentials."""

    def __init__(self, url: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{hide_credentials(url)}: {reason}")


def hide_credentials(url: str) -> str:
    """``url`` without the user and password that a private index's address may carry."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def read_page(url: str, accept: str, certificates: str | None = None) -> tuple[str, str, str]:
    """A text page: its content, its content type and its address after redirects. Raises ``FetchFailed``."""
    with _open(url, {"Accept": accept}, certificates) as answer:
        try:
            text = answer.read().decode("utf-8", "replace")
        except OSError as error:
            raise FetchFailed(url, _describe(error)) from error
        return text, answer.headers.get_content_type(), answer.geturl()


def download(
    url: str, target: Path, size: int | None = None, received: Received | None = None, certificates: str | None = None
) -> None:
    """Write what ``url`` gives to ``target``, after the bytes that are there already.

    ``size`` is what the whole must have, where known: an address that announces another size is left alone. Raises
    ``FetchFailed``; what came until then stays, for the next try. ``OSError`` of writing (a full disk) passes through.
    """
    have = target.stat().st_size if target.exists() else 0
    if have == size:
        return
    if size is not None and have > size:
        target.unlink()
        have = 0
    with _resume(url, target, have, certificates) as answer:
        have = have if answer.status == 206 else 0
        announced = answer.headers.get("Content-Length", "")
        if size is not None and announced.isdecimal() and have + int(announced) != size:
            raise FetchFailed(url, f"{have + int(announced)} bytes instead of {size}")
        with target.open("ab" if have else "wb") as sink:
            while block := _read_block(url, answer):
                sink.write(block)
                have += len(block)
                if size is not None and have > size:
                    raise FetchFailed(url, f"more than {size} bytes")
                if received:
                    received(have)
    if size is not None and have != size:
        raise FetchFailed(url, f"broke off after {have} of {size} bytes")


def _resume(url: str, target: Path, have: int, certificates: str | None) -> HTTPResponse:
    if have:
        try:
            return _open(url, {"Range": f"bytes={have}-"}, certificates)
        except FetchFailed as error:
            if error.reason != _NOTHING_LEFT:
                raise
            # All of it is there already, or it has become another file: only a new start can tell.
            target.unlink()
    return _open(url, {}, certificates)


def _read_block(url: str, answer: HTTPResponse) -> bytes:
    try:
        block: bytes = answer.read(BLOCK)
    except OSError as error:
        raise FetchFailed(url, _describe(error)) from error
    return block


def _open(url: str, headers: Mapping[str, str], certificates: str | None) -> HTTPResponse:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise FetchFailed(url, "not an http(s) address")
    sent = {"User-Agent": "planqa", **headers}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        sent["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    request = urllib.request.Request(hide_credentials(url), headers=sent)  # noqa: S310 - http(s) only, see above
    try:
        context = ssl.create_default_context(cafile=certificates)
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=PATIENCE, context=context)  # noqa: S310 - see above
        return answer
    except (OSError, ValueError) as error:
        raise FetchFailed(url, _describe(error)) from error


def _describe(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    if isinstance(error, urllib.error.URLError):
        return str(error.reason)
    return str(error) or type(error).__name__
