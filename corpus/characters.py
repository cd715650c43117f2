"""Characters as they are read, not as a file happens to encode them.

Many programs that write PDFs name a glyph after a Kangxi radical that looks the same as the character (⾼⽔平 for
高水平, 第⼀⻚ for 第一页), and what is copied out of such a file carries the radicals on. Characters without width or
ink are dropped: they cut words in two without anybody seeing it.
"""

from __future__ import annotations

import re
import unicodedata

# CJK Radicals Supplement has no mapping in Unicode's normalisation; these are the ones whose glyph is a character's.
_SUPPLEMENT = dict(
    zip(
        "⺁⺎⺏⺐⺒⺓⺔⺕⺛⺞⺟⺠⺫⺲⺼⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱⻲⻳",
        "厂兀尣尢巳幺彑彐旡歺母民罒罒肉虎西见角贝车長镸长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜亀龟",
        strict=True,
    )
)
_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_COMPATIBILITY = {
    chr(code): plain
    for code in range(0xF900, 0xFAFF)
    if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
# A figure is the same whichever width it is typed in, and is asked for in one.
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()} | {"％": "%"}
# The radical of 戶 is drawn 户 where the text is in simplified characters, as nearly all plans are.
_PLAIN = str.maketrans({**_KANGXI, **_SUPPLEMENT, **_COMPATIBILITY, **_WIDE, "⼾": "户"})
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")
_INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def read_characters(text: str) -> str:
    """``text`` with the characters that radicals, compatibility forms and wide digits, letters and per cent signs stand
    for, and without invisible ones. All else keeps its place and form."""
    if text.isascii():
        return text
    return _WIDE_POINT.sub(".", text.translate(_PLAIN)).translate(_INVISIBLE)
