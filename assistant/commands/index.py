"""``planqa index``: add, update and remove documents, and say what the index now holds."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from assistant.console import Console, ProgressBars
from assistant.library import UpdateReport, open_library
from assistant.settings import Settings
from corpus.collect import Problem
from corpus.pictures import UNREAD
from corpus.remarks import translate_remark
from corpus.types import Document

DONE, FAILED = 0, 1
_LISTED_DOCUMENTS = 20
_LISTED_WARNINGS = 5
_KINDS = {
    "body": ("正文", "body"), "table": ("表格", "table"), "box": ("专栏", "box"), "footnote": ("脚注", "footnote"),
    "toc": ("目录", "contents"), "front": ("封面", "front matter"),
}  # fmt: skip


def update_library(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Bring the index up to date; 1 when a file could not be taken, with everything else done."""
    if options.ocr:
        settings = replace(settings, ocr=options.ocr)
    password = options.password if options.password is not None else os.environ.get("PLANQA_PASSWORD")
    with ProgressBars(console) as progress:
        library = open_library(settings, progress)
        report = library.update(
            options.paths, remove=options.remove, rebuild=options.rebuild, password=password, progress=progress
        )
    if report.rebuilt:
        console.say(f"已重建索引：{report.rebuilt.message_zh}", f"Index rebuilt: {report.rebuilt.message_en}")
    for copy, first in report.duplicates:
        console.say(f"内容相同，只收录一次：{copy} = {first}", f"Same content, indexed once: {copy} = {first}")
    for problem in report.notes:
        console.say(problem.error.message_zh, problem.error.message_en)
    for entry in report.missing:
        if report.index is not None and entry.id in report.index.documents:
            console.say(
                f"{entry.title}：文件已不在 {entry.path}，索引中仍保留；移除：planqa index --remove {entry.id}",
                f"{entry.title}: no longer at {entry.path}, kept; to drop it: planqa index --remove {entry.id}",
            )
    if report.failures:
        count = len(report.failures)
        console.say(f"未能读取 {count} 项：", f"{count} could not be read:")
    for problem in report.failures:
        console.say(*(f"  {_name_place(problem, language)}" for language in ("zh", "en")))
    unread = [
        d for d in (report.index.documents.values() if report.index else ()) if any(UNREAD in w for w in d.warnings)
    ]
    if unread:
        console.say(
            f"{len(unread)} 份文件中有图片未读取；要识别其中的文字：planqa index --ocr on",
            f"{len(unread)} document(s) hold pictures that were not read; to read them: planqa index --ocr on",
        )
    for line in format_report(report, console):
        console.write(line)
    return FAILED if report.failures or report.index is None else DONE


def format_report(report: UpdateReport, console: Console) -> list[str]:
    """What was done and what the index holds, a line each."""
    if report.index is None:
        return [console.choose("没有可以建立索引的文件。", "There is no document to index.")]
    documents = report.index.documents
    counts = [
        (len(report.added), "新增", "added"),
        (len(report.updated), "更新", "updated"),
        (len(report.removed), "移除", "removed"),
        (len(report.failures), "失败", "failed"),
    ]
    done = console.choose(
        "，".join(f"{zh} {count}" for count, zh, _ in counts if count) or "索引已是最新",
        ", ".join(f"{count} {en}" for count, _, en in counts if count) or "The index is up to date",
    )
    changed = [documents[id_] for id_ in (*report.added, *report.updated) if id_ in documents]
    lines = [console.choose(f"{done}；共 {len(documents)} 份文件。", f"{done}; {len(documents)} document(s).")]
    for document in changed[:_LISTED_DOCUMENTS]:
        lines.append(f"{document.source.title} ({document.source.id})")
        lines.append("  " + format_counts([document], console))
        lines += _format_warnings(document, console)
    if len(changed) != 1 and documents:
        lines.append(console.choose("合计：", "In all: ") + format_counts(documents.values(), console))
    return lines


def format_counts(documents: Iterable[Document], console: Console) -> str:
    """Pages, sections by kind, tables, table rows, footnotes and passages of ``documents``."""
    documents = list(documents)
    sections = Counter[str](section.kind for document in documents for section in document.sections)
    chunks = Counter[str](chunk.kind for document in documents for chunk in document.chunks)
    kinds = _join_kinds(sections, console)
    total = sum(chunks.values())
    tables = sum(map(_count_tables, documents))
    return console.choose(
        f"{_format_pages(documents, console)}，{sum(sections.values())} 个章节（{kinds}），"
        f"表格 {tables} 张（{chunks['table']} 行），脚注 {chunks['footnote']} 条，段落 {total} 个",
        f"{_format_pages(documents, console)}, {sum(sections.values())} sections ({kinds}), "
        f"{tables} tables ({chunks['table']} rows), {chunks['footnote']} footnotes, {total} passages",
    )


def _format_pages(documents: Sequence[Document], console: Console) -> str:
    """How many pages there are, and whether they are the files' own."""
    pages = sum(len({page for _, page in document.page_starts}) for document in documents)
    if not pages:
        return console.choose("无页码", "no page numbers")
    inferred = any(document.page_origin == "contents" for document in documents)
    note = console.choose("（据目录推定）", " (inferred from the contents)") if inferred else ""
    return console.choose(f"{pages} 页{note}", f"{pages} pages{note}")


def _count_tables(document: Document) -> int:
    """Runs of rows below one heading."""
    runs = groupby(document.chunks, key=lambda chunk: (chunk.kind == "table", chunk.path))
    return sum(is_table for (is_table, _), _ in runs)


def _join_kinds(sections: Mapping[str, int], console: Console) -> str:
    parts = [(console.choose(*_KINDS[kind]), sections[kind]) for kind in _KINDS if sections.get(kind)]
    return console.choose("、", ", ").join(f"{name} {count}" for name, count in parts)


def _name_place(problem: Problem, language: str) -> str:
    """The problem's message, with the file's whole place instead of its bare name."""
    message = problem.error.message(language)
    path = Path(problem.path)
    shown = str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
    return shown + message[len(path.name) :] if message.startswith(path.name) else message


def _format_warnings(document: Document, console: Console) -> list[str]:
    lines = [f"  ! {console.choose(text, translate_remark(text))}" for text in document.warnings[:_LISTED_WARNINGS]]
    more = len(document.warnings) - _LISTED_WARNINGS
    return [*lines, console.choose(f"  ! 另有 {more} 条", f"  ! {more} more")] if more > 0 else lines
