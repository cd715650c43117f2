"""Names and questions in pinyin, and what is read in spite of a slip."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.lexicon import PinyinNames, PinyinReader, SpellingIndex, correct_terms, count_vocabulary, romanise
from assistant.romanisation import readings

TEXT = """
新都区主导产业为航空产业、轨道交通，前瞻布局量子科技、第六代移动通信等未来产业，发展方向为低空经济。
温江区发展脑机接口，郫都区发展具身智能和川菜，龙泉驿区发展智能网联汽车。新能源汽车产量增长，人工智能。
到2030年规上工业企业营收达到700亿元的目标。实施乡村振兴战略。
"""
NAMES = ("龙泉驿区", "青白江区", "新都区", "温江区", "双流区", "郫都区", "新津区", "成都市", "西安市", "天府新区")


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, int]:
    return count_vocabulary([TEXT])


@pytest.fixture(scope="module")
def spelling(vocabulary: dict[str, int]) -> SpellingIndex:
    return SpellingIndex(vocabulary, [TEXT])


@pytest.fixture(scope="module")
def names() -> PinyinNames:
    return PinyinNames(NAMES)


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
