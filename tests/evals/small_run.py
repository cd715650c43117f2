"""A small evaluation over the small plan, by an assistant that can be broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.types import Answer, Turn
from corpus.types import Document
from index.types import Hit
from tests.evals.small_plan import build_answer, cite

RIGHT = build_answer("甲区到2030年营收达到700亿元[1]。", cite("到2030年，营收达到700亿元", ("一、甲区",)))
REFUSAL = build_answer("规划中没有。", status="no_evidence")
Ask = Callable[[str, Sequence[Turn]], Answer]
ANSWERABLE: dict[str, Any] = {
    "id": "q1",
    "kind": "number",
    "question": "甲区营收目标是多少？",
    "facts": [["700亿元"]],
    "forbidden": ["2500亿元"],
    "evidence": [{"section": ["一、甲区"], "snippet": "营收达到700亿元"}],
}
ABSENT: dict[str, Any] = {"id": "u1", "kind": "unanswerable", "question": "无？", "status": "no_evidence"}


def answer_well(question: str, history: Sequence[Turn]) -> Answer:
    return RIGHT if "甲" in question or "jia" in question else REFUSAL


def answer_everything(question: str, history: Sequence[Turn]) -> Answer:
    return RIGHT


class Facade:
    """An assistant over the small plan; ``retrieve`` gives its chunks in reading order."""

    def __init__(self, documents: Mapping[str, Document], answer: Ask = answer_well) -> None:
        self.documents = documents
        self.answer = answer

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        return self.answer(question, history)

    def retrieve(self, question: str, history: Sequence[Turn], k: int) -> list[Hit]:
        return [Hit(chunk, 1.0, {}) for chunk in self.documents["plan"].chunks[:k]]


def write_set(path: Path, *records: dict[str, Any]) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) for record in records or (ANSWERABLE, ABSENT)]
    path.write_text("\n".join(lines), "utf-8")
    return path
