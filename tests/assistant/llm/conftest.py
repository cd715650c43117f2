"""Fixtures of the language-model tests: the invented city's plan, indexed with an encoder that needs no model."""

from __future__ import annotations

import pytest

from corpus.document import read_document
from index.store import PlanIndex
from tests.assistant.engine.conftest import build_small_index
from tests.assistant.engine.small_plans import CITY_PLAN


@pytest.fixture(scope="session")
def city_index(tmp_path_factory: pytest.TempPathFactory) -> PlanIndex:
    folder = tmp_path_factory.mktemp("city")
    path = folder / "澜川市东部四地“十五五”特色产业发展规划.txt"
    path.write_text(CITY_PLAN, encoding="utf-8")
    return build_small_index(folder, [read_document(path)])
