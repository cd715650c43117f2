"""Facets of one place: what its leading, special or future industries are, and whether something is among them."""

from __future__ import annotations

from assistant.compose.kit import Kit, unit_line
from assistant.compose.spread import places_with
from assistant.draft import Draft, Line
from assistant.facets import FacetItem, FacetView, view_facet
from assistant.matching import Term

_BODY_LINES = 3


def compose_facet(kit: Kit) -> Draft | None:
    """The answer for one place and one or more facets; None when the question is not of that kind."""
    question = kit.question
    facets = main_facets(kit)
    if len(question.regions) != 1 or not facets:
        return None
    region = question.regions[0]
    views = [view_facet(kit.knowledge, region, facet, question.text) for facet in facets]
    views = [view for view in views if view.found or view.body]
    if not views:
        return None
    others = other_subjects(kit, facets)
    if others and question.has("number"):
        return None  # a figure of the facet is asked for, not the facet
    view = views[0]
    if others:
        inside = [
            term for term in others if any(view.names(variant) for variant, weight in term.variants if weight >= 0.55)
        ]
        asks = question.has("check", "consistency", "why") or not question.intents
        if (
            not inside
            and any(term.known for term in others)
            and not question.has("number")
            and (asks or not question.has("how", "list", "number", "place"))
        ):
            return _deny(kit, view, others)
        if inside and question.has("how", "number", "list") and not question.has("check", "consistency"):
            return None
        if (
            not inside
            and not question.has("check", "consistency", "why")
            and (
                question.has("number") or not all(term.known for term in others) or any(term.entity for term in others)
            )
        ):
            return None
    draft = Draft()
    for view in views:
        _add_view(kit, view, draft, lead=_verdict(kit, view, others))
    return draft


def other_subjects(kit: Kit, facets: list[str]) -> list[Term]:
    """Subject terms beside the facets themselves."""
    return [
        term
        for term in kit.question.subjects
        if not any(term.text in facet or facet in term.text for facet in facets)
        and not any(variant in facets for variant, weight in term.variants if weight >= 0.6)
    ]


def main_facets(kit: Kit) -> list[str]:
    """The facets asked for: those shared by most places; others named beside them are their items."""
    counts = kit.knowledge.facets
    top = max((counts[facet] for facet in kit.question.facets), default=0)
    return [facet for facet in kit.question.facets if counts[facet] >= top - 1]


def _verdict(kit: Kit, view: FacetView, others: list[Term]) -> str:
    if not others or not kit.question.has("check", "consistency"):
        return ""
    name = others[0].text
    places = [item for item in view.found if name in item.text]
    if places and len(places) == len([item for item in view.found if item.items]):
        return kit.voice.choose(
            f"是，{view.region}的{view.facet}包括{name}", f"Yes, {kit.voice.phrase(name)} is among them"
        )
    return ""


def _add_view(kit: Kit, view: FacetView, draft: Draft, lead: str = "") -> None:
    voice = kit.voice
    name = voice.choose(f"{view.region}的{view.facet}", f"{voice.phrase(view.facet)}, {voice.name(view.region)}")
    main = _choose_main(view)
    if main is None:
        draft.blocks += [unit_line(kit, unit) for unit in view.body[:_BODY_LINES]]
        return
    listed = bool(main.items) and (main.kind != "statement" or voice.is_english)
    said = voice.items(main.items) if listed else voice.passage(main.text)
    agreeing = [item for item in view.found if item is not main and item.kind == "titles" and _agrees(main, item)]
    quotes = (*main.quotes, *(quote for item in agreeing for quote in item.quotes[:1]))
    if lead:
        draft.blocks.append(Line(voice.end(lead), main.quotes))
    draft.blocks.append(Line(voice.end(voice.label(name, said)), quotes))
    for item in view.found:
        if item is main or item in agreeing:
            continue
        place = voice.phrase(item.place) if voice.is_english else item.place
        text = voice.items(item.items) if item.kind == "titles" else voice.passage(item.text)
        draft.blocks.append(Line(voice.end(voice.label(place, text)), item.quotes, "item"))
    if (
        kit.question.has("how")
        or kit.question.detailed
        or (view.facet in kit.question.plain and not view.items)
        or _wants_body(kit, view)
    ):
        shown = {quote for item in view.found for quote in item.quotes}
        for unit in view.body[: _BODY_LINES * (3 if kit.question.detailed else 1)]:
            line = unit_line(kit, unit, style="item", label=_body_label(kit, view))
            if line.quotes[0] not in shown:
                draft.blocks.append(line)
    note = disagreement_note(kit, view)
    if note:
        draft.warnings.append(note)


