"""The first plan's questions: every snippet is in the plan, every fact in its evidence or the result of its formula."""

from __future__ import annotations

import ast
import operator
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.types import Answer, Calculation, Citation
from corpus.document import read_document
from corpus.types import Document
from evals.loading import KINDS, read_questions
from evals.matching import SnippetLocator, path_holds
from evals.metrics import score_answer
from evals.normalize import contains_variant, normalize_text
from evals.types import Evidence, Question

SET = Path(__file__).resolve().parents[2] / "evals" / "sets" / "first_plan.jsonl"
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate_formula(text: str) -> float:
    """The value of a formula of numbers, ``+ - * /`` and brackets."""

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        assert isinstance(node, ast.Constant) and isinstance(node.value, int | float), ast.dump(node)
        return node.value

    return value(ast.parse(text, mode="eval").body)


def list_evidence(question: Question) -> list[Evidence]:
    return [evidence for need in question.evidence for group in need for evidence in group]


def find_snippet_problems(question: Question, lines: list[str]) -> list[str]:
    """Snippets that no line of the file holds, white space aside."""
    wanted = [(e.snippet, re.sub(r"\s", "", e.snippet)) for e in list_evidence(question)]
    return [snippet for snippet, squeezed in wanted if not any(squeezed in line for line in lines)]


def find_fact_problems(question: Question) -> list[str]:
    """Fact groups with no variant in the evidence (its headings included) and not the formula's result either."""
    evidence = list_evidence(question)
    support = normalize_text("\n".join(" ".join((*e.section, e.snippet)) for e in evidence))
    results = [] if question.calculation is None else [evaluate_formula(question.calculation)]
    problems = []
    for group in question.facts:
        numbers = [match[0] for variant in group for match in re.finditer(r"\d+(?:\.\d+)?", variant)]
        stated = any(contains_variant(support, variant) for variant in group)
        is_result = any(
            round(result, len(number.partition(".")[2])) == float(number) for result in results for number in numbers
        )
        if not stated and not is_result:
            problems.append("/".join(group))
    operands = re.findall(r"\d+(?:\.\d+)?", question.calculation or "")
    # 100 turns a share into per cent, and is nothing that the plan has to say.
    return problems + [o for o in operands if o != "100" and not contains_variant(support, o)]


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return read_questions([SET])


@pytest.fixture(scope="module")
def plan_lines(plan_path: Path) -> list[str]:
    return [re.sub(r"\s", "", line) for line in plan_path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def document(plan_path: Path) -> Document:
    return read_document(plan_path)


def test_set_has_questions_of_every_kind(questions: list[Question]) -> None:
    kinds = Counter(question.kind for question in questions)
    assert set(kinds) == set(KINDS)
    assert len(questions) >= 100
    assert kinds["unanswerable"] >= 20
    assert {question.split for question in questions} == {"dev"}


def test_snippets_are_verbatim(questions: list[Question], plan_lines: list[str]) -> None:
    assert {q.id: found for q in questions if (found := find_snippet_problems(q, plan_lines))} == {}


def test_facts_stand_in_the_evidence_or_are_calculated(questions: list[Question]) -> None:
    assert {q.id: found for q in questions if (found := find_fact_problems(q))} == {}


def test_answerable_questions_have_evidence_and_unanswerable_ones_none(questions: list[Question]) -> None:
    assert [q.id for q in questions if q.answerable and not (q.evidence and q.facts)] == []
    assert [q.id for q in questions if q.unanswerable and (q.evidence or q.facts)] == []


def test_follow_ups_have_a_history(questions: list[Question]) -> None:
    assert [q.id for q in questions if q.kind == "follow_up" and not q.history] == []


def test_forbidden_values_are_not_themselves_facts(questions: list[Question]) -> None:
    """A string that is forbidden but stands inside a key fact would make a right answer fail."""
    assert [
        q.id
        for q in questions
        for string in q.forbidden
        if any(contains_variant(normalize_text(variant), string) for group in q.facts for variant in group)
    ] == []


def test_each_snippet_stands_at_one_place_in_its_section(questions: list[Question], document: Document) -> None:
    locator = SnippetLocator({document.source.id: document})
    wrong = []
    for question in questions:
        for evidence in list_evidence(question):
            spans = locator.find_spans(evidence)
            sections = [s for s in document.sections if path_holds(s.path, evidence.section)]
            inside = any(s.start <= span.start and span.end <= s.end for span in spans for s in sections)
            if len(spans) != 1 or (evidence.section and not inside):
                wrong.append((question.id, evidence.snippet, len(spans)))
    assert wrong == []


def answer_perfectly(question: Question, locator: SnippetLocator, document: Document) -> Answer:
    """An answer that quotes the first alternative of all evidence and states every key fact."""
    spans = [locator.find_spans(evidence)[0] for need in question.evidence for evidence in need[0]]
    citations = tuple(
        Citation(n, span.source_id, "", (), "body", 1, span.start, span.end, document.text[span.start : span.end])
        for n, span in enumerate(spans, 1)
    )
    support = normalize_text(" ".join(citation.quote for citation in citations))
    # Of a fact's variants, the one that the quotes carry; else (a heading's name, a result) the first.
    chosen = [next((v for v in group if contains_variant(support, v)), group[0]) for group in question.facts]
    calculations = (Calculation(question.calculation, "、".join(chosen), "", (1,)),) if question.calculation else ()
    text = "；".join([*(f"{c.quote}[{c.n}]" for c in citations), *chosen])
    return Answer(question.question, question.question, text, question.statuses[0], citations, calculations)


def test_perfect_answer_passes_every_question(questions: list[Question], document: Document) -> None:
    """No question asks for what its own evidence, quoted in full, would be marked down for."""
    documents = {document.source.id: document}
    locator = SnippetLocator(documents)
    scores = {q.id: score_answer(q, answer_perfectly(q, locator, document), documents, locator) for q in questions}
    assert {id_: (s.error, s.forbidden_hits, s.unsourced_numbers) for id_, s in scores.items() if s.error} == {}


def test_changed_snippet_is_found(ask_question: Callable[..., Question]) -> None:
    question = ask_question(evidence=[{"section": [], "snippet": "营收达到 701 亿元"}])
    assert find_snippet_problems(question, ["到2030年，营收达到700亿元。"]) == ["营收达到 701 亿元"]
    assert find_snippet_problems(ask_question(), ["到2030年，营收达到700亿元。"]) == []


def test_unsupported_fact_and_wrong_formula_are_found(ask_question: Callable[..., Question]) -> None:
    assert find_fact_problems(ask_question()) == []
    assert find_fact_problems(ask_question(facts=[["700亿元"], ["氢能"]])) == ["氢能"]
    assert find_fact_problems(ask_question(facts=[["70亿元"]])) == ["70亿元"]
    assert find_fact_problems(ask_question(facts=[["7倍"]], calculation="700/100")) == []
    assert find_fact_problems(ask_question(facts=[["8倍"]], calculation="700/100")) == ["8倍"]
    assert find_fact_problems(ask_question(facts=[["2倍"]], calculation="700/350")) == ["350"]
