"""Files that the page gives out beside itself: exported answers and conversations."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from assistant.export.conversation import build_report
from assistant.export.types import FORMATS, ExportFormat
from assistant.export.writers import write_report
from assistant.page.desk import Desk
from assistant.page.identity import SCOPE_KEY, Viewer
from assistant.page.pictures import PagePictures
from assistant.render.page_picture import has_pictures
from assistant.render.talk_labels import TALK_LABELS
from assistant.store.conversations import shorten
from assistant.types import Language

_TYPES: dict[ExportFormat, str] = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""What a file name may not hold on one system or another."""


def add_downloads(application: FastAPI, desk: Desk) -> None:
    """Serve ``/export/{conversation}.{format}``, the whole conversation or with ``turn`` one answer of it, and
    ``/picture/{source}.png``, a page of a PDF with a passage marked."""
    pictures = PagePictures()

    @application.get("/picture/{source_id}.png", include_in_schema=False)
    def picture(source_id: str, start: int, end: int) -> Response:
        document = desk.assistant.documents.get(source_id)
        if document is None or not has_pictures(document) or not 0 <= start < end <= len(document.text):
            return PlainTextResponse("", status_code=404)
        content = pictures.render(document, start, end)
        if content is None:
            return PlainTextResponse("", status_code=404)
        return Response(content, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @application.get("/export/{name}.{file_format}", include_in_schema=False)
    def export(request: Request, name: str, file_format: str, turn: int | None = None, lang: str = "zh") -> Response:
        viewer: Viewer = request.scope[SCOPE_KEY]
        language: Language = "en" if lang == "en" else "zh"
        talk = desk.conversations.load(viewer.owner, name)
        exchanges = talk.exchanges if talk else ()
        if turn is not None:
            exchanges = exchanges[turn : turn + 1] if turn >= 0 else ()
        if talk is None or not exchanges or file_format not in FORMATS:
            return PlainTextResponse(TALK_LABELS[language].nothing_to_export, status_code=404)
        title = talk.title if turn is None else exchanges[0].question
        report = build_report(title, exchanges, desk.assistant.documents, language)
        return send_file(write_report(report, file_format), f"{shorten(title)}.{file_format}", _TYPES[file_format])


def send_file(content: bytes, name: str, media_type: str) -> Response:
    """``content`` as a download called ``name``, which may be in Chinese."""
    safe = _UNFIT.sub(" ", name).strip() or "planqa"
    disposition = f"attachment; filename*=UTF-8''{quote(safe)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
