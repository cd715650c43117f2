"""An evaluation as a workbook: the figures, the breakdowns, and a row for every question."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assistant.types import Language
from evals.evaluation import Evaluation
from evals.labels import ERRORS, KINDS, STATUSES, name_figure, name_of
from evals.matching import SnippetLocator
from evals.report import BREAKDOWN, name_documents
from evals.summary import count_errors, group_by_kind, measure_times, summarize
from evals.types import Result

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_HEAD_FILL = "DDE7F3"
_LONGEST = 32_000
"""Excel takes 32 767 characters a cell."""
Table = Iterable[Sequence[object]]


class Share(float):
    """A number that is shown as per cent."""


def build_workbook(evaluation: Evaluation, language: Language = "zh") -> bytes:
    """The workbook's bytes. Every text is stored as text: none is ever taken for a formula."""
    from openpyxl import Workbook

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    book = Workbook()
    book.remove(book.worksheets[0])
    locator = SnippetLocator(evaluation.documents)
    k, results = evaluation.k, evaluation.results
    kinds = {name_of(KINDS, kind, language): group for kind, group in group_by_kind(results).items()}
    documents = name_documents(evaluation, locator, say)
    _add_sheet(book, say("指标", "figures"), _figure_rows(evaluation, language), {"A": 30})
    _add_sheet(
        book, say("按类型", "by kind"), _breakdown_rows(say("类型", "kind"), kinds, evaluation.k, language), {"A": 18}
    )
    rows = _breakdown_rows(say("文件", "document"), documents, k, language)
    _add_sheet(book, say("按文件", "by document"), rows, {"A": 44})
    _add_sheet(book, say("错误", "errors"), _error_rows(results, language), {"A": 30})
    _add_sheet(
        book, say("逐题", "questions"), _question_rows(evaluation, language), {"D": 40, "G": 60, "H": 30, "J": 60}
    )
    if evaluation.comparison:
        _add_sheet(book, say("与上次比较", "changes"), _change_rows(evaluation, language), {"E": 40, "F": 60, "G": 60})
    if evaluation.left_out:
        problems = [
            [say("没有评测的行", "rows left out")],
            *([problem.say(language)] for problem in evaluation.left_out),
        ]
        _add_sheet(book, say("未评测", "left out"), problems, {"A": 100})
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _figure_rows(evaluation: Evaluation, language: Language) -> Table:
    labels = [run.label[1 if language == "en" else 0] for run in evaluation.systems]
    heads = [part for label in labels for part in (label, "95 % −", "95 % +", "n")]
    yield ["", *heads]
    figures = [summarize(run.results) for run in evaluation.systems]
    for name in figures[0]:
        cells: list[object] = []
        for found in figures:
            cells += [*map(_share, (found[name].value, found[name].low, found[name].high)), found[name].n]
        yield [name_figure(name, evaluation.k, language), *cells]
    times = [measure_times(run.results) for run in evaluation.systems]
    for name in dict.fromkeys(name for found in times for name in found):
        yield [
            name_figure(name, evaluation.k, language),
            *(part for found in times for part in (found.get(name), None, None, None)),
        ]


def _breakdown_rows(head: str, groups: dict[str, list[Result]], k: int, language: Language) -> Table:
    yield [head, "n", *(name_figure(name, k, language) for name in BREAKDOWN.values())]
    for name, group in groups.items():
        figures = summarize(group)
        yield [name, len(group), *(_share(figures[figure].value) for figure in BREAKDOWN.values())]


def _error_rows(results: Sequence[Result], language: Language) -> Table:
    yield ["错误类别" if language == "zh" else "error", "题数" if language == "zh" else "questions"]
    for name, count in count_errors(results).most_common():
        yield [name_of(ERRORS, name, language), count]


_QUESTION_HEADS = (
    ("编号", "id"),
    ("类型", "kind"),
    ("前文", "history"),
    ("问题", "question"),
    ("应有的回应", "expected"),
    ("实际回应", "given"),
    ("回答", "answer"),
    ("关键事实", "key facts"),
    ("命中率", "found"),
    ("引用", "citations"),
    ("错误", "error"),
    ("秒", "seconds"),
)


def _question_rows(evaluation: Evaluation, language: Language) -> Table:
    yield [head[1 if language == "en" else 0] for head in _QUESTION_HEADS]
    for result in evaluation.results:
        question, answer = result.question, result.answer
        yield [
            question.id,
            name_of(KINDS, question.kind, language),
            "\n".join(turn.content for turn in question.history),
            question.question,
            "、".join(name_of(STATUSES, status, language) for status in question.statuses),
            name_of(STATUSES, answer.status, language),
            answer.text or result.failure,
            "\n".join(" | ".join(group) for group in question.facts),
            _share(result.score.fact_recall),
            "\n".join(f"[{c.n}] {' › '.join(c.section)} p.{c.page}: {c.quote}" for c in answer.citations),
            name_of(ERRORS, result.score.error, language) if result.score.error else "",
            round(result.seconds, 3),
        ]


def _change_rows(evaluation: Evaluation, language: Language) -> Table:
    zh = language == "zh"
    yield (
        ["编号", "变化", "原", "新", "问题", "原回答", "新回答"]
        if zh
        else [*("id", "change", "old", "new", "question", "old answer", "new answer")]
    )
    for question in evaluation.comparison.changed if evaluation.comparison else ():
        yield [
            question.id,
            question.change,
            name_of(ERRORS, question.old_error, language),
            name_of(ERRORS, question.new_error, language),
            question.question,
            question.old_answer,
            question.new_answer,
        ]


def _share(value: float | None) -> Share | None:
    return None if value is None else Share(value)


def _add_sheet(book: Any, title: str, rows: Table, widths: dict[str, int]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet: Worksheet = book.create_sheet(title)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            _put(sheet, number, column, value)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color=_HEAD_FILL)
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None:
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_LONGEST]
        # openpyxl takes a text that begins with "=" for a formula; whose text it is, nobody here knows.
        cell.data_type = "s"
        return
    cell.value = value  # type: ignore[assignment]
    if isinstance(value, Share):
        cell.number_format = "0.0%"
