"""LangChain's edge: the index as a ``BaseRetriever`` whose results are LangChain documents."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.store import PlanIndex
from index.types import Hit


class PlanRetriever(BaseRetriever):
    """Searches ``index`` for the ``k`` best chunks, in the documents ``source_ids`` or, without them, in all."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: PlanIndex
    k: int = 8
    source_ids: Sequence[str] | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [hit_to_document(hit) for hit in self.index.search(query, self.k, source_ids=self.source_ids)]


def hit_to_document(hit: Hit) -> Document:
    """A hit as a LangChain document: the chunk's text, and where it stands in the metadata."""
    chunk = hit.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "source_id": chunk.source_id,
            "section": list(chunk.path),
            "page": chunk.page,
            "start": chunk.start,
            "end": chunk.end,
            "kind": chunk.kind,
            "header": chunk.header,
            "score": hit.score,
        },
    )
