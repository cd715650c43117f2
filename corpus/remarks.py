"""What a reader remarks on a document (pages recognised, pictures lost): written in Chinese, with its English here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_RECOGNISED = r"文字由识别得到（最低置信度 ([\d.]+)）"
_ENGLISH = (
    (rf"第 ([\d–]+) 页为图片，{_RECOGNISED}", r"page \1: a picture, its text was recognised (lowest confidence \2)"),
    (
        rf"第 ([\d–]+) 页的字体无法还原，{_RECOGNISED}",
        r"page \1: its fonts cannot be decoded, its text was recognised (lowest confidence \2)",
    ),
    (r"第 (\d+) 页有 (\d+) 个字的字体没有编码表，无法还原", r"page \1: \2 character(s) whose font cannot be decoded"),
    (r"第 (\d+) 页没有文字层，未读取", r"page \1: no text layer, not read"),
    (r"第 (\d+) 页有转向排列的文字未读取：(.*)", r"page \1: turned text not read: \2"),
    (rf"图片{_RECOGNISED}：(.*)", r"picture \2: its text was recognised (lowest confidence \1)"),
    (r"图片未读取：(.*)", r"picture \1: not read"),
    (r"图片缺失，未读取：(.*)", r"picture \1: missing, not read"),
    (r"图片过大，未读取：(.*)", r"picture \1: too large, not read"),
    (r"图片无法打开，未读取：(.*)", r"picture \1: cannot be opened, not read"),
    (r"图片中没有识别出文字：(.*)", r"picture \1: no text was recognised in it"),
    (r"有 (\d+) 个字符已损坏，无法识别", r"\1 character(s) are damaged"),
    (r"后缀是 (.*)，内容是 (.*)，已按 .* 读取", r"named \1, but its content is \2; read as that"),
)


def list_recognised(pages: Mapping[int, tuple[str, float]]) -> Iterator[str]:
    """A remark for each run of pages that were recognised for one reason; by page: the reason and the confidence."""
    run: list[int] = []
    for number in [*sorted(pages), 0]:
        if run and (number != run[-1] + 1 or pages[number][0] != pages[run[0]][0]):
            least = min(pages[page][1] for page in run)
            named = f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}"
            yield f"第 {named} 页{pages[run[0]][0]}，文字由识别得到（最低置信度 {least:.2f}）"
            run = []
        run.append(number)


def translate_remark(remark: str) -> str:
    """A remark in English; one that is not known comes back as it is."""
    for pattern, english in _ENGLISH:
        if match := re.fullmatch(pattern, remark):
            return match.expand(english)
    return remark
