"""Fixtures of the answer engine: invented plans read from files, indexed with an encoder that needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.knowledge import Knowledge
from assistant.matching import TermMatcher
from assistant.question import QuestionReader
from assistant.service import Assistant
from corpus.document import read_document
from corpus.types import Document
from index.store import PlanIndex, build_index
from tests.assistant.engine.small_encoder import PairEncoder
from tests.assistant.engine.small_plans import CITY_PLAN, COUNTY_RULES


def build_small_index(folder: Path, documents: Sequence[Document]) -> PlanIndex:
    """An index of ``documents`` under ``folder``, its vectors made of character pairs."""
    return build_index(documents, folder / "index", PairEncoder(), chunker="test")


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The invented city's plan, read from a text file."""
    path = tmp_path_factory.mktemp("city") / "澜川市东部四地“十五五”特色产业发展规划.txt"
    path.write_text(CITY_PLAN, encoding="utf-8")
    return read_document(path)


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The invented county's rules, read from a Markdown file."""
    path = tmp_path_factory.mktemp("rules") / "松岭县农村道路养护管理办法.md"
    path.write_text(COUNTY_RULES, encoding="utf-8")
    return read_document(path)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, city: Document) -> Assistant:
    """The assistant over the city's plan alone."""
    return Assistant(build_small_index(tmp_path_factory.mktemp("one"), [city]))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, city: Document, rules: Document) -> Assistant:
    """The assistant over both documents."""
    return Assistant(build_small_index(tmp_path_factory.mktemp("two"), [city, rules]))


@pytest.fixture(scope="session")
def knowledge(assistant: Assistant) -> Knowledge:
    return assistant.knowledge


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> QuestionReader:
    return QuestionReader(knowledge, TermMatcher(knowledge))
