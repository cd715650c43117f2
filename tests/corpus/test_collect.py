import os
import zipfile
from pathlib import Path

import pytest

from corpus import collect
from corpus.collect import collect_files, read_member_name


def write(path: Path, text: str = "一、背景\n正文。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_gives_its_documents_in_order_and_reports_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "计划"
    expected = [write(folder / "a.txt"), write(folder / "b.md"), write(folder / "下级" / "c.html")]
    for name in (".hidden.txt", "~$a.docx", "manifest.toml", "图/1.jpg", "图/2.jpg"):
        write(folder / name)
    files, problems = collect_files([folder], tmp_path / "work")
    assert files == expected
    assert [problem.path for problem in problems] == [str(folder / "图")]
    assert "2 个 .jpg 文件" in problems[0].error.message("zh")


def test_a_file_met_twice_is_taken_once(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt")
    assert collect_files([file, tmp_path, tmp_path / "." / "a.txt"], tmp_path / "work") == ([file], [])


def test_what_is_not_there_does_not_stop_the_rest(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt")
    files, problems = collect_files([tmp_path / "缺.txt", file], tmp_path / "work")
    assert files == [file]
    assert "文件不存在" in str(problems[0].error)


def test_a_named_file_is_tried_whatever_its_suffix(tmp_path: Path) -> None:
    file = write(tmp_path / "plan.dat")
    assert collect_files([file], tmp_path / "work") == ([file], [])


def test_a_link_that_leaves_its_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    files, problems = collect_files([folder], tmp_path / "work")
    assert files == []
    assert "链接指向文件夹之外" in str(problems[0].error)


def test_an_archive_is_unpacked_below_the_work_folder(tmp_path: Path) -> None:
    archive = tmp_path / "plans.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("甲/规划.txt", "正文甲")
        stream.writestr("规划.md", "正文乙")
        stream.writestr("图.jpg", b"\xff\xd8\xff")
    files, problems = collect_files([archive], tmp_path / "work")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in files] == [
        ("规划.txt", "正文甲"),
        ("规划.md", "正文乙"),
    ]
    assert all(path.is_relative_to(tmp_path / "work") for path in files)
    assert [problem.path for problem in problems] == [f"{archive}!图.jpg"]
    assert not list((tmp_path / "work").rglob("*.partial"))


@pytest.mark.parametrize("name", ["../逃.txt", "/etc/逃.txt", "a/../../逃.txt", "..\\逃.txt", "C:\\逃.txt"])
def test_a_member_that_leaves_the_archive_is_not_unpacked(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "plans.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr(name, "x")
        stream.writestr("好.txt", "正文")
    before = set(tmp_path.rglob("*"))
    files, problems = collect_files([archive], tmp_path / "work")
    assert [path.name for path in files] == ["好.txt"]
    assert "路径越出压缩包" in str(problems[0].error)
    outside = {path for path in tmp_path.rglob("*") if not path.is_relative_to(tmp_path / "work")}
    assert outside == before


def test_links_and_archives_inside_an_archive_are_reported(tmp_path: Path) -> None:
    archive = tmp_path / "plans.zip"
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr(link, "/etc/passwd")
        stream.writestr("inner.zip", b"PK")
    files, problems = collect_files([archive], tmp_path / "work")
    assert files == []
    assert ["是链接" in str(problem.error) for problem in problems] == [True, False]
    assert "压缩包中的压缩包" in str(problems[1].error)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as stream:
        stream.writestr("a.txt", b"\x00" * (12 * 2**20))
    files, problems = collect_files([archive], tmp_path / "work")
    assert files == []
    assert "解压后过大" in str(problems[0].error)
    assert not (tmp_path / "work").exists()


def test_too_many_members_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "MAX_MEMBERS", 2)
    archive = tmp_path / "many.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        for number in range(3):
            stream.writestr(f"{number}.txt", "x")
    assert "解压后过大（3 个文件" in str(collect_files([archive], tmp_path / "work").problems[0].error)


def test_a_broken_or_cut_archive_is_reported(tmp_path: Path) -> None:
    archive = tmp_path / "plans.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("a.txt", os.urandom(4000))
    data = archive.read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    assert "压缩包已损坏" in str(collect_files([archive], tmp_path / "work").problems[0].error)
    changed = bytearray(data)
    changed[1000] ^= 0xFF
    archive.write_bytes(bytes(changed))
    assert "压缩包已损坏" in str(collect_files([archive], tmp_path / "work").problems[0].error)
    assert not [path for path in (tmp_path / "work").rglob("*") if path.is_file()]


def test_names_written_in_gbk_are_put_right() -> None:
    assert read_member_name(zipfile.ZipInfo("规划.txt".encode("gb18030").decode("cp437"))) == "规划.txt"
    assert read_member_name(zipfile.ZipInfo("plan.txt")) == "plan.txt"
    marked = zipfile.ZipInfo("é.txt")
    marked.flag_bits |= 0x800
    assert read_member_name(marked) == "é.txt"
