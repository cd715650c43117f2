"""What language a question is in, and its normal form."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.language import detect_language, is_pinyin_text, normalise_question, strip_tones, to_simplified


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("新都区未来产业方向是什么？", "zh"),
        ("what is Xindu's future industry direction", "en"),
        ("xindu qu weilai chanye", "zh"),
        ("Xīndū qū wèilái chǎnyè shì shénme", "zh"),
        ("xindu qu 2030 nian de GDP mubiao shi duoshao?", "zh"),
        ("CRO、CDMO、CRDMO 是什么", "zh"),
        ("AI+制造有哪些应用", "zh"),
        ("新都区的 future industry 是什么", "zh"),
        ("What is 智能网联汽车 in 龙泉驿区?", "en"),
        ("what is 新都区's future industry direction", "en"),
        ("新都区 future industry direction", "en"),
        ("Which district leads in nuclear medicine: Shuangliu or Wenjiang?", "en"),
        ("future range", "en"),
        ("Name the leading industries", "en"),
        ("Pidu future industry target", "en"),
        ("Xindu", "zh"),
        ("2030?", "zh"),
        ("", "zh"),
        ("GDP", "en"),
        ("新都區的未來產業是什麼", "zh"),
    ],
)
def test_detect_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_pinyin_text_is_told_from_english() -> None:
    assert is_pinyin_text("longquanyi qu zhudao chanye")
    assert not is_pinyin_text("leading industry of Longquanyi")
    assert not is_pinyin_text("new energy")
    assert not is_pinyin_text("新都 weilai")


def test_strip_tones() -> None:
    assert strip_tones("Xīndū Lǜsè") == "xindu lvse"


def test_to_simplified() -> None:
    assert to_simplified("新都區未來產業發展方向") == "新都区未来产业发展方向"
    assert to_simplified("龍泉驛區規上工業企業營收") == "龙泉驿区规上工业企业营收"
    assert to_simplified("后面的干净里程，重点发展量子科技") == "后面的干净里程，重点发展量子科技"
    assert to_simplified("辐射覆盖范围") == "辐射覆盖范围"
    assert to_simplified("plain English, 2030") == "plain English, 2030"


def test_to_simplified_takes_a_long_unbroken_run() -> None:
    assert to_simplified("產業" * 20_000) == "产业" * 20_000


def test_to_simplified_in_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(to_simplified, ["雙流區電子信息產業"] * 200)) == {"双流区电子信息产业"}


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("　２０３０年ＧＤＰ目標是多少？？？", "2030年GDP目标是多少？"),
        ("新 都 区 未来产业", "新都区 未来产业"),
        ("新都区   未来产业", "新都区 未来产业"),
        ("What  is\tXindu's target ?!", "What is Xindu's target ?"),
        ("占比达到42％吗", "占比达到42%吗"),
        ("⼯业增加值", "工业增加值"),
        ("新都\u200b区\ufeff", "新都区"),
        ("，新都区呢。。。", "新都区呢。"),
        ("“镇园之宝”是什么（请解释）", "“镇园之宝”是什么（请解释）"),
        ("营收2800.5亿元", "营收2800.5亿元"),
        ("？？", ""),
        ("", ""),
    ],
)
def test_normalise_question(text: str, normal: str) -> None:
    assert normalise_question(text) == normal


def test_normalising_twice_changes_nothing() -> None:
    once = normalise_question("　雙流區　２０３０年的目標？？ ")
    assert normalise_question(once) == once
