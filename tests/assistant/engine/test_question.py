"""A question read into its form, against the words of the invented plan."""

from __future__ import annotations

import pytest

from assistant.evidence import container_label, container_named, in_scope
from assistant.knowledge import Knowledge, short_name
from assistant.question import QuestionReader, claimed_quantities


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("青棠区与云溪县相比", ("青棠区", "云溪县")),
        ("白鹭和石桥哪个好", ("白鹭区", "石桥县")),
        ("各区的产业", ()),
        ("What about Shiqiao County?", ("石桥县",)),
    ],
)
def test_places_are_read_by_their_full_and_short_names(
    text: str, regions: tuple[str, ...], reader: QuestionReader
) -> None:
    assert reader.read(text).regions == regions


@pytest.mark.parametrize(
    ("text", "strangers"),
    [
        ("北岭区的主导产业是什么？", ("北岭区",)),
        ("对比青棠区和北岭区的产业", ("北岭区",)),
        ("哪个区的产业好", ()),
        ("What is the future industry of Beiling District?", ("Beiling",)),
        ("东部四地包括松岭县吗？", ("松岭县",)),
    ],
)
def test_unknown_places_are_told_from_known_ones(text: str, strangers: tuple[str, ...], reader: QuestionReader) -> None:
    assert reader.read(text).strangers == strangers


@pytest.mark.parametrize(
    ("text", "years"),
    [("2030年产值", ("2030",)), ("target in 2030", ("2030",)), ("“十五五”目标", ("十五五",)), ("产值2030亿元", ())],
)
def test_years_and_periods_are_read(text: str, years: tuple[str, ...], reader: QuestionReader) -> None:
    assert reader.read(text).years == years


def test_facets_are_the_plans_own(reader: QuestionReader) -> None:
    assert reader.read("白鹭区的特色产业和未来产业").facets == ("特色产业", "未来产业")
    assert reader.read("支柱项目有哪些").facets == ()


def test_an_indicators_name_is_one_term(reader: QuestionReader) -> None:
    assert [term.text for term in reader.read("2030年特色产业总产值占全市比重是多少？").subjects] == [
        "特色产业总产值占全市比重"
    ]


def test_a_word_the_plan_lacks_is_an_unknown_subject(reader: QuestionReader) -> None:
    (term,) = reader.read("核电站有多大？").subjects
    assert (term.text, term.known) == ("核电站", False)


def test_the_figures_a_question_claims_are_read(reader: QuestionReader) -> None:
    assert claimed_quantities(reader.read("2030年营业收入是300亿元吗？")) == ("300亿元",)


@pytest.mark.parametrize(("name", "short"), [("青棠区", "青棠"), ("云溪县", "云溪"), ("沙县", "沙县")])
def test_a_short_name_keeps_two_characters(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_unit_is_in_scope_of_its_section_and_of_the_places_it_names(knowledge: Knowledge) -> None:
    own = next(unit for unit in knowledge.list_units() if "冷库" in unit.text)
    shared = next(unit for unit in knowledge.list_units() if "游船码头" in unit.text)
    assert (own.regions, in_scope(own, ["白鹭区"]), in_scope(own, ["青棠区"])) == (frozenset({"白鹭区"}), True, False)
    assert [in_scope(shared, [place]) for place in ("白鹭区", "云溪县", "石桥县")] == [True, True, False]


def test_every_unit_is_verbatim(knowledge: Knowledge) -> None:
    for unit in knowledge.list_units():
        assert knowledge.documents[unit.source_id].text[unit.start : unit.end] == unit.text


def test_places_beside_each_other_are_siblings(knowledge: Knowledge) -> None:
    assert knowledge.siblings("石桥县") == ("青棠区", "白鹭区", "石桥县", "云溪县")
    assert knowledge.siblings("松岭县") == ("松岭县",)


def test_tables_and_boxes_are_known_by_their_numbers() -> None:
    assert container_label("专栏 2 协同工程") == "专栏2"
    assert (container_named("专栏1讲了什么"), container_named("讲了什么")) == (True, False)
