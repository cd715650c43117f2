import re

from corpus import remarks
from corpus.remarks import list_recognised, translate_remark


def test_pages_recognised_for_one_reason_are_one_remark() -> None:
    pages = {1: ("为图片", 0.9), 2: ("为图片", 0.8), 3: ("的字体无法还原", 0.7), 5: ("的字体无法还原", 0.6)}
    assert list(list_recognised(pages)) == [
        "第 1–2 页为图片，文字由识别得到（最低置信度 0.80）",
        "第 3 页的字体无法还原，文字由识别得到（最低置信度 0.70）",
        "第 5 页的字体无法还原，文字由识别得到（最低置信度 0.60）",
    ]
    assert list(list_recognised({})) == []


def test_remarks_are_told_in_english() -> None:
    assert translate_remark("图片缺失，未读取：images/1.png") == "picture images/1.png: missing, not read"
    for remark in list_recognised({1: ("为图片", 0.9), 2: ("为图片", 0.8), 4: ("的字体无法还原", 0.7)}):
        assert not re.search("[\u4e00-\u9fff]", translate_remark(remark)), remark
    assert translate_remark("别的话") == "别的话"


def test_every_remark_that_a_reader_makes_has_its_english() -> None:
    from pathlib import Path

    folder = Path(remarks.__file__).parent
    made = [
        *re.findall(r'warnings\.append\(f"(.*?)"\)', (folder / "read_pdf.py").read_text("utf-8")),
        *re.findall(r'yield f"(第.*?)"', (folder / "pdf_turned.py").read_text("utf-8")),
        *re.findall(r'warnings = \(f"(.*?)",\)', (folder / "read_text.py").read_text("utf-8")),
        *re.findall(r'f"(后缀是.*?)"', (folder / "read.py").read_text("utf-8")),
        *(
            f"图片{reason}：1.png"
            for reason in re.findall(r'return \[\], "(.*?)"', (folder / "pictures.py").read_text("utf-8"))
        ),
    ]
    assert len(made) >= 8
    for remark in made:
        filled = re.sub(r"\{[^}]*\}", "7", remark)
        assert translate_remark(filled) != filled, remark
