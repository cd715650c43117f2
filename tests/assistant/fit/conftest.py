"""Fixtures of the district fit: two invented plans, one of districts and one of parks, indexed without a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.fit.engine import FitEngine
from assistant.knowledge import Knowledge
from corpus.document import read_document
from tests.assistant.engine.small_encoder import PairEncoder
from tests.assistant.engine.small_plans import CITY_PLAN
from tests.assistant.fit.park_plan import PARK_PLAN


def make_engine(path: Path, text: str) -> FitEngine:
    """The engine over a plan written to ``path``."""
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    return FitEngine(Knowledge({document.source.id: document}), PairEncoder())


@pytest.fixture(scope="session")
def city_fit(tmp_path_factory: pytest.TempPathFactory) -> FitEngine:
    """The engine over the invented city's plan, whose places are districts and counties."""
    return make_engine(tmp_path_factory.mktemp("city") / "澜川市东部四地“十五五”特色产业发展规划.txt", CITY_PLAN)


@pytest.fixture(scope="session")
def park_fit(tmp_path_factory: pytest.TempPathFactory) -> FitEngine:
    """The engine over the invented plan whose places are parks."""
    return make_engine(tmp_path_factory.mktemp("parks") / "澜川市重点园区产业布局规划.md", PARK_PLAN)
