"""Overviews: of a plan, of a place, of a chapter; and lists that a section's own sub-headings make."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.facet import disagreement_note
from assistant.compose.kit import Kit, heading_of, unit_line
from assistant.compose.sections import heading_quote
from assistant.draft import Draft, Line, Quote
from assistant.evidence import Scored, container_named
from assistant.facets import view_facet
from assistant.knowledge import Unit
from assistant.quantities import find_quantities
from corpus.numbering import strip_numbering
from corpus.tables import is_number
from corpus.types import Document

_MOST_CHILDREN = 15
_AS_SAID = 0.9
_MARK = re.compile(r"星号|打.{0,2}星|[*＊※△▲]")
_EXPLAINS = re.compile(
    r"^(?:[\s注*＊※：:①-⑳]*[^，。；：:]{2,20}[：:]\s*)?(?:是指|指的是|指)(?!出|导|标|数|定|引|挥|示|向)"
)
_NOTE = re.compile(r"^[\s*＊※]*(?:注|说明)[\d：:]|^\[\d+\]|^[①-⑳]")
_METHOD = re.compile(
    r"(?:怎么|怎样|如何|咋)(?:计|测|核)?算|[按以]照?(?:多少|什么|哪一?年|哪个)[^，。？]{0,4}算|算不算|算进|口径|算法"
)
"""How a figure is reckoned is asked, which a plan says in a note, if anywhere."""
_ABOUT_IT = 0.35
_MOST_SENTENCES = 3
_DEFINED = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰\s注：:*]*(.{1,16}?)\s*(?:是指|指的是|指|包括|即|为)")


def compose_overview(kit: Kit) -> Draft | None:
    """The overview of the place or of the whole plan that a question asks for; None for others."""
    question = kit.question
    if not question.has("overview") and (question.subjects or not question.regions or question.intents):
        return None
    if len(question.regions) == 1 and _only_general(kit):
        return _overview_region(kit, question.regions[0])
    if not question.regions and _only_general(kit) and not container_named(question.plain):
        return _overview_plan(kit)
    return None


def _only_general(kit: Kit) -> bool:
    """No subject of its own: 介绍一下新津区的产业布局, 规划主要讲什么."""
    weights = [term for term in kit.question.subjects if term.known and not _is_broad(term.text)]
    return not weights and not any(facet in kit.question.plain for facet in kit.question.facets)


def _is_broad(text: str) -> bool:
    return any(
        word in text
        for word in ("产业布局", "产业发展", "发展重点", "总体情况", "整体", "规划", "布局", "内容", "特点")
    )


def _overview_region(kit: Kit, region: str) -> Draft | None:
    voice = kit.voice
    units = [
        unit
        for unit in kit.knowledge.list_units(kit.question.source_ids)
        if region in unit.regions and not unit.chunk.cells
    ]
    if not units:
        return None
    # Without a section of its own, what is said of it alone tells more of it than a sentence on two.
    if not any(region in heading for unit in units for heading in unit.chunk.path):
        alone = [unit for unit in units if unit.regions == {region}]
        units = sorted(alone or units, key=lambda unit: not unit.text.startswith(region))
    draft = Draft()
    draft.blocks.append(unit_line(kit, units[0]))
    shared = [facet for facet, count in kit.knowledge.facets.items() if count >= len(kit.groups()) - 1]
    draft.blocks += [] if shared else _say_position(kit, region)
    for facet in shared:
        view = view_facet(kit.knowledge, region, facet, kit.question.text)
        main = next((item for item in view.found if item.items and item.kind != "statement"), None)
        if main is None and view.body and view.body[0] is not units[0] and not view.body[0].chunk.cells:
            # A facet that is a section of its own says itself what it holds.
            draft.blocks.append(unit_line(kit, view.body[0], style="item", label=voice.phrase(facet)))
            continue
        if main is None or set(main.items) & set(shared):
            continue
        draft.blocks.append(
            Line(voice.end(voice.label(voice.phrase(facet), voice.items(main.items))), main.quotes[:4], "item")
        )
        if note := disagreement_note(kit, view):
            draft.warnings.append(note)
    shown = {quote.start for block in draft.blocks if isinstance(block, Line) for quote in block.quotes}
    targets = [unit for unit in units if any(q.family in ("money", "percent") for q in find_quantities(unit.text))]
    targets = [unit for unit in targets if unit.start not in shown]
    for unit in targets[:2]:
        if unit is not units[0]:
            draft.blocks.append(unit_line(kit, unit, style="item"))
    return draft


def _say_position(kit: Kit, region: str) -> list[Line]:
    """The row of words that a table of the division of work gives a place."""
    for unit in kit.knowledge.list_units(kit.question.source_ids):
        cells = unit.chunk.cells
        if cells and cells[0].row[:1] == (region,) and not any(is_number(cell.value) for cell in cells):
            return [unit_line(kit, unit, style="item")]
    return []


def _overview_plan(kit: Kit) -> Draft | None:
    voice = kit.voice
    documents = [
        d
        for key, d in kit.knowledge.documents.items()
        if kit.question.source_ids is None or key in kit.question.source_ids
    ]
    draft = Draft()
    for document in documents[:3]:
        units = [u for u in kit.knowledge.units[document.source.id] if not u.chunk.cells]
        goal = _pick_goal(kit, units)
        title = _title_quote(document)
        chapters = [
            s for s in document.sections if s.level == 1 and s.kind == "body" and strip_numbering(s.title) != s.title
        ]
        names = [strip_numbering(s.title) for s in chapters]
        if names:
            quotes = tuple(heading_quote(s) for s in chapters[:_MOST_CHILDREN])
            text = voice.choose(
                f"《{document.source.title}》的主要部分：{'、'.join(names)}。",
                f"“{document.source.title}” consists of: {voice.items(names)}.",
            )
            draft.blocks.append(Line(text, quotes))
        elif title:
            draft.blocks.append(Line(f"《{document.source.title}》", (title,)))
        draft.blocks += [unit_line(kit, unit, style="item") for unit in goal]
        tasks = next((s for s in chapters if "任务" in s.title or "举措" in s.title), None)
        parts = [s for s in document.sections if tasks and s.path[:-1] == tasks.path and s.kind == "body"]
        if tasks and parts:
            listed = voice.choose("；", "; ").join(voice.passage(strip_numbering(s.title)) for s in parts[:10])
            quotes = tuple(heading_quote(s) for s in parts[:10])
            draft.blocks.append(
                Line(voice.end(voice.label(voice.phrase(strip_numbering(tasks.title)), listed)), quotes, "item")
            )
    return draft if draft.blocks else None


def _pick_goal(kit: Kit, units: list[Unit]) -> list[Unit]:
    """The sentences that sum a plan up: its aim with figures, from the section on goals where there is one."""
    goals = [u for u in units if any("目标" in title for title in u.chunk.path)]
    numbered = [u for u in goals or units if find_quantities(u.text)]
    opening = [u for u in units if u.position < 6][:1]
    return [*opening, *numbered[:3]]


def compose_definition(kit: Kit) -> Draft | None:
    """What a term means: a footnote or note that explains it, or a sentence of the form X是指…."""
    question = kit.question
    if not question.has("definition", "check", "list", "places"):
        return None
    if marks := _note_of_mark(kit):
        return Draft([unit_line(kit, unit) for unit in marks])
    if not question.terms:
        return None
    notes = [u for u in kit.evidence.pool(question.without_regions()) if u.chunk.kind == "footnote" or _is_note(u)]
    if _METHOD.search(question.plain) and (draft := _explain_method(kit, notes)):
        return draft
    ranked = [s for s in kit.evidence.rank(question, notes) if _explains(kit, s)]
    if not ranked:
        return None
    # Of several notes that have a word of the question, the one whose own name has most of it.
    best = max(ranked, key=lambda item: (_named_weight(kit, item), item.score))
    draft = Draft([unit_line(kit, best.unit)])
    if question.regions and not question.has("definition"):
        names = [name for name in question.regions if name in best.unit.named]
        if names:
            listed = "、".join(names)
            draft.blocks.insert(
                0,
                Line(
                    kit.voice.choose(f"包括{listed}。", f"It includes {listed}."),
                    (_unit_quote(best.unit),),
                ),
            )
    return draft


def _explain_method(kit: Kit, notes: Sequence[Unit]) -> Draft | None:
    """The note that says how the figure asked about is reckoned, all its sentences; None without one."""
    ranked = kit.evidence.rank(kit.question, notes)
    best = max(ranked, key=lambda item: item.coverage, default=None)
    if best is None or best.coverage < _ABOUT_IT:
        return None
    said = [unit for unit in kit.knowledge.chunk_units[best.unit.chunk.id] if unit.start >= best.unit.start]
    return Draft([unit_line(kit, unit) for unit in said[:_MOST_SENTENCES]])


def _is_note(unit: Unit) -> bool:
    """Whether a sentence explains the word it stands behind (③ 高标准仓库：指净高…)."""
    return bool(_EXPLAINS.match(unit.text) or _NOTE.match(unit.text)) and not unit.chunk.cells


def _note_of_mark(kit: Kit) -> list[Unit]:
    """The notes that explain a sign the question asks about (指标后面的 * 是什么意思); [] when it asks of none."""
    if not (asked := _MARK.search(kit.question.text)):
        return []
    signs = "*＊" if asked.group() in ("星号", "*", "＊") or "星" in asked.group() else asked.group()
    units = kit.evidence.pool(kit.question.without_regions())
    return [
        u for u in units if u.text.lstrip("（(").startswith(("注", "说明")) and any(sign in u.text for sign in signs)
    ][:2]


def _unit_quote(unit: Unit) -> Quote:
    return Quote(unit.source_id, unit.start, unit.end)


def _named_weight(kit: Kit, scored: Scored) -> float:
    """The weight of the question's words that the defined term has."""
    names = _defined_names(scored)
    return sum(t.weight for t in kit.question.subjects or kit.question.terms if kit.matcher.match(t, names) >= _AS_SAID)


def _defined_names(scored: Scored) -> str:
    """The term that a note defines by its own words, and the one its mark stands behind."""
    defined = _DEFINED.match(scored.unit.text)
    tail = scored.unit.context.rpartition(" › ")[2]
    return f"{defined.group(1) if defined else ''} {tail if tail != heading_of(scored.unit) else ''}"


def _explains(kit: Kit, scored: Scored) -> bool:
    """Whether a note is about a term of the question: the one it defines, or the one its mark stands behind."""
    names = _defined_names(scored)
    tail = scored.unit.context.rpartition(" › ")[2]
    terms = kit.question.subjects or kit.question.terms
    if kit.question.has("definition") and any(kit.matcher.match(term, names) >= _AS_SAID for term in terms):
        return True
    text = f"{scored.unit.text} {tail}"
    covered = sum(term.weight for term in terms if kit.matcher.match(term, text) >= 0.6)
    return covered >= 0.75 * sum(term.weight for term in terms)


def _title_quote(document: Document) -> Quote | None:
    front = next((chunk for chunk in document.chunks if chunk.kind == "front"), None)
    return Quote(document.source.id, front.start, front.end) if front else None
