"""Whether the same thing asked again, or in other words, gets the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evals.matching import path_holds
from evals.normalize import contains_variant, normalize_text, strip_marks
from evals.robustness import pair_variants
from evals.summary import estimate_mean
from evals.types import Figure, Result


def measure_consistency(results: Sequence[Result], repeats: Sequence[Sequence[Result]]) -> dict[str, Figure]:
    """``repeated``: share of the questions of ``repeats`` (further runs over some of them) whose answer was the same,
    letter by letter, each time. ``reworded``: share of the variants with the status, the key facts and a section of
    evidence in common with their plain question, right or wrong."""
    first = {result.question.id: result for result in results}
    again: dict[str, list[Result]] = {}
    for run in repeats:
        for result in run:
            again.setdefault(result.question.id, []).append(result)
    same = [float(all(_same_answer(first[id_], other) for other in others)) for id_, others in again.items()]
    pairs = [pair for group in pair_variants(results).values() for pair in group]
    return {
        "repeated": estimate_mean(same),
        "reworded": estimate_mean([float(agree(base, variant)) for base, variant in pairs]),
    }


def _same_answer(one: Result, other: Result) -> bool:
    return (one.answer.text, one.answer.status) == (other.answer.text, other.answer.status)


def agree(base: Result, variant: Result) -> bool:
    """Whether two answers say the same: status, which of the key facts, and a cited place in common."""
    if base.answer.status != variant.answer.status:
        return False
    if base.answer.status != "answered":
        return True
    if _facts_held(base) != _facts_held(variant):
        return False
    left, right = base.answer.citations, variant.answer.citations
    return (not left and not right) or any(
        one.source_id == other.source_id
        and ((one.start < other.end and other.start < one.end) or path_holds(one.section, other.section))
        for one in left
        for other in right
    )


def _facts_held(result: Result) -> frozenset[int]:
    text = normalize_text(strip_marks(result.answer.text))
    facts = result.question.facts
    return frozenset(n for n, group in enumerate(facts) if any(contains_variant(text, variant) for variant in group))


def list_differences(results: Mapping[str, Result], repeats: Iterable[Sequence[Result]]) -> list[str]:
    """Ids of the questions whose answer was another when asked again."""
    return sorted({r.question.id for run in repeats for r in run if not _same_answer(results[r.question.id], r)})
