"""Encodings, wrong names and bad files: each is read as what it is, or refused with a message that says why."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from corpus.document import read_document
from corpus.errors import PlanError, UnreadableDocument, UnsupportedFormat
from corpus.read import read_raw
from tests.corpus.rendering import Item, render_docx, render_html, render_pdf

TEXT = "一、发展背景\n坚持稳中求进，工业增加值达到2800亿元。\n"
ITEMS = [Item("一、发展背景", 1), Item("坚持稳中求进，工业增加值达到2800亿元。")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "gb2312"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert read_document(path).text == TEXT


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8"])
def test_html_in_its_declared_encoding(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "page.html"
    page = f"<html><head><meta charset={declared}></head><body><p>一、背景</p><p>建设朱镕基故里。</p></body></html>"
    path.write_bytes(page.encode("gb18030" if declared != "utf-8" else "utf-8"))
    assert read_document(path).text == "一、背景\n建设朱镕基故里。\n"


def test_a_few_damaged_bytes_are_kept_visible_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(("正文。" * 40).encode() + b"\xe4\xb8")
    document = read_document(path)
    assert document.text == "正文。" * 40 + "\ufffd\n"
    assert document.warnings == ("有 1 个字符已损坏，无法识别",)


@pytest.mark.parametrize(
    ("name", "data", "error", "zh", "en"),
    [
        ("空.txt", b"", UnreadableDocument, "文件是空的", "the file is empty"),
        ("空白.md", b"\xef\xbb\xbf \n\t\r\n", UnreadableDocument, "文件是空的", "the file is empty"),
        ("乱码.txt", bytes(range(256)) * 8, UnreadableDocument, "不是文本文件", "not a text file"),
        ("表.xlsx", b"PK\x05\x06" + bytes(18), UnsupportedFormat, "不支持 .xlsx", "format .xlsx is not supported"),
        (
            "旧.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
            UnsupportedFormat,
            "旧版 Office",
            "old Office format",
        ),
        ("图.png", b"\x89PNG\r\n\x1a\n" + bytes(99), UnsupportedFormat, "这是图片", "this is a picture"),
        ("无后缀", TEXT.encode(), UnsupportedFormat, "不支持 无后缀", "format (none) is not supported"),
        ("断.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\n", UnreadableDocument, "PDF 不完整", "truncated PDF"),
        ("坏.pdf", b"%PDF-1.7\n" + b"junk " * 50 + b"%%EOF", UnreadableDocument, "PDF 已损坏", "broken PDF"),
        ("坏.docx", b"PK\x03\x04" + bytes(99), UnreadableDocument, "DOCX 已损坏", "broken or truncated DOCX"),
        ("空.html", b"<html><body><script>x</script></body></html>", UnreadableDocument, "没有正文", "has no text"),
        ("题.txt", "一、只有标题".encode(), UnreadableDocument, "没有正文", "has no body text"),
    ],
)
def test_bad_files_are_refused_with_a_reason(
    tmp_path: Path, name: str, data: bytes, error: type[PlanError], zh: str, en: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        read_document(path)
    assert type(caught.value) is error
    assert zh in caught.value.message("zh")
    assert en in caught.value.message("en")
    assert name in caught.value.message("zh")
    assert caught.value.next_step_zh and caught.value.next_step_en


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="无法打开"):
        read_raw(tmp_path)


def test_a_cut_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    render_pdf(path, ITEMS, title="示例规划")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(UnreadableDocument, match="PDF 不完整"):
        read_document(path)


def test_a_cut_docx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    render_docx(path, ITEMS, title="示例规划")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(UnreadableDocument, match="DOCX 已损坏"):
        read_document(path)


def test_an_encrypted_pdf_asks_for_its_password(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.pdf", tmp_path / "plan.pdf"
    render_pdf(plain, ITEMS, title="示例规划")
    writer = PdfWriter(PdfReader(plain))
    writer.encrypt("秘密2026", algorithm="AES-256")
    writer.write(path)
    with pytest.raises(UnreadableDocument, match="PDF 有密码") as caught:
        read_document(path)
    assert "--password" in caught.value.next_step_en
    with pytest.raises(UnreadableDocument, match="密码不对"):
        read_document(path, password="wrong")  # noqa: S106
    assert "2800亿元" in read_document(path, password="秘密2026").text  # noqa: S106


def test_a_pdf_of_pictures_is_refused_and_a_picture_beside_text_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    picture = make_picture()
    canvas = Canvas(str(path), pagesize=(300, 400))
    canvas.drawInlineImage(picture, 0, 0, 300, 400)
    canvas.save()
    with pytest.raises(UnreadableDocument, match="只有图像") as caught:
        read_document(path)
    assert "--ocr on" in caught.value.next_step_zh
    canvas = Canvas(str(path), pagesize=(300, 400))
    canvas.drawString(40, 350, "The plan has a body of text here.")
    canvas.drawInlineImage(picture, 0, 0, 300, 200)
    canvas.save()
    assert read_document(path).warnings == ("图片未读取：第1页图片1",)


def make_picture() -> object:
    from PIL import Image

    return Image.new("RGB", (30, 40), "grey")


def test_a_file_named_as_another_format_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_text(TEXT, encoding="utf-8")
    document = read_document(path)
    assert document.text == TEXT
    assert document.warnings == ("后缀是 .pdf，内容是 text，已按 text 读取",)
    render_docx(tmp_path / "plan.docx", ITEMS, title="示例规划")
    path = (tmp_path / "plan.docx").rename(tmp_path / "plan.txt")
    document = read_document(path)
    assert document.text == TEXT
    assert document.warnings == ("后缀是 .txt，内容是 docx，已按 docx 读取",)


def test_a_word_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(201):
            part.write(bytes(2**20))
    with pytest.raises(UnreadableDocument, match="解压后超过"):
        read_document(path)


def test_a_zip_that_is_no_document_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    path = tmp_path / "data.docx"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(UnsupportedFormat, match=r"不支持 \.docx"):
        read_document(path)


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".html", ".md"])
def test_damaged_bytes_give_a_document_or_a_named_error(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"plan{suffix}"
    if suffix == ".pdf":
        render_pdf(path, ITEMS, title="示例规划")
    elif suffix == ".docx":
        render_docx(path, ITEMS, title="示例规划")
    elif suffix == ".html":
        render_html(path, ITEMS, title="示例规划")
    else:
        path.write_text(TEXT, encoding="utf-8")
    data = path.read_bytes()
    generator = random.Random(suffix)  # noqa: S311
    for _ in range(25):
        damaged = bytearray(data)
        for _ in range(generator.randint(1, 20)):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        path.write_bytes(bytes(damaged))
        with contextlib.suppress(PlanError):
            assert read_document(path).text
