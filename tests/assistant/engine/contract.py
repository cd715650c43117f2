"""The client's contract, re-implemented: what an answer's JSON must hold, with the rule that numbers are read by.

White space is removed before numbers are read, so that two quotes side by side may run into one number; an answer must
hold even then.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from assistant.types import Answer, Turn
from corpus.types import Document

FIELDS = (
    "question", "standalone_question", "answer", "status", "citations", "calculations", "warnings", "generator",
    "seconds",
)  # fmt: skip
CITATION_FIELDS = ("n", "source_id", "title", "section", "kind", "page", "start", "end", "quote")
CALCULATION_FIELDS = ("expression", "result", "unit", "citations")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MARK = re.compile(r"\[(\d+)\]")


def find_breaches(answer: Answer, documents: Mapping[str, Document], history: Sequence[Turn] = ()) -> list[str]:
    """Every way in which an answer breaks the contract; [] for a good one."""
    record = answer.to_json()
    found = [] if tuple(record) == FIELDS else [f"fields are {tuple(record)}"]
    for citation in record["citations"]:
        found += [] if set(citation) == set(CITATION_FIELDS) else [f"citation fields are {tuple(citation)}"]
        document = documents[citation["source_id"]]
        if document.text[citation["start"] : citation["end"]] != citation["quote"] or not citation["quote"].strip():
            found.append(f"quote {citation['n']} is not at its offsets")
    listed = [citation["n"] for citation in record["citations"]]
    marked = {int(mark) for mark in _MARK.findall(record["answer"])}
    if listed != list(range(1, len(listed) + 1)) or set(listed) != marked:
        found.append(f"cited {listed}, marked {sorted(marked)}")
    for calculation in record["calculations"]:
        if set(calculation) != set(CALCULATION_FIELDS) or not set(calculation["citations"]) <= set(listed):
            found.append(f"calculation {calculation}")
    if answer.status == "answered" and not marked:
        found.append("answered without a citation")
    return found + [f"number {number} has no source" for number in _find_unsourced(record, history)]


def _find_unsourced(record: Mapping[str, object], history: Sequence[Turn]) -> list[str]:
    citations = record["citations"]
    assert isinstance(citations, list)
    sources = [citation["quote"] for citation in citations]
    sources += [json.dumps(record["calculations"], ensure_ascii=False), str(record["question"])]
    sources.append(" ".join(turn.content for turn in history))
    allowed = set(_NUMBER.findall(_squeeze(" ".join(sources))))
    bare = re.sub(r"^\s*\d+[.、]", "", str(record["answer"]), flags=re.MULTILINE)
    return [
        number
        for number in _NUMBER.findall(_squeeze(_MARK.sub("", bare)))
        if record["status"] == "answered" and number not in allowed and len(number) > 1
    ]


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
