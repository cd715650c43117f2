"""Public question sets, read from where they lie: CMRC 2018, ExpMRC and STARD.

Each tries one thing on texts that are no plans: finding the passage (CMRC 2018, STARD), and quoting the sentence that
carries the answer (ExpMRC). None of their files belongs to the project.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.console import Console, ProgressBars
from assistant.library import open_library
from assistant.settings import Settings
from corpus.chunks import CHUNKER_VERSION
from corpus.document import read_document
from corpus.errors import IndexMissing, PlanError
from corpus.types import Document
from evals.saving import save_text
from evals.summary import estimate_mean
from evals.types import Figure
from index.store import PlanIndex, build_index

DEPTH = 20
"""How many passages are looked through for the first that is right."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question: the keys of the passages that answer it and, where known, sentences one of which carries the answer
    and the answer's wordings."""

    question: str
    passages: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A public set: ``passages`` by key, and the questions over them. ``quotes`` where sentences are to be quoted, so
    that each is embedded for itself, too."""

    name: str
    passages: Mapping[str, str]
    items: tuple[Item, ...]
    quotes: bool = False


def read_cmrc(folder: Path) -> Benchmark:
    """CMRC 2018's development set: which passage answers the question."""
    passages, items = {}, []
    for paragraph, question in _read_squad(folder / "cmrc2018" / "cmrc2018_dev.json"):
        passages[paragraph["id"]] = paragraph["context"]
        answers = tuple(dict.fromkeys(answer["text"] for answer in question["answers"]))
        items.append(Item(question["question"], (paragraph["id"],), answers=answers))
    return Benchmark("cmrc2018", passages, tuple(items))


def read_expmrc(folder: Path) -> Benchmark:
    """ExpMRC's questions over CMRC passages: which sentence carries the answer."""
    passages, items = {}, []
    for paragraph, question in _read_squad(folder / "expmrc" / "expmrc-cmrc2018-dev.json"):
        passages[paragraph["id"]] = paragraph["context"]
        answers = tuple(dict.fromkeys(answer["text"] for answer in question["answers"]))
        sentences = tuple(dict.fromkeys(question["evidences"]))
        items.append(Item(question["question"], (paragraph["id"],), sentences, answers))
    return Benchmark("expmrc", passages, tuple(items), quotes=True)


def read_stard(folder: Path) -> Benchmark:
    """STARD's lay questions over the articles of law that answer one of them."""
    passages: dict[str, str] = {}
    items = []
    for record in _read_json(folder / "stard" / "queries.json"):
        passages.update({name: f"{name}\n{text.strip()}" for name, text in record["相关法规"].items()})
        items.append(Item(record["问题"], tuple(record["match_name"])))
    return Benchmark("stard", passages, tuple(items))


READERS: Mapping[str, Callable[[Path], Benchmark]] = {
    "cmrc2018": read_cmrc,
    "expmrc": read_expmrc,
    "stard": read_stard,
}


def _read_squad(path: Path) -> Iterable[tuple[Any, Any]]:
    for entry in _read_json(path)["data"]:
        for paragraph in entry["paragraphs"]:
            for question in paragraph["qas"]:
                yield paragraph, question


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlanError(
            f"{path} 无法读取（{type(error).__name__}）。", f"{path} cannot be read ({type(error).__name__})."
        ) from error


