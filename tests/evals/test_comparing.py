"""Variants of a question, the same question again, and one run against another, on results made by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.types import Answer
from corpus.types import Document
from evals.compare import compare_runs
from evals.consistency import agree, measure_consistency
from evals.evaluation import draw_sample
from evals.robustness import TRANSFORMATIONS, make_variants, measure_robustness, pair_variants
from evals.runner import prepare_asking, run_questions
from evals.systems import Answering
from evals.types import Question, Result
from tests.evals.small_plan import build_answer
from tests.evals.small_run import REFUSAL, RIGHT

Build = Callable[..., Question]


@pytest.fixture
def answer_to(documents: dict[str, Document]) -> Callable[[Question, Answer], Result]:
    """The result of a question that got a given answer."""
    asking = prepare_asking(documents)

    def build(question: Question, answer: Answer) -> Result:
        return run_questions([question], Answering(lambda text, history: answer), asking)[0]

    return build


Get = Callable[[Question, Answer], Result]


def test_transformations_change_the_letters_only() -> None:
    draw = random.Random(0)  # noqa: S311
    assert TRANSFORMATIONS["traditional"]("发展氢能产业", draw) == "發展氫能產業"
    assert TRANSFORMATIONS["pinyin"]("新都区2030年目标？", draw) == "xin du qu 2030 nian mu biao?"
    slipped = TRANSFORMATIONS["typo"]("重点发展氢能", draw)
    assert len(slipped) == 6
    assert sum(one != other for one, other in zip(slipped, "重点发展氢能", strict=True)) == 1
    assert "甲区？" in TRANSFORMATIONS["polite"]("甲区？", draw)
    assert TRANSFORMATIONS["typo"]("GDP?", draw) == "GDP?"


def test_variants_are_the_same_every_time_and_name_their_question(ask_question: Build) -> None:
    questions = [ask_question(id=f"q{n}", question=f"甲区第{n}个目标？") for n in range(5)]
    questions += [ask_question(id="f", history=[{"role": "user", "content": "前问"}])]
    made = make_variants(questions, 2)
    assert made == make_variants(questions, 2)
    assert [q.id.partition("~")[2] for q in made] == [kind for kind in TRANSFORMATIONS for _ in range(2)]
    assert all(q.id == f"{q.variant_of}~{q.id.partition('~')[2]}" and q.variant_of != "f" for q in made)
    assert all(q.facts == questions[0].facts for q in made)


def test_difference_to_the_plain_question(ask_question: Build, answer_to: Get) -> None:
    plain = [answer_to(ask_question(id=f"q{n}"), RIGHT) for n in range(4)]
    typos = [
        answer_to(ask_question(id=f"q{n}~typo", kind="typo", variant_of=f"q{n}"), RIGHT if n else REFUSAL)
        for n in range(4)
    ]
    (row,) = measure_robustness([*plain, *typos])
    assert (row.kind, row.plain, row.variant, row.difference.value, row.difference.n) == ("typo", 1.0, 0.75, -0.25, 4)


def test_natural_variants_are_paired_by_what_they_ask_for(ask_question: Build, answer_to: Get) -> None:
    plain = answer_to(ask_question(id="a"), RIGHT)
    english = answer_to(ask_question(id="b", kind="english", language="en", question="Sales target of Jia?"), RIGHT)
    other = answer_to(ask_question(id="c", kind="english", language="en", facts=[["氢能"]]), RIGHT)
    pairs = pair_variants([english, plain, other])
    assert {kind: [(x.question.id, y.question.id) for x, y in found] for kind, found in pairs.items()} == {
        "english": [("a", "b")]
    }


def test_same_question_again_and_in_other_words(ask_question: Build, answer_to: Get) -> None:
    first = [answer_to(ask_question(id=id_), RIGHT) for id_ in ("a", "b")]
    again = [first[0], answer_to(first[1].question, replace(RIGHT, text=RIGHT.text + "另"))]
    variant = answer_to(ask_question(id="a~typo", kind="typo", variant_of="a"), REFUSAL)
    figures = measure_consistency([*first, variant], [again, first])
    assert (figures["repeated"].value, figures["repeated"].n) == (0.5, 2)
    assert (figures["reworded"].value, figures["reworded"].n) == (0.0, 1)


def test_agreement_is_of_status_facts_and_places(ask_question: Build, answer_to: Get) -> None:
    base = answer_to(ask_question(), RIGHT)
    worded = replace(RIGHT, text="目标为700亿元[1]。")
    assert agree(base, answer_to(ask_question(), worded))
    assert not agree(base, answer_to(ask_question(), REFUSAL))
    assert not agree(base, answer_to(ask_question(), replace(RIGHT, text="有目标[1]。")))
    assert not agree(base, answer_to(ask_question(), build_answer("目标为700亿元。")))
    assert agree(answer_to(ask_question(), REFUSAL), answer_to(ask_question(), REFUSAL))


def test_two_runs_are_compared_question_by_question(ask_question: Build, answer_to: Get) -> None:
    questions = [ask_question(id=f"q{n}") for n in range(5)]
    wrong = replace(RIGHT, text="甲区营收2500亿元[1]。")
    old = [answer_to(q, a) for q, a in zip(questions, (RIGHT, REFUSAL, REFUSAL, RIGHT, RIGHT), strict=True)]
    worded = replace(RIGHT, text="目标为700亿元[1]。")
    new = [answer_to(q, a) for q, a in zip(questions, (RIGHT, RIGHT, wrong, REFUSAL, worded), strict=True)]
    comparison = compare_runs(old, new, "old")
    assert [(q.id, q.change, q.old_error, q.new_error) for q in comparison.changed] == [
        ("q1", "mended", "wrongly_refused", ""),
        ("q2", "other_error", "wrongly_refused", "wrong_number"),
        ("q3", "broken", "", "wrongly_refused"),
        ("q4", "other_answer", "", ""),
    ]
    refused = next(d for d in comparison.differences if d.name == "false refusal rate")
    assert (refused.old, refused.new) == (0.4, 0.2)
    assert refused.change.value == pytest.approx(-0.2)
    assert comparison.p_value == 1.0


def test_sign_test_counts_mended_against_broken(ask_question: Build, answer_to: Get) -> None:
    questions = [ask_question(id=f"q{n}") for n in range(10)]
    old = [answer_to(question, REFUSAL) for question in questions]
    new = [answer_to(question, RIGHT) for question in questions]
    comparison = compare_runs(old, new, "old")
    assert (comparison.mended, comparison.broken) == (10, 0)
    assert comparison.p_value == pytest.approx(2 / 2**10)


def test_reworded_question_is_another_question(ask_question: Build, answer_to: Get) -> None:
    old = [answer_to(ask_question(), RIGHT), answer_to(ask_question(id="gone"), RIGHT)]
    comparison = compare_runs(old, [answer_to(ask_question(question="甲区要做到多少？"), RIGHT)], "old")
    assert (comparison.shared, comparison.dropped, comparison.added) == (0, 2, 1)


def test_sample_keeps_the_shares_of_the_kinds(ask_question: Build) -> None:
    questions = [ask_question(id=f"n{n}") for n in range(30)] + [
        ask_question(id=f"l{n}", kind="list") for n in range(9)
    ]
    questions += [ask_question(id="t", kind="table")]
    sample = draw_sample(questions, 13)
    kinds = [question.kind for question in sample]
    assert [kinds.count(kind) for kind in ("number", "list", "table")] == [10, 3, 0]
    assert sample == draw_sample(questions, 13)
    assert draw_sample(questions, 99) == questions
