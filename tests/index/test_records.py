from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corpus.types import Document
from index.records import check_document, document_from_json, document_to_json


def test_a_document_survives_json(city: Document) -> None:
    assert document_from_json(json.loads(json.dumps(document_to_json(city)))) == city


def test_a_chunk_text_is_not_stored_twice(city: Document) -> None:
    assert all("text" not in chunk for chunk in document_to_json(city)["chunks"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "别的文字"}, "is not the text at its offsets"),
        ({"end": 10_000}, "lies outside the text"),
        ({"sentences": ((0, 10_000),)}, "has a sentence outside itself"),
        ({"source_id": "other"}, "names another source: other"),
    ],
)
def test_a_document_that_breaks_its_offsets_is_refused(city: Document, change: dict[str, object], message: str) -> None:
    broken = replace(city, chunks=(replace(city.chunks[0], **change), *city.chunks[1:]))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        check_document(broken)


@pytest.mark.parametrize("field", ["text", "chunks", "source", "page_origin"])
def test_a_record_without_a_field_is_refused(city: Document, field: str) -> None:
    record = document_to_json(city)
    del record[field]
    with pytest.raises(ValueError, match="not a document record"):
        document_from_json(record)


def test_a_value_of_another_type_is_refused(city: Document) -> None:
    record = document_to_json(city)
    record["chunks"][0]["kind"] = "poem"
    with pytest.raises(ValueError, match="'poem' is none of"):
        document_from_json(record)