def run_benchmarks(
    folder: Path, settings: Settings, console: Console, *, sample: int | None = None, only: Sequence[str] = ()
) -> int:
    """Run the sets in ``folder`` (all, or those named), print a row of figures for each, and return 0.

    ``sample`` cuts the questions, not the passages: those are what makes it hard. Raises ``PlanError`` for a name that
    is no set, and for a set that cannot be read.
    """
    if unknown := set(only) - READERS.keys():
        listed = "、".join(READERS)
        raise PlanError(
            f"没有这样的公开数据集：{'、'.join(sorted(unknown))}（可用：{listed}）。",
            f"There is no benchmark {', '.join(sorted(unknown))} (there are {listed}).",
        )
    console.write("| set | figure | value | 95 % | n |\n|---|---|---|---|---|")
    for name in only or READERS:
        benchmark = READERS[name](folder)
        with ProgressBars(console) as progress:
            index, keys = open_passages(benchmark, settings, progress)
            items = benchmark.items[:: max(1, len(benchmark.items) // sample)] if sample else benchmark.items
            measure = measure_sentences if benchmark.quotes else measure_passages
            for figure_name, figure in measure(items, index, keys, progress).items():
                console.write(f"| {name} | {figure_name} | {_show(figure)} | {figure.n} |")
    return 0


def _show(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "– | –"
    return f"{figure.value:.3f} | {figure.low:.3f}–{figure.high:.3f}"


def open_passages(
    benchmark: Benchmark, settings: Settings, progress: Callable[[str, int, int], None]
) -> tuple[PlanIndex, dict[str, str]]:
    """The index of a benchmark's passages, each a document of its own, and source id → the passage's key.

    It lies in the data folder and is built anew where a passage, the encoder or the chunker changed.
    """
    data = settings.data / "evals" / "indexes" / benchmark.name
    library = open_library(replace(settings, data=data), progress)
    keys = {f"p{number:05d}": key for number, key in enumerate(benchmark.passages)}
    documents = [_read_passage(data / "passages" / f"{id_}.txt", benchmark.passages[key]) for id_, key in keys.items()]
    if not benchmark.quotes:
        # Finding a passage looks at no single sentence, and most of the time would go into embedding those.
        documents = [
            replace(document, chunks=tuple(replace(chunk, sentences=()) for chunk in document.chunks))
            for document in documents
        ]
    try:
        index = library.load()
        if {d.source.sha256 for d in index.documents.values()} == {d.source.sha256 for d in documents}:
            return index, {id_: keys[Path(d.source.path).stem] for id_, d in index.documents.items()}
    except (IndexMissing, PlanError):
        pass
    index = build_index(documents, library.settings.index_folder, library.encoder, progress, chunker=CHUNKER_VERSION)
    return index, {id_: keys[Path(d.source.path).stem] for id_, d in index.documents.items()}


def _read_passage(path: Path, text: str) -> Document:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        save_text(path, text)
    return read_document(path)


def measure_passages(
    items: Sequence[Item], index: PlanIndex, keys: Mapping[str, str], progress: Callable[[str, int, int], None]
) -> dict[str, Figure]:
    """hit@1, hit@5 and MRR: whether a passage that answers is the first, or among the first five, to be found."""
    ranks: list[int | None] = []
    for number, item in enumerate(items, 1):
        found = list(dict.fromkeys(keys[hit.chunk.source_id] for hit in index.search(item.question, DEPTH)))
        ranks.append(next((rank for rank, key in enumerate(found, 1) if key in item.passages), None))
        progress("ask", number, len(items))
    return {
        "hit@1": estimate_mean([float(rank == 1) for rank in ranks]),
        "hit@5": estimate_mean([float(rank is not None and rank <= 5) for rank in ranks]),
        f"MRR@{DEPTH}": estimate_mean([1 / rank if rank else 0.0 for rank in ranks]),
    }


def measure_sentences(
    items: Sequence[Item], index: PlanIndex, keys: Mapping[str, str], progress: Callable[[str, int, int], None]
) -> dict[str, Figure]:
    """Asked of its own passage: whether the first quote, and any quote, shares text with an evidence sentence, whether
    the answer stands in the quotes, and how often the question is refused."""
    from assistant.service import Assistant

    assistant = Assistant(index)
    sources = {key: id_ for id_, key in keys.items()}
    first, some, held, refused = [], [], [], []
    for number, item in enumerate(items, 1):
        answer = assistant.ask(item.question, (), [sources[item.passages[0]]])
        quotes = [citation.quote for citation in answer.citations] if answer.status == "answered" else []
        matches = [any(share_text(quote, sentence) for sentence in item.sentences) for quote in quotes]
        first.append(float(bool(matches) and matches[0]))
        some.append(float(any(matches)))
        held.append(float(any(_squeeze(text) in _squeeze("".join(quotes)) for text in item.answers)))
        refused.append(float(answer.status != "answered"))
        progress("ask", number, len(items))
    return {
        "first quote is evidence": estimate_mean(first),
        "a quote is evidence": estimate_mean(some),
        "answer within the quotes": estimate_mean(held),
        "refused": estimate_mean(refused),
    }


def share_text(quote: str, sentence: str) -> bool:
    """Whether one contains the other, white space aside."""
    left, right = _squeeze(quote), _squeeze(sentence)
    return bool(left) and bool(right) and (left in right or right in left)


def _squeeze(text: str) -> str:
    return "".join(text.split())
