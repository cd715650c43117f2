"""The report to take to the board: the outcome, each place with its reasons, the comparison, what to ask, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.assembly import make_citation
from assistant.draft import Quote
from assistant.export.types import Block, Grid, Heading, Paragraph, Report
from assistant.fit.compare import Comparison, compare_places
from assistant.fit.types import FitDistrict, FitResult, Profile
from assistant.knowledge import Knowledge
from assistant.types import Citation
from assistant.voice import Voice

_COMPARED = 3


def make_report(
    result: FitResult, profiles: Sequence[Profile], knowledge: Knowledge, day: date, names: Sequence[str] = ()
) -> Report:
    """The report of a result. ``names`` are the places to compare; without them the first three of the ranking."""
    voice = Voice(result.language, knowledge.regions)
    sources = _Sources(result.citations, knowledge)
    chosen = list(names) or [item.name for item in result.districts[:_COMPARED]]
    compared = [profile for name in chosen for profile in profiles if profile.place == name]
    blocks: list[Block] = [
        Heading(voice.choose("一、企业情况", "1. The enterprise")),
        Paragraph(result.description),
        Heading(voice.choose("二、结论", "2. Outcome")),
        Paragraph(result.message),
        *(Paragraph(note, "note") for note in result.notes),
    ]
    if result.districts:
        blocks += [Heading(voice.choose("三、各区理由", "3. The places and why")), _ranking(result, voice)]
        for item in result.districts:
            blocks += _describe(item, voice)
    if len(compared) > 1:
        comparison = compare_places(compared, voice, result)
        blocks += [Heading(voice.choose("四、对比", "4. Comparison")), sources.grid(comparison)]
    blocks += _list_open(result, voice)
    titles = "、".join(dict.fromkeys(f"《{knowledge.documents[p.source_id].source.title}》" for p in profiles))
    return Report(
        title=voice.choose("企业与各区适配报告", "Which district fits the enterprise"),
        blocks=tuple(blocks),
        sources=sources.cited(),
        under_title=(
            voice.choose(f"依据：{titles}", f"Based on: {titles}"),
            voice.choose(f"生成日期：{day.isoformat()}", f"Made on: {day.isoformat()}"),
        ),
        language=result.language,
    )


def extend_with_comparison(
    result: FitResult, profiles: Sequence[Profile], knowledge: Knowledge
) -> tuple[FitResult, Report | None]:
    """The result with the citations of its first places' comparison added, and it; None for fewer than two."""
    names = [item.name for item in result.districts[:_COMPARED]]
    compared = [profile for name in names for profile in profiles if profile.place == name]
    if len(compared) < 2:
        return result, None
    voice = Voice(result.language, knowledge.regions)
    sources = _Sources(result.citations, knowledge)
    grid = sources.grid(compare_places(compared, voice, result))
    report = Report(voice.choose("对比", "Comparison"), (grid,), sources.cited(), language=result.language)
    return replace(result, citations=sources.cited()), report


def compare_report(profiles: Sequence[Profile], knowledge: Knowledge, result: FitResult | None = None) -> Report:
    """Only the comparison, with its sources; scores come first where there is a result."""
    language = result.language if result else "zh"
    voice = Voice(language, knowledge.regions)
    sources = _Sources((), knowledge)
    grid = sources.grid(compare_places(profiles, voice, result))
    return Report(voice.choose("对比", "Comparison"), (grid,), sources.cited(), language=language)


def _ranking(result: FitResult, voice: Voice) -> Grid:
    heads = (
        voice.choose("名次", "Rank"),
        voice.say("place"),
        voice.choose("得分", "Score"),
        voice.choose("层级", "Tier"),
    )
    rows = tuple(
        (str(number), item.name, f"{item.score:g}", item.tier) for number, item in enumerate(result.districts, 1)
    )
    return Grid(heads, rows, (1, 2, 1, 4))


def _describe(item: FitDistrict, voice: Voice) -> list[Block]:
    blocks: list[Block] = [Heading(f"{item.name}  {item.score:g}", 2)]
    blocks += [Paragraph(reason.text + _marks(reason.citations), "item") for reason in item.reasons]
    blocks += [Paragraph(voice.choose("注意：", "Caution: ") + text, "item") for text in item.cautions]
    blocks += [Paragraph(voice.choose("请向该区核实：", "Ask the office: ") + text, "item") for text in item.ask_office]
    return blocks


def _list_open(result: FitResult, voice: Voice) -> list[Block]:
    blocks: list[Block] = []
    if result.unknown:
        blocks.append(Heading(voice.choose("五、规划没有写明的", "5. What the plan leaves open")))
        blocks += [Paragraph(text, "item") for text in result.unknown]
    if result.why_not:
        blocks.append(Heading(voice.choose("六、未列入的区及原因", "6. Places that are not in the ranking, and why")))
        blocks += [Paragraph(item.text + _marks(item.citations), "item") for item in result.why_not]
    return blocks


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


class _Sources:
    """The result's citations, and further ones for the comparison's cells, numbered on."""

    def __init__(self, citations: Sequence[Citation], knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._numbers = {Quote(item.source_id, item.start, item.end): item.n for item in citations}
        self._citations = list(citations)

    def grid(self, comparison: Comparison) -> Grid:
        """The comparison as a table whose cells carry their marks."""
        rows = tuple(
            (label, *(cell.text + _marks([self._number(quote) for quote in cell.quotes]) for cell in cells))
            for label, cells in comparison.rows
        )
        return Grid(comparison.heads, rows, (1.0, *(3.0 for _ in comparison.heads[1:])))

    def cited(self) -> tuple[Citation, ...]:
        """All citations in the order of their numbers."""
        return tuple(self._citations)

    def _number(self, quote: Quote) -> int:
        if quote not in self._numbers:
            number = len(self._citations) + 1
            self._numbers[quote] = number
            self._citations.append(replace(make_citation(self._knowledge, quote, number), n=number))
        return self._numbers[quote]
