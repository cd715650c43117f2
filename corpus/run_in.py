"""Run-in heads: titles that stand at the start of, or inside, a paragraph (主导产业。先进能源。发展氢能…).

Bold type shows some of them; the others are told by what they have in common: short, and used as heads more than once
in the document or by several paragraphs of one section. Nothing here knows any plan's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.numbering import ARTICLE, ARTICLE_LABEL, ARTICLE_RANK, RUN_IN_CHILD_RANK, RUN_IN_RANK, match_numbering
from corpus.raw import Block

_LEAD = re.compile(r"(?:——|—)?[^。；：:！？\n]{2,24}?[。：:]")
_PLAIN_HEAD = re.compile(r"(?<=。)([\u4e00-\u9fff“”]{5,14}。)(?=[^。]{20})")
_UNMARKED = re.compile(r"([\u4e00-\u9fff“”（）A-Za-z+]{5,16}。)(?=[^。]{20})")
_UNMARKED_CHILD = re.compile(r"([\u4e00-\u9fff“”（）A-Za-z+]{2,14}。)(?=[^。]{20})")
_DASH = re.compile(r"——|—")
_TITLE_END = re.compile(r"[。：:！？]|(?<=[^\d])\.(?=\D)")
_NUMBERED_TITLE_MAX = 46
_LEAD_MAX = 24
_SECOND_LEAD_MAX = 18
_REST_MIN = 10
_LABEL_LAST = re.compile(r"[，,、；][^，。；：:]{0,6}(?:单位|部门|主体|地点|时间|时限|期限|金额|责任人)[：:]?$")
"""A numbered item that goes on with a label (1.…技术，出题单位：…) is no head."""
_NOT_A_HEAD = re.compile(
    r"^(?:注|附件|抄送|其中|如下|例如|比如|说明|各位代表|同时|此外|同志们|因此)|\d{4}\s*年|[一二三四五六七八九十]是|(?:如下|包括|为)[：:]$"
)


@dataclass(frozen=True, slots=True)
class RunIn:
    """A head inside a paragraph: ``[start, end)`` in the block's text (its punctuation included), title and rank."""

    start: int
    end: int
    title: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: tuple[int, int, int] | None  # start, end, rank of a numbered head
    leads: tuple[tuple[int, int], ...]
    bold: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Usage:
    """How the document's candidates are used: how often each title opens a paragraph or is set bold (``labels``), how
    often it opens one before a second head (``parents``), and the second heads with their closing marks."""

    labels: Counter[str] = field(default_factory=Counter)
    parents: Counter[str] = field(default_factory=Counter)
    seconds: set[str] = field(default_factory=set)


def find_run_ins(blocks: Sequence[Block]) -> list[tuple[RunIn, ...]]:
    """The run-in heads of every block, in order; () for blocks that are no paragraphs."""
    candidates = [_candidate(block) if block.kind == "text" else None for block in blocks]
    groups = _group_by_heading(blocks)
    usage = _Usage()
    crowded: Counter[int] = Counter()
    for position, item in enumerate(candidates):
        if item is None:
            continue
        texts = [_title(blocks[position].text, span) for span in (*item.leads, *item.bold)]
        usage.labels.update(texts)
        if len(item.leads) == 2:
            # The closing mark is part of the form: 先进能源。 as a child head says nothing of 先进能源：.
            usage.parents[texts[0]] += 1
            text = blocks[position].text
            inner = [*item.bold]
            if blocks[position].confidence is not None:
                inner += _find_unmarked(text, item.leads[1][1], _UNMARKED_CHILD)
            usage.seconds.update(text[slice(*span)] for span in (item.leads[1], *inner))
        crowded[groups[position]] += bool(item.leads or item.bold)
    result: list[tuple[RunIn, ...]] = []
    for position, item in enumerate(candidates):
        if item is None:
            result.append(())
            continue
        trusted = crowded[groups[position]] >= 2 or bool(item.bold)
        heads = _accept(blocks[position].text, item, trusted, usage)
        if blocks[position].confidence is not None and not item.bold:
            heads = _add_unmarked(blocks[position].text, item, heads)
        result.append(heads)
    return result


