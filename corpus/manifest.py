"""The manifest of the plans folder, and what a document says about itself."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.numbering import HAN_DIGITS, read_number
from corpus.types import Source

MANIFEST = "manifest.toml"
_STATUS = re.compile(r"征求意见稿|公开征求意见|送审稿|草案|修订稿|试行|审议稿|讨论稿")
_DATE = re.compile(
    r"([〇零一二三四五六七八九]{4}|\d{4})\s*年\s*([〇零一二三四五六七八九十]{1,3}|\d{1,2})\s*月(?:\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*日)?"
)
_ISO_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_DATE_WORDS = re.compile(r"\d+\s*[年月日]")
_SENTENCE = re.compile(r"[。；，：:]")
_KIND_OF_DOCUMENT = re.compile(
    r"(?:规划|纲要|方案|计划|意见|办法|通知|报告|规定|细则|条例|决定|标准|行动|指南|政策|措施|要点|公报|公告)(?:[（(].*[）)])?$"
)
_OPENING_LINES = 8
_LONGEST_TITLE = 80
_ISSUER = re.compile(r"([\u4e00-\u9fff]{2,10}?(?:人民政府|共和国|自治区|省|市|县|区|委员会|部|局))")


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_manifest(folder: Path) -> dict[str, Source]:
    """File name → source, as the folder's manifest lists them; {} where there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("plan", [])
        return {
            entry["file"]: Source(
                entry["id"],
                entry["title"],
                entry.get("issuer", ""),
                str(entry.get("date", "")),
                entry.get("status", ""),
                str(folder / entry["file"]),
                entry["sha256"],
            )
            for entry in entries
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise UnreadableDocument(
            f"{path.name} 无法读取：{error}。",
            f"{path.name} cannot be read: {error}.",
        ) from error


def write_manifest(folder: Path, sources: Iterable[Source]) -> None:
    """Write the folder's manifest, whole or not at all; every source's file must lie in ``folder``."""
    lines = ["# The plans of this folder; `sha256` is of each file's bytes.", ""]
    for source in sources:
        fields = {
            "id": source.id,
            "file": Path(source.path).name,
            "title": source.title,
            "issuer": source.issuer,
            "date": source.date,
            "status": source.status,
            "sha256": source.sha256,
        }
        # JSON's strings are TOML's basic strings.
        lines += [
            "[[plan]]",
            *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()),
            "",
        ]
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{MANIFEST}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write("\n".join(lines))
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(folder / MANIFEST)
    finally:
        Path(name).unlink(missing_ok=True)


def describe_source(path: Path, metadata: Mapping[str, str], opening: Iterable[str]) -> Source:
    """What a document says of itself: title (its metadata, its name or its first lines), issuer, date and status."""
    lines = [line for line in opening if line.strip()]
    stem = path.stem.strip()
    title = _choose_title(re.sub(r"\s+", "", metadata.get("title", "")), stem, lines)
    head = "\n".join(lines[:8])
    status = _STATUS.search(stem + "\n" + head[:400])
    issuer = _ISSUER.search(_DATE_WORDS.sub("", title))
    digest = hash_file(path)
    return Source(
        id=digest[:12],
        title=title,
        issuer=issuer.group(1) if issuer else "",
        date=find_date(head) or (stated.group() if (stated := _ISO_DATE.match(metadata.get("date", ""))) else ""),
        status=status.group() if status else "",
        path=str(path),
        sha256=digest,
    )


def _choose_title(stated: str, stem: str, lines: list[str]) -> str:
    """The stated title, unless the file's name tells more: a bare 政府工作报告 does not say of which province.

    A stated title without Chinese is what a program put there (``untitled``, ``Microsoft Word - 1.doc``).
    """
    stated = re.sub(r"^MicrosoftWord-|\.(?:docx?|wps|pdf)$", "", stated, flags=re.IGNORECASE)
    if not re.search(r"[\u4e00-\u9fff]{2}", stated):
        stated = ""
    named = bool(re.search(r"[\u4e00-\u9fff]{4}", stem))
    if stated and (not named or _ISSUER.search(stated) or not _ISSUER.search(stem)):
        return stated
    if named:
        return stem
    own = [re.sub(r"\s+", "", line) for line in lines[:_OPENING_LINES]]
    # One that opens with a sentence states no title; one that opens with its office and number states it below.
    titles = [line for line in own if not _SENTENCE.search(line) and len(line) <= _LONGEST_TITLE]
    first = titles[0] if titles and titles[0] == own[0] else stem
    return next((line for line in titles if _KIND_OF_DOCUMENT.search(line)), first)


def find_date(text: str) -> str | None:
    """The first date in a title page as ``YYYY-MM`` or ``YYYY-MM-DD``; Chinese numerals are read."""
    match = _DATE.search(text)
    if not match:
        return None
    year = "".join(str(HAN_DIGITS.get(character, character)) for character in match.group(1))
    parts = [year] + [f"{read_number(part):02d}" for part in match.groups()[1:] if part]
    return "-".join(parts)
