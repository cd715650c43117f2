"""Figures whose year, unit or owner stands elsewhere, who carries a task, and what a sentence announces."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.context import split_questions
from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.conftest import build_small_index
from tests.assistant.engine.port_plan import PORT_PLAN


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("port")
    path = folder / "岚湾市港航发展规划.txt"
    path.write_text(PORT_PLAN, encoding="utf-8")
    return Assistant(build_small_index(folder, [read_document(path)]))


def test_a_list_takes_the_year_of_the_sentence_that_announces_it(port: Assistant) -> None:
    years = {unit.text: port.knowledge.lead_year(unit) for unit in port.knowledge.list_units() if not unit.chunk.cells}
    assert years["航运业增加值达到90亿元，船员培训人数达到4000人。"] == "2030"
    assert years["水下施工避开每年4月1日至7月15日的洄游期。"] == ""


def test_a_target_of_one_year_is_not_given_for_another(port: Assistant) -> None:
    assert "90亿元" in port.ask("2030年航运业增加值达到多少亿元？").text
    assert port.ask("2035年航运业增加值达到多少亿元？").status == "no_evidence"


@pytest.mark.parametrize(
    ("question", "shown", "not_shown"),
    [
        ("集装箱吞吐量2030年比2025年增加多少？", "增加18.5万TEU（40 - 21.5 = 18.5）", "属性为"),
        ("岸电使用率从多少提到多少？", "2025年为30%，2030年为100%", "共有"),
        ("海螺湾作业区二期工程和岬北铁路专用线总投资合计多少亿元？", "合计26亿元（18.6 + 7.4 = 26）", "0.8"),
        ("海螺湾作业区二期工程和灯塔修缮工程总投资相差多少亿元？", "相差17.8亿元（18.6 - 0.8 = 17.8）", "7.4亿元"),
        ("灯塔修缮工程由哪家单位负责建设运营？", "岚湾海事服务集团", "牵头"),
        ("引航员补贴由哪个部门牵头？", "市人力资源局牵头", "海事服务集团"),
        ("水下施工一年里哪几个月要避开？", "4月1日至7月15日", "亿元"),
    ],
)
def test_what_is_asked_is_said(port: Assistant, question: str, shown: str, not_shown: str) -> None:
    answer = port.ask(question)
    assert answer.status == "answered"
    assert shown in answer.text and not_shown not in answer.text


def test_announced_sections_are_listed(port: Assistant) -> None:
    text = port.ask("今年重点做好哪3项工作？").text
    assert [title in text for title in ("疏浚主航道", "更新拖轮船队", "整治小散码头")] == [True] * 3


def test_the_parts_of_one_sentence_stay_together(port: Assistant) -> None:
    text = port.ask("对手续齐全的码头等几种码头各怎么处理，有哪些办法？").text
    assert [part in text for part in ("引导改造升级", "限期补办手续", "依法予以关停")] == [True] * 3


def test_an_office_that_the_plan_does_not_name_is_not_made_up(port: Assistant) -> None:
    assert port.ask("港口岸线利用率由哪个部门牵头考核？").status == "no_evidence"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("主航道水深多少米？谁来负责疏浚？", ("主航道水深多少米？", "谁来负责疏浚？")),
        ("主航道水深有10米？对吗？", ()),
        ("主航道水深多少米？", ()),
    ],
)
def test_a_text_of_several_questions_is_parted(text: str, parts: tuple[str, ...]) -> None:
    assert split_questions(text) == parts
