"""A section that a question names, by its number or in words: the list its sub-headings make, or what it says."""

from __future__ import annotations

import re

from assistant.compose.kit import Kit, unit_line
from assistant.draft import Draft, Line, Quote
from assistant.evidence import container_label, container_named
from assistant.knowledge import Unit
from assistant.wording import is_frame, is_generic
from corpus.numbering import match_numbering, read_number, strip_numbering
from corpus.regions import is_region
from corpus.types import Document, Section
from index.tokenize import cut_words

_MOST_CHILDREN = 15
_FORWARD = 0.75
"""Share of the question's subjects that a heading must have to be the one asked for …"""
_REVERSE, _REVERSE_FORWARD = 0.75, 0.4
"""… or share of the heading's own words that the question must have, with this share of its subjects."""
_TELLING = 4
"""A single subject shorter than this stands in many headings: it alone does not show which one is meant."""
_LONG_NAME = 7
"""Characters from which a name that a heading ends in can only mean that heading."""
_COUNTED = re.compile(r"([二三四五六七八九十]|\d{1,2})[大项个条]([\u4e00-\u9fff]{2,4})")
_NUMERALS = "一二三四五六七八九十"
_CLASSES = re.compile(
    r"分(?:成|为|了|作)?.{0,3}[几哪][几些]?个?(?:大?类|种|型)|[几哪][几些]?(?:种|类|个).{0,4}(?:类型|型|类别)|什么类型"
)
_LABEL = re.compile(r"第[一二三四五六七八九十百\d]+[篇编章节]")
_ORDINAL_CHAPTER = re.compile(
    r"第([一二三四五六七八九十\d]{1,3})(?:大?部分|大块|大章|章|篇|大条)|最后(?:一)?(?:个)?(?:部分|章|篇|块)"
)
_ASKS_PARTS = re.compile(
    r"[分有](?:了|成|为)?哪|哪[几些两三四五六七八九十\d]*[个块条项点]?(?:方面|部分|块|节|点|条|内容)|几[块节]|讲(?:了|的)?(?:什么|啥|些)"
    r"|(?:内容|结构|小标题|标题)(?:是|有)?(?:什么|哪)|说(?:了|的)?(?:什么|啥)|有哪些|列(?:一|出)|理一理|梳理|概括|介绍"
)
_SECTION_CHARACTERS = 520


def compose_chapter(kit: Kit) -> Draft | None:
    """The headings of the chapter that is asked for by its place (第四部分分哪几块, 最后一章讲了什么); None else."""
    question = kit.question
    match = _ORDINAL_CHAPTER.search(question.plain)
    if not match or not _ASKS_PARTS.search(question.plain):
        return None
    documents = [
        d for key, d in kit.knowledge.documents.items() if question.source_ids is None or key in question.source_ids
    ]
    for document in documents:
        numbered = [s for s in document.sections if s.kind == "body" and match_numbering(s.title)]
        called = [s for s in numbered if re.match(rf"第[^第]{{1,4}}{match.group()[-1]}", s.title)]
        if called and match.group(1):
            return None  # its own label names it
        top = called or [s for s in numbered if s.level == 1]
        if len(top) < 2:
            continue
        place = len(top) if match.group(1) is None else read_number(match.group(1))
        if not 1 <= place <= len(top):
            continue
        section = top[place - 1]
        children = [s for s in document.sections if s.path[:-1] == section.path and s.kind in ("body", "box")]
        return (
            list_children(kit, document, section, children)
            if len(children) > 1
            else _say_section(kit, document, section)
        )
    return None


def compose_section(kit: Kit) -> Draft | None:
    """The sub-headings or the sentences of the section that a question is about; None when it names none."""
    question = kit.question
    if question.has("definition") and not _LABEL.search(question.plain):
        return None
    if not question.has("list", "overview", "how", "number", "why") and not _LABEL.search(question.plain):
        return None
    named = container_named(question.plain) or kit.knowledge.find_names(question.plain)
    if not (question.terms or named) or (question.families and "count" not in question.families):
        return None
    found = find_section(kit)
    if found is None:
        return None
    document, section = found
    years = [year for year in question.years if year.isdigit()]
    if years and not any(year in document.text[section.start : section.end] for year in years):
        return None
    children = [s for s in document.sections if s.path[:-1] == section.path and s.kind in ("body", "box")]
    if any(strip_numbering(child.title) in question.plain for child in children):
        return None
    if len(children) >= 2:
        return list_children(kit, document, section, children)
    if question.has("number") and not question.has("how", "overview"):
        return None
    return _say_section(kit, document, section)


def find_section(kit: Kit) -> tuple[Document, Section] | None:
    """The section whose heading best matches the question, or None."""
    question = kit.question
    label = _LABEL.search(question.plain)
    best: tuple[float, int, Document, Section] | None = None
    for document, section, title in kit.knowledge.titles:
        if question.source_ids is not None and document.source.id not in question.source_ids:
            continue
        if question.regions and not any(region in parent for region in question.regions for parent in section.path):
            continue
        if is_region(title) and question.subjects:
            continue
        rank = max(
            _match(kit, section, title),
            _match_classes(kit, document, section, title),
            _match_counted(kit, document, section),
        )
        if label and section.title.startswith(label.group()):
            rank = max(rank, 2.0)
        if rank and (best is None or (rank, -section.level) > (best[0], best[1])):
            best = (rank, -section.level, document, section)
    return (best[2], best[3]) if best else None


