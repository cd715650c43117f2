from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument
from corpus.manifest import MANIFEST, describe_source, find_date, hash_file, read_manifest, write_manifest
from corpus.types import Source

SOURCE = Source("a-1", "“十五五”\t规划\\稿", "成都市", "2026-03", "征求意见稿", "", "ab" * 32)


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    first = replace(SOURCE, path=str(tmp_path / "一.txt"))
    second = replace(SOURCE, id="a-2", path=str(tmp_path / "二.pdf"), status="")
    write_manifest(tmp_path, [first, second])
    assert read_manifest(tmp_path) == {"一.txt": first, "二.pdf": second}
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_a_failed_write_leaves_the_old_manifest(tmp_path: Path) -> None:
    write_manifest(tmp_path, [replace(SOURCE, path=str(tmp_path / "一.txt"))])
    before = (tmp_path / MANIFEST).read_bytes()
    with pytest.raises(UnicodeEncodeError):
        write_manifest(tmp_path, [replace(SOURCE, title="\ud800")])
    assert (tmp_path / MANIFEST).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_a_broken_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("[[plan]]\nfile = 'x'\n", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"manifest\.toml"):
        read_manifest(tmp_path)


def test_the_shipped_manifest_matches_its_files(plan_path: Path) -> None:
    source = read_manifest(plan_path.parent)[plan_path.name]
    assert source.sha256 == hash_file(plan_path)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("二〇二六年三月", "2026-03"),
        ("2024年1月22日在大会上", "2024-01-22"),
        ("二零二五年十二月三十一日", "2025-12-31"),
        ("二〇二六年 十 月", "2026-10"),
        ("没有日期", None),
    ],
)
def test_find_date(text: str, date: str | None) -> None:
    assert find_date(text) == date


def describe(tmp_path: Path, name: str, metadata: dict[str, str], *opening: str) -> Source:
    path = tmp_path / name
    path.write_text("内容", encoding="utf-8")
    return describe_source(path, metadata, opening)


def test_a_source_is_described_by_its_title_page(tmp_path: Path) -> None:
    source = describe(tmp_path, "plan.txt", {}, "示例市制造业 发展规划", "（征求意见稿）", "二〇二六年三月")
    assert (source.title, source.status, source.date) == ("示例市制造业发展规划", "征求意见稿", "2026-03")
    assert (source.issuer, source.id) == ("示例市", source.sha256[:12])


def test_a_title_that_a_program_put_there_is_not_taken(tmp_path: Path) -> None:
    assert describe(tmp_path, "a.pdf", {"title": "(anonymous)"}, "示例规划").title == "示例规划"
    assert describe(tmp_path, "a.pdf", {"title": "Microsoft Word - 示例规划纲要.docx"}, "x").title == "示例规划纲要"


def test_a_file_name_that_names_the_place_beats_a_bare_title(tmp_path: Path) -> None:
    assert describe(tmp_path, "浙江省-2024-政府工作报告.md", {"title": "政府工作报告"}).issuer == "浙江省"


def test_a_date_is_no_part_of_the_issuer(tmp_path: Path) -> None:
    assert describe(tmp_path, "a.md", {"title": "2024年1月23日广东省省长作政府工作报告"}).issuer == "广东省"


def test_a_stated_date_is_the_second_choice(tmp_path: Path) -> None:
    assert describe(tmp_path, "a.md", {"date": "2026-03-01"}, "示例规划").date == "2026-03-01"
    assert describe(tmp_path, "a.md", {"date": "2026-03-01"}, "二〇二五年一月").date == "2025-01"
    assert describe(tmp_path, "a.md", {"date": "昨天"}, "示例规划").date == ""
