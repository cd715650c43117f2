"""The things that a clause of planning language enumerates: 重点发展动力电池、储能电池等领域 → 动力电池, 储能电池."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.fit.lexicon import find_sectors, generic_words
from assistant.wording import is_generic, is_verb
from index.tokenize import cut_words

_VERBS = (
    "重点|加快|大力|积极|着力|持续|前瞻|延伸|探索|优化|巩固|提质|做优|做强|做精|做大|提能|联动|协同|统筹|高水平|坚持|努力|继续|共同|联合|鼓励|支持|引导"
    "|发展|布局|建设|打造|推进|推动|提升|聚焦|围绕|培育|补强|依托|突破|丰富|抢抓|强化|完善|开发|深化|形成|壮大|拓展|拓宽|发挥|瞄准|构建|建强|深入"
    "|做优做精|做大做强|引进|导入|引育|招引|集聚|一批|面向|争取|区(?=争取|丰富|共建|加快|建设|发展|联动)|共建|推|以|将|在|为|对|于|并|及|其"
)
_LEADING_VERBS = re.compile(rf"^(?:{_VERBS})+\s*(?=[\u4e00-\u9fffA-Za-z0-9“\"])")
_SEPARATORS = re.compile(
    r"[、/；;，,。：:（）()“”\"①②③④⑤⑥⑦⑧⑨⑩\n\t]+|以及|等(?!级)|(?<=[\u4e00-\u9fff]{3})[和与](?=[\u4e00-\u9fff]{3})"
    r"|为(?:主要|核心|重要|重点)?(?:承载地?|核心|依托|支撑|牵引|主导|重点|代表|主体|目标|主)"
)
_TAIL = re.compile(
    r"(?:等|等领域|等方向|细分领域|细分赛道|领域|赛道|方向|环节|优势领域|两大|三大|主导产业|特色产业|未来产业)+$"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|亿|万|个|家|公里|平方|年|列|条|倍|户)")
_SHORTEST, _LONGEST = 2, 22


def find_phrases(text: str) -> Iterator[tuple[int, int, str]]:
    """``(start, end, phrase)`` of each enumerated thing; ``text[start:end] == phrase``."""
    begin = 0
    for match in [*_SEPARATORS.finditer(text), None]:
        end = match.start() if match else len(text)
        if phrase := _trim(text, begin, end):
            yield phrase
        begin = match.end() if match else end


def _trim(text: str, begin: int, end: int) -> tuple[int, int, str] | None:
    """The span without the verb before it and the class word behind it; None where nothing is left."""
    piece = text[begin:end]
    if verb := _LEADING_VERBS.match(piece):
        begin, piece = begin + verb.end(), piece[verb.end() :]
    if (tail := _TAIL.search(piece)) and tail.start() > 1:
        piece = piece[: tail.start()]
    stripped = piece.lstrip("的 ")
    begin, piece = begin + len(piece) - len(stripped), stripped.rstrip("的、 ")
    if not _SHORTEST <= len(piece) <= _LONGEST or _FIGURE.search(piece) or not names_a_thing(piece):
        return None
    return begin, begin + len(piece), piece


@lru_cache(maxsize=32768)
def names_a_thing(piece: str) -> bool:
    """Whether there is a word in it that is neither a verb nor used by most plans everywhere."""
    return bool(find_sectors(piece)) or any(
        not is_generic(word) and word not in generic_words() and not is_verb(word) and not word.isdigit()
        for word in content_words(piece)
    )


def content_words(text: str) -> list[str]:
    """The words of ``text`` of two characters or more, in order."""
    return [word for word in cut_words(text) if len(word.strip()) >= _SHORTEST]
