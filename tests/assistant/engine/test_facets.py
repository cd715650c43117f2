"""What a place's leading, special or future industries are, and where the plan disagrees with itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.facets import split_items, view_facet
from assistant.knowledge import Knowledge
from assistant.service import Assistant
from corpus.document import read_document
from tests.assistant.engine.small_plans import CITY_PLAN

NOTE = (
    "规划各处对白鹭区未来产业的表述不完全一致：“产业定位”列有“深海养殖”，"
    "“专栏1 东部四地产业发展方向”未见这一表述（写作“海洋药物等”）。"
)


def test_places_and_facets_come_from_the_plan(knowledge: Knowledge) -> None:
    assert knowledge.regions == ("青棠区", "白鹭区", "石桥县", "云溪县")
    counts = {facet: knowledge.facets.get(facet) for facet in ("主导产业", "特色产业", "未来产业", "新兴产业")}
    assert counts == {"主导产业": 4, "特色产业": 4, "未来产业": 3, "新兴产业": 4}


@pytest.mark.parametrize(
    ("question", "first", "quotes"),
    [
        (
            "青棠区的主导产业是什么？",
            "青棠区的主导产业：日用陶瓷、卫浴洁具。",
            {"做强日用陶瓷、卫浴洁具主导产业", "日用陶瓷"},
        ),
        ("石桥县特色产业有哪些？", "石桥县的特色产业：石材工艺。", {"培育石材工艺特色产业", "石材工艺"}),
        ("云溪县未来产业是什么？", "云溪县的未来产业：茶多酚提取等。", {"前瞻布局茶多酚提取未来产业"}),
    ],
)
def test_a_facet_is_answered_from_the_box_and_the_places_own_section(
    question: str, first: str, quotes: set[str], assistant: Assistant
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.text.partition(" [")[0] == first
    assert answer.citations[0].section == ("三、发展重点", "专栏1 东部四地产业发展方向")
    assert quotes <= {citation.quote for citation in answer.citations}
    assert answer.warnings == ()


def test_both_readings_and_a_note_are_given_where_body_and_box_differ(assistant: Assistant) -> None:
    answer = assistant.ask("白鹭区未来产业是什么？")
    assert answer.text.splitlines()[0] == "白鹭区的未来产业：前瞻布局海洋药物、深海养殖未来产业。 [1]"
    assert "- 专栏1 东部四地产业发展方向：海洋药物等。 [2]" in answer.text.splitlines()
    assert answer.citations[0].section[-2:] == ("（二）白鹭区", "1.产业定位")
    assert answer.warnings == (NOTE,)


def test_a_false_premise_about_a_facet_is_corrected(assistant: Assistant) -> None:
    answer = assistant.ask("为什么石桥县把船舶修造列为主导产业？")
    lines = answer.text.splitlines()
    assert lines[0].startswith("规划没有把“船舶修造”列为石桥县的主导产业。 [1]")
    assert lines[2].startswith("石桥县的主导产业：机制纸。 [1]")


def test_a_true_premise_about_a_facet_is_confirmed(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区主导产业包括卫浴洁具吗？")
    assert answer.text.splitlines()[0] == "是，青棠区的主导产业包括卫浴洁具。 [1]"


def test_the_view_of_a_facet_lists_each_statement_with_its_place(knowledge: Knowledge) -> None:
    view = view_facet(knowledge, "白鹭区", "未来产业")
    found = [(item.kind, item.items, item.place) for item in view.found]
    assert found == [
        ("cell", ("海洋药物等",), "专栏1 东部四地产业发展方向"),
        ("statement", ("海洋药物", "深海养殖"), "产业定位"),
    ]
    assert [lacking for _, _, lacking in view.disagreements()] == [("深海养殖",)]


def test_a_facet_that_a_place_lacks_has_an_empty_view(knowledge: Knowledge) -> None:
    view = view_facet(knowledge, "石桥县", "未来产业")
    assert (view.found, view.body, view.items) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("①竹木家具②陶瓷颜料", ("竹木家具", "陶瓷颜料")),
        ("日用陶瓷、卫浴洁具等", ("日用陶瓷", "卫浴洁具等")),
        ("餐具（瓷、竹）、颜料", ("餐具（瓷、竹）", "颜料")),
        ("", ()),
    ],
)
def test_items_are_split_outside_brackets(text: str, items: tuple[str, ...]) -> None:
    assert split_items(text) == items


def test_a_facet_without_a_place_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("主导产业是什么？")
    assert (answer.status, answer.citations) == ("clarify", ())
    assert answer.text == "您想问哪一个地区？（青棠区、白鹭区、石桥县、云溪县）"
    assert answer.choices[1] == "白鹭区主导产业是什么？"


def test_each_choice_of_a_counter_question_is_answered(assistant: Assistant) -> None:
    choices = assistant.ask("主导产业是什么？").choices
    firsts = [assistant.ask(choice).text.partition("。")[0] for choice in choices]
    assert firsts == [
        "青棠区的主导产业：日用陶瓷、卫浴洁具",
        "白鹭区的主导产业：船舶修造",
        "石桥县的主导产业：机制纸",
        "云溪县的主导产业：茶叶加工",
    ]


def test_a_facet_that_the_place_asked_lacks_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("石桥县未来产业是什么？")
    assert "茶多酚" not in answer.text.splitlines()[0]
    assert "石桥县" in answer.text.splitlines()[0]


def test_existing_and_planned_industries_are_no_inconsistency(assistant: Assistant) -> None:
    answer = assistant.ask("青棠区现有主导产业是什么？")
    assert answer.text.splitlines()[0].startswith("青棠区的主导产业：日用陶瓷。")
    assert answer.warnings == ()


def test_an_indicator_named_after_a_facet_is_no_statement_of_it(tmp_path: Path) -> None:
    path = tmp_path / "规划.txt"
    path.write_text(CITY_PLAN.replace("规上企业营业收入", "特色产业营收"), encoding="utf-8")
    document = read_document(path)
    view = view_facet(Knowledge({document.source.id: document}), "云溪县", "特色产业")
    assert [item.text for item in view.found if item.kind == "statement"] == ["培育山地旅游特色产业"]
    assert view.disagreements() == ()
