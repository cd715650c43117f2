"""The words of the page's evaluation tab, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.types import Language


@dataclass(frozen=True, slots=True)
class TabLabels:
    """The tab's words in one language; ``note`` is of what the report will show."""

    tab: str
    title: str
    intro: str
    template: str
    upload: str
    choose: str
    none: str
    every: str
    sample: str
    everything: str
    run: str
    stop: str
    html: str
    xlsx: str
    nothing: str
    working: str
    stopped: str
    empty: str
    not_allowed: str
    questions: str


LABELS: Mapping[Language, TabLabels] = {
    "zh": TabLabels(
        tab="评测",
        title="检验回答是否可靠",
        intro="用已知答案的问题来问，看答对多少、错在哪里、有多大把握。可以上传自己的评测表（XLSX、CSV 或 JSONL），"
        "也可以用附带的评测集。填写有误的行会逐行指出，其余照常评测。",
        template="下载空白评测表（XLSX）",
        upload="自己的评测集",
        choose="或用附带的评测集",
        none="（不用）",
        every="全部附带的题",
        sample="题数（按类型抽取）",
        everything="全部",
        run="开始评测",
        stop="停止",
        html="下载报告（HTML）",
        xlsx="下载逐题明细（XLSX）",
        nothing="请先上传或选择一个评测集。",
        working="正在提问",
        stopped="已停止，没有生成报告。",
        empty="评测结果显示在这里：各项指标及其 95% 区间、错误类别，以及可以下载、可以交给上级的报告。",
        not_allowed="您没有评测的权限，请联系管理员。",
        questions="题",
    ),
    "en": TabLabels(
        tab="Evaluation",
        title="How reliable are the answers?",
        intro="Ask questions whose answers are known, and see how many are right, what goes wrong and how sure "
        "that is. Upload a table of your own (XLSX, CSV or JSONL) or take a set that comes along. Rows that are filled "
        "in wrongly are named; the others are asked.",
        template="Download an empty table (XLSX)",
        upload="A set of your own",
        choose="Or a set that comes along",
        none="(none)",
        every="All that come along",
        sample="Questions (drawn by kind)",
        everything="all",
        run="Run",
        stop="Stop",
        html="Download the report (HTML)",
        xlsx="Download every question (XLSX)",
        nothing="Upload or choose a set first.",
        working="Asking",
        stopped="Stopped; no report was made.",
        empty="The result is shown here: each figure with its 95 % interval, the kinds of errors, and a report to take "
        "away.",
        not_allowed="You may not run evaluations; ask an administrator.",
        questions="questions",
    ),
}
