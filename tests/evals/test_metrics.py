"""Every metric on answers scored by hand, and each shown to fall when the answer is broken."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.types import Answer, Calculation, Status
from corpus.types import Document
from evals.matching import SnippetLocator, path_holds
from evals.metrics import find_unsourced_numbers, score_answer
from evals.types import Evidence, Question, Score, Span
from tests.evals.small_plan import TEXT, build_answer, cite

A, B, T = ("一、甲区",), ("二、乙区",), ("表1 目标",)
Ask = Callable[..., Question]
GOOD = build_answer("甲区到2030年营收达到700亿元[1]。", cite("到2030年，营收达到700亿元", A))


def score(question: Question, answer: Answer, documents: dict[str, Document], found: list[Span] | None = None) -> Score:
    return score_answer(question, answer, documents, SnippetLocator(documents), found)


def hit(documents: dict[str, Document], *numbers: int) -> list[Span]:
    chunks = documents["plan"].chunks
    return [Span("plan", chunks[number].start, chunks[number].end) for number in numbers]


def test_right_answer_scores_full(ask_question: Ask, documents: dict[str, Document]) -> None:
    found = score(ask_question(), GOOD, documents, hit(documents, 1, 0))
    assert found.ndcg == pytest.approx(1 / math.log2(3))
    assert replace(found, ndcg=None) == Score(
        status_right=True,
        fact_recall=1.0,
        numeric_match=1.0,
        forbidden_hits=(),
        section_recall=1.0,
        span_recall=1.0,
        section_precision=1.0,
        span_precision=1.0,
        sentence_support=1.0,
        broken_quotes=0,
        unsourced_numbers=(),
        retrieval_recall=1.0,
        recall_at_1=0.0,
        recall_at_5=1.0,
        reciprocal_rank=0.5,
        ndcg=None,
        error=None,
    )


def test_changed_digit_is_caught(ask_question: Ask, documents: dict[str, Document]) -> None:
    found = score(ask_question(), replace(GOOD, text="甲区到2030年营收达到701亿元[1]。"), documents)
    assert (found.fact_recall, found.unsourced_numbers, found.error) == (0.0, ("701亿元",), "wrong_number")


def test_changed_unit_is_caught(ask_question: Ask, documents: dict[str, Document]) -> None:
    found = score(ask_question(), replace(GOOD, text="甲区到2030年营收达到700万元[1]。"), documents)
    assert (found.fact_recall, found.unsourced_numbers, found.error) == (0.0, ("700万元",), "wrong_number")


def test_neighbours_number_is_caught(ask_question: Ask, documents: dict[str, Document]) -> None:
    wrong = build_answer("甲区营收达到2500亿元[1]。", cite("到2030年，营收达到2500亿元", B))
    found = score(ask_question(), wrong, documents)
    assert (found.forbidden_hits, found.section_recall, found.error) == (("2500亿元",), 0.0, "wrong_number")


def test_shuffled_citations_are_caught(ask_question: Ask, documents: dict[str, Document]) -> None:
    """The right text with another section's citation, whose quote carries the same words."""
    question = ask_question(facts=[["氢能"]], evidence=[{"section": ["一、甲区"], "snippet": "重点发展氢能。"}])
    right = build_answer("重点发展氢能[1]。", cite("重点发展氢能。", A))
    assert score(question, right, documents).error is None
    wrong = build_answer("重点发展氢能[1]。", cite("重点发展氢能。", B))
    found = score(question, wrong, documents)
    assert (found.section_recall, found.span_recall, found.span_precision) == (0.0, 0.0, 0.0)
    assert found.error == "wrong_citation"


def test_section_and_passage_are_told_apart(ask_question: Ask, documents: dict[str, Document]) -> None:
    answer = build_answer(
        "甲区700亿元[1]，氢能[2]，外贸3000[3]。", cite("700亿元", A), cite("氢能", A, 2), cite("3000", T, 3)
    )
    found = score(ask_question(), answer, documents)
    assert found.section_precision == pytest.approx(2 / 3)
    assert found.span_precision == pytest.approx(1 / 3)
    only_section = build_answer("甲区700亿元[1]", cite("氢能", A))
    found = score(ask_question(), only_section, documents)
    assert (found.section_recall, found.span_recall) == (1.0, 0.0)


def test_alternatives_and_groups_of_evidence(ask_question: Ask, documents: dict[str, Document]) -> None:
    first = {"section": ["一、甲区"], "snippet": "营收达到700亿元"}
    second = {"section": ["二、乙区"], "snippet": "营收达到2500亿元"}
    table = {"section": ["表1"], "snippet": "外贸 1989 3000"}
    either = ask_question(evidence=[{"any_of": [[first], [table]]}])
    assert score(either, GOOD, documents).section_recall == 1.0
    group = ask_question(evidence=[{"any_of": [[first, second], [table]]}])
    assert score(group, GOOD, documents).section_recall == 0.0
    both = ask_question(evidence=[first, second])
    assert score(both, GOOD, documents).section_recall == 0.5


def test_quotes_must_be_verbatim(ask_question: Ask, documents: dict[str, Document]) -> None:
    citation = GOOD.citations[0]
    for broken in (
        replace(citation, start=citation.start + 1, end=citation.end + 1),
        replace(citation, quote=citation.quote.replace("7", "8")),
        replace(citation, source_id="other"),
        replace(citation, start=-1),
        replace(citation, quote=" ", start=0, end=1),
    ):
        found = score(ask_question(evidence=[]), replace(GOOD, citations=(broken,)), documents)
        assert found.broken_quotes == 1


