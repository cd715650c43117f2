"""Thresholds that stand beside a question set, and whether a run keeps them.

``thresholds.toml`` in a folder holds for its sets taken together; ``NAME.thresholds.toml`` for the set ``NAME`` alone::

    [least]
    "key-fact recall" = 0.88
    [most]
    "false refusal rate" = 0.05
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PlanError
from evals.summary import SHARES, measure_times
from evals.types import Figure, Result

FOLDER_FILE = "thresholds.toml"
SET_SUFFIX = ".thresholds.toml"
TIMES = ("seconds, median", "seconds, p95")


@dataclass(frozen=True, slots=True)
class Check:
    """A figure against its bound. ``value`` is None where the run has no such figure, which keeps no bound."""

    name: str
    bound: float
    side: str
    value: float | None

    @property
    def kept(self) -> bool:
        """Whether the figure is on the right side of its bound."""
        if self.value is None:
            return False
        return self.value >= self.bound if self.side == "least" else self.value <= self.bound


def find_thresholds(sets: Sequence[Path]) -> Path | None:
    """The thresholds of the sets: the single set's own, else those of the folder that all of them come from; None
    where there are none."""
    if len(sets) == 1 and (own := sets[0].with_name(sets[0].stem + SET_SUFFIX)).is_file():
        return own
    folders = {path.parent for path in sets}
    if len(folders) != 1:
        return None
    folder = folders.pop()
    whole = {path.name for path in folder.glob("*.jsonl")} == {path.name for path in sets}
    return folder / FOLDER_FILE if whole and (folder / FOLDER_FILE).is_file() else None


def read_thresholds(path: Path) -> list[tuple[str, str, float]]:
    """``(side, figure, bound)`` of each threshold. Raises ``PlanError`` naming what is not understood."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanError(f"{path} 无法读取：{error}。", f"{path} cannot be read: {error}.") from error
    found = []
    for side, bounds in content.items():
        if side not in ("least", "most") or not isinstance(bounds, dict):
            raise PlanError(f"{path}：不认识 {side}（least 或 most）。", f"{path}: {side} is neither least nor most.")
        found += [(side, name, _check_bound(path, name, bound)) for name, bound in bounds.items()]
    return found


def _check_bound(path: Path, name: str, bound: Any) -> float:
    if name not in SHARES and name not in TIMES:
        known = "、".join([*SHARES, *TIMES])
        raise PlanError(f"{path}：没有名为 {name} 的指标（{known}）。", f"{path}: there is no figure {name!r}.")
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        raise PlanError(f"{path}：{name} 应为数字。", f"{path}: {name} must be a number.")
    return float(bound)


def check_thresholds(
    thresholds: Sequence[tuple[str, str, float]], figures: Mapping[str, Figure], results: Sequence[Result]
) -> list[Check]:
    """Each threshold against the run's figures."""
    times = measure_times(results)
    return [
        Check(name, bound, side, figures[name].value if name in SHARES else times.get(name))
        for side, name, bound in thresholds
    ]