def _accept(text: str, item: _Candidate, trusted: bool, usage: _Usage) -> tuple[RunIn, ...]:
    labels = usage.labels
    heads: list[RunIn] = []
    if item.number:
        start, end, rank = item.number
        heads.append(RunIn(start, end, text[start:end].rstrip("。：:，"), rank))
    leads = [
        span
        for span in item.leads
        if labels[_title(text, span)] >= 2 or (trusted and (not item.number or item.bold)) or _DASH.match(text, span[0])
    ]
    if len(leads) == 2 and labels[_title(text, leads[1])] < 2 and not item.bold and labels[_title(text, leads[0])] < 2:
        leads = leads[:1]
    elif len(leads) == 1 and len(item.leads) == 2 and usage.parents[_title(text, leads[0])] >= 2:
        # Several paragraphs open with this head and a second one: 主导产业。电子信息。… 主导产业。绿色食品。…
        leads = list(item.leads)
    for order, span in enumerate(leads):
        title = _title(text, span)
        child = order == 1 or (len(leads) == 1 and text[slice(*span)] in usage.seconds and not item.number)
        heads.append(RunIn(*span, title, RUN_IN_CHILD_RANK if child else RUN_IN_RANK))
    rank = heads[-1].rank if leads else RUN_IN_RANK
    inner = [span for span in item.bold if all(span[0] >= head.end or span[1] <= head.start for head in heads)]
    heads += [RunIn(*span, _title(text, span), rank) for span in inner]
    if inner:
        heads += [RunIn(*span, _title(text, span), rank) for span in _plain_heads(text, heads)]
    return tuple(sorted(heads, key=lambda head: head.start))


def _add_unmarked(text: str, item: _Candidate, heads: tuple[RunIn, ...]) -> tuple[RunIn, ...]:
    """The heads, with those inside a recognised paragraph, where nobody knows what was set bold: short sentences before
    long ones, the first of which follows the paragraph's own head at once."""
    opening = [head for head in heads if head.start == 0 or head.start == heads[0].end]
    if not opening or opening[0].start > 0:
        return heads
    start = opening[-1].end
    if len(opening) == 1 and item.number:
        # 1.推动园区升级。强化示范引领。…。鼓励竞进争先。…。
        spans = _find_unmarked(text, start, _UNMARKED)
        rank = RUN_IN_RANK
        if len(spans) < 2 or spans[0][0] != start:
            return heads
    elif opening[-1].rank == RUN_IN_CHILD_RANK:
        # 特色产业。航天装备。…。先进能源。…。
        spans, rank = _find_unmarked(text, start, _UNMARKED_CHILD), RUN_IN_CHILD_RANK
    else:
        return heads
    return (*opening, *(RunIn(*span, _title(text, span), rank) for span in spans))


def _find_unmarked(text: str, start: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    return [match.span(1) for match in pattern.finditer(text, start) if text[match.start(1) - 1] == "。"]


def _plain_heads(text: str, heads: list[RunIn]) -> list[tuple[int, int]]:
    """Heads that lost their bold type: very short sentences between long ones, in a paragraph that has other heads."""
    last = max(head.end for head in heads if head.start == 0) if heads and heads[0].start == 0 else 0
    return [
        match.span(1)
        for match in _PLAIN_HEAD.finditer(text, last)
        if all(match.end(1) <= head.start or match.start(1) >= head.end for head in heads)
    ]


def _candidate(block: Block) -> _Candidate:
    text = block.text
    number = _numbered_head(block)
    start = number[1] if number else 0
    leads: list[tuple[int, int]] = []
    for longest in (_LEAD_MAX, _SECOND_LEAD_MAX):
        match = _LEAD.match(text, start)
        if (
            not match
            or len(match.group()) > longest + 1
            or len(text) - match.end() < _REST_MIN
            or _NOT_A_HEAD.search(match.group())
        ):
            break
        if number and not leads and "，" in match.group():
            break
        if leads and re.search(r"[，、]", match.group()):
            break
        leads.append((match.start(), match.end()))
        start = match.end()
    bold = tuple(span for span in (_bold_head(text, bounds) for bounds in block.bold) if span)
    return _Candidate(number, tuple(leads), bold)


def _numbered_head(block: Block) -> tuple[int, int, int] | None:
    text = block.text
    # A reference such as 第三条规定 opens sentences too: an article's number is parted from its text, or set bold.
    article = ARTICLE_LABEL.match(text)
    if article and (ARTICLE.match(text) or article.span() in block.bold):
        return 0, article.end(), ARTICLE_RANK
    numbering = match_numbering(text)
    if numbering is None:
        return None
    end = _TITLE_END.search(text, numbering.end)
    if end is None or end.end() > _NUMBERED_TITLE_MAX or len(text) - end.end() < _REST_MIN:
        return None
    if _LABEL_LAST.search(text[: end.end()]):
        return None
    return 0, end.end(), numbering.rank


def _bold_head(text: str, bounds: tuple[int, int]) -> tuple[int, int] | None:
    """The sentence start that a bold span marks as a head, or None for a word set bold inside a sentence."""
    start, end = bounds
    begin = max(text.rfind(mark, 0, start) for mark in "。；：！？\n") + 1
    if end < len(text) and text[end] in "。：:，":
        end += 1
    if text[end - 1] not in "。：:，" or end - begin > _NUMBERED_TITLE_MAX or start - begin > 4 or len(text) - end < 4:
        return None
    return begin, end


def _group_by_heading(blocks: Sequence[Block]) -> list[int]:
    group, groups = 0, []
    for position, block in enumerate(blocks):
        if block.kind in ("heading", "caption"):
            group = position
        groups.append(group)
    return groups


def _title(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]].strip(" 　。：:，—")
