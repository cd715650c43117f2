"""Results → figures with 95 % intervals: overall and per kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.stats import bootstrap

from evals.matching import SnippetLocator
from evals.types import Figure, Result

RESAMPLES = 2000
Measure = Callable[[Result], float | None]


def _refused(result: Result) -> bool:
    return result.answer.status == "no_evidence"


def _is_whole(share: float | None) -> float | None:
    return None if share is None else float(share == 1)


SHARES: dict[str, Measure] = {
    "status accuracy": lambda r: float(r.score.status_right),
    "key-fact recall": lambda r: r.score.fact_recall,
    "all facts present": lambda r: _is_whole(r.score.fact_recall),
    "numeric exact match": lambda r: r.score.numeric_match,
    "no forbidden value": lambda r: float(not r.score.forbidden_hits) if r.question.forbidden else None,
    "evidence section recall": lambda r: r.score.section_recall,
    "all evidence sections cited": lambda r: _is_whole(r.score.section_recall),
    "evidence passage recall": lambda r: r.score.span_recall,
    "citation precision (section)": lambda r: r.score.section_precision,
    "citation precision (passage)": lambda r: r.score.span_precision,
    "quotes all verbatim": lambda r: float(not r.score.broken_quotes) if r.answer.citations else None,
    "sentence support": lambda r: r.score.sentence_support,
    "no number without source": lambda r: float(not r.score.unsourced_numbers),
    "refusal precision": lambda r: float("no_evidence" in r.question.statuses) if _refused(r) else None,
    "refusal recall": lambda r: float(r.answer.status in r.question.statuses) if r.question.unanswerable else None,
    "false refusal rate": lambda r: float(r.answer.status != "answered") if r.question.answerable else None,
    "retrieval recall@k": lambda r: r.score.retrieval_recall,
    "retrieval recall@1": lambda r: r.score.recall_at_1,
    "retrieval recall@5": lambda r: r.score.recall_at_5,
    "retrieval MRR": lambda r: r.score.reciprocal_rank,
    "retrieval nDCG": lambda r: r.score.ndcg,
    "model-judged faithfulness": lambda r: r.faithful,
}
"""Each figure is the mean of its measure over the questions where it is not None.

Refusal precision is over the answers that refused, refusal recall over the questions that call for it. A false refusal
is an answerable question that got anything but an answer, so asking back needlessly counts, too.
"""


def estimate_mean(values: Sequence[float], *, seed: int = 0) -> Figure:
    """The mean with its percentile-bootstrap 95 % interval (the point itself for fewer than two values)."""
    if not values:
        return Figure(None, None, None, 0)
    sample = np.asarray(values, dtype=np.float64)
    mean = float(sample.mean())
    if len(sample) < 2:
        return Figure(mean, mean, mean, len(sample))
    # Percentile, not BCa: BCa is undefined for a sample of equal values, which perfect scores are.
    interval = bootstrap(
        (sample,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=np.random.default_rng(seed)
    ).confidence_interval
    return Figure(mean, float(interval.low), float(interval.high), len(sample))


def summarize(results: Sequence[Result]) -> dict[str, Figure]:
    """Every figure of ``SHARES`` over the results, by name."""
    return {
        name: estimate_mean([float(value) for result in results if (value := measure(result)) is not None])
        for name, measure in SHARES.items()
    }


def group_by_kind(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The results by the question's kind, kinds in the order of their first question."""
    return _group((result.question.kind, result) for result in results)


def group_by_document(results: Iterable[Result], locator: SnippetLocator) -> dict[str, list[Result]]:
    """The results by the id of the document that holds the question's evidence; under several ids where it takes
    several, and under "" where the question has no evidence."""
    return _group((id_, result) for result in results for id_ in find_sources(result, locator))


def find_sources(result: Result, locator: SnippetLocator) -> list[str]:
    """The ids of the documents that hold the evidence of a result's question, sorted; ``[""]`` where none does."""
    evidence = {item for need in result.question.evidence for group in need for item in group}
    return sorted({span.source_id for item in evidence for span in locator.find_spans(item)}) or [""]


def _group(pairs: Iterable[tuple[str, Result]]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for key, result in pairs:
        groups.setdefault(key, []).append(result)
    return groups


def count_errors(results: Iterable[Result]) -> Counter[str]:
    """How many results fell into each error class; results without error are not counted."""
    return Counter(result.score.error for result in results if result.score.error is not None)


def passes(result: Result) -> bool:
    """Whether nothing was wrong with the answer."""
    return result.score.error is None


def measure_times(results: Sequence[Result]) -> dict[str, float]:
    """Median and 95th percentile of the seconds a question took, median length in characters of what was answered, and
    mean tokens a language model read and wrote, where one counted them."""
    if not results:
        return {}
    seconds = np.asarray([result.seconds for result in results])
    lengths = [len(result.answer.text) for result in results if result.answer.status == "answered"]
    tokens = [result.tokens for result in results if result.tokens is not None]
    times = {
        "seconds, median": float(np.median(seconds)),
        "seconds, p95": float(np.percentile(seconds, 95)),
        "answer length, median": float(np.median(lengths)) if lengths else 0.0,
    }
    if tokens:
        times["tokens read, mean"] = float(np.mean([count.read for count in tokens]))
        times["tokens written, mean"] = float(np.mean([count.written for count in tokens]))
    return times
