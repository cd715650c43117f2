"""Saying that the plan does not say it: where it was looked for, and the nearest passages."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.compose.kit import Kit, unit_line
from assistant.draft import Draft, Line
from assistant.evidence import choose_window

_NEAREST = 2


def compose_refusal(kit: Kit) -> Draft:
    """A refusal with what was looked for, where, and up to two nearest passages."""
    question, voice = kit.question, kit.voice
    titles = [
        d.source.title
        for key, d in kit.knowledge.documents.items()
        if question.source_ids is None or key in question.source_ids
    ]
    draft = Draft(status="no_evidence")
    what = _describe(kit)
    # A figure in a title would be a figure without a quote; then the documents are not named one by one.
    named = titles[:3] if not any(re.search(r"\d", title) for title in titles[:3]) else []
    shown = (
        "、".join(f"《{title}》" for title in named) + ("等" if len(titles) > 3 else "")
        if named
        else voice.choose("已收录的文件", "the indexed documents")
    )
    draft.blocks.append(
        Line(
            voice.choose(
                f"规划中没有找到{what}。已查找{shown}的正文、表格、专栏和脚注{_scope_zh(kit)}。",
                f"The plan does not say this{what}. Searched: text, tables, boxes and footnotes of {shown}.",
            )
        )
    )
    near = _nearest(kit)
    if near:
        draft.blocks.append(
            Line(
                voice.choose("最接近的内容（并非对问题的回答）：", "Nearest passages (not an answer to the question):"),
                (),
                "lead",
            )
        )
        draft.blocks += near
    return draft


def _describe(kit: Kit) -> str:
    question, voice = kit.question, kit.voice
    if question.strangers:
        names = "、".join(question.strangers)
        return voice.choose(f"“{names}”的内容", f": “{names}” is not in it")
    missing = [term.text for term in question.subjects if not term.known]
    if missing:
        return voice.choose(
            f"“{'、'.join(missing[:3])}”的相关内容", f" (nothing on {', '.join(f'“{m}”' for m in missing[:3])})"
        )
    places = "、".join(question.regions)
    subjects = "、".join(term.text for term in question.subjects[:3])
    years = "、".join(
        f"{year}年" if year.isdigit() else f"“{year}”" for year in question.years[:2] if year in question.text
    )
    inner = "".join(
        part
        for part in (f"{places}" if places else "", f"{years}" if years else "", f"“{subjects}”" if subjects else "")
        if part
    )
    if voice.is_english:
        return f" ({inner})" if inner else ""
    return f"{inner}的相关内容" if inner else "这一问题的答案"


def _scope_zh(kit: Kit) -> str:
    return f"，包括{'、'.join(kit.question.regions)}的章节" if kit.question.regions else ""


def _nearest(kit: Kit) -> list[Line]:
    question = kit.question
    terms = question.subjects or question.terms
    if not terms or all(not term.known for term in terms):
        terms = tuple(term for term in question.terms if term.known)
    wide = replace(question, regions=()) if question.regions else question
    pool = kit.evidence.pool(question) or kit.evidence.pool(wide)
    lines: list[Line] = []
    for group in (pool, kit.evidence.pool(wide)):
        for scored in kit.evidence.rank(question, group, terms)[:3]:
            if len(lines) >= _NEAREST or (scored.coverage < 0.25 and scored.closeness < 2.5):
                continue
            start, end, _ = choose_window(kit.matcher, question, scored.unit, terms or question.terms, longest=90)
            line = unit_line(kit, scored.unit, start, end, style="item")
            if all(line.quotes != other.quotes for other in lines):
                lines.append(line)
    return lines
