"""The question sets that come with the project, and the documents that each of them is about.

``documents.toml`` beside a set names, for sets that are not about the plans of ``corpus/plans``, their files:
``"national_2021.jsonl" = ["2021-十四五规划纲要.md"]``. They lie in ``evals/documents`` or in a folder that the user
names. A set that it does not name is about whatever is indexed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from corpus.errors import PlanError

DOCUMENTS_FILE = "documents.toml"


def find_sets_folder() -> Path:
    """Where the sets lie."""
    return Path(str(files("evals"))) / "sets"


def find_documents_folder() -> Path:
    """Where the documents lie that were written for evaluation."""
    return Path(str(files("evals"))) / "documents"


def list_development_sets() -> list[Path]:
    """The sets about the plans in the tree that are worked with."""
    return sorted(find_sets_folder().glob("*.jsonl"))


def list_aside_sets() -> list[Path]:
    """The sets about the plans in the tree of which only figures are reported."""
    return [path for path in sorted(find_sets_folder().glob("heldout/*.jsonl")) if not name_documents(path)]


def list_written_sets(*, aside: bool = False) -> list[Path]:
    """The sets about documents of ``evals/documents``: those that are worked with, or those held aside."""
    sets = sorted(find_sets_folder().glob("heldout/*.jsonl" if aside else "written_plans/*.jsonl"))
    shipped = find_documents_folder()
    return [path for path in sets if (names := name_documents(path)) and all((shipped / n).is_file() for n in names)]


def list_foreign_sets() -> list[Path]:
    """The sets about documents that do not come along, as far as they are worked with."""
    sets = sorted([*find_sets_folder().glob("other_plans/*.jsonl"), *find_sets_folder().glob("near_misses/*.jsonl")])
    return [path for path in sets if name_documents(path)]


def name_documents(path: Path) -> tuple[str, ...]:
    """The file names of the documents that a set is about; empty where it is about those in the tree, or says nothing.

    Raises ``PlanError`` for a ``documents.toml`` that cannot be read.
    """
    place = path.with_name(DOCUMENTS_FILE)
    if not place.is_file():
        return ()
    try:
        names = tomllib.loads(place.read_text(encoding="utf-8")).get(path.name, [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanError(f"{place} 无法读取：{error}。", f"{place} cannot be read: {error}.") from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise PlanError(
            f"{place}：{path.name} 应为文件名的列表。", f"{place}: {path.name} must be a list of file names."
        )
    return tuple(names)


def group_sets(sets: Sequence[Path], folder: Path | None) -> dict[tuple[Path, ...], list[Path]]:
    """The sets by the files that they are about: those of ``evals/documents`` or ``folder`` that a set names, or the
    whole ``folder`` for a set that names none.

    Raises ``PlanError`` where a file is not there.
    """
    groups: dict[tuple[Path, ...], list[Path]] = {}
    for path in sets:
        wanted = tuple(_find_file(name, folder, path) for name in name_documents(path))
        if not wanted and folder is not None:
            wanted = (folder,)
        groups.setdefault(wanted, []).append(path)
    return groups


def _find_file(name: str, folder: Path | None, asking: Path) -> Path:
    for place in (find_documents_folder(), folder):
        if place is not None and (place / name).is_file():
            return place / name
    where_zh, where_en = (f"不在 {folder}", f"is not in {folder}") if folder else ("没有附带", "does not come along")
    raise PlanError(
        f"{asking.name} 需要的文件{where_zh}：{name}。",
        f"{asking.name} needs a file that {where_en}: {name}.",
        next_step_zh="请用 --documents 指定它所在的文件夹。",
        next_step_en="Name its folder with --documents.",
    )
