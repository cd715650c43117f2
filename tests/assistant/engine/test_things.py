"""Two things that are no places set side by side; a claim held against the figure of its own clause."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

PLAN = """屏禾区生物医药产业集群行动方案

一、产业方向

（一）创新药

现有规模以上企业38家，2025年产值167.3亿元，增长15.2%。

（二）现代中药

2025年产值77.0亿元，增长5.1%，整体增速偏慢。

二、园区建设

建设零碳园区5个，其中鹭谷园区2个、石埠园区3个。

新建石埠机场，飞行区等级4C，2029年通航。

三、上市奖励

对科创板上市企业，累计给予600万元奖励。

对北交所上市企业，给予400万元奖励。
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("cluster")
    path = folder / "屏禾区生物医药产业集群行动方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("创新药跟现代中药2025年产值对比如何？", ("创新药", "167.3亿元", "现代中药", "77.0亿元")),
        ("创新药和现代中药的产值各是多少？", ("167.3亿元", "77.0亿元")),
        ("零碳园区规划建8个对吧？", ("不是8个", "5个")),
        ("石埠机场飞行区是4D级的吧？", ("4C",)),
    ],
)
def test_each_of_two_things_and_each_claim_is_answered(
    cluster: Assistant, question: str, said: tuple[str, ...]
) -> None:
    answer = cluster.ask(question)
    assert answer.status == "answered"
    assert not [words for words in said if words not in answer.text]


def test_a_part_does_not_correct_a_claim_about_the_whole(cluster: Assistant) -> None:
    assert "规划写的是3个" not in cluster.ask("零碳园区规划建8个，都在石埠园区对吧？").text
