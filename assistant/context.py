"""What a question really asks, apart from what its asker tells about himself before it."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"[?？]|多少|多[大高长远深宽久快]|几|什么|啥|哪|谁|怎|咋|如何|是否|吗|有没有|有没得|能不能|会不会|为何|介绍|列出|列一下|概括|说说|讲讲"
)
_PIECES = re.compile(r"(?<=[。！!；;：:\n])")
_ENGLISH_PIECES = re.compile(r"(?<=[.!;])\s+(?=[A-Z])")
_QUESTION_ENDS = re.compile(r"(?<=[？?；;])")
_FEW_WORDS, _FEW_CHARACTERS = 4, 5
_HAN_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_NAMES = re.compile(
    r"(?:专栏|图|表)\s*[\d一二三四五六七八九十]|《|“|\"|(?:19|20)\d{2}|第[一二三四五六七八九十\d]+[章节条]"
)
"""A piece with a name, number or year in it says what the question is about: it stays."""
_LEAD = re.compile(r"^(?:我|咱|俺|本人|作为|老板|领导)[^，,。？?]{1,24}[，,]\s*")
_EXCLUDED = re.compile(
    r"^(?:除了?|撇开|不算)[^，,。；？?]{1,20}?(?:以外|之外|外)?[，,]\s*(?=还有|其他|其它|另外|别的|剩下|余下)|"
    r"[（(](?:不算|不含|不包括|除了)[^（）()]{1,12}[）)]|(?<=[，,。；？?])[^，,。；？?]{1,10}的?(?:不算|除外|不计)[。]?$"
    r"|(?<=[，,。；？?])(?:不算|不含|不包括)[^，,。；？?]{1,10}[。]?$"
)
_EXCLUDED_ENGLISH = re.compile(
    r"^(?:besides|apart from|aside from|other than|except(?: for)?|in addition to)\s[^,?]{3,80},\s*"
    r"|,?\s(?:besides|apart from|aside from|other than|except for)\s[^,?]{3,80}(?=\?|$)",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:您?好|请问|麻烦(?:问|查|看)?一?下?|(?:我们?)?(?:就?想|想要)(?:问|请教|了解|知道|核对|确认|核实)(?:一)?下?)"
    r"[^，,：:。？?]{0,6}[，,：:]\s*"
)


def main_question(text: str) -> str:
    """``text`` without the sentences before the one that asks (我老板关心铁路物流：…, We sell EV parts. …); itself
    where nothing but context asks, or where what stands before names what is asked about."""
    english = not _HAN.search(text)
    pieces = [piece for piece in (_ENGLISH_PIECES if english else _PIECES).split(text) if piece.strip()]
    asking = [place for place, piece in enumerate(pieces) if ("?" in piece if english else _ASKS.search(piece))]
    bare = asking and _says_little(pieces[asking[0]], english=english)
    if asking and not bare and not any(_NAMES.search(piece) for piece in pieces[: asking[0]]):
        text = ("" if not english else " ").join(pieces[asking[0] :])
    polite = _POLITE.sub("", text)
    return polite if _ASKS.search(polite) or english else text


def _says_little(piece: str, *, english: bool) -> bool:
    """Whether a question only refers to the sentence before it (Is four right?, 对吗？)."""
    return len(piece.split()) <= _FEW_WORDS if english else len(_HAN_CHARACTER.findall(piece)) <= _FEW_CHARACTERS


def split_questions(text: str) -> tuple[str, ...]:
    """The questions of a text that asks two or more in sentences of their own (多少公里了？哪条线要开？); () else."""
    pieces = [piece.strip() for piece in _QUESTION_ENDS.split(text) if piece.strip()]
    asking = [piece for piece in pieces if _ASKS.search(piece) and not _says_little(piece, english=False)]
    return tuple(asking) if len(asking) > 1 and len(asking) == len(pieces) else ()


def without_exclusions(text: str) -> str:
    """``text`` without a remark on what is not meant (只当特色的不算, （不含特色产业）): its words would mislead."""
    return _EXCLUDED.sub("", _EXCLUDED_ENGLISH.sub("", text))


def without_lead(text: str) -> str:
    """``text`` without a first clause in which the asker says who he is (我们做跨境货代的，…); itself without one."""
    rest = _LEAD.sub("", text, count=1)
    return rest if rest != text and _ASKS.search(rest) and not _NAMES.search(text[: len(text) - len(rest)]) else text
