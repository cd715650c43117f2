"""Two short plans as files, and a library over them whose encoder needs no model."""

from __future__ import annotations

from pathlib import Path

from assistant.library import Library
from assistant.settings import Settings
from tests.index.small_documents import FakeEncoder

CITY = """甲市制造业发展规划（征求意见稿）

一、发展目标

到2030年，甲市规上工业增加值达到1300亿元，年均增长7%。

二、产业布局

（一）北港区

1.产业定位

北港区重点发展氢能产业，建设氢能示范港。

（二）南山区

1.产业定位

南山区重点发展现代农业，培育预制菜产业。
"""
DISTRICT = """乙县能源发展规划

一、总则

本规划适用于乙县全域。

二、重点任务

乙县推进氢能重卡应用，到2027年建成加氢站12座。
"""


def write_plans(folder: Path) -> Path:
    """Both plans as ``甲市规划.txt`` and ``乙县规划.txt`` in ``folder``, which is made; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "甲市规划.txt").write_text(CITY, "utf-8")
    (folder / "乙县规划.txt").write_text(DISTRICT, "utf-8")
    return folder


def make_library(data: Path, encoder: FakeEncoder | None = None) -> Library:
    """A library over the data folder ``data``."""
    return Library(Settings(data, data / "cache"), encoder or FakeEncoder())
