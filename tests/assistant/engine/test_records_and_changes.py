"""Districts in headings with a colon, changes within a clause, rows of projects, names for several places at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.place_groups import PlaceGroups
from assistant.respective import share_out
from assistant.service import Assistant
from assistant.transitions import BASE, find_transition
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index
from tests.assistant.engine.hill_plan import HILL_PLAN


@pytest.fixture(scope="module")
def hill(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("hill")
    path = folder / "岫川市茶旅融合发展规划.txt"
    path.write_text(HILL_PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


def test_a_heading_with_a_colon_makes_its_section_the_places_own(hill: Assistant) -> None:
    assert hill.knowledge.region_groups()[0][1] == ("松陂区", "榆溪县", "藤湾县", "苔山市")
    owners = {unit.regions for unit in hill.knowledge.list_units() if "茶农合作社95家" in unit.text}
    assert owners == {frozenset({"苔山市"})}


@pytest.mark.parametrize(
    ("question", "shown", "not_shown"),
    [
        ("2030年榆溪县和藤湾县的标准茶园哪个多，各多少万亩？", "最高的是榆溪县：21万亩", "18万亩"),
        ("2025年榆溪县标准茶园多少万亩？", "18万亩", "45%"),
        ("“三带”三个县市茶农合作社一共多少家？", "合计285家（110 + 80 + 95 = 285）", "60"),
        ("榆溪县和藤湾县有机认证率差几个百分点？", "相差7个百分点（45 - 38 = 7）", "35"),
        ("茶叶出口额从2025年到2030年要涨百分之多少？", "增长150%（(6 - 2.4) ÷ 2.4 × 100 = 150）", "20%"),
        ("松陂茶叶产业园二期总投资多少，哪几年建？", "总投资为5.4亿元，建设年限为2026—2028", "18亿元"),
        ("重点项目里投资最大的是哪个项目？", "苔山温泉度假村", "松陂茶叶产业园二期"),
        ("榆溪县的两个重点项目加起来要投多少亿元？", "合计4亿元（3.1 + 0.9 = 4）", "8.6"),
        ("苔山市的山泉水每天最多能取多少立方米？", "不得超过900立方米", "万亩"),
        ("2025年榆溪县标准茶园占全市的百分之几？", "占比约34.62%（18 ÷ 52 × 100 ≈ 34.62）", "21"),
        ("2030年苔山市民宿达到多少家？", "到2030年分别达到500家、20处", "12处的"),
        ("山地度假由哪个部门牵头？", "市文旅局牵头山地度假", "市茶业局"),
        ("苔山市主要干些什么？", "苔山市", "榆溪县"),
        ("茶旅融合产业都包括哪几类？", "有机茶种植、茶叶精深加工、茶具制造、茶旅度假", "示范点"),
    ],
)
def test_the_right_figure_of_several_alike(hill: Assistant, question: str, shown: str, not_shown: str) -> None:
    answer = hill.ask(question)
    assert answer.status == "answered"
    assert shown in answer.text and not_shown not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "2020年全市茶旅综合收入是多少？",
        "苔山市的茶农合作社具体设在哪些街道？",
        "茶旅融合工作领导小组的副组长由谁担任？",
    ],
)
def test_a_near_figure_or_sentence_is_no_answer(hill: Assistant, question: str) -> None:
    assert hill.ask(question).status == "no_evidence"


def test_a_group_of_some_places_stands_for_its_members(hill: Assistant) -> None:
    groups = PlaceGroups(hill.knowledge)
    assert groups.expand("“三带”三个县市有多少茶园") == "榆溪县、藤湾县、苔山市有多少茶园"
    assert groups.expand("两个县有多少茶园") == "榆溪县、藤湾县有多少茶园"
    assert groups.expand("四个地方有多少茶园") == "四个地方有多少茶园"
    assert groups.expand("松陂区和另外两个县比") == "松陂区和另外两个县比"


def test_places_of_two_chapters_are_one_group(tmp_path: Path) -> None:
    body = "建设特色园区，培育骨干企业，完善基础设施。"
    text = f"""滨岳市园区发展规划

第一章 城区

第一节 东渡区

{body}

第二节 西屏区

{body}

第二章 县域

第一节 南岑县

{body}

第二节 北淮县

