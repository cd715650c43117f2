"""The figures tab: indicators as bars, industries by place, and the task list, each leading to its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.figures.indicators import Indicator, Point
from assistant.figures.industries import Entry, IndustryMap
from assistant.figures.tasks import Task
from assistant.render.icons import DOWNLOAD
from assistant.render.markup import action_button, escape
from assistant.types import Language


@dataclass(frozen=True, slots=True)
class FigureLabels:
    """The tab's wording in one language; fields with braces are ``str.format`` templates."""

    language: Language
    tab: str
    plan: str
    indicators: str
    indicators_note: str
    indicators_none: str
    industries: str
    industries_note: str
    industries_none: str
    place: str
    uneven: str
    tasks: str
    tasks_note: str
    tasks_none: str
    task_heads: tuple[str, ...]
    download: str
    source: str
    page: str
    more: str


ZH = FigureLabels(
    language="zh",
    tab="图表",
    plan="选择规划",
    indicators="主要指标",
    indicators_note="每个数值都可点击，查看它在原文中的位置。同一指标的条形按该指标的最大值绘制，不同指标之间不可比较。",
    indicators_none="这部规划没有列出分年度的指标表。",
    industries="产业布局",
    industries_note="各地在规划中的产业定位。点击产业名称，查看出处。",
    industries_none="这部规划没有按地区分列产业。",
    place="地区",
    uneven="原文各处表述不完全一致",
    tasks="任务清单",
    tasks_note="从规划逐句整理，共 {count} 项；原文没有写明的栏目留空，不作推断。",
    tasks_none="这部规划中没有找到任务表述。",
    task_heads=("任务", "承担", "地区", "手段", "目标", "出处"),
    download="下载 Excel（.xlsx）",
    source="查看出处",
    page="第{page}页",
    more="显示全部 {count} 项",
)
EN = FigureLabels(
    language="en",
    tab="Figures",
    plan="Plan",
    indicators="Indicators",
    indicators_note="Every value leads to its place in the plan. The bars of one indicator are drawn against its "
    "largest value and cannot be compared with those of another.",
    indicators_none="This plan has no table of indicators by year.",
    industries="Industries by place",
    industries_note="The industries that the plan gives each place. Select one to see where it says so.",
    industries_none="This plan does not list industries by place.",
    place="Place",
    uneven="the plan is not consistent on this",
    tasks="Tasks",
    tasks_note="{count} tasks, taken from the plan sentence by sentence; what it does not say is left empty.",
    tasks_none="No tasks were found in this plan.",
    task_heads=("Task", "Who", "Where", "Means", "Target", "Source"),
    download="Download for Excel (.xlsx)",
    source="See the source",
    page="p. {page}",
    more="Show all {count}",
)
FIGURE_LABELS: Mapping[Language, FigureLabels] = {"zh": ZH, "en": EN}

_SHOWN_TASKS = 30


def _land(label: str, source_id: str, start: int, end: int, *, css: str, name: str = "") -> str:
    data: dict[str, object] = {"source": source_id, "start": start, "end": end}
    return action_button("land", label, data=data, css=css, name=name)


def render_indicators(indicators: Sequence[Indicator], labels: FigureLabels) -> str:
    """The indicators as bars, one group of the table after the other."""
    head = f"<h2>{escape(labels.indicators)}</h2>"
    if not indicators:
        return f'<section class="figure">{head}<p>{escape(labels.indicators_none)}</p></section>'
    groups = ""
    for (table, group), members in groupby(indicators, key=lambda item: (item.table, item.group)):
        title = group or (table[-1] if table else "")
        rows = "".join(_render_indicator(item, labels) for item in members)
        groups += f'<div class="indicator-group"><h3 lang="zh-CN">{escape(title)}</h3>{rows}</div>'
    note = f'<p class="figure-note">{escape(labels.indicators_note)}</p>'
    return f'<section class="figure">{head}{note}<div class="indicator-groups">{groups}</div></section>'


