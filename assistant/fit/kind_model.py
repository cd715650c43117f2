"""A learnt guess at what kind of business a whole description is about.

Words of the table tell a product by its name; owners tell it by what it is made of and does. A linear model over the
description's vector, learnt from invented descriptions of every kind and from the table's words
(``evals.train_kinds``), knows both. Its weights hold for one encoder and one table; with others nothing is guessed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from assistant.fit.lexicon import Sector
from index.encoder import Vectors

FILE = "kind_model.safetensors"
NO_TRADE: Sector = ("", "")
"""What a description is about that tells of size, needs and wishes only."""
_LEAST = 1e-4
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KindModel:
    """``weights`` ``(dimension, kinds)``, ``bias`` ``(kinds,)``; ``mean`` ``(dimension,)`` is taken off first."""

    sectors: tuple[Sector, ...]
    mean: Array
    weights: Array
    bias: Array

    def log_shares(self, vector: Vectors) -> dict[Sector, float]:
        """The log-probability of every kind, not below that of one in ten thousand."""
        odds = (vector - self.mean) @ self.weights + self.bias
        shares = np.exp(odds - odds.max())
        logs = np.log(shares / shares.sum() + _LEAST)
        return dict(zip(self.sectors, map(float, logs), strict=True))


def load_kind_model(identity: str) -> KindModel | None:
    """The model that comes with the program; None where it is another encoder's or cannot be read."""
    with as_file(files("assistant.fit") / "words" / FILE) as path:
        return read_kind_model(path, identity)


def read_kind_model(path: Path, identity: str) -> KindModel | None:
    """The model at ``path``, where it is for the encoder ``identity``."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            metadata = file.metadata()
            if metadata["encoder"] != identity:
                return None
            parts = [file.get_tensor(name).astype(np.float32) for name in ("mean", "weights", "bias")]
            sectors = tuple((parent, sector) for parent, sector in json.loads(metadata["sectors"]))
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        return None
    return KindModel(sectors, *parts)


def write_kind_model(path: Path, identity: str, model: KindModel) -> None:
    """Write the model; its weights as half floats, which moves no probability by a hundredth."""
    parts = {"mean": model.mean, "weights": model.weights.astype(np.float16), "bias": model.bias}
    metadata = {"encoder": identity, "sectors": json.dumps(model.sectors, ensure_ascii=False)}
    partial = path.with_name(path.name + ".partial")
    save_file({name: np.ascontiguousarray(part) for name, part in parts.items()}, str(partial), metadata=metadata)
    partial.replace(path)
