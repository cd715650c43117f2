"""One evaluation from the question sets to the files of its report: what the command and the page both call."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.types import Language
from corpus.types import Document
from evals.evaluation import Beside, Evaluation, Scope, evaluate
from evals.journal import Journal
from evals.loading import load_questions
from evals.problems import QuestionSetError
from evals.report_html import write_html
from evals.results_file import read_results, write_report
from evals.runner import Asking, Progress, prepare_asking
from evals.saving import save_bytes
from evals.sources import settle_sources
from evals.spreadsheet import build_workbook
from evals.systems import DEFAULT_K, Assistant, from_assistant
from evals.types import Question
from evals.versioning import name_version

LAST, NONE = "last", "none"
_VERSION = re.compile(r"[\w.]+(?:-dirty-\w+)?")
"""A set's name may begin with another's; what follows must be a version alone."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to evaluate and where the results go. ``compare`` is an earlier report's JSON file, ``"last"`` (the newest
    of the same name in ``folder``) or ``"none"``. ``name`` is what the files are called before the version; without
    one, after the sets. ``aside`` are sets of which only the figures are reported."""

    sets: Sequence[Path]
    folder: Path
    name: str = ""
    aside: Sequence[Path] = ()
    scope: Scope = field(default_factory=Scope)
    k: int = DEFAULT_K
    jobs: int = 1
    language: Language = "zh"
    compare: str = LAST
    resume: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """A finished evaluation and the files of its report; ``resumed`` is how many answers an interrupted run had
    left."""

    evaluation: Evaluation
    json: Path
    html: Path
    xlsx: Path
    resumed: int


def run_session(
    assistant: Assistant, request: Request, *, beside: Beside | None = None, progress: Progress | None = None
) -> Written:
    """Load the sets, ask, score and write the report. Bad rows are left out and named in the evaluation.

    Raises ``QuestionSetError`` where no row can be asked, and ``PlanError`` for thresholds or an earlier report that
    cannot be read.
    """
    documents = assistant.documents
    loaded = settle_sources(load_questions(request.sets), documents)
    if not loaded.questions:
        raise QuestionSetError(loaded.problems)
    version = name_version()
    name = request.name or name_sets(request.sets)
    stem = f"{name}-{version}"
    journal = Journal(request.folder / f"{stem}.partial.jsonl", _fingerprint(request, documents, version))
    if not request.resume:
        journal = _begin_anew(journal, _fingerprint(request, documents, version))
    earlier = _find_earlier(request, name, stem)
    beside = beside or Beside()
    if earlier is not None:
        beside = Beside(beside.quick, beside.slow, beside.judge, (earlier.stem, read_results(earlier)))
    asking = prepare_asking(documents, k=request.k, jobs=request.jobs, journal=journal, progress=progress)
    evaluation = evaluate(
        from_assistant(assistant),
        loaded,
        asking,
        name=name,
        version=version,
        sets=request.sets,
        scope=request.scope,
        beside=beside,
        aside=_load_aside(request, asking),
    )
    json_file, html_file, xlsx_file = (request.folder / f"{stem}.{suffix}" for suffix in ("json", "html", "xlsx"))
    written = Written(evaluation, json_file, html_file, xlsx_file, journal.resumed)
    write_report(evaluation, written.json)
    write_html(evaluation, written.html, request.language)
    save_bytes(written.xlsx, build_workbook(evaluation, request.language))
    journal.close()
    return written


def name_sets(sets: Sequence[Path]) -> str:
    """What the results of the sets are called: the set's own name, or its folder's."""
    if len(sets) == 1:
        return sets[0].stem
    folders = {path.parent.name for path in sets}
    folder = folders.pop() if len(folders) == 1 else "mixed"
    return "development" if folder == "sets" else folder


def _fingerprint(request: Request, documents: Mapping[str, Document], version: str) -> dict[str, object]:
    """What must be the same for noted answers to count. The questions themselves are in the journal's keys."""
    return {"version": version, "k": request.k, "documents": _hash_documents(documents)}


def _hash_documents(documents: Mapping[str, Document]) -> str:
    texts = [
        f"{id_}:{hashlib.sha256(str(getattr(d, 'text', '')).encode()).hexdigest()}" for id_, d in documents.items()
    ]
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()[:16]


def _begin_anew(journal: Journal, fingerprint: Mapping[str, object]) -> Journal:
    journal.close()
    return Journal(journal.path, fingerprint)


def _find_earlier(request: Request, name: str, stem: str) -> Path | None:
    if request.compare == NONE:
        return None
    if request.compare != LAST:
        return Path(request.compare)
    # A run of this very version is what is being made again, not an earlier one.
    names = [path for path in request.folder.glob(f"{glob.escape(name)}-*.json") if path.stem != stem]
    found = [path for path in names if _VERSION.fullmatch(path.stem[len(name) + 1 :])]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _load_aside(request: Request, asking: Asking) -> list[Question]:
    """The questions held aside that these documents can be asked; ids may be those of other sets."""
    found: list[Question] = []
    for path in request.aside:
        found += settle_sources(load_questions([path]), asking.documents).questions
    return found