def _choose_main(view: FacetView) -> FacetItem | None:
    """The statement to lead with: a table's cell, unless the text names all of its items and more."""
    cell = next((item for item in view.found if item.kind == "cell"), None)
    fuller = [
        item
        for item in view.found
        if cell and item.kind == "statement" and len(item.items) > len(cell.items) and item.holds(cell.items)
    ]
    return next(iter(fuller), None) or cell or next((i for i in view.found if i.items), next(iter(view.found), None))


def _wants_body(kit: Kit, view: FacetView) -> bool:
    """A facet without sub-headings has its substance in its sentences: they are part of the answer."""
    return bool(view.body) and not any(item.kind == "titles" for item in view.found)


def _body_label(kit: Kit, view: FacetView) -> str:
    return kit.voice.choose("具体方向", "In detail")


def _agrees(one: FacetItem, other: FacetItem) -> bool:
    return len(one.items) == len(other.items) and all(
        any(item[:2] in candidate for candidate in other.items) for item in one.items
    )


def disagreement_note(kit: Kit, view: FacetView) -> str:
    """A note where the plan's own statements of a facet differ; '' where they agree."""
    for one, other, lacking in view.disagreements():
        if one.kind == other.kind:
            continue
        items = "、".join(lacking)
        return kit.voice.choose(
            f"规划各处对{view.region}{view.facet}的表述不完全一致：“{one.place}”列有“{items}”，“{other.place}”未见这一表述（写作“{other.text}”）。",
            f"The plan is not consistent on this: “{one.place}” has “{items}”, "
            f"“{other.place}” does not (it says “{other.text}”).",
        )
    return ""


def _deny(kit: Kit, view: FacetView, others: list[Term]) -> Draft:
    """The premise is wrong: the thing asked about is not among the facet's items."""
    voice = kit.voice
    name = "、".join(term.text for term in others[:2])
    draft = Draft()
    _add_view(kit, view, draft, lead="")
    first = next(block for block in draft.blocks if isinstance(block, Line))
    draft.blocks.insert(
        0,
        Line(
            voice.choose(
                f"规划没有把“{name}”列为{view.region}的{view.facet}。",
                f"The plan does not list “{name}” under {voice.phrase(view.facet)} of {voice.name(view.region)}.",
            ),
            first.quotes,
        ),
    )
    for place, (text, quotes) in list(places_with(kit, tuple(others)).items())[:2]:
        if place != view.region:
            draft.blocks.append(Line(voice.end(voice.label(voice.name(place), voice.passage(text))), quotes, "item"))
    return draft


def compose_topic(kit: Kit) -> Draft | None:
    """A topic that is a sub-section of the place asked (新都区 × 轨道交通): its sentences."""
    question = kit.question
    if len(question.regions) != 1 or not question.subjects:
        return None
    region = question.regions[0]
    for document in kit.knowledge.documents.values():
        for section in document.sections:
            title = section.title
            if section.kind == "footnote" or not any(region in parent for parent in section.path[:-1]):
                continue
            names = [variant for term in question.subjects for variant, weight in term.variants if weight >= 0.7]
            if len(question.subjects) == 1 and any(name in title and len(name) * 2 >= len(title) for name in names):
                units = [u for u in kit.knowledge.units[document.source.id] if section.start <= u.start < section.end]
                if not units:
                    continue
                shown = units if question.detailed else units[:2]
                blocks = [
                    unit_line(kit, unit, label=kit.voice.name(region) if order == 0 else "")
                    for order, unit in enumerate(shown)
                ]
                return Draft(list(blocks))
    return None
