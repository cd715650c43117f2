"""Profiles are drawn from a plan's own structure, whatever its places and its words for roles are."""

from __future__ import annotations

from assistant.fit.engine import FitEngine
from assistant.fit.phrases import find_phrases
from assistant.fit.places import find_places
from assistant.fit.roles import read_carrier, read_role
from assistant.fit.types import Profile


def find_profile(engine: FitEngine, place: str) -> Profile:
    return next(profile for profile in engine.profiles if profile.place == place)


def list_roles(profile: Profile, role: str) -> list[str]:
    found = [item.text for item in profile.of_kind("industry") if item.role == role]
    return list(dict.fromkeys(found))


def test_places_are_districts_or_parks(city_fit: FitEngine, park_fit: FitEngine) -> None:
    assert [place.name for place in find_places(city_fit.knowledge)] == ["青棠区", "白鹭区", "石桥县", "云溪县"]
    assert [place.name for place in find_places(park_fit.knowledge)] == ["北岸产业园", "河湾产业园", "南山产业园"]


def test_roles_come_from_headings_and_boxes(city_fit: FitEngine) -> None:
    qingtang = find_profile(city_fit, "青棠区")
    leading = "日用陶瓷 卫浴洁具 机器人上釉 智能马桶 节水龙头 阀芯配套企业"
    assert list_roles(qingtang, "leading") == leading.split()
    assert list_roles(qingtang, "special") == ["竹木家具", "重组竹家具", "竹木加工集中区"]
    assert list_roles(qingtang, "future") == ["陶瓷基复合材料", "陶瓷基复合材料中试"]
    assert list_roles(qingtang, "present") == ["日用陶瓷", "竹木家具", "陶瓷颜料"]


def test_other_words_for_roles_are_read(park_fit: FitEngine) -> None:
    north = find_profile(park_fit, "北岸产业园")
    assert list_roles(north, "leading") == ["骨科植入物", "内窥镜", "体外诊断试剂"]
    assert list_roles(north, "future") == ["脑机接口", "康复用脑电设备"]
    assert list_roles(find_profile(park_fit, "南山产业园"), "special") == ["挖掘机", "矿山机械零部件"]


def test_clusters_tell_main_from_supporting_carriers(park_fit: FitEngine) -> None:
    clusters = {
        profile.place: [(item.text, item.head, item.label, item.carrier) for item in profile.of_kind("cluster")]
        for profile in park_fit.profiles
    }
    assert clusters["北岸产业园"][0] == ("骨科植入物", "生命健康集群", "牵头布局", "main")
    assert clusters["河湾产业园"][1] == ("内窥镜", "生命健康集群", "配套布局", "support")
    assert clusters["南山产业园"] == []


def test_every_item_is_quoted_from_the_plan(city_fit: FitEngine) -> None:
    for profile in city_fit.profiles:
        text = city_fit.knowledge.documents[profile.source_id].text
        assert profile.items
        for item in profile.items:
            quote = text[item.quote.start : item.quote.end]
            assert item.text.rstrip("。") in quote


def test_what_a_sentence_says_of_another_place_is_not_this_ones(city_fit: FitEngine) -> None:
    policies = {profile.place: [item.text for item in profile.of_kind("policy")] for profile in city_fit.profiles}
    assert (
        policies["石桥县"] == ["石桥县开展余热发电²试点"] or "支持青棠区、石桥县开展余热发电²试点" in policies["石桥县"]
    )
    assert all("余热" not in text for text in policies["云溪县"])


def test_enumerated_things_are_found_without_verbs_and_class_words() -> None:
    text = "重点发展动力电池、储能电池、绿色氢能领域"
    found = [(text[start:end], phrase) for start, end, phrase in find_phrases(text)]
    assert found == [("动力电池", "动力电池"), ("储能电池", "储能电池"), ("绿色氢能", "绿色氢能")]


def test_roles_and_carriers_are_read_from_general_words() -> None:
    assert read_role(["发展方向", "主导产业", "航空"]) == ("leading", "主导产业")
    assert read_role(["现有产业（2025年）", "主导产业"]) == ("present", "主导产业")
    assert read_role([], "前瞻布局飞行汽车等未来产业") == ("future", "前瞻布局")
    assert read_role(["产业定位"], "打造产业高地") == ("mentioned", "")
    assert read_carrier(["电子集群", "主要承载地"]) == ("main", "主要承载地")
    assert read_carrier(["电子集群", "协同承载地"]) == ("support", "协同承载地")
    assert read_carrier(["电子集群"]) == (None, "")
