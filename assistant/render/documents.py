"""The documents tab: what is indexed, in which version, and what came of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from assistant.commands.index import format_counts, format_report
from assistant.console import Console
from assistant.library import UpdateReport
from assistant.render.frame import format_date
from assistant.render.icons import CROSS
from assistant.render.labels import LABELS
from assistant.render.markup import action_button, escape
from assistant.types import Language
from corpus.errors import PlanError
from corpus.types import Document
from corpus.versions import group_versions, read_version


@dataclass(frozen=True, slots=True)
class DocumentLabels:
    """The tab's wording in one language; fields with braces are ``str.format`` templates."""

    language: Language
    tab: str
    title: str
    text: str
    upload: str
    replace_hint: str
    head: tuple[str, ...]
    newest: str
    superseded: str
    replace: str
    remove: str
    remove_confirm: str
    cancel: str
    working: str
    stages: Mapping[str, str]
    done: str
    failed: str
    not_allowed: str
    scope: str
    scope_all: str
    warnings: str


ZH = DocumentLabels(
    language="zh",
    tab="文件管理",
    title="已收录的文件",
    text="可上传 PDF、Word（.docx）、HTML、Markdown、纯文本或 zip。读完后即可提问；读取中的问题会列在报告里。",
    upload="上传文件：点击选择，或拖到这里",
    replace_hint="请选择用来替换《{title}》的文件。读不出内容的文件不会替换原有文件。",
    head=("文件", "版本", "日期", "内容", "操作"),
    newest="最新",
    superseded="已有更新版本",
    replace="替换",
    remove="移除",
    remove_confirm="确认移除",
    cancel="取消",
    working="正在处理…",
    stages={
        "unpack": "解压模型",
        "read": "读取文件",
        "pages": "读取页面",
        "pictures": "识别图片",
        "encode": "计算向量",
        "write": "写入索引",
    },
    done="已完成",
    failed="未能完成",
    not_allowed="您没有管理文件的权限，请联系管理员。",
    scope="提问范围",
    scope_all="全部规划",
    warnings="读取时的提示（{count}）",
)
EN = DocumentLabels(
    language="en",
    tab="Documents",
    title="Indexed documents",
    text="PDF, Word (.docx), HTML, Markdown, plain text or zip. Questions can be asked as soon as a file is read; "
    "what was found wrong with it is in the report.",
    upload="Upload files: click to choose, or drop them here",
    replace_hint="Choose the file that takes the place of {title}. A file that cannot be read replaces nothing.",
    head=("Document", "Version", "Date", "Content", "Actions"),
    newest="newest",
    superseded="there is a newer version",
    replace="Replace",
    remove="Remove",
    remove_confirm="Really remove",
    cancel="Cancel",
    working="Working…",
    stages={
        "unpack": "unpacking the encoder",
        "read": "reading files",
        "pages": "reading pages",
        "pictures": "reading pictures",
        "encode": "embedding passages",
        "write": "writing the index",
    },
    done="Done",
    failed="Not done",
    not_allowed="You may not change the documents; ask an administrator.",
    scope="Ask about",
    scope_all="All plans",
    warnings="Notes from reading ({count})",
)
DOCUMENT_LABELS: Mapping[Language, DocumentLabels] = {"zh": ZH, "en": EN}


def render_documents(documents: Mapping[str, Document], labels: DocumentLabels, *, editable: bool) -> str:
    """The documents as a table; ``editable`` adds what can be done with each."""
    old = {v.source_id for family in group_versions(d.source for d in documents.values()) for v in family[:-1]}
    several = {v.source_id for family in group_versions(d.source for d in documents.values()) for v in family}
    heads = labels.head if editable else labels.head[:-1]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    rows = ""
    for id_, document in documents.items():
        status = labels.superseded if id_ in old else labels.newest if id_ in several else ""
        rows += _render_row(document, status, labels, editable)
    return (
        f'<section class="documents"><h2>{escape(labels.title)}</h2><p>{escape(labels.text)}</p>'
        f'<div class="table-scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div></section>"
    )


