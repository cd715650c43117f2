"""The sets that come along, and the documents that each is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.document import read_document
from corpus.errors import PlanError
from evals.loading import KINDS, read_questions
from evals.normalize import contains_variant, normalize_text
from evals.shipped import (
    find_documents_folder,
    find_sets_folder,
    group_sets,
    list_aside_sets,
    list_development_sets,
    list_foreign_sets,
    list_written_sets,
    name_documents,
)
from evals.types import Question
from tests.evals.test_first_plan import find_fact_problems
from tests.evals.test_question_sets import OTHER_SETS, find_missing


def read_words(path: Path) -> str:
    """What a file says: a text file's own characters, another's as they are read out of it."""
    return path.read_text("utf-8") if path.suffix in (".txt", ".md") else read_document(path).text


def test_every_set_is_in_one_place() -> None:
    groups = [list_development_sets(), list_aside_sets(), list_foreign_sets(), list_written_sets()]
    groups.append(list_written_sets(aside=True))
    found = [path for group in groups for path in group]
    assert len(found) == len(set(found))
    assert {"logistics.jsonl", "elderly_care.jsonl", "land_use.jsonl"} <= {path.name for path in groups[3]}
    assert "other_plans.jsonl" not in {path.name for path in list_aside_sets()}


def test_snippets_stand_in_the_documents_that_come_along(plan_path: Path) -> None:
    written = [*list_written_sets(), *list_written_sets(aside=True)]
    texts = {path: [find_documents_folder() / name for name in name_documents(path)] for path in written}
    texts |= {path: [plan_path] for path in [*list_development_sets(), *list_aside_sets()]}
    missing = {
        path.name: found
        for path, files in texts.items()
        if (found := find_missing(read_questions([path]), "".join(map(read_words, files))))
    }
    assert missing == {}


DERIVED = ("calculation", "aggregation", "comparison")
"""What these ask for need not stand anywhere in so many words: a sum, a count, 一样."""
DENIALS = ("不属于", "不包括", "不在")
"""How the fact begins that something is not so."""


def find_unfounded_facts(questions: Sequence[Question], text: str) -> list[str]:
    """Facts that stand neither in their evidence nor elsewhere in the document, as far as they are not derived."""
    return [
        f"{question.id}: {group}"
        for question in questions
        if question.kind not in DERIVED
        for group in find_fact_problems(question)
        if not group.startswith(DENIALS) and not any(contains_variant(text, variant) for variant in group.split("/"))
    ]


def test_facts_stand_in_the_documents_that_come_along(plan_path: Path) -> None:
    written = [*list_written_sets(), *list_written_sets(aside=True)]
    texts = {path: [find_documents_folder() / name for name in name_documents(path)] for path in written}
    texts |= {path: [plan_path] for path in [*list_development_sets(), *list_aside_sets()]}
    read = cache(lambda file: normalize_text(read_document(file).text))
    unfounded = [
        fact
        for path, files in texts.items()
        for fact in find_unfounded_facts(read_questions([path]), "".join(map(read, files)))
    ]
    assert unfounded == []


def test_a_changed_fact_is_found_out(plan_path: Path) -> None:
    (question, *_) = [q for q in read_questions([list_development_sets()[0]]) if q.kind == "number"]
    text = normalize_text(plan_path.read_text("utf-8"))
    changed = replace(question, facts=(("98765亿元",),))
    assert find_unfounded_facts([question], text) == []
    assert find_unfounded_facts([changed], text) == [f"{question.id}: 98765亿元"]


def test_what_comes_along_is_enough_to_believe(plan_path: Path) -> None:
    """240 questions over four documents, without anything that is not in the tree."""
    written = [*list_written_sets(), *list_written_sets(aside=True)]
    sets = [*list_development_sets(), *list_aside_sets(), *written]
    assert len({name for path in written for name in name_documents(path)} | {plan_path.name}) >= 4
    assert sum(len(read_questions([path])) for path in sets) >= 240
    assert {question.kind for path in sets for question in read_questions([path])} == set(KINDS)


def test_documents_are_those_that_hold_the_snippets() -> None:
    for name, files in OTHER_SETS.items():
        assert set(name_documents(find_sets_folder() / name)) == set(files), name


def test_sets_about_the_same_documents_share_an_index(tmp_path: Path) -> None:
    sets, documents = tmp_path / "sets", tmp_path / "documents"
    sets.mkdir()
    documents.mkdir()
    (sets / "documents.toml").write_text('"a.jsonl" = ["甲.txt"]\n"b.jsonl" = ["甲.txt"]\n', "utf-8")
    (documents / "甲.txt").touch()
    paths = [sets / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")]
    assert group_sets(paths, documents) == {(documents / "甲.txt",): paths[:2], (documents,): paths[2:]}
    (documents / "甲.txt").unlink()
    with pytest.raises(PlanError, match=r"a\.jsonl 需要的文件不在 .*甲\.txt.*--documents"):
        group_sets(paths, documents)
    with pytest.raises(PlanError, match=r"没有附带：甲\.txt"):
        group_sets(paths, None)


def test_broken_list_of_documents_is_named(tmp_path: Path) -> None:
    (tmp_path / "documents.toml").write_text('"a.jsonl" = "甲.txt"\n', "utf-8")
    with pytest.raises(PlanError, match="应为文件名的列表"):
        name_documents(tmp_path / "a.jsonl")
    (tmp_path / "documents.toml").write_text("[", "utf-8")
    with pytest.raises(PlanError, match="无法读取"):
        name_documents(tmp_path / "a.jsonl")
