"""How likely the documents leave a question unanswered, learnt from the project's own question sets.

A plan says what will be done, seldom whom to call, what it costs or by which day: a question's own vector tells much of
whether a plan answers it, and what was found for it tells the rest. Both go into one logistic regression, whose weights
(``answerability.safetensors``) were fitted by ``evals.train_answerability``. They hold for one encoder only; with
another one nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelUnavailable

WEIGHTS_FILE = "answerability.safetensors"
FEATURES = ("coverage", "surplus", "missing", "cosine", "nameless")
VECTOR_SCALE, FEATURE_SCALE = 10.0, 3.0
"""Bring both parts to a size at which one penalty fits them."""
_FAR = 3.0
REFUSE, RESCUE = 1.0, -1.0
"""Log-odds that nothing answers: above the first an answer found is not given, below the second one is that the rules
alone would hold back. Set so that hardly an answer is lost on plans that were not learnt from."""
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a question: see ``assistant.compose.support.Support``; ``cosine`` is the raw one of the
    nearest sentence."""

    coverage: float
    surplus: float
    missing: float
    cosine: float
    nameless: bool

    def as_row(self) -> list[float]:
        """The features in the order of ``FEATURES``."""
        surplus = max(-_FAR, min(_FAR, self.surplus))
        return [self.coverage, surplus, self.missing, self.cosine, float(self.nameless)]


@dataclass(frozen=True, slots=True)
class AnswerabilityModel:
    """Weights for a question's vector ``(dimension,)`` and for the findings ``(len(FEATURES),)``."""

    vector_mean: Array
    vector_weights: Array
    feature_mean: Array
    feature_spread: Array
    feature_weights: Array
    bias: float

    def log_odds(self, vector: Array, finding: Finding) -> float:
        """Log-odds that the documents do not answer a question of this vector for which this was found."""
        asked = float((vector - self.vector_mean) * VECTOR_SCALE @ self.vector_weights)
        row = (np.asarray(finding.as_row(), np.float32) - self.feature_mean) / self.feature_spread
        return asked + float(row * FEATURE_SCALE @ self.feature_weights) + self.bias


def load_answerability(encoder_identity: str, path: Path | None = None) -> AnswerabilityModel | None:
    """The model that comes with the program; None where there is none, or one fitted for another encoder.

    Raises ``ModelUnavailable`` for a damaged file.
    """
    from safetensors import safe_open

    path = path or Path(str(files("assistant"))) / WEIGHTS_FILE
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="np") as found:
            if found.metadata()["encoder"] != encoder_identity:
                return None
            parts = {name: found.get_tensor(name) for name in found.keys()}  # noqa: SIM118 - not a mapping
        return from_parts(parts)
    except Exception as error:
        # safetensors has its own error types for each way a file can be damaged.
        raise ModelUnavailable(
            f"作答判断的参数无法读取：{path.name}（{error}）。",
            f"The weights of the decision to answer, {path.name}, cannot be read ({error}).",
            next_step_zh="请重新安装本程序。",
            next_step_en="Reinstall the program.",
        ) from error


def from_parts(parts: Mapping[str, Array]) -> AnswerabilityModel:
    """A model from its stored tensors."""
    return AnswerabilityModel(
        parts["vector_mean"],
        parts["vector_weights"],
        parts["feature_mean"],
        parts["feature_spread"],
        parts["feature_weights"],
        float(parts["bias"][0]),
    )
