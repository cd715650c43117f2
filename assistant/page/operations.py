"""What the HTTP interface and the tool server do alike. Errors are ``PlanError``, which say what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.commands.browse import hits_to_json, outline_to_json
from assistant.console import clean_text
from assistant.fit.engine import FitEngine
from assistant.fit.lexicon import list_needs
from assistant.page.desk import Desk
from assistant.types import Answer, Turn
from corpus.errors import PlanError

FindEngine = Callable[[], FitEngine]


def stream_answers(
    desk: Desk, question: str, history: Sequence[Turn] = (), source_ids: Sequence[str] | None = None
) -> Iterator[Answer]:
    """The answer as it grows, the last one complete."""
    _check_sources(desk, source_ids)
    return desk.assistant.stream(clean_text(question), history, source_ids)


def find_passages(desk: Desk, words: str, k: int) -> dict[str, Any]:
    """The ``k`` passages that a question retrieves, best first, as ``planqa search --json`` prints them."""
    query = clean_text(words)
    if not query.strip():
        raise PlanError("请写出要检索的词句。", "Say what to look for.")
    titles = {id_: document.source.title for id_, document in desk.assistant.documents.items()}
    return hits_to_json(query, desk.assistant.retrieve(query, (), k), titles)


def find_fit(desk: Desk) -> FindEngine | None:
    """What gives the district fit over the index in use; None where the assistant has none."""
    find_engine: FindEngine | None = getattr(desk.assistant, "find_fit_engine", None)
    return find_engine


def fit_enterprise(
    desk: Desk,
    find_engine: FindEngine,
    text: str,
    must: Sequence[str] = (),
    want: Sequence[str] = (),
    source_ids: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Which places fit an enterprise, as ``planqa fit --json`` prints it; ``must`` and ``want`` are keys of needs."""
    _check_sources(desk, source_ids)
    known = {need.key for need in list_needs()}
    if unknown := [need for need in (*must, *want) if need not in known]:
        listed = ", ".join(sorted(known))
        raise PlanError(f"没有需求 {unknown[0]}（可用：{listed}）。", f"No need {unknown[0]} (known: {listed}).")
    result = find_engine().fit(clean_text(text), hard=must, soft=want, source_ids=source_ids)
    if result.status == "error":
        zh, _, en = result.message.partition(" / ")
        raise PlanError(zh, en or zh)
    return result.to_json()


def outline_document(desk: Desk, source_id: str | None) -> dict[str, Any]:
    """An indexed document's heading tree as ``planqa outline --json`` prints it; where there is only one, that one."""
    documents = desk.assistant.documents
    if source_id is None and len(documents) == 1:
        source_id = next(iter(documents))
    if source_id is None:
        listed = "、".join(f"{id_}《{document.source.title}》" for id_, document in documents.items())
        raise PlanError(f"请给出文件编号 source_id：{listed}。", f"Name a document by its source_id: {listed}.")
    _check_sources(desk, [source_id])
    outline = outline_to_json(documents[source_id])
    outline["source"]["path"] = Path(outline["source"]["path"]).name
    return outline


def _check_sources(desk: Desk, source_ids: Sequence[str] | None) -> None:
    documents = desk.assistant.documents
    if unknown := [id_ for id_ in source_ids or () if id_ not in documents]:
        raise PlanError(
            f"没有编号为 {unknown[0]} 的文件（已收录：{'、'.join(documents)}）。",
            f"There is no document {unknown[0]} (indexed: {', '.join(documents)}).",
        )
