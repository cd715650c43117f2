"""The question sets that come with the project, and the documents that each of them is about.

``documents.toml`` beside a set names, for sets about documents that do not come with the project, their files:
``"national_2021.jsonl" = ["2021-十四五规划纲要.md"]``. A set that it does not name is about the plans in the tree.
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


def list_development_sets() -> list[Path]:
    """The sets about the plans in the tree that are worked with."""
    return sorted(find_sets_folder().glob("*.jsonl"))


def list_aside_sets() -> list[Path]:
    """The sets about the plans in the tree of which only figures are reported."""
    return [path for path in sorted(find_sets_folder().glob("heldout/*.jsonl")) if not name_documents(path)]


def list_foreign_sets() -> list[Path]:
    """The sets about other documents that are worked with."""
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


def group_sets(sets: Sequence[Path], folder: Path) -> dict[tuple[Path, ...], list[Path]]:
    """The sets by the files in ``folder`` that they are about (all of them for a set that names none).

    Raises ``PlanError`` where a file is not there.
    """
    groups: dict[tuple[Path, ...], list[Path]] = {}
    for path in sets:
        wanted = tuple(folder / name for name in name_documents(path)) or (folder,)
        missing = [file.name for file in wanted if not file.exists()]
        if missing:
            raise PlanError(
                f"{path.name} 需要的文件不在 {folder}：{'、'.join(missing)}。",
                f"{path.name} needs files that are not in {folder}: {', '.join(missing)}.",
            )
        groups.setdefault(wanted, []).append(path)
    return groups
