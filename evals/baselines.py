"""What someone would use instead of the assistant, asked the same questions in the same run.

Search alone (keywords, or vectors) shows its first passages, as a search page does. The tutorial chain is the one that
LangChain's documentation builds: recursive splitter, one dense index, the four nearest pieces, one prompt. The language
model alone is asked without any passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.types import Answer, Citation, Status, Turn
from corpus.types import Chunk, Document
from evals.types import Reply, Span, Tokens
from index.embedding import passage_text
from index.encoder import Encoder, SentenceTransformerEncoder
from index.keywords import KeywordIndex
from index.store import SEARCHED_KINDS, PlanIndex

SHOWN = 3
"""How many passages a search page shows as its answer."""
TUTORIAL_PIECES, PIECE_LENGTH, PIECE_OVERLAP = 4, 1000, 200
"""The tutorial's own numbers."""
TUTORIAL_PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise. Answer in the language of the question.\n\nContext:\n{context}"
)
ALONE_PROMPT = (
    "Answer the question about the Chinese government plan {titles}. If you don't know the answer, just say that you "
    "don't know. Be concise, and answer in the language of the question."
)
_REFUSAL = re.compile(
    r"不知道|不清楚|无法(?:回答|确定|得知|提供|给出|判断)|不能(?:回答|确定)|没有(?:找到|提到|提及|提供|说明|明确|相关|关于|涉及)"
    r"|未(?:提到|提及|提供|说明|明确|找到|涉及|给出)|并未|don['’]?t know|do not know"
    r"|not (?:mentioned|provided|specified|stated)|no information|cannot (?:answer|determine|provide)|unable to",
    re.IGNORECASE,
)
_LEAD = 60
"""Characters: a model that refuses says so at the beginning."""

