"""The corpus types ⇄ plain JSON values, driven by the types' own annotations.

A field that is added to a type is stored without a change here; ``fingerprint_types`` makes an index that was written
before the change count as stale. A chunk's text is not stored: it is ``Document.text[start:end]`` by definition.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from corpus.types import Chunk, Document


def document_to_json(document: Document) -> dict[str, Any]:
    """``document`` as JSON values, its chunks without their text."""
    record: dict[str, Any] = _encode(document)
    for chunk in record["chunks"]:
        del chunk["text"]
    return record


def document_from_json(record: dict[str, Any]) -> Document:
    """The inverse of ``document_to_json``; raises ``ValueError`` where the record does not describe a document."""
    try:
        text = record["text"]
        chunks = [{**chunk, "text": text[chunk["start"] : chunk["end"]]} for chunk in record["chunks"]]
        document: Document = _decode(Document, {**record, "chunks": chunks})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a document record: {error!r}") from error
    check_document(document)
    return document


def check_document(document: Document) -> None:
    """Raise ``ValueError`` unless each chunk is the text at its offsets and its sentences lie within it."""
    for chunk in document.chunks:
        where = f"chunk {chunk.id} of {document.source.id}"
        if chunk.source_id != document.source.id:
            raise ValueError(f"{where} names another source: {chunk.source_id}")
        if not 0 <= chunk.start <= chunk.end <= len(document.text):
            raise ValueError(f"{where} lies outside the text: [{chunk.start}, {chunk.end})")
        if document.text[chunk.start : chunk.end] != chunk.text:
            raise ValueError(f"{where} is not the text at its offsets")
        if not all(chunk.start <= start <= end <= chunk.end for start, end in chunk.sentences):
            raise ValueError(f"{where} has a sentence outside itself")


@cache
def fingerprint_types() -> str:
    """A short hash over the fields of every type that a document is made of."""
    seen: dict[str, list[str]] = {}

    def visit(kind: Any) -> None:
        if is_dataclass(kind) and isinstance(kind, type) and kind.__name__ not in seen:
            seen[kind.__name__] = [f"{name}: {hint}" for name, hint in _hints(kind).items()]
            for hint in _hints(kind).values():
                visit(hint)
        for argument in get_args(kind):
            visit(argument)

    visit(Document)
    visit(Chunk)
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:12]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    if isinstance(value, dict):
        return {key: _encode(item) for key, item in value.items()}
    return value


def _decode(kind: Any, value: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _decode(hint, value[name]) for name, hint in _hints(kind).items()})
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_decode(arguments[0], item) for item in value)
        return tuple(_decode(hint, item) for hint, item in zip(arguments, value, strict=True))
    if origin is dict:
        return {key: _decode(arguments[1], item) for key, item in value.items()}
    if origin in (Union, UnionType):
        return None if value is None else _decode(next(hint for hint in arguments if hint is not type(None)), value)
    if origin is Literal:
        if value not in arguments:
            raise ValueError(f"{value!r} is none of {arguments}")
        return value
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} is not {kind.__name__}")
    return value
