"""Every word of the page that is not an answer or a plan's own text, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.types import Language, Status
from corpus.types import Document, Kind


@dataclass(frozen=True, slots=True)
class Labels:
    """The page's wording in one language; fields with braces are ``str.format`` templates."""

    language: Language
    product: str
    tagline: str
    switch_language: str
    switch_theme: str
    sign_out: str
    plans_one: str
    plans_many: str
    plans_none: str
    pages: str
    sections: str
    tab_chat: str
    tab_plan: str
    welcome_title: str
    welcome_text: str
    examples: str
    question_label: str
    question_hint: str
    send: str
    stop: str
    composer_keys: str
    composer_note: str
    you: str
    assistant: str
    thinking: str
    stopped: str
    failed: str
    copy: str
    copied: str
    retry: str
    follow_ups: str
    clarify_choices: str
    statuses: Mapping[Status, str]
    verified: str
    all_verified: str
    removed: str
    calculation: str
    warnings: str
    extractive: str
    seconds: str
    cite: str
    evidence: str
    evidence_empty_title: str
    evidence_empty_text: str
    close: str
    plan: str
    section_path: str
    kinds: Mapping[Kind, str]
    page: str
    page_from_contents: str
    page_none: str
    quote: str
    neighbour: str
    back_to_quote: str
    previous_passage: str
    next_passage: str
    open_in_plan: str
    all_citations: str
    sources: str
    choose_plan: str
    search_label: str
    search_hint: str
    outline: str
    search_none: str
    search_count: str
    search_capped: str
    previous_section: str
    next_section: str
    subsections: str
    page_picture: str
    page_picture_alt: str
    page_picture_scan: str
    no_plan_title: str
    no_plan_text: str


ZH = Labels(
    language="zh",
    product="规划问答",
    tagline="逐句有出处的规划助手",
    switch_language="切换语言",
    switch_theme="切换深色或浅色",
    sign_out="退出",
    plans_one="已收录",
    plans_many="已收录 {count} 部规划",
    plans_none="尚未收录规划",
    pages="{count} 页",
    sections="{count} 节",
    tab_chat="问答",
    tab_plan="规划原文",
    welcome_title="请就规划内容提问",
    welcome_text="每句回答都注明出处。点击角标，即可查看所在章节、页码和原句；规划未写明的，会如实告知。",
    examples="可以这样问",
    question_label="问题",
    question_hint="请输入关于规划的问题",
    send="发送",
    stop="停止",
    composer_keys="Enter 发送，Shift + Enter 换行。",
    composer_note="回答摘自已收录规划，请以正式文本为准。",
    you="提问",
    assistant="回答",
    thinking="正在查阅规划…",
    stopped="已停止，以上内容未经核对。",
    failed="未能完成回答，请稍后重试。",
    copy="复制",
    copied="已复制",
    retry="重新回答",
    follow_ups="继续了解",
    clarify_choices="请选择",
    statuses={"answered": "", "no_evidence": "规划中未提及", "clarify": "需要确认", "error": "未能回答"},
    verified="已与原文核对",
    all_verified="{count} 句均已与原文核对",
    removed="{count} 句因缺少原文依据未予显示",
    calculation="计算",
    warnings="说明",
    extractive="摘自原文",
    seconds="{seconds} 秒",
    cite="查看引文 {n}",
    evidence="引文依据",
    evidence_empty_title="引文依据",
    evidence_empty_text="点击回答中的角标，在这里查看所在章节、页码和原句。",
    close="关闭",
    plan="规划",
    section_path="章节位置",
    kinds={"body": "正文", "table": "表", "box": "专栏", "footnote": "脚注", "toc": "目录", "front": "文首"},
    page="第{page}页",
    page_from_contents="第{page}页（页码据目录推定）",
    page_none="无页码",
    quote="引文",
    neighbour="相邻段落（非引文）",
    back_to_quote="回到引文",
    previous_passage="上一段",
    next_passage="下一段",
    open_in_plan="在原文中查看",
    all_citations="本答全部引文（{count}）",
    sources="出处",
    choose_plan="选择规划",
    search_label="在原文中查找",
    search_hint="输入词语，多个词用空格隔开",
    outline="目录",
    search_none="原文中没有找到“{query}”。",
    search_count="找到 {count} 处",
    search_capped="找到 {count} 处，显示前 {shown} 处",
    previous_section="上一节",
    next_section="下一节",
    subsections="本节包含",
    page_picture="查看原件页面",
    page_picture_alt="{title}，{page}，引文已标出",
    page_picture_scan="这一页是扫描图片，页面上未标出位置。",
    no_plan_title="尚未收录规划",
    no_plan_text="请先用 planqa index 添加规划文件。",
)

