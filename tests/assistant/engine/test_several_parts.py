"""Questions of more than one part: the whole sentence, the ceiling behind it; names spelt in pinyin."""

from __future__ import annotations

import pytest

from assistant.intents import asks_several
from assistant.latin_names import LatinNames
from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

SUPPORT_PLAN = """云洮区生物医药支持办法

一、支持器械注册

对首次取得第三类医疗器械注册证并在本区生产的企业，每张给予100万元奖励。单个企业每年奖励不超过600万元。同一产品就高不重复。

二、低空物流

依托云陂通用机场开通低空物流航线，到2027年不少于6条，由区交通局牵头。
"""


@pytest.fixture(scope="module")
def support(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("support")
    path = folder / "云洮区生物医药支持办法.txt"
    path.write_text(SUPPORT_PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("How many routes will there be, and by when?", True),
        ("Which agency leads it and how many are planned?", True),
        ("How many routes and airports are planned?", False),
        ("放在哪个区，占地多少亩？", True),
        ("占地多少亩？", False),
    ],
)
def test_parts_of_a_question_are_told(text: str, several: bool) -> None:
    assert asks_several(text) is several


def test_the_ceiling_behind_an_award_is_given_when_asked(support: Assistant) -> None:
    asked = support.ask("第三类医疗器械注册证奖励多少，一家企业一年封顶多少？").text
    assert "100万元" in asked
    assert "600万元" in asked
    assert "600万元" not in support.ask("第三类医疗器械注册证奖励多少？").text


def test_names_in_pinyin_are_found_in_the_text() -> None:
    names = LatinNames(["依托云陂通用机场，云陂镇设站。三汊港预制菜产业园。"])
    assert names.find("Yunpo") == "云陂"
    assert names.find("Sanchagang") == "三汊港"
    assert names.find("Station") == ""
    assert names.find("yunpo") == ""
