"""Saying that the plan does not say it: where it was looked for, and the nearest passages."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.compose.kit import Kit, unit_line
from assistant.draft import Draft, Line, Quote
from assistant.evidence import choose_window
from corpus.pictures import LostPicture

_NEAREST = 2
_LABEL = re.compile(r"(?:专栏|表|图|附图|附表)\s*[\d一二三四五六七八九十]+")
_LIKELY, _OF_FIGURES = 0.5, 0.5
"""How much of the question a picture's caption must share to be worth naming; what a table of indicators is worth to
a question that asks for a figure."""


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
    draft.blocks += describe_lost_pictures(kit)
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


def describe_lost_pictures(kit: Kit) -> list[Line]:
    """That what is asked may stand in a picture which could not be read: those the question names, then those whose
    caption shares its words; a table of indicators where a figure is asked for."""
    question, voice = kit.question, kit.voice
    allowed = question.source_ids
    pictures = [
        p for key, lost in kit.knowledge.lost_pictures.items() if allowed is None or key in allowed for p in lost
    ]
    terms = question.subjects or question.terms
    scored = []
    for order, picture in enumerate(pictures):
        named = _is_named(kit, picture)
        shared = kit.matcher.coverage(terms, picture.caption) if terms and picture.caption else 0.0
        figures = bool(question.families or question.has("number")) and "指标" in picture.caption
        score = 2.0 * named + shared + _OF_FIGURES * figures
        if score >= _LIKELY and picture.span:
            scored.append((-score, order, picture.caption, Quote(picture.source_id, *picture.span)))
    lines = []
    for _, _, caption, quote in sorted(scored)[:_NEAREST]:
        text = voice.choose(
            f"“{caption}”在原文件中是图片，未能读取，其中的内容无法作答。",
            f"“{caption}” is a picture that could not be read; what it holds cannot be told.",
        )
        lines.append(Line(text, (quote,)))
    return lines


def refuse_lost_picture(kit: Kit) -> Draft | None:
    """A refusal where the question names a box, table or map by its label and that is a picture nobody could read."""
    allowed = kit.question.source_ids
    lost = [p for key, found in kit.knowledge.lost_pictures.items() if allowed is None or key in allowed for p in found]
    named = [picture for picture in lost if _is_named(kit, picture)]
    others = [
        section.title
        for document, section, _ in kit.knowledge.titles
        if allowed is None or document.source.id in allowed
    ]
    if not named or any(_read_label(title) == _read_label(named[0].caption) for title in others):
        return None
    return compose_refusal(kit)


def _is_named(kit: Kit, picture: LostPicture) -> bool:
    label = _read_label(picture.caption)
    asked = re.sub(r"\s", "", kit.question.plain)
    return bool(label) and re.search(re.escape(label) + r"(?![\d一二三四五六七八九十])", asked) is not None


def _read_label(caption: str) -> str:
    match = _LABEL.match(caption)
    return re.sub(r"\s", "", match.group()) if match else ""


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
