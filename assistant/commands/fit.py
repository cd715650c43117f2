"""``planqa fit`` and ``planqa profile``: which place fits an enterprise, and what the plan says of a place."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from assistant.batch import open_result, partial_path
from assistant.commands.opening import choose_sources, open_index
from assistant.console import Console, ProgressBars, clean_text
from assistant.export.types import FORMATS, ExportFormat
from assistant.settings import Settings
from corpus.errors import PlanError

if TYPE_CHECKING:
    from assistant.fit.engine import FitEngine
    from assistant.fit.types import FitResult, Profile

DONE, FAILED, WRONG_USAGE = 0, 1, 2
STANDARD_STREAM = "-"
MOST_COMPARED = 3


def fit_enterprise(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Rank the places for ``options.text``, or for every line of ``options.batch``."""
    if (options.text is None) == (options.batch is None) or (options.out and not options.batch):
        console.say(
            "用法：planqa fit “企业简介” [--json] [--report 报告.docx]，"
            "或 planqa fit --batch 输入.jsonl [--out 输出.jsonl]",
            "usage: planqa fit “TEXT” [--json] [--report FILE.docx], or planqa fit --batch IN.jsonl [--out OUT.jsonl]",
        )
        return WRONG_USAGE
    _check_options(options)
    engine, source_ids = open_engine(options, settings, console)
    if options.batch is not None:
        return _fit_batch(options, engine, source_ids, console)
    text = clean_text(sys.stdin.read().strip() if options.text == STANDARD_STREAM else options.text)
    result = engine.fit(text, hard=options.must, soft=options.want, source_ids=source_ids)
    if result.status == "error":
        print(result.message, file=console.error)
        return FAILED
    if options.report:
        _write_report(options, engine, result)
    if options.json:
        console.write_json(result.to_json())
    else:
        console.write(format_result(result))
    if options.compare and not options.json:
        console.write(_format_comparison(options.compare, engine, result))
    return DONE


