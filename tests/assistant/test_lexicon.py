"""What the assistant knows of the language of planning: terms, synonyms, glosses, pinyin and typos."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.cedict import look_up
from assistant.lexicon import (
    EnglishBridge,
    PinyinNames,
    PinyinReader,
    SpellingIndex,
    correct_terms,
    count_vocabulary,
    expand,
    find_terms,
    gloss,
    gloss_list,
    load_terms,
    romanise,
    synonyms,
)
from assistant.romanisation import readings
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
NAMES = ("龙泉驿区", "青白江区", "新都区", "温江区", "双流区", "郫都区", "新津区", "成都市", "西安市", "天府新区")


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, int]:
    return count_vocabulary([TEXT])


@pytest.fixture(scope="module")
def bridge(vocabulary: dict[str, int]) -> EnglishBridge:
    return EnglishBridge(vocabulary)


@pytest.fixture(scope="module")
def spelling(vocabulary: dict[str, int]) -> SpellingIndex:
    return SpellingIndex(vocabulary, [TEXT])


@pytest.fixture(scope="module")
def names() -> PinyinNames:
    return PinyinNames(NAMES)


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


def _pairs(text: str, matches: Iterable[tuple[str, int, int]]) -> list[tuple[str, str]]:
    return [(name, text[start:end]) for name, start, end in matches]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what is Xindu's future", [("新都区", "Xindu")]),
        ("XIN DU", [("新都区", "XIN DU")]),
        ("Xin-du district please", [("新都区", "Xin-du district")]),
        ("xindu qu weilai chanye", [("新都区", "xindu qu")]),
        ("xinduqu", [("新都区", "xinduqu")]),
        ("Xīndū Qū", [("新都区", "Xīndū Qū")]),
        ("xin1du1", [("新都区", "xin1du")]),
        ("Longquanyi or Shuangliu's", [("龙泉驿区", "Longquanyi"), ("双流区", "Shuangliu")]),
        ("Pidu, Pi Du", [("郫都区", "Pidu"), ("郫都区", "Pi Du")]),
        ("Xi'an and Chengdu city", [("西安市", "Xi'an"), ("成都市", "Chengdu city")]),
        ("Tianfu New Area", [("天府新区", "Tianfu New Area")]),
        ("leading women can see the new district", []),
        ("新都区", []),
    ],
)
def test_names_in_latin_letters(names: PinyinNames, text: str, found: list[tuple[str, str]]) -> None:
    assert _pairs(text, [(m.name, m.start, m.end) for m in names.find(text)]) == found


def test_a_suffix_decides_between_names_that_sound_alike() -> None:
    both = PinyinNames(["新津区", "新津县"])
    assert [match.name for match in both.find("Xinjin")] == ["新津区", "新津县"]
    assert [match.name for match in both.find("Xinjin county")] == ["新津县"]


def test_exonyms_tell_shaanxi_from_shanxi() -> None:
    both = PinyinNames(["陕西省", "山西省"])
    assert [match.name for match in both.find("Shaanxi, then Shanxi province")] == ["陕西省", "山西省"]


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("新度区的未来产业", [("新度区", "新都区", "homophone")]),
        ("龙泉区规上营收", [("龙泉区", "龙泉驿区", "missing_character")]),
        ("青白将区呢", [("青白将区", "青白江区", "homophone")]),
        ("双留区和文江区", [("双留区", "双流区", "homophone"), ("文江区", "温江区", "homophone")]),
        ("What about Wenjang?", [("Wenjang", "温江区", "spelling")]),
        ("shuanliu qu zhudao chanye", [("shuanliu qu", "双流区", "spelling")]),
        ("新都区和双流区", []),
        ("锦江区、金牛区、武侯区的产业", []),
        ("高新区和主城区", []),
        ("各区新都市圈", []),
        ("What about energy?", []),
    ],
)
def test_names_with_a_slip(names: PinyinNames, text: str, slips: list[tuple[str, str, str]]) -> None:
    found = names.find_similar(text)
    assert [(slip.written, slip.name, slip.kind) for slip in found] == slips
    assert all(text[slip.start : slip.end] == slip.written for slip in found)


@pytest.mark.parametrize(
    ("name", "roman"),
    [
        ("新都区", "Xindu District"),
        ("龙泉驿区", "Longquanyi District"),
        ("西安市", "Xi'an"),
        ("陕西省", "Shaanxi Province"),
        ("重庆市", "Chongqing"),
        ("天府新区", "Tianfu New Area"),
        ("内蒙古自治区", "Inner Mongolia Autonomous Region"),
        ("大邑县", "Dayi County"),
        ("厦门市", "Xiamen"),
        ("成都", "Chengdu"),
    ],
)
def test_romanise(name: str, roman: str) -> None:
    assert romanise(name) == roman


def test_readings_give_the_likeliest_first() -> None:
    assert readings("新都")[0] == "xindu"
    assert readings("绿色")[0] == "lvse"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("xindu qu weilai chanye", "新都区未来产业"),
        ("Xīndū qū wèilái chǎnyè fāngxiàng shì shénme?", "新都区未来产业方向是什么?"),
        ("longquanyi qu 2030 nian yingshou mubiao shi duoshao", "龙泉驿区2030年营收目标是多少"),
        ("zhudaochanye", "主导产业"),
        ("naxie qu fazhan naoji jiekou", "哪些区发展脑机接口"),
        ("zzz kkk", None),
        ("2030?", None),
    ],
)
def test_question_in_pinyin(vocabulary: dict[str, int], text: str, chinese: str | None) -> None:
    reader = PinyinReader({**vocabulary, **dict.fromkeys(NAMES, 5)})
    assert reader.to_chinese(text) == chinese


@pytest.mark.parametrize(
    ("question", "pairs"),
    [
        ("量子科记是什么", [("量子科记", "量子科技")]),
        ("轨到交通产业", [("轨到交通", "轨道交通")]),
        ("新能原汽车产量", [("新能原汽车", "新能源汽车")]),
        ("人工只能应用", [("人工只能", "人工智能")]),
        ("低空经剂", [("低空经剂", "低空经济")]),
        ("乡村正兴战略", [("乡村正兴", "乡村振兴")]),
        ("川才", [("川才", "川菜")]),
        ("具身智能和川才", [("川才", "川菜")]),
        ("末来产业", [("末来产业", "未来产业")]),
        ("主到产业是什么", [("主到产业", "主导产业")]),
        ("特色产业啊，主导产业里", []),
        ("规划是什么", []),
        ("航空智造", []),
        ("中芯国际", []),
        ("川才大会", []),
        ("规上工业企业营收目标是多少", []),
        ("新都区和双流区的区别是什么", []),
        ("半导体材料有哪些", []),
        ("领航级工厂有多少家", []),
        ("what is 6G", []),
        ("", []),
    ],
)
def test_typos_in_terms(spelling: SpellingIndex, question: str, pairs: list[tuple[str, str]]) -> None:
    assert correct_terms(question, spelling) == pairs
