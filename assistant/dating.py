"""Which year a figure is of: the one its clause names, or that of what it stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.clauses import Clause
from assistant.knowledge import Knowledge, Unit
from assistant.quantities import find_years
from assistant.question import Question

_PERIOD = re.compile(r"十[一二三四五六]五")
_LAST_YEARS = {
    "十一五": "2010",
    "十二五": "2015",
    "十三五": "2020",
    "十四五": "2025",
    "十五五": "2030",
    "十六五": "2035",
}
_LAST_YEARS |= {"第十一个五年": "2010", "第十二个五年": "2015", "第十三个五年": "2020", "第十四个五年": "2025"}
_LAST_YEARS |= {"第十五个五年": "2030", "第十六个五年": "2035"}
"""Period in a plan's title → the year its targets are for."""
_PRESENT_SECTION = re.compile(
    r"基础|现状|回顾|成就|成效|成绩|形势|背景|(?:发展|外部|宏观|国际|国内|面临的?)环境(?!保护|治理)|(?:过去|上)[一五三]?年|[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|以来)?发展(?:成|概|情|状)"
)
"""Headings under which a figure without a year is one that has been reached."""
_PAST = re.compile(
    r"现在|目前|眼下|如今|过去|以往|这几年|近[几三五]年|已经|累计|至今|迄今|去年|(?:投|建|完成|增长|达到|培育|引进|新增)了"
)
_ALREADY = re.compile(r"已经|眼下|如今|现有|现在有|目前有|(?:建|办|开)(?:好|成|起来)了?的")
_INTENDS = re.compile(r"(?:建设|新建|规划|推进|打造|实施|培育|力争|加快|支持|布局|推动|开展)")
_REACHED = re.compile(r"已|截至|累计|建成|达到了|投用")
_SPAN = re.compile(r"20\d{2}\s*年?\s*[—–~～至-]+\s*(20\d{2})\s*年")
_COMPARED = re.compile(r"(?:较|比|相较于?|相比|同比)\s*(?:19|20)\d{2}\s*年")
"""What a figure is compared with (较2020年增加41亿元) is not its year."""
_TITLE_PAGE = 120
"""Characters at the front of a document in which its period may stand."""
_PERIOD_YEARS = 5


def last_year(knowledge: Knowledge, source_id: str) -> str | None:
    """The last year of a plan's period, by its title or by what stands under it (（2026—2030年）); None without one."""
    document = knowledge.documents[source_id]
    named = next((end for period, end in _LAST_YEARS.items() if period in document.source.title), None)
    if named is None and (span := _SPAN.search(f"{document.source.title} {document.text[:_TITLE_PAGE]}")):
        return span.group(1)
    return named


def base_year(knowledge: Knowledge, unit: Unit) -> str:
    """The year that a plan's changes begin with (床位由4100张增加到…): the last one before its period; '' where its
    period is not known or a section tells what has been reached."""
    last = last_year(knowledge, unit.source_id)
    if last is None or any(_PRESENT_SECTION.search(heading) for heading in unit.chunk.path):
        return ""
    return str(int(last) - _PERIOD_YEARS)


def section_year(knowledge: Knowledge, unit: Unit) -> str:
    """The year a section is about by its heading (2024年工作回顾), or by the report's title where it speaks of 今年."""
    for title in reversed(unit.chunk.path):
        if years := find_years(title):
            return years[0] if len(years) == 1 else ""
    issued = find_years(knowledge.documents[unit.source_id].source.title)
    if len(issued) == 1 and re.search(r"今年|预期目标", unit.text + "".join(unit.chunk.path)):
        return issued[0]
    return ""


def is_still_to_come(knowledge: Knowledge, question: Question, unit: Unit, year: str) -> bool:
    """Whether the question asks what has been (过去五年, 已经) and the figure is a target of the plan's last year."""
    if not _PAST.search(question.text) or question.years:
        return False
    if not year and _ALREADY.search(question.text) and _INTENDS.match(unit.text) and not _REACHED.search(unit.text):
        return not any(_PRESENT_SECTION.search(heading) for heading in unit.chunk.path)
    last = last_year(knowledge, unit.source_id)
    return last is not None and year == last


def is_other_year(knowledge: Knowledge, question: Question, unit: Unit, year: str) -> bool:
    """Whether a target without a year of its own is one of another year than asked: that of the plan's period."""
    asked = [item for item in question.years if item.isdigit()]
    if year or not asked:
        return False
    last = last_year(knowledge, unit.source_id)
    if last is None:
        return False
    if any(_PRESENT_SECTION.search(heading) for heading in unit.chunk.path):
        # What has been reached is no figure of a year after the plan's beginning.
        return all(int(item) > int(last) - _PERIOD_YEARS for item in asked)
    return any("目标" in heading for heading in unit.chunk.path) and last not in asked


def year_of(sentence: str, clauses: Sequence[Clause], position: int, number: int | None) -> str:
    """The year or period a number speaks of: its clause's own, else the last one named before it in the sentence."""
    text = sentence[clauses[position].start : clauses[position].end]
    own = find_years(_COMPARED.sub("", text))
    if own:
        return " ".join(own)
    before = _COMPARED.sub(lambda match: " " * len(match.group()), sentence[: clauses[position].start])
    years = [(m.start(), m.group(1)) for m in re.finditer(r"((?:19|20)\d{2})\s*年", before)]
    # A period named behind the number is what it is compared with (高于“十三五”时期实际).
    upto = clauses[position].start + number if number is not None else clauses[position].end
    periods = [(m.start(), m.group()) for m in _PERIOD.finditer(sentence[:upto])]
    latest = max([*years, *periods], default=None)
    return latest[1] if latest else ""


def speaks_of_years(knowledge: Knowledge, question: Question, unit: Unit) -> bool:
    """Whether a sentence or row may hold a figure of a year asked for: it, or what it stands under, names that year or
    none at all."""
    asked = [year for year in question.years if year.isdigit()]
    if not asked:
        return True
    heads = " ".join(cell.column[-1] for cell in unit.chunk.cells)
    said = find_years(f"{unit.text} {heads}")
    if not said:
        under = knowledge.lead_year(unit) or section_year(knowledge, unit)
        said = (under,) if under else ()
    if said:
        return any(year in said for year in asked)
    return not is_other_year(knowledge, question, unit, "")
