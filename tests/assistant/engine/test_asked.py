"""An attribute that is asked for and not in the plan is refused, however much is said of the thing."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

PLAN = """泊屿市能源发展“十五五”规划

第一章 重点任务

第一节 储能

柘湾储能产业园重点发展钠离子电池，2030年储能产业产值达到260亿元。

第二节 供热

城市集中供热面积2030年达到2100万平方米。

第三节 交通

泊屿至岚口城际铁路全长86公里，设站7座，2028年通车。

第四节 人才

对领军人才给予最高100万元安家补助。

第五节 招商

落实首谈首报制，避免区县之间无序竞争。电化学储能项目总投资18亿元。
"""


@pytest.fixture(scope="module")
def energy(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("energy")
    path = folder / "泊屿市能源发展“十五五”规划.txt"
    path.write_text(PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    "question",
    [
        "柘湾储能产业园总投资多少亿元？",
        "城市集中供热2030年的收费标准是多少？",
        "泊屿至岚口城际铁路设哪些站，站名有吗？",
        "泊屿至岚口城际铁路设计时速是多少？",
        "领军人才要什么学历和职称？",
        "柘湾储能产业园占地多大？",
        "不守首谈首报制会受什么处分？",
    ],
)
def test_what_is_asked_of_a_thing_must_be_said(energy: Assistant, question: str) -> None:
    assert energy.ask(question).status == "no_evidence"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("电化学储能项目总投资多少？", "18亿元"),
        ("泊屿至岚口城际铁路设站几座？", "7座"),
        ("城市集中供热面积2030年达到多少？", "2100万平方米"),
    ],
)
def test_what_is_said_of_it_is_given(energy: Assistant, question: str, said: str) -> None:
    answer = energy.ask(question)
    assert answer.status == "answered"
    assert said in answer.text
