"""The tasks that a plan sets: what is to be done, by whom, where, by what means and to what end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.knowledge import Knowledge, Unit
from corpus.numbering import strip_numbering
from corpus.types import Document

_ACTS = (
    "推进|推动|加快|建设|打造|建立|建成|健全|完善|培育|引进|布局|构建|实施|开展|组建|设立|支持|强化|加强|提升|优化|发展|壮大|做强|"
    "做优|做大|创建|争创|申报|扩大|深化|落实|编制|制定|出台|探索|搭建|整合|改造|升级|引导|鼓励|聚焦|拓展|畅通|实现|保障|严守|统筹"
)
_TASK = re.compile(
    rf"^(?:(?:积极|大力|全面|持续|着力|重点|协同|加大|有序|深入|前瞻|稳步|联合|支持|鼓励|进一步)*)(?:{_ACTS})"
)
_WHO = re.compile(
    r"由([^，。；、]{2,24}?)(?:牵头|负责|主导|会同)|(?:责任单位|牵头单位|责任主体|实施主体)[:：]\s*([^。；\n]{2,40})|"
    r"([^，。；]{2,16}?(?:局|委|办|厅|管委会|人民政府|领导小组))(?:牵头|负责|会同)"
)
_MEANS = re.compile(r"(?:依托|通过|以|借助|利用|发挥|采取|按照)[^，。；]{3,60}")
_TARGET = re.compile(
    r"(?:到\s*20\d{2}\s*年[，,]?)?[^，。；]*?(?:达到|突破|超过|不低于|累计|新增|力争|建成|培育|引育)[^，。；]*?\d[^，。；]*"
)
_SPLIT = re.compile(r"[，；;]")
_SHORTEST = 6
_LEFT_OUT = ("front", "toc", "footnote")


@dataclass(frozen=True, slots=True)
class Task:
    """One task in its own words; what its sentence, ``[start, end)``, does not say is ""."""

    text: str
    who: str
    where: str
    means: str
    target: str
    section: tuple[str, ...]
    source_id: str
    page: int
    start: int
    end: int


def list_tasks(document: Document) -> list[Task]:
    """The tasks of a plan, in its order: sentences in which something is to be done."""
    knowledge = Knowledge({document.source.id: document})
    return [task for unit in knowledge.list_units() for task in _read_unit(document, unit)]


def _read_unit(document: Document, unit: Unit) -> Iterator[Task]:
    if unit.chunk.cells or unit.chunk.kind in _LEFT_OUT:
        return
    sentence = unit.text.strip().rstrip("。")
    clauses = [clause.strip() for clause in _SPLIT.split(sentence) if clause.strip()]
    acts = [clause for clause in clauses if _TASK.match(clause) and len(clause) >= _SHORTEST]
    if not acts or _is_heading(unit):
        return
    who = _WHO.search(sentence)
    means = next((match.group() for clause in clauses if (match := _MEANS.match(clause))), "")
    target = next((match.group() for clause in clauses if (match := _TARGET.fullmatch(clause))), "")
    places = sorted(unit.named or unit.regions, key=lambda place: sentence.find(place))
    yield Task(
        text="，".join(acts),
        who=next((group for group in who.groups() if group), "") if who else "",
        where="、".join(places),
        means=means,
        target=target,
        section=unit.chunk.path,
        source_id=unit.source_id,
        page=document.page_at(unit.start),
        start=unit.start,
        end=unit.end,
    )


def _is_heading(unit: Unit) -> bool:
    """Whether a unit is only the title of its section said again."""
    return bool(unit.chunk.path) and strip_numbering(unit.text.strip().rstrip("。")) == strip_numbering(
        unit.chunk.path[-1]
    )
