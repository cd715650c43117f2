"""What a question really asks, apart from its preamble, its exclusions and everyday wording."""

from __future__ import annotations

import pytest

from assistant.context import main_question, without_exclusions, without_lead
from assistant.intents import find_families
from assistant.language import normalise_question
from assistant.plain_speech import find_forms, load_forms, translate_forms


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("我老板关心铁路物流：班列总共开了多少趟？", "班列总共开了多少趟？"),
        ("想核对一下底数，投资是多少？", "投资是多少？"),
        ("We sell parts. How large is the capacity?", "How large is the capacity?"),
        ("表1：外贸进出口额是多少？", "表1：外贸进出口额是多少？"),
        ("基本原则有哪些？", "基本原则有哪些？"),
    ],
)
def test_only_the_sentence_that_asks_is_kept(asked: str, kept: str) -> None:
    assert main_question(asked) == kept


def test_who_the_asker_is_is_dropped_but_not_what_names_the_subject() -> None:
    assert without_lead("我们做跨境货代的，航线有几条？") == "航线有几条？"
    assert without_lead("我看专栏2写了集群，主要有哪些？") == "我看专栏2写了集群，主要有哪些？"


def test_what_is_not_meant_is_dropped() -> None:
    assert without_exclusions("哪些区是主导产业？只当特色的不算") == "哪些区是主导产业？"
    assert without_exclusions("主导产业（不含特色产业）有哪些？") == "主导产业有哪些？"


def test_everyday_wording_is_read_where_the_documents_have_the_official_word() -> None:
    found = find_forms("会飞的车在哪里造", lambda word: int(word == "飞行汽车"))
    assert found == [("会飞的车", (("飞行汽车", 0.85),))]
    assert find_forms("会飞的车在哪里造", lambda word: 0) == []
    assert "飞行汽车" in translate_forms("会飞的车在哪里造", lambda word: int(word == "飞行汽车"))


def test_every_everyday_wording_has_official_words() -> None:
    forms = load_forms()
    assert len(forms) > 1500
    assert [
        plain for plain, official in forms.items() if len(plain) < 2 or not official or plain in dict(official)
    ] == []


def test_a_unit_named_settles_the_kind_of_figure() -> None:
    assert find_families("机场旅客吞吐量有多少万人次？") == ("people",)
    assert find_families("机场吞吐量多少？") == ("weight",)
    assert find_families("城镇化率达到多少？") == ("percent",)


def test_many_is_how_many_in_dialect() -> None:
    assert normalise_question("跑了好多趟") == "跑了多少趟"
    assert normalise_question("好多企业来了") == "好多企业来了"
