"""Fixtures of the index stage: small documents, an encoder without a model, and the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.types import Document
from index.encoder import E5Encoder
from index.store import PlanIndex, build_index
from tests.index.small_documents import CITY, DISTRICT, FakeEncoder, make_document

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def city() -> Document:
    return make_document("city", CITY)


@pytest.fixture
def district() -> Document:
    return make_document("district", DISTRICT)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def index(tmp_path: Path, city: Document, district: Document, encoder: FakeEncoder) -> PlanIndex:
    """Both small documents, indexed under ``tmp_path / "index"``."""
    return build_index([city, district], tmp_path / "index", encoder, chunker="c1")


@pytest.fixture(scope="session")
def e5() -> E5Encoder:
    """The default encoder. Its unpacked model folder outlives the tests, because unpacking takes seconds."""
    return E5Encoder(ROOT / ".cache" / "models", tuned=False)