def _match_classes(kit: Kit, document: Document, section: Section, title: str) -> float:
    """How well a section answers into which kinds something is sorted: its sub-headings name kinds (…型), and its
    own heading names the thing."""
    if not _CLASSES.search(kit.question.plain):
        return 0.0
    children = [s for s in document.sections if s.path[:-1] == section.path]
    kinds = [child for child in children if strip_numbering(child.title).endswith(("型", "类", "模式"))]
    named = any(t.known and len(t.text) > 1 and t.text in title for t in kit.question.subjects)
    return 2.5 if len(kinds) > 1 and len(kinds) == len(children) and named else 0.0


def _match_counted(kit: Kit, document: Document, section: Section) -> float:
    """How well a section answers to so many things of a kind (八大行动): it has as many sub-headings, called so."""
    counted = _COUNTED.search(kit.question.plain)
    if not counted:
        return 0.0
    children = [s for s in document.sections if s.path[:-1] == section.path and s.kind in ("body", "box")]
    kind = counted.group(2)
    called = [child for child in children if any(child.title.endswith(kind[:size]) for size in (4, 3, 2))]
    return 2.6 if len(children) == _number(counted.group(1)) and len(called) == len(children) else 0.0


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else _NUMERALS.find(numeral) + 1


def _match(kit: Kit, section: Section, title: str) -> float:
    """How well a heading answers to the question's words; 0 when it is not the one meant."""
    question = kit.question
    terms = question.subjects or question.terms
    forward = kit.matcher.coverage(terms, title)
    box = container_label(section.title)
    if box and box in question.plain.replace(" ", "") and (forward >= 0.4 or not question.subjects):
        return 3.0
    reverse = _reverse(kit, title)
    if _is_named(kit, title):
        return 2.1 + len(title) / 100
    held = [term for term in terms if kit.matcher.match(term, title) >= 0.5]
    telling = len(held) > 1 or any(len(term.text) >= _TELLING for term in held)
    if (forward >= _FORWARD and reverse >= 0.4) or (forward >= 0.95 and (telling or reverse >= 0.3)):
        return forward + reverse
    if question.has("list", "number") and any(_names_heading(term.text, title) for term in terms if term.known):
        return 1.4 + 0.5 * reverse
    wide = kit.matcher.coverage(terms, title, " ".join(section.path[:-1]))
    if reverse >= _REVERSE and wide >= _REVERSE_FORWARD and len(title) >= 4:
        return wide + 0.5 * reverse
    return 0.0


def _names_heading(name: str, title: str) -> bool:
    """Whether a long name of the question is what a heading ends in: it is the heading's own name, shortened."""
    return len(name) >= _LONG_NAME and title.endswith(name)


def _is_named(kit: Kit, title: str) -> bool:
    """Whether the question has the heading word for word, by itself: not inside a longer name, not a place, and a
    short one only when nothing else is asked about."""
    question = kit.question
    if title not in question.plain or is_region(title) or title in kit.knowledge.facets:
        return False
    if any(title in term.text and term.text != title for term in question.terms if term.known):
        return False
    others = [term for term in question.subjects if term.text not in title]
    return len(title) >= 6 or (len(title) >= 4 and not others)


def _reverse(kit: Kit, title: str) -> float:
    """The share of a heading's telling words that the question has, itself or in another form."""
    words = [w for w in cut_words(title) if len(w) > 1 and not is_frame(w) and not is_generic(w)]
    if not words:
        words = [title]
    known = {variant for term in kit.question.terms for variant, weight in term.variants if weight >= 0.6}
    held = [w for w in words if w in kit.question.plain or any(w in variant or variant in w for variant in known)]
    return sum(map(len, held)) / sum(map(len, words))


def list_children(kit: Kit, document: Document, section: Section, children: list[Section]) -> Draft:
    """The sub-headings of a section, with what each opens with where more than names is asked for."""
    voice = kit.voice
    name = strip_numbering(section.title)
    count = f"共{len(children)}项" if len(children) < 10 else "包括"
    lead = voice.choose(f"“{name}”{count}：", f"“{name}” has these items:")
    draft = Draft([Line(lead, (heading_quote(section),), "lead")])
    for child in children[:_MOST_CHILDREN]:
        text = voice.passage(strip_numbering(child.title))
        quotes: tuple[Quote, ...] = (heading_quote(child),)
        if kit.question.has("overview", "how") or kit.question.detailed:
            opening = _opening(kit, document, child)
            if opening:
                text = voice.label(text, voice.passage(opening.text.rstrip("。；")))
                quotes = (heading_quote(child), Quote(opening.source_id, opening.start, opening.end))
        draft.blocks.append(Line(voice.end(text), quotes, "item"))
    return draft


def _opening(kit: Kit, document: Document, section: Section) -> Unit | None:
    """The sentence that opens a section, or the one of its text nearest to the question."""
    units = [
        u
        for u in kit.knowledge.units[document.source.id]
        if section.start <= u.start < section.end and not u.chunk.cells
    ]
    name = strip_numbering(section.title).rstrip("。 ")
    own = [unit for unit in units if strip_numbering(unit.text).rstrip("。 ") != name]
    return next((unit for unit in own if len(unit.text) <= 200), None)


def _say_section(kit: Kit, document: Document, section: Section) -> Draft | None:
    units = [u for u in kit.knowledge.units[document.source.id] if section.start <= u.start < section.end]
    if not units:
        return None
    most = _SECTION_CHARACTERS * (2 if kit.question.detailed else 1)
    draft = Draft()
    used = 0
    for unit in units:
        if used and used + len(unit.text) > most:
            break
        draft.blocks.append(unit_line(kit, unit, style="item" if used else "text"))
        used += len(unit.text)
    return draft


def heading_quote(section: Section) -> Quote:
    """The heading's own words in the text."""
    return Quote(section.source_id, section.start, section.start + len(section.title))