EN = Labels(
    language="en",
    product="PlanQA",
    tagline="Answers from plans, cited sentence by sentence",
    switch_language="Switch language",
    switch_theme="Switch between dark and light",
    sign_out="Sign out",
    plans_one="Indexed",
    plans_many="{count} plans indexed",
    plans_none="No plan indexed yet",
    pages="{count} pages",
    sections="{count} sections",
    tab_chat="Ask",
    tab_plan="The plan",
    welcome_title="Ask about the plan",
    welcome_text="Every sentence of an answer names its source. Select a mark to see the section, the page and the "
    "exact words; what the plan does not say is reported as such.",
    examples="Try asking",
    question_label="Question",
    question_hint="Ask about the plan",
    send="Send",
    stop="Stop",
    composer_keys="Enter sends, Shift + Enter starts a new line. ",
    composer_note="Answers quote the indexed plans; the official text prevails.",
    you="Question",
    assistant="Answer",
    thinking="Reading the plan…",
    stopped="Stopped; the text above has not been checked.",
    failed="The answer could not be completed. Please try again.",
    copy="Copy",
    copied="Copied",
    retry="Answer again",
    follow_ups="Ask next",
    clarify_choices="Please choose",
    statuses={"answered": "", "no_evidence": "Not in the plan", "clarify": "Please confirm", "error": "No answer"},
    verified="Checked against the plan",
    all_verified="{count} sentences checked against the plan",
    removed="{count} sentences without evidence are not shown",
    calculation="Calculation",
    warnings="Note",
    extractive="Quoted from the plan",
    seconds="{seconds} s",
    cite="Show citation {n}",
    evidence="Evidence",
    evidence_empty_title="Evidence",
    evidence_empty_text="Select a mark in an answer to see the section, the page and the exact words here.",
    close="Close",
    plan="Plan",
    section_path="Section",
    kinds={
        "body": "Text",
        "table": "Table",
        "box": "Box",
        "footnote": "Footnote",
        "toc": "Contents",
        "front": "Front matter",
    },
    page="p. {page}",
    page_from_contents="p. {page} (estimated from the contents page)",
    page_none="no page number",
    quote="Quote",
    neighbour="Neighbouring passage (not the quote)",
    back_to_quote="Back to the quote",
    previous_passage="Previous",
    next_passage="Next",
    open_in_plan="Open in the plan",
    all_citations="All citations of this answer ({count})",
    sources="Sources",
    choose_plan="Plan",
    search_label="Find in the plan",
    search_hint="Words, separated by spaces",
    outline="Contents",
    search_none="“{query}” is not in the text.",
    search_count="{count} found",
    search_capped="{count} found, first {shown} shown",
    previous_section="Previous section",
    next_section="Next section",
    subsections="In this section",
    page_picture="See the original page",
    page_picture_alt="{title}, {page}, with the quote marked",
    page_picture_scan="This page is a scan; the place is not marked on it.",
    no_plan_title="No plan indexed yet",
    no_plan_text="Add a plan first with planqa index.",
)

LABELS: Mapping[Language, Labels] = {"zh": ZH, "en": EN}


def page_label(document: Document | None, page: int | None, labels: Labels) -> str:
    """How a page number reads, given how far the document's page numbers can be trusted."""
    if not page or document is None or document.page_origin == "none":
        return labels.page_none
    template = labels.page if document.page_origin == "document" else labels.page_from_contents
    return template.format(page=page)


def kind_label(kind: str, labels: Labels) -> str:
    """A passage kind's name; an unknown kind reads as itself."""
    known: Mapping[str, str] = {str(key): value for key, value in labels.kinds.items()}
    return known.get(kind, kind)
