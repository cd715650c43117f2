"""The learnt decision to answer: fitted weights separate what they were fitted to, and hold for one encoder only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from assistant.answerability import Finding, from_parts, load_answerability
from corpus.errors import ModelUnavailable
from evals.train_answerability import fit_answerability
from index.encoder import E5Encoder
from tests.conftest import ROOT


def make_questions(count: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors whose first place, and findings whose coverage, tell the unanswerable ones."""
    random = np.random.default_rng(0)
    unanswerable = random.random(count) < 0.3
    vectors = random.normal(0, 0.05, (count, 8)).astype(np.float32)
    vectors[:, 0] += np.where(unanswerable, 0.05, -0.05)
    rows = random.normal(0, 0.2, (count, 5)).astype(np.float32)
    rows[:, 0] += np.where(unanswerable, 0.2, 0.8)
    return vectors, rows, unanswerable


def make_finding(row: np.ndarray) -> Finding:
    coverage, surplus, missing, cosine = (float(value) for value in row[:4])
    return Finding(coverage, surplus, missing, cosine, nameless=bool(row[4] > 1))


def test_what_was_learnt_separates_and_shuffled_labels_do_not() -> None:
    vectors, rows, unanswerable = make_questions()
    half = slice(0, 100)

    def share_right(labels: np.ndarray) -> float:
        model = from_parts(fit_answerability(vectors[half], rows[half], labels[half], 0.01))
        odds = [model.log_odds(v, make_finding(r)) for v, r in zip(vectors, rows, strict=True)]
        return float(((np.array(odds) > 0) == unanswerable)[100:].mean())

    assert share_right(unanswerable) >= 0.9
    assert share_right(np.random.default_rng(1).permutation(unanswerable)) < 0.8


def test_the_weights_hold_for_the_encoder_they_were_fitted_for() -> None:
    cache = ROOT / ".cache" / "models"
    assert load_answerability(E5Encoder(cache).identity) is not None
    assert load_answerability(E5Encoder(cache, tuned=False).identity) is None


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answerability.safetensors"
    path.write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match=r"answerability\.safetensors"):
        load_answerability("any", path)
    save_file({"bias": np.zeros(1, np.float32)}, path, metadata={"encoder": "any"})
    with pytest.raises(ModelUnavailable, match="vector_mean"):
        load_answerability("any", path)


def test_more_found_means_less_doubt() -> None:
    model = load_answerability(E5Encoder(ROOT / ".cache" / "models").identity)
    assert model is not None
    vector = model.vector_mean
    found = Finding(coverage=1.0, surplus=1.5, missing=0.0, cosine=0.8, nameless=False)
    nothing = Finding(coverage=0.0, surplus=-1.5, missing=1.0, cosine=0.4, nameless=True)
    assert model.log_odds(vector, found) < 0 < model.log_odds(vector, nothing)
