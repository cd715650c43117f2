"""Questions against the documents that are indexed: which file each evidence means, and what cannot be asked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assistant.catalog import find_source
from corpus.errors import PlanError
from corpus.types import Document
from evals.loading import Loaded
from evals.matching import SnippetLocator
from evals.problems import RowProblem
from evals.types import EvidenceNeed, Question


def settle_sources(loaded: Loaded, documents: Mapping[str, Document]) -> Loaded:
    """The questions that the indexed documents can be asked, the file of each evidence as a source id; the others
    become problems, as their scores would mean nothing."""
    locator = SnippetLocator(documents)
    questions, problems = [], list(loaded.problems)
    for question in loaded.questions:
        settled = replace(question, evidence=_settle(question, documents))
        missing = [
            need[0][0].snippet
            for need in settled.evidence
            if not any(all(locator.find_spans(evidence) for evidence in group) for group in need)
        ]
        if not missing:
            questions.append(settled)
            continue
        start = missing[0][:60]
        problems.append(
            RowProblem(
                loaded.places[question.id],
                f"{question.id}：已索引的文件中找不到这段原文：“{start}”",
                f"{question.id}: the indexed documents do not hold the evidence “{start}”",
            )
        )
    return Loaded(tuple(questions), loaded.places, tuple(sorted(problems, key=lambda problem: problem.order)))


def _settle(question: Question, documents: Mapping[str, Document]) -> tuple[EvidenceNeed, ...]:
    return tuple(
        tuple(
            tuple(
                replace(item, source_id=find_document(item.source_id, documents)) if item.source_id else item
                for item in group
            )
            for group in need
        )
        for need in question.evidence
    )


def find_document(name: str, documents: Mapping[str, Document]) -> str:
    """The id of the document that ``name`` (an id, a file name or a title) means; ``name`` itself where none does."""
    for id_, document in documents.items():
        path = Path(document.source.path)
        if name in (id_, path.name, path.stem):
            return id_
    try:
        return find_source({id_: document.source.title for id_, document in documents.items()}, name)
    except PlanError:
        return name
