"""The page's words about conversations: their list, their export, and what a reader thinks of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation import Reason
from assistant.types import Language


@dataclass(frozen=True, slots=True)
class TalkLabels:
    """The wording in one language; fields with braces are ``str.format`` templates."""

    language: Language
    conversations: str
    new: str
    untitled: str
    search: str
    none_yet: str
    none_found: str
    today: str
    earlier: str
    rename: str
    rename_hint: str
    save: str
    cancel: str
    delete: str
    delete_confirm: str
    show_list: str
    edit: str
    edit_hint: str
    resend: str
    good: str
    bad: str
    why_bad: str
    reasons: Mapping[Reason, str]
    thanks: str
    rated: str
    export: str
    export_talk: str
    formats: Mapping[str, str]
    nothing_to_export: str


ZH = TalkLabels(
    language="zh",
    conversations="对话",
    new="新对话",
    untitled="新对话",
    search="搜索对话",
    none_yet="提出的问题会保存在这里，下次可以接着问。",
    none_found="没有找到相关对话。",
    today="今天",
    earlier="更早",
    rename="重命名",
    rename_hint="对话标题",
    save="保存",
    cancel="取消",
    delete="删除",
    delete_confirm="确认删除",
    show_list="对话列表",
    edit="修改问题",
    edit_hint="修改后重新提问，原回答将被替换。",
    resend="重新提问",
    good="回答有用",
    bad="回答有问题",
    why_bad="问题在哪里？",
    reasons={
        "wrong_answer": "答案有误",
        "wrong_source": "出处有误",
        "incomplete": "不完整",
        "should_refuse": "规划未写，不应作答",
    },
    thanks="已记录，谢谢。",
    rated="已记录：{reason}",
    export="导出",
    export_talk="导出对话",
    formats={"docx": "Word 文档（.docx）", "pdf": "PDF 文件（.pdf）", "md": "Markdown（.md）"},
    nothing_to_export="没有可以导出的内容：对话不存在，或格式不是 docx、pdf、md。请回到页面重新导出。",
)

EN = TalkLabels(
    language="en",
    conversations="Conversations",
    new="New conversation",
    untitled="New conversation",
    search="Search conversations",
    none_yet="What you ask is kept here, so that you can take it up again.",
    none_found="No conversation matches.",
    today="Today",
    earlier="Earlier",
    rename="Rename",
    rename_hint="Title of the conversation",
    save="Save",
    cancel="Cancel",
    delete="Delete",
    delete_confirm="Really delete",
    show_list="Conversations",
    edit="Edit the question",
    edit_hint="The answer is replaced by a new one.",
    resend="Ask again",
    good="Good answer",
    bad="Something is wrong",
    why_bad="What is wrong?",
    reasons={
        "wrong_answer": "Wrong answer",
        "wrong_source": "Wrong source",
        "incomplete": "Incomplete",
        "should_refuse": "Not in the plan, should have said so",
    },
    thanks="Noted, thank you.",
    rated="Noted: {reason}",
    export="Export",
    export_talk="Export the conversation",
    formats={"docx": "Word (.docx)", "pdf": "PDF (.pdf)", "md": "Markdown (.md)"},
    nothing_to_export="Nothing to export: there is no such conversation, or the format is not docx, pdf or md. "
    "Go back to the page and export again.",
)

TALK_LABELS: Mapping[Language, TalkLabels] = {"zh": ZH, "en": EN}
