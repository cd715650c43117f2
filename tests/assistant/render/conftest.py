"""Fixtures over the hand-made plan."""

from __future__ import annotations

import pytest

from assistant.types import Answer
from corpus.types import Document
from tests.assistant.render.sample_plan import build_answer, build_plan


@pytest.fixture
def plan() -> Document:
    return build_plan()


@pytest.fixture
def answer() -> Answer:
    return build_answer()
