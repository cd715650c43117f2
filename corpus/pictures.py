"""Pictures that a document shows → their text, where a recogniser is given and the picture is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.blocks import find_images
from corpus.raw import Block, ReadProgress
from corpus.types import Document

if TYPE_CHECKING:
    from corpus.pdf_page import PictureReader

UNREAD = "图片未读取"
"""How the warning of a picture begins that nobody was there to read."""
_LARGEST = 64 * 2**20
_LOST, _EMPTY = "未读取", "中没有识别出文字"
_HANGING_SHARE = 0.4
"""Numbers of a box's items (01, 02 …) hang left of its text."""


@dataclass(frozen=True, slots=True)
class LostPicture:
    """A picture that was not read: its caption ("" where it has none), file name, section path, and where its caption
    stands in the document's text (None where it has none)."""

    source_id: str
    caption: str
    name: str
    path: tuple[str, ...]
    span: tuple[int, int] | None


def recognise_pictures(
    blocks: Sequence[Block],
    inside: Mapping[str, bytes],
    folder: Path,
    recogniser: PictureReader | None,
    progress: ReadProgress | None = None,
) -> tuple[list[Block], list[str]]:
    """The blocks with each picture's text behind its mark, and a warning for every picture, read or not.

    A picture is one of those ``inside`` the file, else a file below ``folder``; no other is opened.
    """
    result: list[Block] = []
    warnings: list[str] = []
    total = sum(len(find_images(block.text)) for block in blocks if block.kind == "image")
    for block in blocks:
        result.append(block)
        for _, name in find_images(block.text) if block.kind == "image" else ():
            if progress and recogniser:
                progress("pictures", len(warnings), total)
            found, reason = _read_picture(inside, folder, name, recogniser)
            result += [replace(item, page=block.page) for item in found]
            warnings.append(f"图片{reason}：{name}")
    if progress and recogniser and total:
        progress("pictures", total, total)
    return result, warnings


def _read_picture(
    inside: Mapping[str, bytes], folder: Path, name: str, recogniser: PictureReader | None
) -> tuple[list[Block], str]:
    if recogniser is None:
        return [], "未读取"
    path = (folder / name).resolve()
    if name not in inside and (not path.is_relative_to(folder.resolve()) or not path.is_file()):
        return [], "缺失，未读取"
    if name not in inside and path.stat().st_size > _LARGEST:
        return [], "过大，未读取"
    from PIL import Image

    from corpus.pdf_blocks import build_blocks

    try:
        with Image.open(BytesIO(inside[name]) if name in inside else path) as picture:
            reading = recogniser.read(picture)
    except (OSError, ValueError, Image.DecompressionBombError):
        return [], "无法打开，未读取"
    found = [
        # A label on a map is no heading of the plan.
        replace(
            item,
            kind="text" if item.kind == "heading" else item.kind,
            bold=(),
            confidence=reading.confidence,
            framed=True,
        )
        for item in build_blocks([reading.items], _HANGING_SHARE)
    ]
    return found, f"文字由识别得到（最低置信度 {reading.confidence:.2f}）" if found else _EMPTY


def list_lost_pictures(document: Document) -> list[LostPicture]:
    """The pictures of a document whose content is not in its text, in reading order."""
    lost = {
        name
        for warning in document.warnings
        for reason, _, name in (warning.partition("："),)
        if reason.startswith("图片") and (_LOST in reason or reason.endswith(_EMPTY))
    }
    if not lost:
        return []
    found = []
    for chunk in document.chunks:
        for caption, name in find_images(chunk.text) if "![" in chunk.text else ():
            if name in lost:
                start = chunk.text.find(caption) if caption else -1
                span = (chunk.start + start, chunk.start + start + len(caption)) if start >= 0 else None
                found.append(LostPicture(document.source.id, caption, name, chunk.path, span))
    return found
