"""What changed between two versions of a plan, section by section, each change with the words of both."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.clauses import split_clauses
from assistant.compose.kit import Kit, row_text
from assistant.draft import Draft, Line, Quote, quote_unit
from assistant.knowledge import Unit
from assistant.versions import asks_changes
from corpus.numbering import strip_numbering
from corpus.versions import Version

_MOST = 12
_SAME_SENTENCE = 0.5
"""Two sentences this much alike are one that was changed."""
_LONGEST = 120
_ABOUT = 0.5
_WORDS_OF_CHANGE = re.compile(
    r"版本?|稿|变化|变动|改|修|调整|不同|区别|差异|差别|增|删|正式|征求|意见|草案|前后|相比|内容"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that was changed (both), added (no ``old``) or dropped (no ``new``)."""

    old: Unit | None
    new: Unit | None

    @property
    def unit(self) -> Unit:
        """Whichever side there is, the new one first."""
        unit = self.new or self.old
        if unit is None:
            raise ValueError("a change has an old or a new side")
        return unit


def compose_changes(kit: Kit) -> Draft | None:
    """The changes of the sections, places and subjects that are asked about; None where no change is asked about."""
    if not asks_changes(kit.question.plain + kit.question.text):
        return None
    pair = kit.question.versions
    if pair is None:
        return _only_one(kit) if kit.knowledge.documents else None
    changes = list(find_changes(kit.knowledge.units[pair[0].source_id], kit.knowledge.units[pair[1].source_id]))
    wanted = [change for change in changes if _is_about(kit, change)]
    draft = Draft()
    voice = kit.voice
    if not wanted:
        return _unchanged(kit, pair)
    if len(wanted) > _MOST:
        # The figures first: they are what a reader must not miss.
        order = sorted(range(len(wanted)), key=lambda place: (not _changes_figure(wanted[place]), place))
        wanted = [wanted[place] for place in sorted(order[:_MOST])]
        draft.warnings.append(
            voice.choose(
                "变化较多，此处先列数字有改动的和靠前的；可按章节、地区或主题再问。",
                "There are more changes; figures and the first ones are listed. Ask by section, place or topic.",
            )
        )
    names = [_name(kit, version) for version in pair]
    draft.blocks.append(
        Line(voice.choose(f"从{names[0]}到{names[1]}的变化：", f"Changes from {names[0]} to {names[1]}:"), (), "lead")
    )
    draft.blocks += [_line(kit, change) for change in wanted]
    return draft


def find_changes(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Change]:
    """Changed, added and dropped sentences and rows, in the order of the new version; what only moved is no change."""
    before, after = _by_section(old), _by_section(new)
    texts_before = {_plain(unit) for unit in old}
    texts_after = {_plain(unit) for unit in new}
    for key in [*after, *(key for key in before if key not in after)]:
        left = [unit for unit in before.get(key, []) if _plain(unit) not in texts_after]
        right = [unit for unit in after.get(key, []) if _plain(unit) not in texts_before]
        yield from _pair(left, right)


