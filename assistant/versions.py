"""Which version of a plan a question is about: the one that counts, unless it names another or asks what changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.versions import Version

PERIODS = ("十一五", "十二五", "十三五", "十四五", "十五五", "十六五")
_SPELT_PERIODS = {
    "十一五": "第十一个五年", "十二五": "第十二个五年", "十三五": "第十三个五年", "十四五": "第十四个五年",
    "十五五": "第十五个五年", "十六五": "第十六个五年",
}  # fmt: skip
_KINDS = ("政府工作报告", "规划纲要", "实施方案", "行动计划", "办法", "意见", "条例")
_DRAFT = r"征求意见稿|意见稿|公示稿|草案|送审稿|审议稿|报批稿|讨论稿|初稿|修订稿|修订版"
_NEWEST = re.compile(
    r"正式稿|正式版|正式文件|正式文本|印发稿|定稿|终稿|最终稿|最终版|新版|新稿|最新版|现行版?|后来的版本"
)
_PREVIOUS = re.compile(
    r"旧版|老版|旧稿|原稿|上一版|上一稿|前一版|前一稿|早先的?版本|之前的版本|修订前|原来的版本|第一版"
)
_NAMED = re.compile(_DRAFT)
_SEVERAL = re.compile(r"[两二三几各]个?(?:版|稿|份稿)|版本|前后(?:两|几)|versions?\b|draft", re.IGNORECASE)
_CHANGE = re.compile(
    r"变化|变动|改动|改了|修改|调整|不同|区别|差异|差别|增加了|删(?:了|去|除|掉)|新增了|有何改|改成|chang|differ|compar",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """What a question says of versions: ``pair`` are the two to compare (None where it asks no such thing);
    ``source_ids`` those to answer from (None for all)."""

    source_ids: tuple[str, ...] | None
    pair: tuple[Version, Version] | None = None


def asks_changes(text: str) -> bool:
    """Whether what changed between versions of a plan is asked."""
    if not _CHANGE.search(text):
        return False
    kinds = bool(_NAMED.search(text)) + bool(_NEWEST.search(text)) + bool(_PREVIOUS.search(text))
    return bool(_SEVERAL.search(text)) or kinds > 1 or len(set(_NAMED.findall(text))) > 1


def choose_versions(text: str, all_ids: Collection[str], families: Sequence[Sequence[Version]]) -> VersionChoice:
    """The versions a question is about, of the plans that have several (each oldest first)."""
    if not families:
        return VersionChoice(None)
    if asks_changes(text):
        family = max(families, key=lambda members: _shared(text, members[-1].title))
        return VersionChoice(None, _pick_pair(text, family))
    dropped = {member.source_id for family in families for member in family if member not in _pick(text, family)}
    return VersionChoice(tuple(key for key in all_ids if key not in dropped))


def _pick(text: str, family: Sequence[Version]) -> Sequence[Version]:
    named = [member for member in family if _names(text, member)]
    if named:
        return named
    return family[-2:-1] if _PREVIOUS.search(text) else family[-1:]


def _pick_pair(text: str, family: Sequence[Version]) -> tuple[Version, Version]:
    named = [member for member in family if _names(text, member)]
    if len(named) > 1:
        return named[0], named[-1]
    if named and named[0] is not family[-1]:
        return named[0], family[-1]
    return family[-2], family[-1]


def _names(text: str, member: Version) -> bool:
    """Whether a question calls a version by its stage (意见稿 for 征求意见稿)."""
    return any(word in member.name for word in _NAMED.findall(text)) or (
        member.name in text or ("征求意见" in member.name and "征求意见" in text)
    )


def _shared(text: str, title: str) -> int:
    return sum(1 for place in range(len(title) - 1) if title[place : place + 2] in text)


def score_title(title: str, plain: str) -> int:
    """How much of a title's period and kind a question names. Places are kept apart by their own scope, and a year
    says little: one report gives the figures of two."""
    score = sum(3 for period in PERIODS if period in title and period in plain)
    score += sum(3 for period, words in _SPELT_PERIODS.items() if words in title and period in plain)
    return score + sum(1 for kind in _KINDS if kind in title and kind in plain)
