"""Fits the guess at an enterprise's kind of business (see ``assistant.fit.kind_model``).

    python -m evals.train_kinds [--descriptions FILE] [--check] [--out FILE]

The descriptions (parent, sector, text, separated by tabs; both empty where no trade is told) were invented for it by
writers who saw neither plans nor enterprise cases. ``--check`` prints, instead of writing, how often the right kind
comes first and among the first three, each tenth of the descriptions guessed by the others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.fit.kind_model import FILE, Array, KindModel, write_kind_model
from assistant.fit.lexicon import Sector, list_terms
from assistant.fit.term_vectors import load_term_vectors
from assistant.fit.vectors import embed_queries
from assistant.settings import load_settings
from index.encoder import E5Encoder

PENALTY = 3e-6
"""Weight of the squared coefficients against the mean loss."""
_DESCRIPTION = 3.0
"""What a description counts for beside a word of the table."""
_FOLDS = 10


def read_descriptions(path: Path) -> list[tuple[Sector, str]]:
    """``(kind, text)`` of each line; raises ValueError naming the first line without three parts."""
    found: list[tuple[Sector, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != len(("parent", "sector", "text")):
            raise ValueError(f"{path.name}:{number}")
        found.append(((parts[0], parts[1]), parts[2]))
    return found


def fit_kinds(
    vectors: Array, kinds: Sequence[Sector], weights: npt.NDArray[np.float64], mean: Array, penalty: float = PENALTY
) -> KindModel:
    """The model of ``vectors`` ``(n, dimension)`` and their kinds, each counting for its weight; ``mean`` is that of
    descriptions, which words do not share."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    sectors = tuple(sorted(set(kinds)))
    places = {sector: place for place, sector in enumerate(sectors)}
    model = LogisticRegression(C=1.0 / (2.0 * penalty * float(weights.sum())), max_iter=300, tol=1e-4)
    model.fit(vectors, [places[kind] for kind in kinds], sample_weight=weights)
    return KindModel(sectors, mean, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


def list_words(encoder: E5Encoder) -> tuple[Array, list[Sector], npt.NDArray[np.float64]]:
    """The table's words: vectors, kinds, and what each counts for (a word of two kinds half for each). Raises
    ValueError where the table was changed since its vectors were written."""
    known = load_term_vectors(encoder)
    if not all(word in known for word, _ in list_terms()):
        raise ValueError("assistant/fit/words: python -m assistant.fit.term_vectors")
    rows = [(known[word], sector, 1.0 / len(sectors)) for word, sectors in list_terms() for sector in sectors]
    return np.stack([row[0] for row in rows]), [row[1] for row in rows], np.asarray([row[2] for row in rows])


def train(encoder: E5Encoder, texts: Sequence[tuple[Sector, str]], vectors: Array) -> KindModel:
    """The model of descriptions and words together."""
    words, kinds, weights = list_words(encoder)
    mean = vectors.mean(0)
    return fit_kinds(
        np.vstack([vectors - mean, words - words.mean(0)]),
        [*(kind for kind, _ in texts), *kinds],
        np.concatenate([np.full(len(texts), _DESCRIPTION), weights]),
        mean,
    )


def check(encoder: E5Encoder, texts: Sequence[tuple[Sector, str]], vectors: Array) -> tuple[float, float]:
    """How often the right kind comes first, and among the first three, where it was not learnt from."""
    fold = np.random.default_rng(0).permutation(len(texts)) % _FOLDS
    first = third = 0
    for number in range(_FOLDS):
        own = [place for place in range(len(texts)) if fold[place] != number]
        model = train(encoder, [texts[place] for place in own], vectors[own])
        for place in (int(found) for found in np.flatnonzero(fold == number)):
            shares = model.log_shares(vectors[place])
            best = sorted(shares, key=lambda sector: -shares[sector])[:3]
            first += best[0] == texts[place][0]
            third += texts[place][0] in best
    return first / len(texts), third / len(texts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write, or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    own = Path(str(files("evals"))) / "enterprises" / "training" / "descriptions.tsv"
    parser.add_argument("--descriptions", type=Path, default=own)
    parser.add_argument("--out", type=Path, default=Path(str(files("assistant.fit"))) / "words" / FILE)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    try:
        texts = read_descriptions(options.descriptions)
    except (OSError, ValueError) as error:
        print(f"读不了 / cannot be read: {error}", file=sys.stderr)
        return 1
    encoder = E5Encoder(load_settings({}).model_folder)
    vectors = embed_queries(encoder, [text for _, text in texts])
    try:
        if options.check:
            first, third = check(encoder, texts, vectors)
            print(f"{len(texts)} descriptions: the right kind first {first:.1%}, in the first three {third:.1%}")
            return 0
        model = train(encoder, texts, vectors)
    except ValueError as error:
        print(f"先运行 / run first: {error}", file=sys.stderr)
        return 1
    write_kind_model(options.out, encoder.identity, model)
    return 0


if __name__ == "__main__":
    sys.exit(main())
