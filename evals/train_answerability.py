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

from assistant.answerability import fit_answerability
from assistant.service import Assistant
from corpus.chunks import CHUNKER_VERSION
from evals.loading import read_questions
from index.encoder import E5Encoder
from index.stamp import Expected
from index.store import PlanIndex

PENALTY = 0.01


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
        print(f"{data}: {len(rows)} questions, {sum(unanswerable)} unanswerable", file=sys.stderr)
    parts = fit_answerability(np.stack(vectors), np.asarray(rows, np.float32), np.asarray(unanswerable, bool), PENALTY)
    partial = options.out.with_name(options.out.name + ".partial")
    save_file(parts, partial, metadata={"encoder": encoder.identity})
    partial.replace(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
