"""Fixtures over the small plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corpus.types import Document
from evals.loading import parse_question
from evals.types import Question
from tests.evals.small_plan import build_document


@pytest.fixture
def documents() -> dict[str, Document]:
    return {"plan": build_document()}


@pytest.fixture
def ask_question() -> Callable[..., Question]:
    """Builds a question from the fields that differ from: number, answered, 甲区's 700亿元."""

    def build(**fields: Any) -> Question:
        record = {
            "id": "q1",
            "kind": "number",
            "question": "甲区营收目标是多少？",
            "facts": [["700亿元"]],
            "forbidden": ["2500亿元"],
            "evidence": [{"section": ["一、甲区"], "snippet": "营收达到700亿元"}],
        }
        return parse_question(record | fields)

    return build
