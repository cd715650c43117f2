"""Places' positions from headings, figures given year by year, and an indicator with two values."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.contradictions import find_contradictions
from assistant.respective import find_series
from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

PORT_PLAN = """汀岚市“十五五”港口发展规划（2026—2030年）

第一章 发展目标

到2030年，主要目标如下：

港口岸线利用率达到78%；三级及以上航道里程达到520公里；港口职工人数达到4100人。

表1 汀岚市港口发展主要指标
序号\t指标\t单位\t2025年\t2030年\t属性
1\t三级及以上航道里程\t公里\t310\t500\t预期性
2\t港口岸线利用率\t%\t66\t78\t约束性
3\t新增泊位数量\t个\t12\t30\t预期性

“十四五”期间新增泊位数量达到30个。

第二章 空间布局

构建“一核三翼”的港口布局。

第一节 岚口区：国际集装箱枢纽

岚口区建设自动化码头4座。

第二节 汀南县：大宗散货集散基地

汀南县建设皮带廊道38公里。

第三节 沙浦县：江海联运门户

沙浦县新建锚地2处。

第四节 望渚县：邮轮旅游母港

望渚县改造客运站1座。

第三章 资金安排

2026年至2030年分别安排港口建设投资105亿元、110亿元、118亿元、121亿元、114亿元。

海铁联运班列2023年、2024年、2025年分别开行412列、486列、553列。

岚口区、汀南县和沙浦县分别整治老旧码头5.6公里、3.1公里、2.7公里。

2025年，全市进出口总额612.5亿元，其中出口438.7亿元、进口173.8亿元。

全市社会消费品零售总额达到1680亿元。累计发放消费券，支持港口商圈。

表2 各区县候船亭建设目标
区县\t2025年候船亭（个）\t2030年候船亭（个）
岚口区\t21\t42
汀南县\t17\t34
沙浦县\t6\t14
望渚县\t3\t9

赋予港区市级经济管理权限168项。

02 航标基地：在望渚县设航标维护基地，占地260亩，租期至2035年。
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("port")
    path = folder / "汀岚市港口发展规划.txt"
    path.write_text(PORT_PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("question", "shown", "not_shown"),
    [
        (
            "四个区县在港口上各自扮演什么角色？",
            ["国际集装箱枢纽", "大宗散货集散基地", "江海联运门户", "邮轮旅游母港"],
            "4座",
        ),
        ("沙浦县和望渚县的定位有什么不同？", ["江海联运门户", "邮轮旅游母港"], "集装箱枢纽"),
        ("港口总体怎么布局，各区县分别干什么？", ["一核三翼", "国际集装箱枢纽"], "38"),
        ("港口建设投资哪一年最高、哪一年最低？", ["2029年最高，为121亿元", "2026年最低，为105亿元"], "553"),
        ("海铁联运班列2025年比2023年多开了几列？", ["增加141列（553 - 412 = 141）"], "486"),
        ("海铁联运班列2024年开行多少列？", ["486列"], "553"),
        ("海铁联运班列2023年到2025年增长百分之多少？", ["34.22%"], "121"),
        ("岚口、汀南、沙浦三地整治的老旧码头合计多少公里？", ["合计11.4公里（5.6 + 3.1 + 2.7 = 11.4）"], "260"),
        ("岚口区和沙浦县整治的老旧码头一共多少公里？", ["合计8.3公里（5.6 + 2.7 = 8.3）"], "11.4"),
        ("2025年出口比进口多多少亿元？", ["相差264.9亿元（438.7 - 173.8 = 264.9）"], "612.5 -"),
        ("到2030年四个区县各要有几个候船亭？", ["42个", "34个", "14个", "9个"], "21"),
        ("航标维护基地占地多少亩，租期到哪一年？", ["260亩", "2035年"], "5.6"),
        ("港口建设投资2026年和2027年加起来多少亿元？", ["合计215亿元（105 + 110 = 215）"], "118"),
    ],
)
def test_positions_and_years(port: Assistant, question: str, shown: list[str], not_shown: str) -> None:
    answer = port.ask(question)
    assert answer.status == "answered", answer.text
    assert all(part in answer.text for part in shown), answer.text
    assert not_shown not in answer.text, answer.text


def test_a_year_within_a_run_is_shown_as_reckoned(port: Assistant) -> None:
    answer = port.ask("港口建设投资哪一年最高？")
    assert "2026 + 3" in [item.expression for item in answer.calculations]


def test_of_one_place_alone_no_division_of_work_is_told(port: Assistant) -> None:
    assert "江海联运门户" not in port.ask("岚口区干什么？").text


@pytest.mark.parametrize("question", ["2030年三级及以上航道里程是多少？", "三级及以上航道里程2030年达到多少公里"])
def test_an_indicator_with_two_values_is_shown_with_both(port: Assistant, question: str) -> None:
    answer = port.ask(question)
    assert "500公里" in answer.text and "520公里" in answer.text, answer.text
    assert any("不一致" in warning for warning in answer.warnings)


def test_values_that_agree_or_are_of_something_else_are_no_contradiction(port: Assistant) -> None:
    source_id = next(iter(port.knowledge.documents))
    assert [found.name for found in find_contradictions(port.knowledge, source_id)] == ["三级及以上航道里程"]
    assert not any("不一致" in warning for warning in port.ask("2030年港口岸线利用率是多少？").warnings)


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("2023年、2024年分别开行412列、486列。", [("2023", 412), ("2024", 486)]),
        ("2026年至2028年分别安排5亿元、6亿元和7亿元。", [("2026", 5), ("2027", 6), ("2028", 7)]),
        ("2026年至2028年分别安排5亿元、6亿元。", []),
        ("2023年、2024年分别开行412列、486列、553列。", []),
        ("2023年、2024年分别完成412亿元、增长8%。", []),
        ("甲区、乙区分别达到5亿元、6亿元。", []),
    ],
)
def test_a_series_needs_as_many_figures_as_years(sentence: str, figures: list[tuple[str, int]]) -> None:
    assert [(year, int(figure.value)) for year, figure in find_series(sentence)] == figures


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("全市每年打算发多少钱的消费券？", "1680"),
        ("港区一共注册了多少家企业？", "168项"),
        ("望渚县客运站改造的设计单位和施工单位是哪家？", "客运站1座"),
    ],
)
def test_a_figure_of_something_alike_is_not_given(port: Assistant, question: str, wrong: str) -> None:
    answer = port.ask(question)
    assert answer.status == "no_evidence" or wrong not in answer.text, answer.text
