"""What kinds, statuses, error classes and figures are called in a table and in a report, in both languages."""

from __future__ import annotations

from assistant.types import Language

COLUMNS: dict[str, str] = {
    "id": "编号",
    "question": "问题",
    "status": "应有的回应",
    "facts": "关键事实",
    "forbidden": "不应出现",
    "evidence": "原文依据",
    "section": "章节",
    "source": "文件",
    "kind": "类型",
    "language": "语言",
    "history": "前文",
    "calculation": "算式",
    "variant_of": "改写自",
}
"""Field → the Chinese column head; the field's own name is the English one."""
KINDS: dict[str, tuple[str, str]] = {
    "fact": ("事实", "fact"),
    "number": ("数字", "number"),
    "list": ("列举", "list"),
    "table": ("表格", "table"),
    "footnote": ("脚注", "footnote"),
    "comparison": ("比较", "comparison"),
    "aggregation": ("汇总", "aggregation"),
    "calculation": ("计算", "calculation"),
    "overview": ("概述", "overview"),
    "follow_up": ("追问", "follow-up"),
    "paraphrase": ("换说法", "paraphrase"),
    "plain_speech": ("口语", "plain speech"),
    "officialese": ("公文体", "officialese"),
    "typo": ("错别字", "typo"),
    "pinyin": ("拼音", "pinyin"),
    "traditional": ("繁体", "traditional"),
    "english": ("英文", "English"),
    "false_premise": ("错误前提", "false premise"),
    "contradiction": ("前后不一", "contradiction"),
    "unanswerable": ("规划未提及", "not in the plan"),
    "ambiguous": ("有歧义", "ambiguous"),
    "chitchat": ("寒暄", "chitchat"),
}
STATUSES: dict[str, tuple[str, str]] = {
    "answered": ("回答", "answered"),
    "no_evidence": ("拒答", "refused"),
    "clarify": ("反问", "asked back"),
    "error": ("出错", "error"),
}
ERRORS: dict[str, tuple[str, str]] = {
    "failed": ("出错", "failed"),
    "wrongly_refused": ("误拒", "wrongly refused"),
    "wrongly_answered": ("不该答而答", "wrongly answered"),
    "wrong_status": ("拒答与反问混淆", "refused instead of asked back, or the reverse"),
    "wrong_number": ("数字错误", "wrong number"),
    "wrong_claim": ("说法错误", "wrong claim"),
    "not_retrieved": ("没有检索到", "not retrieved"),
    "retrieved_not_used": ("检索到而未用", "retrieved but not used"),
    "incomplete": ("不完整", "incomplete"),
    "wrong_citation": ("引用错误", "wrong citation"),
}
FIGURES: dict[str, str] = {
    "status accuracy": "该答则答、该拒则拒",
    "key-fact recall": "关键事实命中率",
    "all facts present": "关键事实全部命中",
    "numeric exact match": "数字（含单位）准确",
    "no forbidden value": "没有不该出现的内容",
    "evidence section recall": "依据章节被引用",
    "all evidence sections cited": "依据章节全部被引用",
    "evidence passage recall": "依据原句被引用（引用召回）",
    "citation precision (section)": "引用准确率（章节）",
    "citation precision (passage)": "引用准确率（原句）",
    "quotes all verbatim": "引文逐字一致",
    "sentence support": "句句有据",
    "no number without source": "没有无出处的数字",
    "refusal precision": "拒答准确率",
    "refusal recall": "该拒而拒",
    "false refusal rate": "误拒率（越低越好）",
    "retrieval recall@k": "检索召回@k",
    "retrieval recall@1": "检索召回@1",
    "retrieval recall@5": "检索召回@5",
    "retrieval MRR": "检索 MRR",
    "retrieval nDCG": "检索 nDCG",
    "model-judged faithfulness": "模型评判的忠实度",
    "seconds, median": "用时中位数（秒）",
    "seconds, p95": "用时第 95 百分位（秒）",
    "answer length, median": "回答字数中位数",
    "tokens read, mean": "平均读入词元",
    "tokens written, mean": "平均写出词元",
}

MEANINGS: dict[str, tuple[str, str]] = {
    "status accuracy": (
        "该回答的回答了，规划里没有的说没有，问得含糊的反问了",
        "answered, refused or asked back, as was fair",
    ),
    "key-fact recall": ("每题的关键事实中，回答里出现的比例", "share of a question's key facts that its answer states"),
    "all facts present": ("关键事实一个不缺的题所占比例", "share of questions whose answer lacks no key fact"),
    "numeric exact match": (
        "数字连同单位与应有的一致（可换算的单位算一致）",
        "key figures stated in the same unit, or in one that converts",
    ),
    "no forbidden value": (
        "没有出现容易混淆的错误内容，如相邻地区的数字",
        "nothing that is easily mixed up, such as another place's figure",
    ),
    "evidence passage recall": ("应引用的原句中，回答引用了的比例", "share of the passages to be cited that were"),
    "citation precision (section)": (
        "引文出自依据所在章节的比例；别处也有同样表述，所以是下限",
        "share of citations from an evidence section; a lower bound, as others may say the same",
    ),
    "quotes all verbatim": ("引文与原文逐字相同", "every quote is in the document letter by letter"),
    "sentence support": (
        "回答的每句话，其数字、单位和大部分用词都在所附引文中",
        "sentences whose own citations hold their numbers, units and most of their words",
    ),
    "no number without source": ("没有引文和算式里都找不到的数字", "no number that is in no quote and no formula"),
    "refusal precision": ("拒答的题中，规划里确实没有的比例", "share of the refusals that were called for"),
    "refusal recall": ("规划里没有的题中，拒答或反问了的比例", "share of what the plan lacks that was not answered"),
    "false refusal rate": ("规划里有、却没有回答的比例", "share of what the plan has that was not answered"),
    "retrieval recall@k": ("前 k 段中找到的依据所占比例", "share of the evidence among the first k passages found"),
    "retrieval MRR": ("第一处依据排名的倒数，1 为总排第一", "one over the rank of the first evidence"),
    "retrieval nDCG": ("依据排得越靠前越高，1 为最佳次序", "how far up the evidence stands; 1 is the best order"),
}
"""What a figure says, for readers who do not know its name; the rest explain themselves."""


def name_of(table: dict[str, tuple[str, str]], key: str, language: Language) -> str:
    """What ``key`` is called; itself where the table does not know it."""
    zh, en = table.get(key, (key, key))
    return en if language == "en" else zh


def name_figure(name: str, k: int, language: Language) -> str:
    """A figure's name with its k."""
    return (name if language == "en" else FIGURES.get(name, name)).replace("@k", f"@{k}")
