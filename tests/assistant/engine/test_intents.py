"""What kind of answer a question's wording asks for."""

from __future__ import annotations

import pytest

from assistant.intents import Intent, find_families, find_intents
from assistant.types import Language


@pytest.mark.parametrize(
    ("text", "language", "intents"),
    [
        ("青棠区的主导产业是什么？", "zh", set()),
        ("哪些区发展陶瓷？", "zh", {"list", "places"}),
        ("青棠区比云溪县多多少亿元？", "zh", {"difference", "number"}),
        ("两地合计多少亿元？", "zh", {"number", "sum"}),
        ("增长百分之多少？", "zh", {"growth", "number"}),
        ("占全市的比例是多少？", "zh", {"number", "share"}),
        ("余热发电是什么意思？", "zh", {"definition"}),
        ("介绍一下云溪县", "zh", {"overview"}),
        ("哪个区最高？", "zh", {"extreme", "place"}),
        ("目标是300亿元吗？", "zh", {"check"}),
        ("你好", "zh", {"greeting"}),
        ("谢谢", "zh", {"thanks"}),
        ("谢谢你，请问青棠区的主导产业是什么", "zh", set()),
        ("How much is the target?", "en", {"number"}),
        ("Which districts grow tea?", "en", {"list", "places"}),
        ("Compare Qingtang and Bailu", "en", {"compare"}),
        ("hello", "en", {"greeting"}),
    ],
)
def test_the_wording_shows_the_intents(text: str, language: Language, intents: set[Intent]) -> None:
    assert find_intents(text, language) == intents


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("多少亿元？", ("money",)),
        ("提升几个百分点？", ("points",)),
        ("占全市多少？", ("percent",)),
        ("是几倍？", ("times",)),
        ("有多少公里？", ("length",)),
        ("有多少家？", ("count",)),
        ("主导产业是什么？", ()),
    ],
)
def test_the_asked_unit_shows_its_family(text: str, families: tuple[str, ...]) -> None:
    assert find_families(text) == families
