"""How well the district fit does: enterprise cases with accepted places and the passages that must carry them.

A line of a set is ``{"id", "kind", "profile", "status", "accepted", "never", "evidence"}``: ``status`` is ``ranked``,
``none`` (it fits nowhere) or ``clarify`` (it says too little); ``accepted`` are the places that may stand first;
``never`` those that must not be ranked, for the plan says nothing of such a business there; ``evidence`` gives for each
accepted place verbatim pieces of the plan, one of which its reasons must quote.

    python -m evals.fit [--set FILE …] [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TextIO

import numpy as np

from assistant.console import Console
from assistant.fit.engine import FitEngine
from assistant.fit.places import find_places
from assistant.fit.types import FitDistrict, FitResult
from assistant.settings import load_settings
from assistant.types import Citation
from corpus.errors import PlanError
from evals.summary import estimate_mean

_SPACE = re.compile(r"\s")
_STATUSES = ("ranked", "none", "clarify")
TOP = 3


@dataclass(frozen=True, slots=True)
class FitCase:
    """An enterprise and what is right for it."""

    id: str
    kind: str
    profile: str
    status: str
    accepted: tuple[str, ...]
    never: tuple[str, ...]
    evidence: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FitScore:
    """What one case scored; None where a measure does not apply to it."""

    case: FitCase
    result: FitResult
    right_first: bool | None
    right_in_top: bool | None
    evidence_quoted: bool | None
    quotes_verbatim: bool | None
    reasons_about_place: bool | None
    only_what_is_said: bool | None
    status_right: bool


MEASURES: Mapping[str, Callable[[FitScore], bool | None]] = {
    "a right place first": lambda score: score.right_first,
    f"a right place in the first {TOP}": lambda score: score.right_in_top,
    "the right place's evidence quoted": lambda score: score.evidence_quoted,
    "quotes all verbatim": lambda score: score.quotes_verbatim,
    "reasons all about their place": lambda score: score.reasons_about_place,
    "no place ranked for what is not said": lambda score: score.only_what_is_said,
    "fits nowhere: told so": lambda score: score.status_right if score.case.status == "none" else None,
    "too vague: asked": lambda score: score.status_right if score.case.status == "clarify" else None,
}


def read_cases(paths: Sequence[Path]) -> list[FitCase]:
    """The cases of all files in order; raises ``PlanError`` naming the file and line of the first bad one."""
    cases = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise PlanError(f"{path}：无法读取（{error}）。", f"{path} cannot be read ({error}).") from error
        cases += [_read_case(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()]
    return cases


def _read_case(place: str, line: str) -> FitCase:
    try:
        record = json.loads(line)
        case = FitCase(
            str(record["id"]),
            str(record["kind"]),
            str(record["profile"]),
            str(record["status"]),
            tuple(record["accepted"]),
            tuple(record["never"]),
            {str(name): tuple(snippets) for name, snippets in record["evidence"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanError(f"{place}：不是企业案例（{error}）。", f"{place}: not an enterprise case ({error}).") from error
    if case.status not in _STATUSES or (case.status == "ranked") != bool(case.accepted):
        raise PlanError(f"{place}：status 与 accepted 不符。", f"{place}: status and accepted do not agree.")
    return case


def score_case(engine: FitEngine, case: FitCase) -> FitScore:
    """One case, asked and measured."""
    result = engine.fit(case.profile)
    names = [item.name for item in result.districts]
    ranked = case.status == "ranked"
    right = next((item for item in result.districts[:TOP] if item.name in case.accepted), None)
    documents = engine.knowledge.documents
    verbatim = [documents[c.source_id].text[c.start : c.end] == c.quote for c in result.citations]
    return FitScore(
        case,
        result,
        right_first=names[:1] != [] and names[0] in case.accepted if ranked else None,
        right_in_top=right is not None if ranked else None,
        evidence_quoted=_quotes_evidence(right, result, case) if ranked and case.evidence else None,
        quotes_verbatim=all(verbatim) if verbatim else None,
        reasons_about_place=all(_is_about(engine, item, result) for item in result.districts) if names else None,
        only_what_is_said=not set(names) & set(case.never) and all(_has_ground(item) for item in result.districts),
        status_right=result.status == case.status,
    )


def _quotes_evidence(district: FitDistrict | None, result: FitResult, case: FitCase) -> bool:
    if district is None:
        return False
    numbers = {number for reason in district.reasons for number in reason.citations}
    quotes = [_SPACE.sub("", citation.quote) for citation in result.citations if citation.n in numbers]
    return any(_SPACE.sub("", snippet) in quote for snippet in case.evidence.get(district.name, ()) for quote in quotes)


def _is_about(engine: FitEngine, district: FitDistrict, result: FitResult) -> bool:
    """Whether each reason has a quote that stands in the place's own section or row, or names the place."""
    place = next(item for item in find_places(engine.knowledge) if item.name == district.name)
    by_number = {citation.n: citation for citation in result.citations}

    def about(citation: Citation) -> bool:
        return any(place.name in title for title in citation.section) or place.is_named(citation.quote)

    return all(reason.citations and any(about(by_number[n]) for n in reason.citations) for reason in district.reasons)


def _has_ground(district: FitDistrict) -> bool:
    """Whether a place is ranked for an industry or cluster of its own, not for a met need or a park alone."""
    return any(reason.key not in ("need", "carrier", "second") for reason in district.reasons)


def run_fit_eval(engine: FitEngine, paths: Sequence[Path], stream: TextIO) -> int:
    """Ask every case, print each one missed and the figures; 0 when all were asked."""
    engine.warm_up()
    scores, processor = [], []
    for case in read_cases(paths):
        started = time.process_time()
        scores.append(score_case(engine, case))
        processor.append(time.process_time() - started)
    for score in scores:
        missed = [name for name, measure in MEASURES.items() if measure(score) is False]
        if missed or not score.status_right:
            listed = "、".join(f"{item.name} {item.score:g}" for item in score.result.districts[:TOP])
            print(f"{score.case.id}: {'; '.join(missed) or score.result.status} | {listed}", file=stream)
    print(f"{len(scores)} cases", file=stream)
    for name, measure in MEASURES.items():
        values = [float(value) for score in scores if (value := measure(score)) is not None]
        figure = estimate_mean(values)
        if figure.value is not None and figure.low is not None and figure.high is not None:
            interval = f"{100 * figure.low:.1f}–{100 * figure.high:.1f}"
            print(f"{name:38} {100 * figure.value:5.1f} %  {interval:12} n={figure.n}", file=stream)
    seconds = [score.result.seconds for score in scores]
    if seconds:
        print(f"{'seconds, median / p95':38} {np.median(seconds):.2f} / {np.percentile(seconds, 95):.2f}", file=stream)
        print(f"{'processor seconds, median':38} {np.median(processor):.2f}", file=stream)
    return 0


def list_sets() -> list[Path]:
    """The sets that come with the program, without those held aside."""
    return sorted(Path(str(files("evals"))).glob("enterprises/*.jsonl"))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sets named, or those that come with the program, over the data folder's index."""
    from assistant.commands.fit import open_engine

    parser = argparse.ArgumentParser(prog="python -m evals.fit")
    parser.add_argument("--set", nargs="+", type=Path, dest="sets", default=[])
    parser.add_argument("--data", type=Path)
    options = parser.parse_args(argv)
    options.source = []
    console = Console(None, sys.stdout)
    try:
        engine, _ = open_engine(options, load_settings(os.environ, options.data), console)
        return run_fit_eval(engine, options.sets or list_sets(), sys.stdout)
    except PlanError as error:
        console.fail(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
