"""Fits the decision to answer to the project's own question sets (see ``assistant.answerability``).

    python -m evals.train_answerability --over DATA SET… [--over DATA SET…] --out assistant/answerability.safetensors

As in ``evals.train_encoder``, each ``--over`` names a data folder and the sets to ask over it, and sets under
``heldout/`` are refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answerability import FEATURE_SCALE, VECTOR_SCALE, Array
from assistant.service import Assistant
from corpus.chunks import CHUNKER_VERSION
from evals.loading import read_questions
from index.encoder import E5Encoder
from index.stamp import Expected
from index.store import PlanIndex

PENALTY = 0.01


def fit_answerability(
    vectors: Array,
    rows: Array,
    unanswerable: npt.NDArray[np.bool_],
    penalty: float,
    weights: npt.NDArray[np.float64] | None = None,
) -> dict[str, Array]:
    """The parts of an ``AnswerabilityModel``, both classes counting alike: ``vectors`` ``(n, dimension)``, ``rows``
    ``(n, len(FEATURES))``; ``penalty`` is the weight of the squared coefficients against the mean loss, ``weights``
    ``(n,)`` what each question counts (all alike without them)."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    mean, row_mean, spread = vectors.mean(0), rows.mean(0), rows.std(0) + 1e-6
    features = np.hstack([(vectors - mean) * VECTOR_SCALE, (rows - row_mean) / spread * FEATURE_SCALE]).astype(float)
    counts = np.ones(len(rows)) if weights is None else weights / weights.mean()
    share = counts[~unanswerable].sum() / max(1e-9, counts[unanswerable].sum())
    model = LogisticRegression(C=1 / (2 * penalty * len(features)), max_iter=2000, tol=1e-8)
    model.fit(features, unanswerable, sample_weight=counts * np.where(unanswerable, share, 1.0))
    found, dimension = model.coef_[0], vectors.shape[1]
    parts = {
        "vector_mean": mean,
        "vector_weights": found[:dimension],
        "feature_mean": row_mean,
        "feature_spread": spread,
        "feature_weights": found[dimension:],
        "bias": model.intercept_,
    }
    return {name: np.ascontiguousarray(part, np.float32) for name, part in parts.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the sets named and write the weights; returns the exit code."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--over", action="append", nargs="+", type=Path, required=True, metavar="PATH")
    parser.add_argument("--models", type=Path, default=Path(".cache/models"), help="where model folders lie")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    encoder = E5Encoder(options.models)
    vectors, rows, unanswerable = [], [], []
    weights: list[float] = []
    for data, *sets in options.over:
        if any("heldout" in path.parts for path in sets):
            parser.error("held-out sets measure; nothing is learnt from them")
        folder = data / "index" if (data / "index").is_dir() else data
        assistant = Assistant(PlanIndex.load(folder, encoder, Expected(chunker=CHUNKER_VERSION)))
        for question in read_questions(sets):
            vector, finding = assistant.describe(question.question, question.history)
            vectors.append(vector)
            rows.append(finding.as_row())
            unanswerable.append("answered" not in question.statuses)
        # A plan with many questions counts for more than one with few, but not in proportion: others are unseen too.
        count = len(rows) - len(weights)
        weights += [count**-0.5] * count
        print(f"{data}: {len(rows)} questions, {sum(unanswerable)} unanswerable", file=sys.stderr)
    parts = fit_answerability(
        np.stack(vectors), np.asarray(rows, np.float32), np.asarray(unanswerable, bool), PENALTY, np.asarray(weights)
    )
    partial = options.out.with_name(options.out.name + ".partial")
    save_file(parts, partial, metadata={"encoder": encoder.identity})
    partial.replace(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
