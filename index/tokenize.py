"""Chinese text → keyword terms for BM25.

Words come from jieba's search mode, which also gives the short words inside a long one. Names that jieba does not know
(of places, firms, projects) are cut at random, so every pair of neighbouring Han characters is a term as well. Latin
words and numbers stay whole.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

TOKENIZER_VERSION = "1"
"""Raised when the terms change, so that indexes made with older ones count as stale."""

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TERM = re.compile(rf"(?P<han>[{_HAN}]+)|\d+(?:\.\d+)?%?(?![^\W_{_HAN}])|[^\W_{_HAN}]+")
"""A run of Han characters; a number with its decimals and percent sign; or letters and digits written together (5G)."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_STOP_WORDS = frozenset("""
    的 了 和 与 及 或 在 是 为 对 把 被 将 等 就 也 都 而 之 其 于 以 并 吗 呢 吧 啊 呀 么 哪 谁 怎 请 问 有 我 你
    什么 哪些 哪个 哪里 怎么 怎样 如何 是否 有没有 多少 请问 关于 一下 这个 那个 以及 我们 你们
    the a an of in on at to for and or is are was were be what which who how does do did it its with by from
""".split())  # fmt: skip  # noqa: SIM905
"""Words that say nothing of the subject. 都 goes only where jieba takes it for a word: 成都, 新都 keep theirs."""


def tokenize(text: str) -> list[str]:
    """The keyword terms of ``text`` in order of appearance, repeated as often as they occur (no positions)."""
    terms: list[str] = []
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())
    for run in _TERM.finditer(plain):
        if run["han"]:
            terms += _tokenize_han(run["han"])
        elif run.group() not in _STOP_WORDS:
            terms.append(run.group())
    return terms


def cut_words(text: str, *, guess_unknown: bool = True) -> list[str]:
    """``text`` cut into words that do not overlap, punctuation included, in order: what a question is read by.

    Without ``guess_unknown`` only the dictionary's words are kept whole.
    """
    return list(_load_segmenter().cut(text, HMM=guess_unknown))


def is_dictionary_word(word: str) -> bool:
    """Whether jieba's own dictionary has ``word``."""
    return bool(_load_segmenter().FREQ.get(word))


def word_class(word: str) -> str:
    """jieba's part of speech of a dictionary word (n…, v…, a, d, …); 'x' for one it does not know."""
    return _load_classes().get(word, "x")


@lru_cache(maxsize=1)
def _load_classes() -> dict[str, str]:
    with _load_segmenter().get_dict_file() as stream:
        rows = (line.decode("utf-8").split(" ") for line in stream)
        return {row[0]: row[2].strip() for row in rows if len(row) == 3}


def _tokenize_han(run: str) -> list[str]:
    """Words and bigrams of a run of Han characters; a bigram that is a word counts once, one of stop words does not."""
    spans: set[tuple[int, int]] = set()
    stopped: set[int] = set()
    for word, start, end in _load_segmenter().tokenize(run, mode="search"):
        if word in _STOP_WORDS:
            stopped.update(range(start, end))
        else:
            spans.add((start, end))
    spans.update((start, start + 2) for start in range(len(run) - 1) if not {start, start + 1} <= stopped)
    return [run[start:end] for start, end in sorted(spans)]


@lru_cache(maxsize=1)
def _load_segmenter() -> Any:
    """jieba's segmenter over its own dictionary, built in memory (under a second).

    jieba would keep a cache in the system's temporary folder and read whatever file stands there under that name, from
    whoever put it; so its dictionary is built directly. Its messages to stderr go with that.
    """
    with _SEGMENTER_LOCK:
        import jieba

        segmenter = jieba.Tokenizer()
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
        segmenter.initialized = True
        return segmenter


_SEGMENTER_LOCK = threading.Lock()