def print_profile(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print what the plan says of one place."""
    engine, source_ids = open_engine(options, settings, console)
    found = [
        profile
        for profile in find_profiles(engine, [options.place])
        if source_ids is None or profile.source_id in source_ids
    ]
    for profile in found:
        if options.json:
            console.write_json(profile_json(engine, profile))
        else:
            console.write(_format_profile(engine, profile))
    return DONE


def open_engine(
    options: argparse.Namespace, settings: Settings, console: Console
) -> tuple[FitEngine, list[str] | None]:
    """The engine over the data folder's index, and the sources that were named."""
    from assistant.fit.engine import FitEngine
    from assistant.fit.weights import make_weights
    from assistant.knowledge import Knowledge

    _, index = open_index(settings, console)
    weights = make_weights(dict(settings.fit))
    source_ids = choose_sources(index, options.source)
    engine = FitEngine(Knowledge(index.documents), index.encoder, settings.data / "fit", weights)
    # Before the first enterprise, so that a result's time is its own.
    engine.warm_up()
    return engine, source_ids


def find_profiles(engine: FitEngine, names: Sequence[str]) -> list[Profile]:
    """The profiles of places named in full or in short; raises ``PlanError`` with the names there are."""
    found = []
    for name in names:
        own = [p for p in engine.profiles if p.place == name or engine.knowledge.aliases.get(name) == p.place]
        if not own:
            known = "、".join(dict.fromkeys(profile.place for profile in engine.profiles)) or "—"
            raise PlanError(
                f"规划中没有分节写到“{name}”（有：{known}）。", f"The plan has no part on {name} (it has: {known})."
            )
        found += own
    return found


def profile_json(engine: FitEngine, profile: Profile) -> dict[str, Any]:
    """A profile as JSON: its items by kind, each with its citation."""
    from assistant.assembly import make_citation
    from assistant.fit.types import ITEM_KINDS, citation_json

    items: dict[str, list[dict[str, Any]]] = {}
    for kind in ITEM_KINDS:
        items[kind] = [
            {
                "text": item.text,
                "role": item.role if kind == "industry" else None,
                "label": item.label,
                "sector": item.head,
                "carrier": item.carrier,
                "citation": citation_json(make_citation(engine.knowledge, item.quote, number)),
            }
            for number, item in enumerate(profile.of_kind(kind), 1)
        ]
    return {"name": profile.place, "source_id": profile.source_id, **items}


def _check_options(options: argparse.Namespace) -> None:
    """Raises ``PlanError`` for a need, a number of places or a kind of report that there is not, before any work."""
    from assistant.fit.lexicon import list_needs

    known = {need.key for need in list_needs()}
    if wrong := [key for key in (*options.must, *options.want) if key not in known]:
        raise PlanError(
            f"没有名为 {wrong[0]} 的需求（可用：{'、'.join(sorted(known))}）。",
            f"There is no need {wrong[0]} (known: {', '.join(sorted(known))}).",
        )
    if options.compare and not 2 <= len(options.compare) <= MOST_COMPARED:
        raise PlanError("对比请给出二至三个区。", "Name two or three places to compare.")
    if options.report and options.report.suffix.lstrip(".").lower() not in FORMATS:
        raise PlanError(
            f"报告的扩展名应为 {'、'.join(FORMATS)} 之一：{options.report}。",
            f"A report ends in one of {', '.join(FORMATS)}: {options.report}.",
        )


def _write_report(options: argparse.Namespace, engine: FitEngine, result: FitResult) -> None:
    from assistant.export.writers import write_report
    from assistant.fit.report import make_report

    names = [profile.place for profile in find_profiles(engine, options.compare)]
    report = make_report(result, engine.profiles, engine.knowledge, date.today(), names)
    suffix = cast("ExportFormat", options.report.suffix.lstrip(".").lower())
    _write_whole(options.report, write_report(report, suffix))


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.absolute().parent, prefix=".report-", delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def _format_comparison(names: Sequence[str], engine: FitEngine, result: FitResult) -> str:
    """The comparison as a Markdown table with its sources."""
    from assistant.export.types import Report
    from assistant.export.writers import write_markdown
    from assistant.fit.report import compare_report

    report: Report = compare_report(find_profiles(engine, names), engine.knowledge, result)
    return write_markdown(report)


def format_result(result: FitResult) -> str:
    """A result for a reader: the outcome, the places with their reasons, what is open, the sources."""
    english = result.language == "en"
    parts = [result.message]
    for item in result.districts:
        lines = [f"{item.name}  {item.score:g}  {item.tier}"]
        lines += [f"  - {reason.text}{_marks(reason.citations)}" for reason in item.reasons]
        lines += [f"  ! {text}" for text in item.cautions]
        parts.append("\n".join(lines))
    open_points = [*result.unknown, *(item.text + _marks(item.citations) for item in result.why_not), *result.notes]
    if open_points:
        parts.append("\n".join(f"- {text}" for text in open_points))
    page = "p. {}" if english else "第 {} 页"
    sources = []
    for citation in result.citations:
        place = [*citation.section, *([page.format(citation.page)] if citation.page is not None else [])]
        sources.append(f"[{citation.n}] {' › '.join(place)}\n    {' '.join(citation.quote.split())}")
    return "\n\n".join([*parts, "\n".join(sources)] if sources else parts)


def _format_profile(engine: FitEngine, profile: Profile) -> str:
    found = profile_json(engine, profile)
    lines = [profile.place]
    for kind, items in found.items():
        if isinstance(items, list) and items:
            lines.append(f"\n{kind}")
            for item in items:
                page = item["citation"]["page"]
                role = f" [{item['role']}]" if item["role"] else ""
                lines.append(f"  - {item['text']}{role}" + (f" (p. {page})" if page is not None else ""))
    return "\n".join(lines)


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _fit_batch(options: argparse.Namespace, engine: FitEngine, source_ids: list[str] | None, console: Console) -> int:
    lines = _read_batch(options.batch)
    out = options.out or STANDARD_STREAM
    try:
        with open_result(out, console.output) as stream, ProgressBars(console) as progress:
            failed = 0
            for done, record in enumerate(lines):
                progress("fit", done, len(lines))
                failed += _fit_line(record, options, engine, source_ids, stream)
            progress("fit", len(lines), len(lines))
    except KeyboardInterrupt:
        if out != STANDARD_STREAM:
            console.say(f"已完成的结果在 {partial_path(out)}。", f"The results so far are in {partial_path(out)}.")
        raise
    if failed:
        console.say(f"{failed} 行没有结果，原因见输出。", f"{failed} lines got no result; the output says why.")
    return FAILED if failed else DONE


def _fit_line(
    record: Mapping[str, Any],
    options: argparse.Namespace,
    engine: FitEngine,
    source_ids: list[str] | None,
    stream: IO[str],
) -> int:
    """Write one line's result; 1 where it got none."""
    text = record.get("text")
    if isinstance(text, str):
        result = engine.fit(clean_text(text), hard=options.must, soft=options.want, source_ids=source_ids)
        value, failed = result.to_json({"id": record.get("id")}), result.status == "error"
    else:
        reason = record.get("fault") or "没有 text / text is missing or not a text"
        value, failed = {"id": record.get("id"), "districts": [], "unknown": [reason], "citations": []}, True
    stream.write(json.dumps(value, ensure_ascii=False) + "\n")
    stream.flush()
    return int(failed)


def _read_batch(name: str) -> list[dict[str, Any]]:
    """The lines of a batch; what is no JSON object has a ``fault`` that says so. Raises ``PlanError``."""
    try:
        data = sys.stdin.buffer.read() if name == STANDARD_STREAM else Path(name).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise PlanError(f"{name}：无法打开（{error.strerror}）。", f"{name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{name}：不是 UTF-8 文本。", f"{name}: not UTF-8 text.") from error
    records = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            record = {"id": None, "fault": f"不是 JSON / not JSON ({error})"}
        records.append(
            record if isinstance(record, dict) else {"id": None, "fault": "不是 JSON 对象 / not a JSON object"}
        )
    return records
