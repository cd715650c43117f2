"""The vectors of the table's words, kept beside it for the encoder that comes with the program.

Making them takes a minute of two cores; another encoder, or a table that was changed, makes its own at first use.
``python -m assistant.fit.term_vectors`` writes the file anew. Components are whole numbers of 1/127 of each vector's
largest, which moves a cosine by less than 0.01.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from assistant.fit.lexicon import list_terms
from assistant.fit.vectors import TextEncoder, embed_queries
from index.encoder import Vectors

FILE = "term_vectors.safetensors"
_STEPS = 127


def load_term_vectors(encoder: TextEncoder) -> dict[str, Vectors]:
    """Word → vector for the words that the file has; none where it is another encoder's or cannot be read."""
    with as_file(files("assistant.fit") / "words" / FILE) as path:
        return read_term_vectors(path, encoder.identity)


def read_term_vectors(path: Path, identity: str) -> dict[str, Vectors]:
    """What the file at ``path`` has for the encoder ``identity``."""
    try:
        with safe_open(str(path), framework="numpy") as file:
            metadata = file.metadata()
            if metadata["encoder"] != identity:
                return {}
            matrix = file.get_tensor("vectors").astype(np.float32)
            words = json.loads(metadata["words"])
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        return {}
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return dict(zip(words, matrix, strict=True))


def write_term_vectors(path: Path, encoder: TextEncoder, words: Sequence[str]) -> None:
    """Embed ``words`` and write them to ``path``."""
    matrix = embed_queries(encoder, words)
    whole = np.rint(matrix / np.abs(matrix).max(axis=1, keepdims=True) * _STEPS).astype(np.int8)
    metadata = {"encoder": encoder.identity, "words": json.dumps(list(words), ensure_ascii=False)}
    save_file({"vectors": whole}, str(path), metadata=metadata)


def main() -> None:
    """Write the file for the encoder that comes with the program."""
    from assistant.settings import load_settings
    from index.encoder import E5Encoder

    encoder = E5Encoder(load_settings({}).model_folder)
    write_term_vectors(Path(__file__).parent / "words" / FILE, encoder, [word for word, _ in list_terms()])


if __name__ == "__main__":
    main()