def _render_row(document: Document, status: str, labels: DocumentLabels, editable: bool) -> str:
    source = document.source
    version = escape(read_version(source).name)
    if status:
        css = "tag is-old" if status == labels.superseded else "tag is-new"
        version += f' <span class="{css}">{escape(status)}</span>'
    counts = escape(format_counts([document], Console(labels.language, StringIO())))
    if document.warnings:
        items = "".join(f"<li>{escape(warning)}</li>" for warning in document.warnings)
        title = escape(labels.warnings.format(count=len(document.warnings)))
        counts += f"<details><summary>{title}</summary><ul>{items}</ul></details>"
    cells = [
        f'<span lang="zh-CN">{escape(source.title)}</span><small>{escape(source.issuer)}</small>',
        version,
        escape(format_date(source.date, LABELS[labels.language])),
        counts,
    ]
    if editable:
        cells.append(_render_tools(document, labels))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _render_tools(document: Document, labels: DocumentLabels) -> str:
    id_, title = document.source.id, escape(document.source.title)
    replace = action_button("swap", escape(labels.replace), data={"id": id_}, css="quiet")
    remove = (
        f'<button type="button" class="tool" data-remove="{escape(id_)}" '
        f'data-confirm="{escape(labels.remove_confirm)}" aria-label="{escape(labels.remove)} {title}" '
        f'title="{escape(labels.remove)}">{CROSS}</button>'
    )
    return f'<span class="row-tools">{replace}{remove}</span>'


def render_progress(stage: str, done: int, total: int, labels: DocumentLabels) -> str:
    """How far a change has come."""
    name = labels.stages.get(stage, labels.working)
    value = f'value="{done}" max="{total}"' if total else ""
    return (
        f'<div class="change" role="status"><p>{escape(labels.working)} {escape(name)} '
        f'{f"{done}/{total}" if total else ""}</p><progress {value} aria-label="{escape(name)}"></progress></div>'
    )


def render_outcome(report: UpdateReport | None, error: PlanError | None, labels: DocumentLabels) -> str:
    """The reading report of a change, or why it could not be made."""
    language = labels.language
    problems = [error] if error else [problem.error for problem in (report.failures if report else ())]
    notes = [problem.error.message(language) for problem in (report.notes if report else ())]
    if report:
        pairs = ((copy.name, first.name) for copy, first in report.duplicates)
        notes += [f"{copy} = {first}" for copy, first in pairs]
    lines = format_report(report, Console(language, StringIO())) if report else []
    title = labels.failed if problems and not (report and (report.added or report.updated)) else labels.done
    bad = "".join(f'<li class="is-bad">{escape(item.message(language))}</li>' for item in problems)
    said = "".join(f"<li>{escape(line.strip())}</li>" for line in [*notes, *lines])
    css = "change is-failed" if problems else "change"
    changed = int(bool(report and (report.added or report.updated or report.removed)))
    return (
        f'<div class="{css}" role="status" data-changed="{changed}"><h3>{escape(title)}</h3><ul>{bad}{said}</ul></div>'
    )


def list_scopes(documents: Mapping[str, Document], labels: DocumentLabels) -> list[tuple[str, str]]:
    """What a conversation can be about: name and source id of every plan, older versions named as such."""
    old = {
        version.source_id: version.name
        for family in group_versions(document.source for document in documents.values())
        for version in family[:-1]
    }
    named = [
        (f"{document.source.title}（{old[id_]}）" if id_ in old else document.source.title, id_)
        for id_, document in documents.items()
    ]
    return [(labels.scope_all, ""), *named]


def render_scope(chosen: str, documents: Mapping[str, Document], labels: DocumentLabels) -> str:
    """The choice of what the conversation is about; nothing where there is only one plan."""
    if len(documents) < 2 and not chosen:
        return ""
    options = "".join(
        f'<option value="{escape(id_)}"{" selected" if id_ == chosen else ""}>{escape(name)}</option>'
        for name, id_ in list_scopes(documents, labels)
    )
    return (
        f'<label class="scope"><span>{escape(labels.scope)}</span>'
        f'<select data-change="scope" aria-label="{escape(labels.scope)}">{options}</select></label>'
    )
