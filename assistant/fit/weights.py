"""The weights of the score: their defaults, what each is for, and those that the settings change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from corpus.errors import SettingsError

LARGEST = 1000.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Points at full strength, except ``broad``, a factor."""

    leading: float = 40.0
    special: float = 30.0
    future: float = 20.0
    present: float = 10.0
    mentioned: float = 8.0
    broad: float = 0.45
    second: float = 6.0
    cluster_main: float = 12.0
    cluster_support: float = 6.0
    carrier: float = 5.0
    need: float = 6.0


EXPLANATIONS: Mapping[str, tuple[str, str]] = {
    "leading": ("主导产业", "leading industry"),
    "special": ("特色产业", "special industry"),
    "future": ("未来产业", "future industry"),
    "present": ("现有产业", "present industry"),
    "mentioned": ("文中提及", "mentioned in the text"),
    "broad": ("只对应到大类时的折扣", "discount where only the whole sector fits"),
    "second": ("另一处印证", "confirmed in another place"),
    "cluster_main": ("产业集群主要承载地", "main carrier of a cluster"),
    "cluster_support": ("产业集群协同承载地", "supporting carrier of a cluster"),
    "carrier": ("对口园区或平台", "park or platform of the field"),
    "need": ("满足的需求", "need that is met"),
}


def make_weights(changes: Mapping[str, float]) -> Weights:
    """The defaults with ``changes``; raises ``SettingsError`` for an unknown name or a value out of range."""
    known = {field.name for field in fields(Weights)}
    for name, value in changes.items():
        if name not in known:
            raise SettingsError(
                f"fit 中没有名为 {name} 的权重（可用：{'、'.join(sorted(known))}）。",
                f"fit: there is no weight {name} (known: {', '.join(sorted(known))}).",
            )
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= (1.0 if name == "broad" else LARGEST):
            raise SettingsError(f"fit：{name} 应为 0 以上的数。", f"fit: {name} must be a number from 0 up.")
    return replace(Weights(), **{name: float(value) for name, value in changes.items()})


def list_changes(weights: Weights) -> tuple[tuple[str, float, float], ...]:
    """``(name, default, now)`` of each weight that is not its default."""
    default = Weights()
    pairs = ((field.name, getattr(default, field.name), getattr(weights, field.name)) for field in fields(Weights))
    return tuple((name, old, new) for name, old, new in pairs if old != new)
