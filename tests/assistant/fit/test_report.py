"""The report and the comparison: every cell and reason with its source."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.export.types import FORMATS, Grid, Heading, Paragraph
from assistant.export.writers import write_report
from assistant.fit.compare import compare_places
from assistant.fit.engine import FitEngine
from assistant.fit.report import extend_with_comparison, make_report
from assistant.fit.vectors import embed_phrases
from assistant.voice import Voice
from tests.assistant.engine.small_encoder import PairEncoder

DAY = date(2026, 11, 23)


def test_report_has_outcome_reasons_comparison_and_sources(park_fit: FitEngine) -> None:
    result = park_fit.fit("骨科内窥镜生产企业，需要临床试验")
    report = make_report(result, park_fit.profiles, park_fit.knowledge, DAY)
    heads = [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads[:4] == ["一、企业情况", "二、结论", "三、各区理由", "四、对比"]
    text = "\n".join(block.text for block in report.blocks if isinstance(block, Paragraph))
    cells = "\n".join(cell for block in report.blocks if isinstance(block, Grid) for row in block.rows for cell in row)
    marks = {int(number) for number in re.findall(r"\[(\d+)\]", text + cells)}
    numbers = [source.n for source in report.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert marks <= set(numbers)
    assert "2026-11-23" in report.under_title[1]


@pytest.mark.parametrize("file_format", FORMATS)
def test_report_is_written_in_every_format(park_fit: FitEngine, file_format: str) -> None:
    report = make_report(park_fit.fit("坚果零食工厂"), park_fit.profiles, park_fit.knowledge, DAY)
    assert len(write_report(report, file_format)) > 500  # type: ignore[arg-type]


def test_comparison_says_what_is_not_stated(park_fit: FitEngine) -> None:
    rows = dict(compare_places(park_fit.profiles[:2], Voice("zh", ())).rows)
    assert rows["主导产业"][0].text == "骨科植入物、内窥镜、体外诊断试剂"
    assert rows["主导产业"][0].quotes
    assert rows["特色产业"][0].text == "规划未提及"
    assert rows["特色产业"][0].quotes == ()


def test_comparison_needs_two_places(park_fit: FitEngine) -> None:
    result = park_fit.fit("坚果零食工厂")
    assert extend_with_comparison(result, park_fit.profiles, park_fit.knowledge) == (result, None)


def test_phrase_vectors_are_kept_and_made_again_where_damaged(tmp_path: Path) -> None:
    encoder = PairEncoder()
    first = embed_phrases(encoder, ["固态电池", "茶饮"], tmp_path)
    (kept,) = tmp_path.glob("*.safetensors")
    again = embed_phrases(encoder, ["茶饮"], tmp_path)
    assert np.array_equal(again["茶饮"], first["茶饮"])
    kept.write_bytes(b"damaged")
    assert np.array_equal(embed_phrases(encoder, ["茶饮"], tmp_path)["茶饮"], first["茶饮"])