def test_fabricated_number_is_caught_and_sourced_ones_are_not(ask_question: Ask) -> None:
    question = ask_question()
    fabricated = replace(GOOD, text="1. 甲区700亿元[1]，年均增长8.5%，分3个阶段。")
    assert find_unsourced_numbers(question, fabricated) == ("8.5%",)
    sum_answer = replace(GOOD, text="合计3200亿元[1]", calculations=(Calculation("700 + 2500", "3200", "亿元", (1,)),))
    assert find_unsourced_numbers(question, sum_answer) == ()
    assert find_unsourced_numbers(question, replace(sum_answer, calculations=())) == ("3200亿元",)
    echoed = replace(GOOD, text="规划没有提到2028年[1]。")
    assert find_unsourced_numbers(question, echoed) == ("2028年",)
    assert find_unsourced_numbers(ask_question(question="2028年呢？"), echoed) == ()
    spoken = ask_question(history=[{"role": "user", "content": "2028年的营收？"}])
    assert find_unsourced_numbers(spoken, echoed) == ()


def test_retrieval_is_scored_by_overlap(ask_question: Ask, documents: dict[str, Document]) -> None:
    question = ask_question()
    assert score(question, GOOD, documents, hit(documents, 0, 1)).reciprocal_rank == 1.0
    missed = score(question, GOOD, documents, hit(documents, 1, 2))
    assert (missed.retrieval_recall, missed.reciprocal_rank) == (0.0, 0.0)
    two = ask_question(
        evidence=[
            {"section": ["二、乙区"], "snippet": "2500亿元"},
            {"section": ["表1"], "snippet": "外贸 1989 3000"},
        ]
    )
    found = score(two, GOOD, documents, hit(documents, 0, 0, 2))
    assert found.retrieval_recall == 0.5
    assert found.reciprocal_rank == pytest.approx(1 / 3)


def test_missing_fact_is_traced_to_its_cause(ask_question: Ask, documents: dict[str, Document]) -> None:
    question = ask_question()
    vague = build_answer("乙区发展氢能[1]。", cite("重点发展氢能", B))
    assert score(question, vague, documents, hit(documents, 1)).error == "not_retrieved"
    assert score(question, vague, documents, hit(documents, 0)).error == "retrieved_not_used"
    cited = replace(GOOD, text="甲区有营收目标[1]。")
    assert score(question, cited, documents, hit(documents, 0)).error == "incomplete"
    assert score(question, vague, documents).error == "incomplete"


@pytest.mark.parametrize(
    ("expected", "given", "error"),
    [
        ("answered", "no_evidence", "wrongly_refused"),
        ("answered", "clarify", "wrongly_refused"),
        ("no_evidence", "answered", "wrongly_answered"),
        ("clarify", "answered", "wrongly_answered"),
        ("no_evidence", "clarify", "wrong_status"),
        ("answered", "error", "failed"),
        ("no_evidence", "error", "failed"),
        ("no_evidence", "no_evidence", None),
        (["answered", "no_evidence"], "no_evidence", None),
    ],
)
def test_wrong_status_is_classed(
    ask_question: Ask, documents: dict[str, Document], expected: str, given: Status, error: str | None
) -> None:
    question = ask_question(status=expected, facts=[], evidence=[], forbidden=[])
    assert score(question, replace(GOOD, text="无。", status=given), documents).error == error


def test_refusing_an_answerable_question_scores_no_facts(ask_question: Ask, documents: dict[str, Document]) -> None:
    refusal = build_answer("规划中没有。", status="no_evidence")
    found = score(ask_question(), refusal, documents)
    assert (found.fact_recall, found.section_recall, found.section_precision) == (0.0, 0.0, None)
    # A refusal that happens to hold the fact in its nearest passages is no answer either.
    assert score(ask_question(), replace(GOOD, status="no_evidence"), documents).fact_recall == 0.0


def test_snippets_are_found_in_their_section_first(documents: dict[str, Document]) -> None:
    locator = SnippetLocator(documents)
    first = TEXT.index("重点发展氢能")
    second = TEXT.index("重点发展氢能", first + 1)
    assert locator.find_spans(Evidence(("二、乙区",), "重点发展 氢能")) == (Span("plan", second, second + 6),)
    assert [span.start for span in locator.find_spans(Evidence((), "重点发展氢能"))] == [first, second]
    assert locator.find_spans(Evidence((), "重点发展氢能", "other")) == ()
    assert locator.find_spans(Evidence((), "重点发展锂电")) == ()


@pytest.mark.parametrize(
    ("path", "section", "held"),
    [
        (("三、发展重点", "（三）新都区", "1. 产业定位"), ("（三）新都区", "1.产业定位"), True),
        (("三、发展重点", "（三）新都区", "1. 产业定位"), ("1.产业定位", "（三）新都区"), False),
        (("三、发展重点", "专栏1 发展方向"), ("专栏1",), True),
        (("三、发展重点", "专栏12 发展方向"), ("专栏1",), False),
        (("三、发展重点",), ("三、发展重点", "（三）新都区"), False),
        (("三、发展重点",), (), True),
    ],
)
def test_section_paths_are_compared_in_order(path: tuple[str, ...], section: tuple[str, ...], held: bool) -> None:
    assert path_holds(path, section) is held
