"""Pictures that a document shows → their text, where a recogniser is given and the picture is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.blocks import find_images
from corpus.raw import Block

if TYPE_CHECKING:
    from corpus.pdf_page import PictureReader

_LARGEST = 64 * 2**20
_HANGING_SHARE = 0.4
"""Numbers of a box's items (01, 02 …) hang left of its text."""


def recognise_pictures(
    blocks: Sequence[Block], inside: Mapping[str, bytes], folder: Path, recogniser: PictureReader | None
) -> tuple[list[Block], list[str]]:
    """The blocks with each picture's text behind its mark, and a warning for every picture, read or not.

    A picture is one of those ``inside`` the file, else a file below ``folder``; no other is opened.
    """
    result: list[Block] = []
    warnings: list[str] = []
    for block in blocks:
        result.append(block)
        for _, name in find_images(block.text) if block.kind == "image" else ():
            found, reason = _read_picture(inside, folder, name, recogniser)
            result += [replace(item, page=block.page) for item in found]
            warnings.append(f"图片{reason}：{name}")
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

    from corpus.read_pdf import build_blocks

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
    return found, f"文字由识别得到（最低置信度 {reading.confidence:.2f}）" if found else "中没有识别出文字"
