"""``planqa search``, ``show`` and ``outline``: the plans' own text, found and printed as it stands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.console import Console, ProgressBars, clean_text
from assistant.settings import Settings
from corpus.errors import PlanError
from corpus.manifest import read_manifest
from corpus.remarks import translate_remark
from corpus.types import Document, Section

if TYPE_CHECKING:
    from index.types import Hit

DONE = 0


def search_plans(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print the passages that a question retrieves, best first."""
    from assistant.commands.opening import open_index
    from assistant.service import Assistant

    _, index = open_index(settings, console)
    query = clean_text(options.query)
    if not query.strip():
        raise PlanError("请写出要检索的词句。", "Say what to look for.")
    hits = Assistant(index).retrieve(query, (), options.k)
    titles = {id_: document.source.title for id_, document in index.documents.items()}
    if options.json:
        console.write_json(hits_to_json(query, hits, titles))
    else:
        blocks = [f"{rank}. {_format_hit(hit, titles, console)}" for rank, hit in enumerate(hits, 1)]
        console.write("\n\n".join(blocks) or console.choose("没有找到。", "Nothing was found."))
    return DONE


def hits_to_json(query: str, hits: Sequence[Hit], titles: Mapping[str, str]) -> dict[str, Any]:
    """What a search found as the JSON object that every client reads; ``titles`` is source id → title."""
    return {"query": query, "hits": [{"rank": rank, **_hit_to_json(hit, titles)} for rank, hit in enumerate(hits, 1)]}


def _hit_to_json(hit: Hit, titles: Mapping[str, str]) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "score": round(hit.score, 4),
        "channels": {name: round(score, 4) for name, score in hit.channels.items()},
        "source_id": chunk.source_id,
        "title": titles[chunk.source_id],
        "section": list(chunk.path),
        "kind": chunk.kind,
        "page": chunk.page or None,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
    }


def _format_hit(hit: Hit, titles: dict[str, str], console: Console) -> str:
    chunk = hit.chunk
    place = " › ".join(chunk.path) or titles[chunk.source_id]
    title = f"《{titles[chunk.source_id]}》 " if len(titles) > 1 else ""
    text = "\n".join("   " + line for line in chunk.text.splitlines() if line.strip())
    return f"{title}{place}{_format_page(chunk.page, console)}  ({hit.score:.3f})\n{text}"


def show_section(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print the section that the words name; where they name several, list them."""
    from assistant.commands.opening import choose_sources, open_index
    from assistant.naming import find_sections

    _, index = open_index(settings, console)
    chosen = choose_sources(index, options.source)
    documents = [document for id_, document in index.documents.items() if chosen is None or id_ in chosen]
    words = clean_text(" ".join(options.section))
    found = find_sections(documents, words)
    if not found:
        raise PlanError(
            f"没有名为“{words}”的章节。",
            f"There is no section “{words}”.",
            next_step_zh=f"可用 planqa search “{words}” 检索原文。",
            next_step_en=f"Try `planqa search “{words}”`.",
        )
    if options.json:
        console.write_json({"sections": [_section_to_json(*match, text=True) for match in found]})
    elif len(found) == 1:
        console.write(format_section(*found[0], console))
    else:
        count = len(found)
        console.write(console.choose(f"有 {count} 处，请写得更具体：", f"{count} sections match; name one more fully:"))
        for document, section in found:
            title = f"《{document.source.title}》 " if len(documents) > 1 else ""
            console.write(f"  {title}{' › '.join(section.path)}{_format_page(section.first_page, console)}")
    return DONE


def format_section(document: Document, section: Section, console: Console) -> str:
    """The section's heading path and its text, with a line wherever a page begins."""
    parts, start, page = [], section.start, section.first_page
    for offset, number in document.page_starts:
        if section.start < offset < section.end:
            parts.append((page, document.text[start:offset]))
            start, page = offset, number
    parts.append((page, document.text[start : section.end]))
    lines = [f"《{document.source.title}》", " › ".join(section.path)]
    for number, text in parts:
        if number:
            lines.append(console.choose(f"— 第 {number} 页 —", f"— page {number} —"))
        lines.append(text.strip("\n"))
    return "\n".join(lines)


def print_outline(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print the heading tree of a file, which need not be indexed."""
    from assistant.intake import find_recogniser
    from corpus.document import read_document

    path = options.file.expanduser()
    with ProgressBars(console) as progress:
        password = options.password if options.password is not None else os.environ.get("PLANQA_PASSWORD")
        recogniser = find_recogniser(options.ocr or settings.ocr)
        document = read_document(path, read_manifest(path.parent).get(path.name), password, recogniser, progress)
    if options.json:
        console.write_json(outline_to_json(document))
        return DONE
    console.write(f"《{document.source.title}》")
    for section in document.sections:
        console.write("  " * section.level + section.title + _format_page(section.first_page, console))
    for warning in document.warnings:
        console.say(f"! {warning}", f"! {translate_remark(warning)}")
    return DONE


def outline_to_json(document: Document) -> dict[str, Any]:
    """A document's heading tree as the JSON object that every client reads."""
    sections = [_section_to_json(document, section) for section in document.sections]
    return {"source": asdict(document.source), "sections": sections}


def _section_to_json(document: Document, section: Section, *, text: bool = False) -> dict[str, Any]:
    record: dict[str, Any] = {
        "path": list(section.path),
        "title": section.title,
        "kind": section.kind,
        "level": section.level,
        "page": section.first_page or None,
        "start": section.start,
        "end": section.end,
    }
    if text:
        record = {"source_id": document.source.id, **record, "text": document.text[section.start : section.end]}
    return record


def _format_page(page: int, console: Console) -> str:
    return console.choose(f" › 第 {page} 页", f" › p. {page}") if page else ""
