"""Passwords and text recognition on the way from the command line to the reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from assistant import intake
from assistant.library import Library
from assistant.service import Assistant
from assistant.settings import load_settings
from corpus.errors import ModelUnavailable, SettingsError
from corpus.pdf_page import Reading
from tests.assistant.small_plans import make_library
from tests.corpus.test_pictures import BODY, FakeReader, write_pdf_with_picture, write_plan


def encrypt(folder: Path, password: str) -> Path:
    plain, path = folder / "plain.pdf", folder / "locked" / "规划.pdf"
    write_pdf_with_picture(plain)
    path.parent.mkdir()
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt(password, algorithm="AES-256")
    writer.write(path)
    return path


def test_an_encrypted_pdf_asks_for_its_password_and_opens_with_it(tmp_path: Path) -> None:
    path = encrypt(tmp_path, "机密2030")
    library = make_library(tmp_path / "data")
    refused = library.update([path])
    assert refused.index is None
    assert "--password" in str(refused.failures[0].error)
    assert "密码不对" in library.update([path], password="wrong").failures[0].error.message_zh  # noqa: S106
    report = library.update([path], password="机密2030")  # noqa: S106
    assert (len(report.added), report.failures) == (1, ())
    stored = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert "机密2030".encode() not in stored


def with_ocr(library: Library, mode: str) -> Library:
    library.settings = replace(library.settings, ocr=mode)
    return library


def test_pictures_left_unread_are_read_once_somebody_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_plan(tmp_path)
    library = with_ocr(make_library(tmp_path / "data"), "off")
    assert library.update([path]).index is not None
    monkeypatch.setattr("corpus.ocr.Recogniser", FakeReader)
    monkeypatch.setattr("corpus.ocr.is_installed", lambda: True)
    report = with_ocr(library, "on").update()
    assert len(report.updated) == 1
    again = with_ocr(library, "auto").update()
    assert (again.added, again.updated) == ((), ())
    assert again.index is not None
    answer = Assistant(again.index).ask("2025年产值是多少亿元？")
    assert "28" in answer.text
    assert any("图片识别得到（最低置信度 0.87）" in warning for warning in answer.warnings)


def test_recognition_asked_for_and_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.ocr.is_installed", lambda: False)
    assert intake.find_recogniser("auto") is None
    assert intake.find_recogniser("off") is None
    with pytest.raises(ModelUnavailable, match=r"planqa\[ocr\]"):
        intake.find_recogniser("on")


def test_the_mode_of_recognition_is_a_setting(tmp_path: Path) -> None:
    assert load_settings({"PLANQA_OCR": "off"}, tmp_path).ocr == "off"
    with pytest.raises(SettingsError, match="auto"):
        load_settings({"PLANQA_OCR": "maybe"}, tmp_path)


def test_a_question_about_a_lost_picture_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(
        f'## 一、目标\n\n{BODY}\n\n![](a.png "专栏1 主要指标")\n\n## 二、产业\n\n{BODY}\n', encoding="utf-8"
    )
    report = with_ocr(make_library(tmp_path / "data"), "off").update([path])
    assert report.index is not None
    answer = Assistant(report.index).ask("专栏1里2030年的产值目标是多少？")
    assert answer.status == "no_evidence"
    assert "“专栏1 主要指标”在原文件中是图片" in answer.text
    assert answer.citations[0].quote == "专栏1 主要指标"


def test_a_blank_scan_says_that_nothing_was_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind(FakeReader):
        def read(self, picture: Image.Image, page: int = 1) -> Reading:
            return Reading((), 0.0)

    monkeypatch.setattr("corpus.ocr.Recogniser", Blind)
    path = tmp_path / "scan.pdf"
    Image.new("RGB", (300, 400), "white").save(path)
    off = with_ocr(make_library(tmp_path / "data"), "off").update([path])
    assert "--ocr on" in str(off.failures[0].error)
    monkeypatch.setattr("corpus.ocr.is_installed", lambda: True)
    blind = with_ocr(make_library(tmp_path / "data"), "on").update([path])
    assert "没有识别出文字" in blind.failures[0].error.message_zh
