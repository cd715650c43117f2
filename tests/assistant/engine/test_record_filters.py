"""Rows of a project table chosen by what stands in their cells, then listed, added up or compared."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

PROJECT_PLAN = """棠泊区先进制造业集群行动方案（2026—2030年）

一、总体要求

聚焦装备制造和生物制造两个方向。

二、重点项目

建设一批重大项目，各园区按清单推进。

表1 重点项目清单
序号\t项目名称\t建设单位\t总投资（亿元）\t建设期限\t建设地点
1\t精密减速器智能工厂\t恒砾传动股份有限公司\t15.2\t2025—2027\t石陂智能装备产业园
2\t伺服电机扩建项目\t恒砾传动股份有限公司\t4.6\t2026—2028\t石陂智能装备产业园
3\t合成蛋白中试基地\t芷禾生物科技有限公司\t9.4\t2026—2029\t柳浦生物制造产业园
4\t发酵装备研发中心\t柳浦产业投资有限公司\t2.8\t2026—2027\t柳浦生物制造产业园
5\t通用机场改扩建\t棠泊交通发展有限公司\t6.5\t2027—2030\t棠西片区
6\t机场货运站\t棠泊交通发展有限公司\t3.5\t2027—2029\t棠西片区
合计\t—\t—\t42.0\t—\t—
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("projects")
    path = folder / "棠泊区先进制造业集群行动方案.txt"
    path.write_text(PROJECT_PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("石陂园区列入清单的有几个项目，总投资加起来多少亿？", ("共2项", "19.8亿元"), ("合成蛋白", "42")),
        ("恒砾传动在清单里的项目总投资一共多少？", ("19.8亿元", "精密减速器智能工厂", "伺服电机"), ("合成蛋白",)),
        ("清单里机场类项目总投资一共多少亿？", ("10亿元", "通用机场改扩建", "机场货运站"), ("伺服",)),
        ("清单里总投资最大的项目是哪个，谁建的？", ("精密减速器智能工厂", "恒砾传动", "15.2"), ("42",)),
    ],
)
def test_rows_are_chosen_by_their_cells(
    projects: Assistant, question: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    answer = projects.ask(question)
    assert answer.status == "answered"
    assert not [words for words in said if words not in answer.text]
    assert not [words for words in unsaid if words in answer.text]


def test_no_sum_is_given_over_rows_that_the_question_does_not_mean(projects: Assistant) -> None:
    answer = projects.ask("伺服电机类项目和合成蛋白的总投资合计多少？")
    assert "42" not in answer.text
    assert "37" not in answer.text


def test_a_head_row_is_no_answer(projects: Assistant) -> None:
    for question in ("建设期限和建设单位是什么？", "项目名称有哪些内容？"):
        assert "序号\t项目名称" not in projects.ask(question).text


INDICATORS = """桐泊市“十五五”文旅规划

第一章 发展目标

表1 主要指标
序号\t指标\t单位\t2025年\t2030年\t属性\t牵头单位
1\t游客满意度指数*\t分\t84.6\t90\t预期性\t市文旅局
2\t绿道里程\t公里\t310\t500\t约束性\t市城管局
3\t接待游客\t万人次\t2015\t2800\t预期性\t市文旅局

*注：游客满意度指数由第三方机构按季度问卷调查，从环境、服务、价格三个方面加权计算，其中服务权重为40%。

第二章 重点任务

加强澜口电厂周边环境整治。

第一节 澜口区

澜口区发展滨江休闲。
"""


@pytest.fixture(scope="module")
def indicators(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("indicators")
    path = folder / "桐泊市“十五五”文旅规划.txt"
    path.write_text(INDICATORS, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("绿道里程2030年要到多少，是硬指标吗？", ("500公里", "约束性"), ("市城管局",)),
        ("绿道里程2030年是多少，由谁牵头？", ("500公里", "市城管局"), ("约束性",)),
        ("绿道里程2030年是多少？", ("500公里",), ("市城管局", "约束性")),
        ("游客满意度指数是怎么算的，服务占多少？", ("加权计算", "40%"), ("84.6",)),
    ],
)
def test_a_row_also_says_what_else_is_asked_of_it(
    indicators: Assistant, question: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    answer = indicators.ask(question)
    assert answer.status == "answered"
    assert not [words for words in said if words not in answer.text]
    assert not [words for words in unsaid if words in answer.text]


def test_a_thing_named_after_a_place_is_looked_for_everywhere(indicators: Assistant) -> None:
    assert indicators.knowledge.names_after_places("澜口电厂三期什么时候投产") == ("澜口电厂",)
    assert indicators.knowledge.names_after_places("澜口区的产业") == ()
    assert "澜口电厂" in indicators.ask("澜口电厂周边要做什么？").text


POINTS = """芦泊市“十五五”物流规划

第一章 发展基础

第一节 存在的问题

对照发展要求，仍存在一些突出问题。一是龙头不强，百亿元企业尚无一家。二是链条不全，冷链设施不足。三是成本偏高，公路货运占比达到71%。

第二章 六大行动

第一节 实施枢纽提升行动

建设枢纽2个。

第二节 实施冷链补强行动

新增冷库12万立方米。

第三节 实施数智赋能行动

建设平台1个。

第四节 实施绿色转型行动

推广新能源货车。

第五节 实施开放联通行动

芦泊至岚口货运专线全长86公里，设计时速120公里，设站5座。芦泊至云屿快速通道全长41公里，设计时速80公里。

第六节 实施人才培育行动

芦泊区培训2000人。云屿县培训900人。岚口区培训700人。
"""


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("points")
    path = folder / "芦泊市“十五五”物流规划.txt"
    path.write_text(POINTS, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("芦泊物流存在哪些突出问题？", ("龙头不强", "链条不全", "成本偏高"), ("冷库",)),
        (
            "六大行动都是啥？",
            ("枢纽提升", "冷链补强", "数智赋能", "绿色转型", "开放联通", "人才培育"),
            ("龙头不强",),
        ),
        ("芦泊到岚口的货运专线多长、时速多少？", ("86公里", "120公里"), ("41公里",)),
    ],
)
def test_points_and_counted_headings_are_given_whole(
    points: Assistant, question: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    answer = points.ask(question)
    assert answer.status == "answered"
    assert not [words for words in said if words not in answer.text]
    assert not [words for words in unsaid if words in answer.text]
