"""Rows chosen by a value, sums of what lies in a place, shares and changes that a plan leaves to be calculated."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index

LAKE_PLAN = """漪川市“十五五”湖区振兴规划（2026—2030年）

第一章 发展基础

2025年，全市接待游客1260万人次，实现旅游总收入88亿元。

表1 各县（区）2025年情况
县（区）\t接待游客（万人次）\t旅游总收入（亿元）
漪湖区\t610\t41
苇桥县\t230\t19
荻浦县\t420\t28

存在的主要问题：一是码头设施老化。二是水质波动较大。三是淡旺季客流悬殊。四是专业人才短缺。

第二章 空间布局

构建“双心”格局，“双心”即由漪湖区和荻浦县组成的旅游发展中心。

第一节 漪湖区

到2030年，接待游客达到820万人次，新建码头6座。

第二节 苇桥县

到2030年，接待游客达到390万人次，修复湿地5200亩。

第三节 荻浦县

到2030年，接待游客达到560万人次，新建芦苇展馆1处。

第三章 主要指标

表2 湖区振兴主要指标
序号\t指标\t单位\t2025年\t2030年\t属性
1\t湿地保护率\t%\t58\t70\t约束性
2\t湖心断面达标率\t%\t81\t95\t约束性
3\t旅游总收入\t亿元\t88\t160\t预期性
4\t渔民转产人数\t人\t900\t3500\t预期性

第四章 重点项目

全市共实施重点项目4个，总投资52.0亿元。其中，财政资金13.0亿元、社会资本39.0亿元。

表3 湖区振兴重点项目
序号\t项目名称\t建设地点\t总投资（亿元）\t责任单位
1\t漪湖环湖步道\t漪湖区\t16.5\t市水务局
2\t苇桥湿地修复\t苇桥县\t9.3\t市林业局
3\t荻浦芦苇展馆\t荻浦县\t7.7\t市文旅局
4\t苇桥生态码头\t苇桥县\t18.5\t市水务局

2027年起，漪湖核心区禁止燃油游船通行。

环湖步道分段推进。

表4 年度进度安排
事项\t2026年\t2028年\t2030年\t牵头单位
环湖步道建成里程（累计，公里）\t20\t75\t130\t市水务局
码头改造（累计，座）\t4\t9\t15\t市交通局
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("lake")
    path = folder / "漪川市湖区振兴规划.txt"
    path.write_text(LAKE_PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


@pytest.mark.parametrize(
    ("question", "shown", "not_shown"),
    [
        ("主要指标里属于约束性的有几个，都是哪些？", "约束性的指标共2项", "渔民转产"),
        ("市水务局负责的重点项目有哪些？", "漪湖环湖步道", "芦苇展馆"),
        ("落在苇桥县的重点项目总共要投多少亿元？", "合计27.8亿元（9.3 + 18.5 = 27.8）", "52"),
        ("“双心”2030年游客加起来是多少万人次？", "合计1380万人次（820 + 560 = 1380）", "390"),
        ("社会资本占重点项目总投资的比例是多少？", "占比75%（39.0 ÷ 52.0 × 100 = 75）", "25%"),
        ("燃油游船是2028年起才禁止在漪湖核心区通行吗？", "不是2028年，规划写的是2027年", "是的"),
        ("苇桥县2030年游客量比2025年多了多少万人次？", "160万人次（390 - 230 = 160）", "1260"),
        ("环湖步道2028年累计建成多少公里？", "75公里", "130"),
        ("目前存在哪些短板？", "四是专业人才短缺", "禁止"),
    ],
)
def test_what_has_to_be_picked_or_reckoned(lake: Assistant, question: str, shown: str, not_shown: str) -> None:
    answer = lake.ask(question)
    assert answer.status == "answered", answer.text
    assert shown in answer.text and not_shown not in answer.text


@pytest.mark.parametrize(
    "question",
    ["市财政局负责的重点项目有哪些？", "外国资本占重点项目总投资的比例是多少？"],
)
def test_what_no_row_or_passage_gives_is_refused(lake: Assistant, question: str) -> None:
    answer = lake.ask(question)
    assert answer.status == "no_evidence" or "共" not in answer.text
    assert not answer.calculations


def test_the_plans_own_place_in_english_is_no_stranger(lake: Assistant) -> None:
    answer = lake.ask("How many visitors did Yichuan City receive in 2025?")
    assert "not in it" not in answer.text
