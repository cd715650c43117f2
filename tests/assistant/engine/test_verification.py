"""The gate: what its quotes do not bear never reaches the answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant import service
from assistant.draft import Draft, Line, Quote, Sum, Table, TableCell
from assistant.knowledge import Knowledge
from assistant.question import Question, QuestionReader
from assistant.service import Assistant
from assistant.verification import is_verbatim, numbers_hold, verify_draft
from corpus.types import Document

UNITS = ("亿元", "万元", "%", "个百分点", "公里", "万吨", "万平方米", "人次", "倍", "家")


def quote_of(document: Document, words: str) -> Quote:
    start = document.text.index(words)
    return Quote(document.source.id, start, start + len(words))


@pytest.fixture
def question(reader: QuestionReader) -> Question:
    return reader.read("规划怎么说？")


@pytest.fixture
def revenue(city: Document) -> Quote:
    """The clause of 青棠区's section that states its revenue."""
    return quote_of(city, "全区规上企业营业收入达到260亿元")


def kept_lines(draft: Draft, question: Question, knowledge: Knowledge) -> list[str]:
    verified, _ = verify_draft(draft, question, knowledge)
    return [block.text for block in verified.blocks if isinstance(block, Line)]


@pytest.mark.parametrize(
    "text",
    [
        "全区规上企业营业收入达到268亿元。",
        "全区规上企业营业收入达到26亿元。",
        "全区规上企业营业收入达到260万元。",
        "全区规上企业营业收入达到260%。",
        "全区规上企业营业收入2031年达到260亿元。",
        "白鹭区：全区规上企业营业收入达到260亿元。",
        "云溪规上企业营业收入达到260亿元。",
    ],
)
def test_a_line_its_quote_does_not_bear_is_removed(
    text: str, question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    verified, removed = verify_draft(Draft([Line(text, (revenue,))]), question, knowledge)
    assert (verified.blocks, removed) == ([], [text])


@pytest.mark.parametrize(
    "text",
    ["全区规上企业营业收入达到260亿元。", "青棠区：260亿元。", "青棠规上企业营业收入达到260亿元。", "共2项要点。"],
)
def test_a_line_its_quote_or_its_headings_bear_is_kept(
    text: str, question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    assert kept_lines(Draft([Line(text, (revenue,))]), question, knowledge) == [text]


def test_quotes_outside_the_document_are_no_quotes(city: Document, knowledge: Knowledge) -> None:
    source, length = city.source.id, len(city.text)
    blank = city.text.index("\n")
    spans = [(0, length + 1), (length, length + 5), (-3, 4), (9, 9), (9, 4), (blank, blank + 1)]
    assert [is_verbatim(Quote(source, start, end), knowledge) for start, end in spans] == [False] * len(spans)
    assert not is_verbatim(Quote("unknown", 0, 4), knowledge)
    assert is_verbatim(Quote(source, 0, length), knowledge)


def test_a_line_with_one_bad_quote_of_two_is_removed(
    city: Document, question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    bad = Quote(city.source.id, len(city.text), len(city.text) + 9)
    assert kept_lines(Draft([Line("营业收入达到260亿元。", (revenue, bad))]), question, knowledge) == []


def test_a_number_without_a_quote_is_removed_and_an_introduction_kept(question: Question, knowledge: Knowledge) -> None:
    draft = Draft([Line("产值达到260亿元。"), Line("主要有以下内容："), Line("共3项。")])
    assert kept_lines(draft, question, knowledge) == ["主要有以下内容："]


def test_a_cell_its_quote_does_not_bear_becomes_a_dash(
    question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    row = (TableCell("青棠区"), TableCell("260亿元", (revenue,)), TableCell("270亿元", (revenue,)))
    verified, removed = verify_draft(Draft([Table(("地区", "一", "二"), (row,))]), question, knowledge)
    assert verified.blocks == [Table(("地区", "一", "二"), ((row[0], row[1], TableCell("—")),))]
    assert removed == ["270亿元"]


def test_the_result_of_a_shown_calculation_may_stand(
    city: Document, question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    other = quote_of(city, "全区规上企业营业收入达到185亿元")
    line = Line("合计445亿元（260 + 185 = 445）。", (revenue, other))
    total = Sum("260 + 185", Decimal(445), "亿元", (revenue, other))
    assert kept_lines(Draft([line], [total]), question, knowledge) == [line.text]
    assert kept_lines(Draft([line]), question, knowledge) == []


@pytest.mark.parametrize(
    "line",
    [
        "青棠区：到2030年，全区规上企业营业收入达到269亿元。",
        "青棠区：到2030年，全区规上企业营业收入达到260万元。",
        "石桥县：到2030年，全县规上企业营业收入达到260亿元。",
    ],
)
def test_the_answer_never_contains_what_was_removed(
    line: str, assistant: Assistant, revenue: Quote, city: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = Line("全区规上企业营业收入达到260亿元。", (revenue,))
    outside = Line("稳步推进。", (Quote(city.source.id, 5, len(city.text) + 1),))
    monkeypatch.setattr(service, "compose", lambda kit: Draft([Line(line, (revenue,)), good, outside]))
    answer = assistant.ask("规划的营业收入目标是什么？")
    assert answer.text == f"{good.text} [1]"
    assert [citation.quote for citation in answer.citations] == ["全区规上企业营业收入达到260亿元"]
    assert answer.warnings == ("有内容未通过核对，已删去。",)


def test_an_answer_with_nothing_left_is_no_answer(
    assistant: Assistant, revenue: Quote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "compose", lambda kit: Draft([Line("营业收入达到999亿元。", (revenue,))]))
    answer = assistant.ask("规划的营业收入目标是什么？")
    assert (answer.status, answer.citations, "999" in answer.text) == ("no_evidence", (), False)


@given(st.data(), st.integers(10, 10**7), st.sampled_from(["", ".5", ".07", ".25"]), st.sampled_from(UNITS))
def test_any_changed_digit_is_rejected(data: st.DataObject, whole: int, part: str, unit: str) -> None:
    number = f"{whole}{part}"
    position = data.draw(st.sampled_from([at for at, digit in enumerate(number) if digit.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[position]]))
    changed = number[:position] + digit + number[position + 1 :]
    evidence = [f"到本期末，指标达到{number}{unit}"]
    assert numbers_hold(f"指标达到{number}{unit}。", evidence, (), "")
    assert not numbers_hold(f"指标达到{changed}{unit}。", evidence, (), "")


@given(st.integers(10, 10**6), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_a_unit_that_the_evidence_lacks_is_rejected(whole: int, unit: str, other: str) -> None:
    assume(other not in unit)
    assert not numbers_hold(f"指标达到{whole}{other}。", [f"指标达到{whole}{unit}。"], (), "")


@given(st.integers(10, 10**4), st.integers(10, 10**4))
def test_digits_of_two_quotes_never_make_one_number(left: int, right: int) -> None:
    joined = f"{left}{right}"
    assert not numbers_hold(f"达到{joined}。", [f"第一处{left}", f"{right}是第二处"], (), "")
    assert not numbers_hold(f"达到{joined}。", [f"一\t{left}"], (), f"{right}")


def test_a_unit_that_belongs_to_another_number_is_rejected() -> None:
    assert not numbers_hold("产值达到260万元。", ["产值达到260亿元，每户补助5万元。"], (), "")


def test_a_cell_with_a_number_and_no_quote_is_removed(question: Question, knowledge: Knowledge) -> None:
    table = Table(("地区", "营收"), ((TableCell("青棠区"), TableCell("999亿元")),))
    verified, _ = verify_draft(Draft([table]), question, knowledge)
    assert "999" not in str(verified.blocks)


def test_a_calculation_over_figures_the_quotes_lack_is_removed(
    question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    line = Line("合计1259亿元（260 + 999 = 1259）。", (revenue,))
    draft = Draft([line], [Sum("260 + 999", Decimal(1259), "亿元", (revenue,))])
    assert kept_lines(draft, question, knowledge) == []


def test_a_calculation_with_a_wrong_result_is_removed(
    city: Document, question: Question, revenue: Quote, knowledge: Knowledge
) -> None:
    other = quote_of(city, "全区规上企业营业收入达到185亿元")
    line = Line("合计454亿元（260 + 185 = 454）。", (revenue, other))
    draft = Draft([line], [Sum("260 + 185", Decimal(454), "亿元", (revenue, other))])
    assert kept_lines(draft, question, knowledge) == []


def test_a_figure_of_one_place_is_never_given_to_the_place_asked_about(
    reader: QuestionReader, revenue: Quote, knowledge: Knowledge
) -> None:
    question = reader.read("白鹭区规上企业营业收入是多少？")
    assert kept_lines(Draft([Line("白鹭区：达到260亿元。", (revenue,))]), question, knowledge) == []