def _by_section(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    sections: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.chunk.kind not in ("toc", "front"):
            sections["›".join(strip_numbering(title) for title in unit.chunk.path)].append(unit)
    return sections


def _plain(unit: Unit) -> str:
    return re.sub(r"\s+", "", unit.text)


def _pair(left: list[Unit], right: list[Unit]) -> Iterator[Change]:
    free = list(left)
    for unit in right:
        scored = [
            (SequenceMatcher(None, _plain(other), _plain(unit), autojunk=False).ratio(), n)
            for n, other in enumerate(free)
        ]
        score, place = max(scored, default=(0.0, -1))
        yield Change(free.pop(place) if score >= _SAME_SENTENCE else None, unit)
    yield from (Change(unit, None) for unit in free)


def _is_about(kit: Kit, change: Change) -> bool:
    question = kit.question
    sides = [unit for unit in (change.old, change.new) if unit]
    if question.regions and not any(set(question.regions) & (unit.regions | unit.named) for unit in sides):
        return False
    terms = [term for term in question.subjects if not _WORDS_OF_CHANGE.search(term.text)]
    if not terms:
        return True
    return any(kit.matcher.coverage(terms, unit.text, unit.context) >= _ABOUT for unit in sides)


def _changes_figure(change: Change) -> bool:
    numbers = [re.findall(r"\d+(?:\.\d+)?", unit.text) if unit else [] for unit in (change.old, change.new)]
    return numbers[0] != numbers[1]


def _line(kit: Kit, change: Change) -> Line:
    voice, unit = kit.voice, change.unit
    place = " › ".join(strip_numbering(title) for title in unit.chunk.path[-2:])
    if change.old and change.new:
        (old, old_quote), (new, new_quote) = _differing(change.old, change.new)
        text = voice.choose(f"原为“{old}”，改为“{new}”。", f"was “{old}”, now “{new}”.")
        return Line(voice.label(place, text), (old_quote, new_quote), "item")
    start, end = _shorten(unit)
    words = _say(unit, start, end)
    what = voice.choose("新增", "added") if change.new else voice.choose("删去", "dropped")
    return Line(
        voice.label(place, voice.choose(f"{what}“{words}”。", f"{what} “{words}”.")),
        (quote_unit(unit, start, end),),
        "item",
    )


def _differing(old: Unit, new: Unit) -> tuple[tuple[str, Quote], tuple[str, Quote]]:
    """The clauses in which two sentences differ, with one before them where that is little; rows as they are."""
    if old.chunk.cells or new.chunk.cells:
        return (_say(old, 0, len(old.text)), quote_unit(old)), (_say(new, 0, len(new.text)), quote_unit(new))
    left, right = split_clauses(old.text), split_clauses(new.text)
    matcher = SequenceMatcher(
        None, [old.text[c.start : c.end] for c in left], [new.text[c.start : c.end] for c in right], autojunk=False
    )
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    if not codes or not left or not right:
        return (_say(old, 0, len(old.text)), quote_unit(old)), (_say(new, 0, len(new.text)), quote_unit(new))
    spans = []
    for unit, clauses, first, last in ((old, left, codes[0][1], codes[-1][2]), (new, right, codes[0][3], codes[-1][4])):
        first = max(0, min(first, len(clauses) - 1) - (last - first <= 1))
        start, end = clauses[first].start, clauses[max(first, last - 1)].end
        spans.append((_say(unit, start, end), quote_unit(unit, start, end)))
    return spans[0], spans[1]


def _shorten(unit: Unit) -> tuple[int, int]:
    if unit.chunk.cells or len(unit.text) <= _LONGEST:
        return 0, len(unit.text)
    clauses = split_clauses(unit.text)
    within = [clause.end for clause in clauses if clause.end <= _LONGEST]
    return 0, within[-1] if within else len(unit.text)


def _say(unit: Unit, start: int, end: int) -> str:
    if unit.chunk.cells:
        return row_text(unit)
    return unit.text[start:end].strip().rstrip("。；;，,")


def _name(kit: Kit, version: Version) -> str:
    return version.name if not re.search(r"\d", version.name) else kit.voice.choose("一版", "one version")


def _unchanged(kit: Kit, pair: tuple[Version, Version]) -> Draft:
    names = [_name(kit, version) for version in pair]
    text = kit.voice.choose(
        f"{names[0]}与{names[1]}在所问的内容上没有查到变化。",
        f"No change in this was found between {names[0]} and {names[1]}.",
    )
    return Draft([Line(text)], status="no_evidence")


def _only_one(kit: Kit) -> Draft:
    text = kit.voice.choose(
        "已收录的文件中没有同一规划的两个版本，无法比较前后变化。请先用 planqa index 添加另一版本。",
        "No plan is indexed in two versions, so changes cannot be told. Add the other version with planqa index.",
    )
    return Draft([Line(text)], status="no_evidence")