def _render_indicator(indicator: Indicator, labels: FigureLabels) -> str:
    largest = max(point.value for point in indicator.points) or 1
    last = indicator.points[-1]
    bars = "".join(_render_bar(indicator, point, largest, point is last, labels) for point in indicator.points)
    unit = f"<small>{escape(indicator.unit)}</small>" if indicator.unit else ""
    return f'<div class="indicator"><h4 lang="zh-CN">{escape(indicator.name)} {unit}</h4>{bars}</div>'


def _render_bar(indicator: Indicator, point: Point, largest: float, last: bool, labels: FigureLabels) -> str:
    share = f"{100 * point.value / largest:.1f}%"
    label = (
        f'<span class="year">{point.year}</span><span class="track"><span class="fill" style="width:{share}"></span>'
        f'</span><span class="value">{escape(point.text)}</span>'
    )
    name = f"{indicator.name} {point.year} {point.text} {indicator.unit} {labels.source}"
    css = "year-bar is-last" if last else "year-bar"
    return _land(label, indicator.source_id, point.start, point.end, css=css, name=name)


def render_industries(industries: IndustryMap | None, labels: FigureLabels) -> str:
    """The map as a table: a row for each place, a column for each role."""
    head = f"<h2>{escape(labels.industries)}</h2>"
    if industries is None:
        return f'<section class="figure">{head}<p>{escape(labels.industries_none)}</p></section>'
    columns = "".join(f'<th scope="col" lang="zh-CN">{escape(role)}</th>' for role in industries.roles)
    rows = ""
    for place in industries.places:
        cells = ""
        for number, role in enumerate(industries.roles):
            entries = industries.cells[place][role]
            chips = "".join(_render_entry(entry, number) for entry in entries)
            if entries and (place, role) in industries.uneven:
                chips += f'<small class="uneven">{escape(labels.uneven)}</small>'
            cells += f"<td>{chips}</td>"
        rows += f'<tr><th scope="row" lang="zh-CN">{escape(place)}</th>{cells}</tr>'
    table = (
        f'<div class="table-scroll" tabindex="0"><table class="industry-map"><thead><tr>'
        f'<th scope="col">{escape(labels.place)}</th>{columns}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return f'<section class="figure">{head}<p class="figure-note">{escape(labels.industries_note)}</p>{table}</section>'


def _render_entry(entry: Entry, number: int) -> str:
    label = f'<span lang="zh-CN">{escape(entry.name)}</span>'
    return _land(label, entry.source_id, entry.start, entry.end, css=f"chip role-{number}")


def render_tasks(tasks: Sequence[Task], source_id: str, labels: FigureLabels) -> str:
    """The task list; past the first ones it is folded, and whole in the file to download."""
    head = f"<h2>{escape(labels.tasks)}</h2>"
    if not tasks:
        return f'<section class="figure">{head}<p>{escape(labels.tasks_none)}</p></section>'
    link = (
        f'<a class="quiet" download href="tasks/{escape(source_id)}.xlsx?lang={labels.language}">'
        f"{DOWNLOAD}<span>{escape(labels.download)}</span></a>"
    )
    note = escape(labels.tasks_note.format(count=len(tasks)))
    table = _render_task_table(tasks[:_SHOWN_TASKS], labels)
    if len(tasks) > _SHOWN_TASKS:
        rest = _render_task_table(tasks[_SHOWN_TASKS:], labels)
        table += f"<details><summary>{escape(labels.more.format(count=len(tasks)))}</summary>{rest}</details>"
    return f'<section class="figure">{head}<p class="figure-note">{note} {link}</p>{table}</section>'


def _render_task_table(tasks: Sequence[Task], labels: FigureLabels) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in labels.task_heads)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td lang="zh-CN">{escape(cell)}</td>'
            for cell in (task.text, task.who, task.where, task.means, task.target)
        )
        + f"<td>{_land(_name_source(task, labels), task.source_id, task.start, task.end, css='quiet source')}</td></tr>"
        for task in tasks
    )
    return (
        f'<div class="table-scroll" tabindex="0"><table class="tasks"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _name_source(task: Task, labels: FigureLabels) -> str:
    place = task.section[-1] if task.section else labels.source
    page = f"<small>{escape(labels.page.format(page=task.page))}</small>" if task.page else ""
    return f'<span lang="zh-CN">{escape(place)}</span>{page}'
