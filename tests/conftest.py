"""What every test runs under: no user files, no network beyond this machine, no model hub.

A stage's own fixtures belong in ``tests/<stage>/conftest.py``.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from corpus.manifest import read_manifest, write_manifest
from tests.source_rules import STAGES

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from tests.page_driver import Browsers, OpenPage
    from tests.page_server import SampleAssistant

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent

# Settings of whoever runs the tests must not reach them; two only say where optional documents and a database are.
USER_SETTINGS = ("PLANQA_", "OPENAI_")
KEPT_SETTINGS = frozenset({"PLANQA_SHARED", "PLANQA_TEST_POSTGRES"})
OFFLINE_SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "SE_OFFLINE": "true",
    "SE_AVOID_STATS": "true",
}


MANY_TESTS, MYPY_TEST = 200, "test_tree_passes_strict_mypy"
MYPY_RUN = pytest.StashKey[tuple["subprocess.Popen[bytes]", IO[str]]]()


class NetworkBlockedError(OSError):
    """A test tried to reach a machine other than this one."""


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before collection, because libraries read it when a test module imports them."""
    for name in list(os.environ):
        if name.startswith(USER_SETTINGS) and name not in KEPT_SETTINGS:
            del os.environ[name]
    os.environ.update(OFFLINE_SETTINGS)


def pytest_collection_finish(session: pytest.Session) -> None:
    """mypy takes longest of all: in a run of the whole suite it works beside the other tests until its own asks."""
    if len(session.items) < MANY_TESTS or not any(item.name == MYPY_TEST for item in session.items):
        return
    output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - read and closed by the test
    command = [sys.executable, "-m", "mypy", *STAGES, "app.py", "tests"]
    run = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
    session.config.stash[MYPY_RUN] = (run, output)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that was broken off leaves no mypy behind."""
    run, _ = session.config.stash.get(MYPY_RUN, (None, None))
    if run is not None and run.poll() is None:
        run.kill()


def is_loopback(host: str | None) -> bool:
    """Whether ``host`` is this machine: a loopback address, ``localhost`` or the unspecified address."""
    if host is None or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def block_network() -> Iterator[None]:
    """Refuse connections and name look-ups that leave this machine, in this process."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check_address(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise NetworkBlockedError(f"tests may not connect to {address[0]}")

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        check_address(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        check_address(sock, address)
        return connect_ex(sock, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if not is_loopback(name):
            raise NetworkBlockedError(f"tests may not look up {name}")
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session", autouse=True)
def session_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder that session fixtures see in ``PLANQA_DATA``; it starts empty."""
    path = tmp_path_factory.mktemp("session-data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANQA_DATA", str(path))
        yield path


@pytest.fixture(autouse=True)
def data_dir(session_data_dir: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own empty data folder, named by ``PLANQA_DATA``."""
    path = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("PLANQA_DATA", str(path))
    return path


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of optional development documents: ``PLANQA_SHARED``, else ``shared`` beside the checkout."""
    path = Path(os.environ.get("PLANQA_SHARED") or ROOT.parent / "shared")
    if not path.is_dir():
        pytest.skip(f"development documents are not here: {path} (PLANQA_SHARED names their folder)")
    return path


@pytest.fixture(scope="session")
def plan_path() -> Path:
    """The first plan, in file-name order, that the project ships."""
    plans = sorted(path for path in (ROOT / "corpus" / "plans").iterdir() if path.suffix != ".toml")
    return plans[0]


@dataclass(frozen=True, slots=True)
class IndexedPlan:
    """``plan`` is a copy of the first plan beside its manifest, ``data`` the folder of its index; not to be changed.

    ``run`` is the ``planqa index`` that made the index, in English, of an empty data folder.
    """

    plan: Path
    data: Path
    run: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def indexed_plan(plan_path: Path, tmp_path_factory: pytest.TempPathFactory) -> IndexedPlan:
    """The first plan indexed with the real encoder, once for all tests, because embedding it is slow."""
    folder = tmp_path_factory.mktemp("indexed-plan") / "plans"
    folder.mkdir()
    plan = Path(shutil.copy(plan_path, folder))
    write_manifest(folder, [replace(read_manifest(plan_path.parent)[plan_path.name], path=str(plan))])
    data = folder.with_name("data")
    command = [sys.executable, "-m", "assistant.cli", "index", str(folder), "--lang", "en", "--data", str(data)]
    return IndexedPlan(plan, data, subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False))


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page over a hand-made plan at ``address``; ``assistant`` noted what it was asked, by all tests so far."""

    address: str
    assistant: SampleAssistant


@pytest.fixture(scope="session")
def sample_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SamplePage]:
    """The page that most browser tests share: every browser is a visitor of its own, who sees nothing of others."""
    from tests.page_server import SampleAssistant, make_desk, run_server

    assistant = SampleAssistant()
    with run_server(make_desk(assistant, tmp_path_factory.mktemp("sample-page"))) as address:
        yield SamplePage(address, assistant)


@dataclass(frozen=True, slots=True)
class ServedPlan:
    """``planqa serve`` at ``address`` over ``data``, which holds the index of the first plan and is all its own."""

    address: str
    data: Path


@pytest.fixture(scope="session")
def served_plan(indexed_plan: IndexedPlan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPlan]:
    """The real program over the first plan, once for all tests; whoever changes its documents undoes it."""
    from tests.page_server import serve_data

    data = Path(shutil.copytree(indexed_plan.data, tmp_path_factory.mktemp("served") / "data"))
    with serve_data(data) as address:
        yield ServedPlan(address, data)


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    """The browsers of all tests."""
    from tests.page_driver import Browsers

    shared = Browsers(tmp_path_factory.mktemp("browsers"))
    yield shared
    shared.quit()


@pytest.fixture
def open_page(browsers: Browsers) -> Iterator[OpenPage]:
    """Opens pages, and fails the test afterwards if one of them logged an error or asked anything of elsewhere."""
    from tests.page_driver import DESKTOP, Page, set_size

    pages: list[Page] = []
    taken: list[Chrome] = []

    def open_one(address: str, size: tuple[int, int] = DESKTOP, waiting_for: str = "#question textarea") -> Page:
        taken.append(browsers.take())
        set_size(taken[-1], size)
        pages.append(Page(taken[-1], address, waiting_for))
        return pages[-1]

    try:
        yield open_one
        assert [complaint for page in pages for complaint in page.list_complaints()] == []
    finally:
        for driver in taken:
            browsers.give_back(driver, {page.address for page in pages})
