"""What this project's own training adds to the encoder: low-rank changes of its matrices, merged when it is unpacked.

``adapter.safetensors`` holds, for each linear layer ``name``, ``name.A`` of shape ``(rank, inputs)`` and ``name.B`` of
shape ``(outputs, rank)`` as float16; the layer's weight becomes ``W + scale · B @ A``, with ``scale`` in the file's
metadata. It was trained by ``evals.train_encoder`` on pairs of a question and the sentence that answers it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelUnavailable

ADAPTER_FILE = "adapter.safetensors"
Tensors = dict[str, npt.NDArray[Any]]


def find_adapter() -> Path:
    """The adapter that comes with the program."""
    return Path(str(files("index"))) / ADAPTER_FILE


def hash_adapter(path: Path) -> str:
    """SHA-256 of the adapter's file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def merge_adapter(tensors: Mapping[str, npt.NDArray[Any]], path: Path) -> Tensors:
    """``tensors`` (BERT's names → float32) with the adapter's changes added.

    Raises ``ModelUnavailable`` for a file that is damaged or made for other matrices.
    """
    from safetensors import safe_open

    merged = dict(tensors)
    try:
        with safe_open(path, framework="np") as adapter:
            scale = float(json.loads(adapter.metadata()["adapter"])["scale"])
            for key in adapter.keys():  # noqa: SIM118 - not a mapping
                if not key.endswith(".A"):
                    continue
                name = key.removesuffix(".A")
                down = adapter.get_tensor(key).astype(np.float32)
                up = adapter.get_tensor(f"{name}.B").astype(np.float32)
                merged[f"{name}.weight"] = merged[f"{name}.weight"] + scale * (up @ down)
    except Exception as error:
        # safetensors has its own error types for each way a file can be damaged.
        raise ModelUnavailable(
            f"句向量模型的调整参数无法读取：{path.name}（{error}）。",
            f"The encoder's adapter {path.name} cannot be read ({error}).",
            next_step_zh="请重新安装本程序。",
            next_step_en="Reinstall the program.",
        ) from error
    return merged


def write_adapter(path: Path, layers: Mapping[str, tuple[npt.NDArray[Any], npt.NDArray[Any]]], scale: float) -> None:
    """Write ``layers`` (name → A, B) to ``path``, whole or not at all."""
    from safetensors.numpy import save_file

    tensors = {}
    for name, (down, up) in layers.items():
        tensors[f"{name}.A"] = np.ascontiguousarray(down, np.float16)
        tensors[f"{name}.B"] = np.ascontiguousarray(up, np.float16)
    partial = path.with_name(path.name + ".partial")
    save_file(tensors, partial, metadata={"adapter": json.dumps({"scale": scale})})
    partial.replace(path)
