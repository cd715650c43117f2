"""What to ask next: questions beside the one that was answered, made from what the plan says around its citations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.assembly import find_chunk
from assistant.compose.facet import main_facets
from assistant.compose.kit import Kit
from assistant.facets import view_facet
from assistant.types import Answer
from corpus.numbering import strip_numbering
from corpus.regions import find_path_regions, is_region
from corpus.tables import is_number
from corpus.types import Cell, Chunk, Document, Section

MOST = 3
_GLOSS = re.compile(r" [(][\u4e00-\u9fff][^()]*[)]")
_FEWEST_LETTERS = 4
"""A heading shorter than this (背景) says too little by itself to be asked about."""
_MOST_LETTERS = 14
"""A longer one is a sentence, which reads badly inside a question."""


def suggest_next(kit: Kit, answer: Answer) -> tuple[str, ...]:
    """Up to three questions that lead on from an answer; none where there is nothing to lead on from."""
    if answer.status != "answered" or not answer.citations:
        return ()
    found: dict[str, None] = {}
    kinds = [_ask_growth(kit, answer), _ask_facets(kit, answer), _ask_neighbours(kit, answer)]
    # One of each kind in turn, so that they do not all ask the same way.
    while kinds and len(found) < MOST:
        for questions in list(kinds):
            question = next(questions, None)
            if question is None:
                kinds.remove(questions)
            elif question.strip("？?") not in answer.question and len(found) < MOST:
                found[without_glosses(question)] = None
    return tuple(found)


def without_glosses(question: str) -> str:
    """An English question without the Chinese in brackets behind its names: nobody types it."""
    return _GLOSS.sub("", question)


def _cited_chunks(kit: Kit, answer: Answer) -> Iterator[tuple[Document, Chunk]]:
    for citation in answer.citations:
        document = kit.knowledge.documents[citation.source_id]
        chunk = find_chunk(document, citation.start)
        if chunk is not None:
            yield document, chunk


def _ask_facets(kit: Kit, answer: Answer) -> Iterator[str]:
    """Another facet of the place that the answer is about, and the same facet of all places."""
    knowledge, voice = kit.knowledge, kit.voice
    asked = main_facets(kit)
    places = kit.question.regions
    if not places:
        about = {region for _, chunk in _cited_chunks(kit, answer) for region in chunk.regions}
        places = tuple(about) if len(about) == 1 else ()
    groups = kit.groups()
    if len(places) == 1 and places[0] in groups:
        for facet in sorted(knowledge.facets, key=lambda name: (-knowledge.facets[name], name)):
            if facet not in asked and not is_named(facet, answer) and view_facet(knowledge, places[0], facet).items:
                name = voice.choose(
                    f"{places[0]}的{facet}是什么？", f"What is the {voice.phrase(facet)} of {voice.name(places[0])}?"
                )
                yield name
                break
    if asked and len(groups) > 2 and len(kit.question.regions) == 1:
        yield voice.choose(
            f"把{len(groups)}个区的{asked[0]}列个表对比一下", f"Compare {voice.phrase(asked[0])} of all districts"
        )


def is_named(facet: str, answer: Answer) -> bool:
    """Whether the answer already says something of a facet."""
    return facet in answer.text or facet in answer.question


def _ask_growth(kit: Kit, answer: Answer) -> Iterator[str]:
    """How much a figure that was cited grows between the years of its row."""
    voice = kit.voice
    for _, chunk in _cited_chunks(kit, answer):
        years = [cell for cell in chunk.cells if is_number(cell.value) and _year_of(cell)]
        if len(years) > 1 and answer.calculations == ():
            name = "".join(years[0].row[-1:]).split("（")[0].rstrip("*＊ ")
            first, last = _year_of(years[0]), _year_of(years[-1])
            yield voice.choose(
                f"{name}{last}年比{first}年增加多少？",
                f"How much does {voice.phrase(name)} grow from {first} to {last}?",
            )
            return


def _year_of(cell: Cell) -> str:
    head = cell.column[-1] if cell.column else ""
    digits = "".join(sign for sign in head if sign.isdigit())
    return digits if len(digits) == 4 and digits.startswith(("19", "20")) else ""


def _ask_neighbours(kit: Kit, answer: Answer) -> Iterator[str]:
    """What the sections beside the first cited one say."""
    voice = kit.voice
    document, chunk = next(_cited_chunks(kit, answer), (None, None))
    if document is None or chunk is None or not chunk.path:
        return
    own = next((s for s in document.sections if s.path == chunk.path), None)
    for section in _list_siblings(document, own) if own else ():
        title = strip_numbering(section.title)
        plain = (
            title not in kit.knowledge.facets and not is_region(title) and not any(sign in title for sign in "，。；")
        )
        if plain and _FEWEST_LETTERS <= len(title) <= _MOST_LETTERS and not is_named(title, answer):
            # A section inside a place's own is called after it; one beside it is not.
            inside = bool(find_path_regions(section.path[:-1], document.source.title))
            place = next(iter(chunk.regions), "") if inside and len(chunk.regions) == 1 else ""
            about = f"{place}{title}" if place and place not in title else title
            yield voice.choose(f"{about}有哪些内容？", f"What does the plan say about {voice.phrase(title)}?")


def _list_siblings(document: Document, own: Section) -> list[Section]:
    """The sections of one parent with ``own``: those after it first."""
    beside = [
        section
        for section in document.sections
        if section.path[:-1] == own.path[:-1] and section.kind == "body" and section.path != own.path
    ]
    return sorted(beside, key=lambda section: (section.start < own.start, section.start))