Search = Callable[[str, int], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Answers with the first passages of a search, each quoted whole; nothing found is a refusal."""

    name: str
    label: tuple[str, str]
    search: Search
    documents: Mapping[str, Document]
    shown: int = SHOWN

    def reply(self, question: str, history: Sequence[Turn], k: int) -> Reply:
        """The passages as an answer. A search page knows nothing of earlier turns."""
        found = tuple(self.search(question, k))
        citations = quote_places(found[: self.shown], self.documents)
        # On one line: a mark stands for what is on its line.
        text = "\n".join(f"{' '.join(citation.quote.split())} [{citation.n}]" for citation in citations)
        status: Status = "answered" if citations else "no_evidence"
        return Reply(Answer(question, question, text, status, citations, generator=self.name), found)


@dataclass(frozen=True, slots=True)
class TutorialChain:
    """LangChain's tutorial chain; its answer carries no marks, and the pieces that it read are its sources."""

    model: BaseChatModel
    search: Search
    documents: Mapping[str, Document]
    name: str = "tutorial"
    label: tuple[str, str] = ("LangChain 教程链", "LangChain's tutorial chain")

    def reply(self, question: str, history: Sequence[Turn], k: int) -> Reply:
        """The model's answer over the four nearest pieces; earlier turns go to the model as messages."""
        found = tuple(self.search(question, max(k, TUTORIAL_PIECES)))
        citations = quote_places(found[:TUTORIAL_PIECES], self.documents)
        context = "\n\n".join(citation.quote for citation in citations)
        prompt = [SystemMessage(TUTORIAL_PROMPT.format(context=context)), *_messages(history), HumanMessage(question)]
        text, tokens = ask_model(self.model, prompt)
        status = read_status(text)
        answer = Answer(question, question, text, status, citations, generator=self.name)
        return Reply(answer, found[:k], tokens)


@dataclass(frozen=True, slots=True)
class ModelAlone:
    """The language model without a passage to read; it is told the plans' titles."""

    model: BaseChatModel
    titles: Sequence[str]
    name: str = "model-alone"
    label: tuple[str, str] = ("仅语言模型", "the language model alone")

    def reply(self, question: str, history: Sequence[Turn], k: int) -> Reply:
        """The model's answer from what it knows."""
        titles = "".join(f"《{title}》" for title in self.titles)
        prompt = [SystemMessage(ALONE_PROMPT.format(titles=titles)), *_messages(history), HumanMessage(question)]
        text, tokens = ask_model(self.model, prompt)
        return Reply(Answer(question, question, text, read_status(text), generator=self.name), None, tokens)


class Uncached(Embeddings):
    """An encoder that embeds every question anew: a kept vector of one asked before would make its time untrue."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's form of the encoder's own."""
        return [[float(value) for value in vector] for vector in self._encoder.embed_documents_array(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's form of the encoder's own, without its memory."""
        if isinstance(self._encoder, SentenceTransformerEncoder):
            self._encoder.forget_queries()
        return [float(value) for value in self._encoder.embed_query_array(text)]


def build_search_pages(index: PlanIndex, encoder: Embeddings) -> list[SearchPage]:
    """Keyword search and dense search alone, over the index's own passages; ``encoder`` is one like the index's."""
    chunks = [chunk for chunk in index.chunks if chunk.kind in SEARCHED_KINDS]
    return [
        SearchPage("keyword", ("仅关键词检索", "keyword search alone"), keyword_search(chunks), index.documents),
        SearchPage(
            "dense", ("仅向量检索", "dense search alone"), dense_search(index, encoder, chunks), index.documents
        ),
    ]


def keyword_search(chunks: Sequence[Chunk]) -> Search:
    """BM25 over the passages."""
    keywords = KeywordIndex.from_texts([passage_text(chunk) for chunk in chunks])

    def search(question: str, k: int) -> list[Span]:
        scores = keywords.score(question)
        return [_place(chunks[row]) for row in np.argsort(-scores, kind="stable")[:k] if scores[row] > 0]

    return search


def dense_search(index: PlanIndex, encoder: Embeddings, chunks: Sequence[Chunk]) -> Search:
    """The passages nearest to the question's vector."""
    known = index.known_vectors()
    vectors = np.stack([known[passage_text(chunk)] for chunk in chunks])

    def search(question: str, k: int) -> list[Span]:
        cosines = vectors @ np.asarray(encoder.embed_query(question), np.float32)
        return [_place(chunks[row]) for row in np.argsort(-cosines, kind="stable")[:k]]

    return search


def tutorial_search(documents: Mapping[str, Document], encoder: Embeddings) -> Search:
    """The tutorial's retrieval: recursively split pieces in an in-memory vector store."""
    from langchain_core.documents import Document as Piece
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PIECE_LENGTH, chunk_overlap=PIECE_OVERLAP, add_start_index=True
    )
    pieces = splitter.split_documents(
        [Piece(page_content=document.text, metadata={"id": id_}) for id_, document in documents.items()]
    )
    store = InMemoryVectorStore(encoder)
    store.add_documents(pieces)

    def search(question: str, k: int) -> list[Span]:
        found = store.similarity_search(question, k=k)
        starts = [(piece, int(piece.metadata["start_index"])) for piece in found]
        return [Span(piece.metadata["id"], start, start + len(piece.page_content)) for piece, start in starts]

    return search


def quote_places(places: Sequence[Span], documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    """A citation of each place, numbered from 1, with the innermost section that it begins in."""
    return tuple(_cite(number, place, documents[place.source_id]) for number, place in enumerate(places, 1))


def _cite(number: int, place: Span, document: Document) -> Citation:
    within = [section for section in document.sections if section.start <= place.start < section.end]
    section = max(within, key=lambda section: section.level).path if within else ()
    page = document.page_at(place.start) or None
    quote = document.text[place.start : place.end]
    return Citation(
        number, place.source_id, document.source.title, section, "body", page, place.start, place.end, quote
    )


def ask_model(model: BaseChatModel, prompt: Sequence[BaseMessage]) -> tuple[str, Tokens | None]:
    """The model's text, and its tokens where it counts them."""
    message = model.invoke(list(prompt))
    return str(message.text).strip(), count_tokens(message)


def count_tokens(message: BaseMessage) -> Tokens | None:
    """The tokens of a model's message: LangChain's count, or llama.cpp's own timings; None where neither is there."""
    usage: Any = message.usage_metadata if isinstance(message, AIMessage) else None
    if usage:
        return Tokens(int(usage["input_tokens"]), int(usage["output_tokens"]))
    timings = message.response_metadata.get("timings")
    if not timings:
        return None
    return Tokens(int(timings["prompt_n"]) + int(timings.get("cache_n", 0)), int(timings["predicted_n"]))


def read_status(text: str) -> Status:
    """Whether a model's free text refuses: it says at its beginning that it does not know. Empty text is a refusal."""
    return "no_evidence" if not text or _REFUSAL.search(text[:_LEAD]) else "answered"


def _messages(history: Sequence[Turn]) -> list[BaseMessage]:
    return [HumanMessage(turn.content) if turn.role == "user" else AIMessage(turn.content) for turn in history]


def _place(chunk: Chunk) -> Span:
    return Span(chunk.source_id, chunk.start, chunk.end)
