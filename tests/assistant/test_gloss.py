"""English for Chinese phrases: what it says, and what it leaves unsaid."""

from __future__ import annotations

import pytest

from assistant.lexicon import gloss, gloss_list


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("量子科技", "quantum technology"),
        ("第六代移动通信", "sixth-generation mobile communications"),
        ("高性能碳纤维及其复合材料", "high-performance carbon fibre and its composites"),
        ("智能网联汽车", "intelligent connected vehicles"),
        ("智能网联汽车（新能源商用车）", "intelligent connected vehicles (new energy commercial vehicles)"),
        ("新型智能终端", "new intelligent terminals"),
        ("低温超导材料等前沿新材料", "frontier new materials such as low-temperature superconducting materials"),
        ("绿色食品、先进能源", "green food, advanced energy"),
        ("核医疗、核聚变能", "nuclear medicine, nuclear fusion energy"),
        ("航空航天产业", "aerospace industry"),
        ("固态电池中试平台", "solid-state battery pilot-scale testing platform"),
        ("机载航电", "airborne avionics"),
        ("民用无人机", "civil drone"),
        ("新能源汽车产量", "output of new energy vehicles"),
        ("研发投入强度", "R&D intensity"),
        ("国家级绿色园区数量", "number of national-level green park"),
        ("制造业的核心承载", "manufacturing core carrier"),
        ("重要的枢纽", "important hub"),
        ("双流等区", "Shuangliu and other districts"),
        ("发展氢能", "developing hydrogen energy"),
        ("发展模式", "development model"),
        ("5G通信", "5G communications"),
        ("“人工智能+制造”行动", '"artificial intelligence + manufacturing" campaign'),
        ("700亿元", "700亿元 (hundred-million yuan)"),
        ("73万吨", "73万吨 (ten-thousand tonnes)"),
        ("100亿级", "100亿级 (hundred-million level)"),
        ("2030年", "2030"),
        ("3D打印设备", "3D printing equipment"),
        ("农村人居环境", "rural living environment"),
        ("乡村振兴", "rural revitalisation"),
        ("农业农村现代化", "modernisation of agriculture and rural areas"),
        ("基本养老保险", "basic pension insurance"),
        ("居民人均可支配收入", "per capita disposable income of residents"),
        ("常住人口城镇化率", "urbanisation rate of permanent residents"),
        ("河湖生态修复", "rivers and lakes ecological restoration"),
        ("四川省", "Sichuan Province"),
        ("四川省健康食品产业园", "Sichuan Province health food industrial park"),
        ("县域经济", "county area economy"),
    ],
)
def test_gloss(zh: str, en: str) -> None:
    assert gloss(zh) == en


@pytest.mark.parametrize(
    "zh",
    ["龘龘产业", "川派火锅", "2.6万列", "", "做优做精", "量子科技" * 12, "量子科技\x07产业"],
)
def test_gloss_does_not_guess(zh: str) -> None:
    assert gloss(zh) is None


def test_gloss_takes_names() -> None:
    assert gloss("龘龘区未来产业") is None
    assert gloss("龘龘区未来产业", {"龘龘区": "Dada District"}) == "Dada District future industry"
    assert gloss_list(["量子科技", "龘"]) == ["quantum technology", None]


@pytest.mark.parametrize("zh", ["2037.7亿元", "1900亿元", "26条", "2.5个百分点", "95%以上"])
def test_gloss_keeps_digits_as_they_stand(zh: str) -> None:
    english = gloss(zh)
    assert english is not None
    assert [*filter(str.isdigit, english)] == [*filter(str.isdigit, zh)]
