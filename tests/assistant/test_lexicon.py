"""What the assistant knows of the language of planning: terms, synonyms and the bridge from English."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.cedict import look_up
from assistant.lexicon import EnglishBridge, count_vocabulary, expand, find_terms, load_terms, synonyms
from assistant.termtable import LOOSE, TIGHT

TEXT = """
新都区主导产业为航空产业、轨道交通，特色产业为先进能源、绿色食品，前瞻布局量子科技、第六代移动通信等未来产业。
温江区发展脑机接口，双流区发展核医疗、核聚变能、光芯片，郫都区发展具身智能和川菜，龙泉驿区发展智能网联汽车、飞行汽车。
到2030年规上工业企业营收达到700亿元，研发投入强度达到2%，外贸进出口额达到3000亿元，智能工厂15家，工业增加值占比提高。
产业定位、发展方向、发展目标、保障措施、指导思想、基本原则。固态电池、动力电池、新能源汽车产量增长，集成电路、生物医药、人工智能。
实施乡村振兴战略，改善农村人居环境，推进农业农村现代化，完善基本养老保险，提高森林覆盖率和城镇化率，居民人均可支配收入增长。
加强污染防治和水利建设，发展职业教育，补贴高速公路，建设综合保税区、自贸试验区，中欧班列，联席会议机制，专精特新“小巨人”企业。
低空经济、中试平台、招商引资、营商环境、粮食产量、常住人口、就业、医疗保障、碳达峰，熊猫和竹子。
"""


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, int]:
    return count_vocabulary([TEXT])


@pytest.fixture(scope="module")
def bridge(vocabulary: dict[str, int]) -> EnglishBridge:
    return EnglishBridge(vocabulary)


def test_term_table_is_well_formed() -> None:
    terms = load_terms()
    assert len(terms) >= 900
    for entry in terms.values():
        assert entry.zh.strip() == entry.zh != ""
        assert entry.en.strip() == entry.en != ""
        assert entry.en not in entry.variants
        assert entry.zh not in dict(entry.synonyms)


def test_dictionary_keeps_every_reading() -> None:
    assert [reading.pinyin for reading in look_up("重点")] == ["chong2 dian3", "zhong4 dian3"]
    assert look_up("新都")[0].is_place
    assert look_up("新都")[0].pinyin == "Xin1 du1"
    assert look_up("没有这个词条") == ()


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("future industry", "未来产业"),
        ("future industries", "未来产业"),
        ("leading industry", "主导产业"),
        ("pillar industries", "主导产业"),
        ("characteristic industry", "特色产业"),
        ("featured industries", "特色产业"),
        ("industrial positioning", "产业定位"),
        ("development direction", "发展方向"),
        ("development goals", "发展目标"),
        ("safeguard measures", "保障措施"),
        ("guiding ideology", "指导思想"),
        ("basic principles", "基本原则"),
        ("quantum technology", "量子科技"),
        ("6G", "第六代移动通信"),
        ("sixth-generation mobile communications", "第六代移动通信"),
        ("brain-computer interfaces", "脑机接口"),
        ("embodied AI", "具身智能"),
        ("nuclear fusion energy", "核聚变能"),
        ("photonic chips", "光芯片"),
        ("connected cars", "智能网联汽车"),
        ("flying cars", "飞行汽车"),
        ("solid-state batteries", "固态电池"),
        ("integrated circuits", "集成电路"),
        ("biopharmaceuticals", "生物医药"),
        ("artificial intelligence", "人工智能"),
        ("low-altitude economy", "低空经济"),
        ("rail transit", "轨道交通"),
        ("revenue of industrial enterprises above designated size", "规上工业企业营收"),
        ("R&D intensity", "研发投入强度"),
        ("total imports and exports", "外贸进出口额"),
        ("smart factories", "智能工厂"),
        ("pilot testing platforms", "中试平台"),
        ("investment promotion", "招商引资"),
        ("business environment", "营商环境"),
        ("comprehensive bonded zone", "综合保税区"),
        ("China-Europe freight trains", "中欧班列"),
        ("rural revitalization", "乡村振兴"),
        ("rural revitalisation", "乡村振兴"),
        ("pension insurance", "基本养老保险"),
        ("forest cover", "森林覆盖率"),
        ("urbanization rate", "城镇化率"),
        ("per capita disposable income", "人均可支配收入"),
        ("pollution control", "污染防治"),
        ("vocational education", "职业教育"),
        ("grain output", "粮食产量"),
        ("resident population", "常住人口"),
        ("carbon peaking", "碳达峰"),
        ("quantam technolgy", "量子科技"),
        ("pandas", "熊猫"),
        ("bamboo", "竹子"),
    ],
)
def test_english_phrase_finds_its_chinese_term(bridge: EnglishBridge, phrase: str, expected: str) -> None:
    terms = bridge.chinese_terms(phrase)
    assert expected in [term.zh for term in terms]
    assert all(0 < term.weight <= 1 for term in terms)


def test_english_question_gives_terms_in_its_order(bridge: EnglishBridge) -> None:
    question = "Which districts have quantum technology as a future industry?"
    terms = bridge.chinese_terms(question)
    assert [(term.zh, question[slice(*term.source_span)]) for term in terms] == [
        ("区", "districts"),
        ("量子科技", "quantum technology"),
        ("未来产业", "future industry"),
    ]
    assert all(term.attested and term.weight == 1.0 for term in terms)


def test_words_tied_by_and_share_their_head(bridge: EnglishBridge) -> None:
    found = [term.zh for term in bridge.chinese_terms("leading, special and future industries")]
    assert found == ["主导产业", "特色产业", "未来产业"]


def test_known_term_that_the_documents_lack_is_marked(bridge: EnglishBridge) -> None:
    terms = {term.zh: term for term in bridge.chinese_terms("river chief system")}
    assert not terms["河长制"].attested
    assert terms["河长制"].weight == 0.5
    assert all(term.weight <= 0.5 for term in terms.values())


@pytest.mark.parametrize("question", ["zebra xylophones", "What is it?", "", "2030", "noodles"])
def test_unknown_english_is_not_forced(bridge: EnglishBridge, question: str) -> None:
    assert bridge.chinese_terms(question) == []


def test_bridge_is_safe_in_threads(bridge: EnglishBridge) -> None:
    question = "revitalising rural areas with solid-state batteries"
    expected = bridge.chinese_terms(question)
    with ThreadPoolExecutor(8) as pool:
        assert all(terms == expected for terms in pool.map(bridge.chinese_terms, [question] * 200))


def test_synonyms_work_both_ways_and_looser_ones_weigh_less() -> None:
    assert dict(synonyms("营收"))["营业收入"] == TIGHT
    assert dict(synonyms("营业收入"))["营收"] == TIGHT
    assert dict(synonyms("营收"))["销售额"] == LOOSE
    assert ("第六代移动通信", TIGHT) in synonyms("6G")
    assert ("中试", TIGHT) in synonyms("小批量试产")
    assert synonyms("没有这个词") == []


def test_expand_keeps_the_questions_own_terms_first() -> None:
    assert expand(["卖到国外", "熊猫", "卖到国外"]) == [("卖到国外", 1.0), ("熊猫", 1.0), ("出口", TIGHT)]


def test_find_terms_prefers_the_longest() -> None:
    assert find_terms("规上工业企业营收和卖到国外的产品") == ["规上工业企业营收", "卖到国外", "产品"]


def test_vocabulary_counts_terms_inside_longer_ones(vocabulary: dict[str, int]) -> None:
    assert vocabulary["规上工业企业"] == 1
    assert vocabulary["营收"] == 1
    assert vocabulary["产业"] == TEXT.count("产业")
    assert "河长制" not in vocabulary
