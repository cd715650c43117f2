"""English, pinyin, traditional characters and slips lead to the same passages."""

from __future__ import annotations

import pytest

from assistant.service import Assistant

REVENUE = "到2030年，全区规上企业营业收入达到260亿元"


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("青棠區的主導產業是什麼？", ()),
        (
            "qingtangqu de zhudao chanye shi shenme",
            ("问题按此理解：qingtangqu de zhudao chanye shi shenme → 青棠区的主导产业是什么",),
        ),
        ("青堂区的主导产业是什么？", ("问题按此理解：青堂区 → 青棠区",)),
        ("Qingtang的主导产业是什么？", ()),
    ],
)
def test_other_spellings_get_the_same_answer(question: str, reading: tuple[str, ...], assistant: Assistant) -> None:
    plain, answer = assistant.ask("青棠区的主导产业是什么？"), assistant.ask(question)
    assert answer.text == plain.text
    assert answer.citations == plain.citations
    assert (answer.language, answer.warnings) == ("zh", reading)


def test_an_english_question_is_answered_in_english_with_chinese_quotes(assistant: Assistant) -> None:
    answer = assistant.ask("What is the leading industry of Qingtang District?")
    assert answer.language == "en"
    first = answer.text.splitlines()[0]
    assert "Qingtang District (青棠区)" in first
    assert "日用陶瓷" in first and "卫浴洁具" in first
    assert answer.citations == assistant.ask("青棠区的主导产业是什么？").citations


@pytest.mark.parametrize(
    "question",
    ["What is the 2030 revenue target of Qingtang District?", "How much revenue will Qingtang have by 2030?"],
)
def test_an_english_question_about_a_figure_cites_its_clause(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.text.startswith(f"Qingtang District (青棠区): “{REVENUE}”")
    assert [citation.quote for citation in answer.citations] == [REVENUE]


def test_an_english_comparison_has_only_the_places_named(assistant: Assistant) -> None:
    rows = assistant.ask("Compare the leading industries of Qingtang and Yunxi").text.splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| Qingtang District (青棠区)", "| Yunxi County (云溪县)"]


def test_an_english_note_tells_of_the_inconsistency(assistant: Assistant) -> None:
    answer = assistant.ask("What is the future industry of Bailu District?")
    assert answer.warnings == (
        "The plan is not consistent on this: “产业定位” has “深海养殖”, "
        "“专栏1 东部四地产业发展方向” does not (it says “海洋药物等”).",
    )


def test_an_english_question_about_an_unknown_place_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("What is the future industry of Beiling District?")
    assert answer.status == "no_evidence"
    assert "“Beiling” is not in it" in answer.text
    assert "Yunxi County (云溪县)" in answer.text


def test_an_english_question_about_an_unknown_topic_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("What does the plan say about quantum computing?")
    assert (answer.status, answer.language) == ("no_evidence", "en")


def test_a_conversion_that_is_listed_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask("What is the 2030 revenue target of Qingtang District?")
    assert [c.result in answer.text.replace("260", "") for c in answer.calculations] == [True]


def test_the_direction_of_a_facet_is_the_facet(assistant: Assistant) -> None:
    answer = assistant.ask("What is Bailu's future industry direction?")
    assert "special industry" not in answer.text
