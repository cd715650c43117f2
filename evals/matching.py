"""Evidence ↔ citations: where a snippet stands in the clean text, and what overlaps it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from assistant.types import Citation
from corpus.types import Document
from evals.types import Evidence, EvidenceNeed, Span

# Emphasis, footnote stars and the rules of a Markdown table may or may not survive the cleaning; none carries content.
_DROPPED = re.compile(r"[\s*|]")


class SnippetLocator:
    """Finds snippets in the clean texts, regardless of white space and emphasis; squeezes each text once."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._squeezed = {source_id: _squeeze(document.text) for source_id, document in documents.items()}

    def find_spans(self, evidence: Evidence) -> tuple[Span, ...]:
        """Where the snippet stands: inside the evidence's section if it does there, else anywhere; may be empty."""
        found: list[Span] = []
        inside: list[Span] = []
        wanted, _ = _squeeze(evidence.snippet)
        for source_id, (text, offsets) in self._squeezed.items():
            if evidence.source_id not in (None, source_id):
                continue
            sections = [s for s in self._documents[source_id].sections if path_holds(s.path, evidence.section)]
            at = text.find(wanted)
            while at >= 0:
                span = Span(source_id, offsets[at], offsets[at + len(wanted) - 1] + 1)
                found.append(span)
                if evidence.section and any(s.start <= span.start < s.end for s in sections):
                    inside.append(span)
                at = text.find(wanted, at + 1)
        return tuple(inside or found)


def _squeeze(text: str) -> tuple[str, list[int]]:
    """The text without white space and stars, and for each character left its offset in ``text``."""
    offsets = [offset for offset, character in enumerate(text) if not _DROPPED.match(character)]
    return "".join(text[offset] for offset in offsets), offsets


def path_holds(path: Sequence[str], section: Sequence[str]) -> bool:
    """Whether the path names all headings of ``section``, in order; a heading may be given by how it begins.

    ``("专栏1",)`` is held by ``(…, "专栏1 新兴七区产业发展方向")`` but not by ``(…, "专栏12 …")``.
    """
    titles = iter([_heading(title) for title in path])
    return all(any(_begins(title, _heading(wanted)) for title in titles) for wanted in section)


def _heading(title: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", title))


def _begins(title: str, wanted: str) -> bool:
    rest = title[len(wanted) :]
    return title.startswith(wanted) and not (wanted[-1:].isdigit() and rest[:1].isdigit())


def cites_span(citation: Citation, spans: Iterable[Span]) -> bool:
    """Whether the citation's quote shares characters with one of the spans."""
    return any(span.overlaps(citation.source_id, citation.start, citation.end) for span in spans)


def cites_section(citation: Citation, evidence: Evidence, spans: Sequence[Span]) -> bool:
    """Whether the citation stands in the evidence's section of the evidence's source, or overlaps its passage."""
    sources = {span.source_id for span in spans}
    named = bool(evidence.section) and citation.source_id in sources and path_holds(citation.section, evidence.section)
    return named or cites_span(citation, spans)


def need_met(need: EvidenceNeed, met: Mapping[Evidence, bool]) -> bool:
    """Whether every evidence of at least one alternative is met."""
    return any(all(met[evidence] for evidence in group) for group in need)


def quote_is_verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the quote is not empty and is exactly the document's text at the citation's offsets."""
    document = documents.get(citation.source_id)
    if document is None or not citation.quote.strip():
        return False
    in_bounds = 0 <= citation.start < citation.end <= len(document.text)
    return in_bounds and document.text[citation.start : citation.end] == citation.quote
