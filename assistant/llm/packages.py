"""Wheels from the package index that this machine's pip uses: found, downloaded and read as archives.

Nothing is installed and no code in them is run: a wheel is a zip file. The index is asked by the simple repository
interface (PEP 503 and 691), which mirrors have too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from assistant.llm.http import FetchFailed, Received, download, read_page

PUBLIC_INDEX = "https://pypi.org/simple"
_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"


@dataclass(frozen=True, slots=True)
class PackageIndex:
    """A package index: its address and, where it has its own, the file of the certificates to trust."""

    url: str = PUBLIC_INDEX
    certificates: str | None = None


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel in an index; ``sha256`` and ``size`` are None where the index does not say."""

    name: str
    url: str
    sha256: str | None = None
    size: int | None = None


def find_index(environ: Mapping[str, str] = os.environ) -> PackageIndex:
    """The index that pip is set to use (its environment variables, then its configuration), else the public one."""
    url = environ.get("PIP_INDEX_URL") or _ask_pip("global.index-url") or PUBLIC_INDEX
    certificates = environ.get("PIP_CERT") or _ask_pip("global.cert")
    return PackageIndex(url, certificates if certificates and Path(certificates).is_file() else None)


def find_wheel(index: PackageIndex, project: str, name: str) -> Wheel:
    """The wheel ``name`` of ``project``. Raises ``FetchFailed`` where the index or the wheel is not there."""
    url = f"{index.url.rstrip('/')}/{project}/"
    text, kind, final = read_page(url, _ACCEPT, index.certificates)
    wheels = _read_json(text, final) if kind.endswith("+json") else _read_html(text, final)
    found = next((wheel for wheel in wheels if wheel.name == name), None)
    if found is None:
        raise FetchFailed(url, f"{name} is not there")
    return found


def fetch_wheel(index: PackageIndex, wheel: Wheel, target: Path, received: Received | None = None) -> None:
    """Download ``wheel`` to ``target``, going on with what is there. Raises ``FetchFailed``, also for a wrong hash."""
    download(wheel.url, target, wheel.size, received, index.certificates)
    if wheel.sha256 is None:
        return
    with target.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wheel.sha256:
        target.unlink()
        raise FetchFailed(wheel.url, "its sha256 is not the one that the index gives")


def _ask_pip(key: str) -> str | None:
    run = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        [sys.executable, "-m", "pip", "config", "get", key], capture_output=True, text=True, check=False
    )
    return run.stdout.strip() or None if run.returncode == 0 else None


def _read_json(text: str, base: str) -> list[Wheel]:
    try:
        return [
            Wheel(file["filename"], urljoin(base, file["url"]), file["hashes"].get("sha256"), file.get("size"))
            for file in json.loads(text)["files"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FetchFailed(base, "not a package index's answer") from error


def _read_html(text: str, base: str) -> list[Wheel]:
    links = _Links()
    links.feed(text)
    wheels = []
    for link in links.found:
        parts = urlsplit(urljoin(base, link))
        digest = re.fullmatch(r"sha256=([0-9a-f]{64})", parts.fragment)
        name = unquote(parts.path.rpartition("/")[2])
        wheels.append(Wheel(name, parts._replace(fragment="").geturl(), digest[1] if digest else None))
    return wheels


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]
