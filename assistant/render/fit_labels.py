"""The words of the district-fit tab, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.types import Language


@dataclass(frozen=True, slots=True)
class FitLabels:
    """The tab's wording in one language; fields with braces are ``str.format`` templates."""

    tab: str
    title: str
    intro: str
    product: str
    product_hint: str
    stage: str
    stages: Mapping[str, str]
    hard: str
    soft: str
    run: str
    empty: str
    running: str
    failed: str
    rank: str
    score: str
    chart: str
    chart_note: str
    reasons: str
    cautions: str
    ask_office: str
    unknown: str
    why_not: str
    notes: str
    compare: str
    export: str
    exported: str
    cite: str
    no_places: str
    seconds: str
    terms: Mapping[str, str]


FIT_LABELS: Mapping[Language, FitLabels] = {
    "zh": FitLabels(
        tab="企业落区",
        title="哪个区适合我的企业",
        intro="写几句企业情况，系统对照规划给各区排序；每条理由都引自规划原文，规划没写的不算通过。",
        product="企业简介",
        product_hint="例如：我们做固态电池电芯，已完成小试，想找能做中试、以后能扩产的地方。",
        stage="所处阶段",
        stages={"": "未选", "start": "初创研发", "pilot": "中试验证", "growth": "量产扩产"},
        hard="硬性需求（缺一不可）",
        soft="一般需求",
        run="匹配",
        empty="填写左侧表单后，这里显示排序、理由和出处。",
        running="正在对照规划……",
        failed="没有完成：{reason}",
        rank="第 {number} 位",
        score="得分",
        chart="得分构成",
        chart_note="每一段是一项得分，各项相加即总分；理由里写明算式和出处。",
        reasons="理由",
        cautions="注意",
        ask_office="请向该区核实",
        unknown="规划没有写明的",
        why_not="未列入的区及原因",
        notes="说明",
        compare="对比前几位",
        export="下载报告",
        exported="报告已生成：",
        cite="查看第 {n} 条出处",
        no_places="所用文件没有分区域的内容，无法比较。",
        seconds="用时 {seconds:.2f} 秒",
        terms={
            "leading": "主导产业",
            "special": "特色产业",
            "future": "未来产业",
            "present": "现有产业",
            "mentioned": "文中提及",
            "second": "另一处印证",
            "cluster_main": "集群主要承载",
            "cluster_support": "集群协同承载",
            "carrier": "园区或平台",
            "need": "需求",
        },
    ),
    "en": FitLabels(
        tab="District fit",
        title="Which district fits my enterprise",
        intro=(
            "Describe the enterprise in a few sentences. The districts are ranked by what the plan says of them: every "
            "reason is a quote from it, and what it does not say is no pass."
        ),
        product="The enterprise",
        product_hint="For example: we make solid-state cells, need a pilot line now and room to grow.",
        stage="Stage",
        stages={"": "Not chosen", "start": "Research, start-up", "pilot": "Pilot", "growth": "Production, growth"},
        hard="Hard needs (all must be met)",
        soft="Other needs",
        run="Match",
        empty="Fill in the form; the ranking, its reasons and sources are shown here.",
        running="Comparing with the plan…",
        failed="Not finished: {reason}",
        rank="No. {number}",
        score="Score",
        chart="What the scores are made of",
        chart_note="Each part is one term; they add up to the score. The reasons show the sums and the sources.",
        reasons="Reasons",
        cautions="Cautions",
        ask_office="Ask the district's office",
        unknown="What the plan leaves open",
        why_not="Districts that are not in the ranking, and why",
        notes="Notes",
        compare="The first ones compared",
        export="Download the report",
        exported="The report is ready: ",
        cite="Show source {n}",
        no_places="The documents do not treat places one by one; there is nothing to compare.",
        seconds="{seconds:.2f} s",
        terms={
            "leading": "Leading industry",
            "special": "Special industry",
            "future": "Future industry",
            "present": "Present industry",
            "mentioned": "Mentioned",
            "second": "Confirmed elsewhere",
            "cluster_main": "Cluster, main carrier",
            "cluster_support": "Cluster, supporting carrier",
            "carrier": "Park or platform",
            "need": "Needs",
        },
    ),
}
