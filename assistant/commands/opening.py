"""What most verbs begin with: the index of the data folder, made first where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog import find_source
from assistant.console import Console, ProgressBars
from assistant.library import Library, open_library
from assistant.settings import Settings
from corpus.errors import IndexCorrupt, IndexStale, PlanError
from index.store import PlanIndex


def open_index(settings: Settings, console: Console, *, refresh: bool = False) -> tuple[Library, PlanIndex]:
    """The library and its index, built from the plans that come with the program where there is none.

    A stale or damaged index is brought up to date if ``refresh`` is set and refused otherwise, with ``IndexStale`` or
    ``IndexCorrupt``. Raises ``IndexMissing`` when there is no index and no plan to build it from.
    """
    with ProgressBars(console) as progress:
        library = open_library(settings, progress)
        if library.exists():
            try:
                index = library.load()
            except (IndexStale, IndexCorrupt) as error:
                if not refresh:
                    raise
                console.say(f"{error.message_zh}正在更新。", f"{error.message_en} Updating it.")
                index = _update(library, console, progress)
        else:
            console.say(
                "还没有索引，先用附带的规划建立。", "There is no index yet; building it from the plans at hand."
            )
            index = _update(library, console, progress)
    for entry in library.find_missing(index):
        console.say(
            f"注意：{entry.title} 的文件已不在 {entry.path}，仍按索引中的内容回答。",
            f"Note: the file of {entry.title} is no longer at {entry.path}; its indexed content is used.",
        )
    return library, index


def choose_sources(index: PlanIndex, names: Sequence[str]) -> list[str] | None:
    """The ids of the documents that ``names`` (ids or titles) mean; None where none is named, which means all.

    Raises ``PlanError`` for a name that means no document or several.
    """
    titles = {id_: document.source.title for id_, document in index.documents.items()}
    return [find_source(titles, name) for name in names] or None


def _update(library: Library, console: Console, progress: ProgressBars) -> PlanIndex:
    report = library.update(progress=progress)
    for problem in report.failures:
        console.fail(problem.error)
    if report.index is None:
        raise PlanError("没有可以建立索引的文件。", "There is no document to index.")
    return report.index