{body}
"""
    path = tmp_path / "滨岳市园区发展规划.txt"
    path.write_text(text, encoding="utf-8")
    knowledge = Assistant(build_small_index(tmp_path, [read_document(path)])).knowledge
    assert knowledge.region_groups()[0][1] == ("东渡区", "西屏区", "南岑县", "北淮县")


def test_a_table_whose_rows_have_no_names_answers_without_failing(tmp_path: Path) -> None:
    text = """滨岳市码头建设规划

一、建设目标

提升港口能力，改善集疏运条件。

表1 泊位与投资（公顷/处）
序号\t泊位数\t投资（亿元）
1\t12\t3.5
2\t15\t4.2

二、保障措施

落实用地保障，加强资金统筹。
"""
    path = tmp_path / "滨岳市码头建设规划.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    assert any(cell.row == () for chunk in document.chunks for cell in chunk.cells)
    assistant = Assistant(build_small_index(tmp_path, [document]))
    for question in ("投资最大的是哪个项目？", "泊位数一共多少个？", "泊位数和投资各是多少？", "2030年泊位数是多少？"):
        assert assistant.ask(question).status in ("answered", "no_evidence", "clarify")


def test_a_place_is_told_by_its_own_heads(tmp_path: Path) -> None:
    places = {"东渡区": ("茶具", "香薰"), "西屏区": ("丝绸", "漆器"), "南岑县": ("竹编", "药膳")}
    parts = [
        f"### （{number}）{name}\n\n功能定位为{lead}名城。\n\n**主导产业。** 做强{lead}产业，建设{lead}园区。\n\n"
        f"**特色产业。** 发展{special}产业，扶持{special}作坊。\n\n**未来产业。** 前瞻布局{lead}智能制造。\n"
        for number, (name, (lead, special)) in zip("一二三", places.items(), strict=True)
    ]
    text = "# 滨岳市工业发展规划\n\n## 一、总体要求\n\n坚持集聚发展，优化空间布局。\n\n## 二、产业布局\n\n" + "\n".join(
        parts
    )
    path = tmp_path / "滨岳市工业发展规划.md"
    path.write_text(text, encoding="utf-8")
    assistant = Assistant(build_small_index(tmp_path, [read_document(path)]))
    overview = assistant.ask("介绍一下西屏区").text
    assert [word in overview for word in ("丝绸名城", "做强丝绸产业", "发展漆器产业", "丝绸智能制造", "茶具")] == [
        True
    ] * 4 + [False]
    two = assistant.ask("请概括南岑县的主导和特色产业").text
    assert "做强竹编产业" in two and "发展药膳产业" in two and "丝绸" not in two


@pytest.mark.parametrize(
    ("before", "sentence", "shared"),
    [
        (
            "2025年规上企业236户、高新技术企业118户；",
            "到2030年分别达到345户、190户。",
            {"规上企业": "345户", "高新技术企业": "190户"},
        ),
        ("2025年营收842.6亿元、规上企业236户；", "到2030年分别达到345户、1300亿元。", {}),
        ("2025年规上企业236户；", "到2030年分别达到345户、190户。", {}),
        ("2025年规上企业236户、高新技术企业118户；", "到2030年达到345户。", {}),
    ],
)
def test_figures_that_share_out_what_was_listed(before: str, sentence: str, shared: dict[str, str]) -> None:
    assert {name: figure.text for name, figure in share_out(before, sentence)} == shared


@pytest.mark.parametrize(
    ("clause", "figures"),
    [
        ("床位由4100张增加到4900张", ("4100张", "4900张", BASE)),
        ("出口额由2025年的186亿元提高到320亿元", ("186亿元", "320亿元", "2025")),
        ("失业率从2023年4.3%下降至2024年3.8%", ("4.3%", "3.8%", "2023")),
        ("比2020年的171亿元增加147亿元", None),
        ("产能120吉瓦时", None),
    ],
)
def test_a_change_within_a_clause(clause: str, figures: tuple[str, str, str] | None) -> None:
    change = find_transition(clause)
    assert (change and (change.before.text, change.after.text, change.year)) == figures


def test_each_figure_of_a_change_has_its_own_year() -> None:
    change = find_transition("出口额由2025年的186亿元提高到320亿元")
    assert change is not None
    assert change.year_of(change.before, "到2030年，", "2026") == "2025"
    assert change.year_of(change.after, "到2030年，", "2026") == "2030"
    unnamed = find_transition("床位由4100张增加到4900张")
    assert unnamed is not None and unnamed.year_of(unnamed.before, "到2030年，", "2025") == "2025"
