"""Cells of several rows cited in one answer: read one after the other their figures stay apart."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.compose.kit import row_quotes
from assistant.draft import Draft, Line
from assistant.knowledge import Knowledge
from assistant.types import set_apart
from corpus.document import read_document

WIDE_TABLE = """岩泊市“十五五”商贸发展规划

第一章 发展目标

表1 各区县目标
区县\t2025年零售额（亿元）\t2030年零售额（亿元）\t2025年进出口（亿元）\t2030年进出口（亿元）
青濂区\t418.2\t540\t142.6\t190
望榆区\t356.9\t470\t251.3\t370
白榆县\t198.5\t262\t96.4\t[6]

[6] 白榆县2030年进出口按新口径另行公布。
"""


@pytest.fixture
def wide(tmp_path: Path) -> Knowledge:
    path = tmp_path / "岩泊市商贸发展规划.txt"
    path.write_text(WIDE_TABLE, encoding="utf-8")
    document = read_document(path)
    return Knowledge({document.source.id: document})


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_figures_of_whole_rows_stand_apart_in_the_citations(wide: Knowledge, rows: int) -> None:
    units = [unit for unit in wide.list_units() if unit.chunk.cells][:rows]
    draft = Draft([Line(unit.text, row_quotes(wide, unit, unit.chunk.cells), "item") for unit in units])
    text, citations, _calculations, _claims = assemble(draft, wide)
    ordered = set_apart(citations)
    assert not [1 for one, other in pairwise(ordered) if one.quote[-1].isdigit() and other.quote[0].isdigit()]
    joined = re.sub(r"\s", "", "".join(citation.quote for citation in ordered))
    figures = re.findall(r"\d+(?:\.\d+)?", joined)
    for unit in units:
        assert {cell.value for cell in unit.chunk.cells if cell.value[0].isdigit()} <= set(figures)
    assert {citation.n for citation in citations} == {int(n) for n in re.findall(r"\[(\d+)\]", text)}


def test_a_footnotes_mark_is_no_citation(wide: Knowledge) -> None:
    row = next(unit for unit in wide.list_units() if unit.chunk.cells and "白榆县" in unit.text)
    line = Line("白榆县2030年进出口：[6]", row_quotes(wide, row, row.chunk.cells))
    text, citations, _calculations, _claims = assemble(Draft([line]), wide)
    assert "〔6〕" in text
    assert {int(n) for n in re.findall(r"\[(\d+)\]", text)} == {citation.n for citation in citations}
