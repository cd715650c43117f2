"""What kind of answer a question wants, from its wording in Chinese or English."""

from __future__ import annotations

import re
from typing import Literal

from assistant.quantities import FAMILIES
from assistant.types import Language

Intent = Literal[
    "when", "who",
    "greeting", "thanks", "help", "definition", "difference", "sum", "growth", "ratio", "share", "average", "compare",
    "extreme", "places", "place", "overview", "number", "check", "list", "how", "why", "mentions", "consistency",
    "duty",
]  # fmt: skip

_CHINESE: tuple[tuple[Intent, str], ...] = (
    ("greeting", r"^(?:你好|您好|嗨|哈喽|在吗|早上好|下午好|晚上好|hi|hello)"),
    ("thanks", r"^(?:谢谢|多谢|感谢|辛苦|再见|拜拜|好的?|明白|知道了|ok)[^？?]{0,8}$"),
    ("help", r"你(?:能|可以|会)(?:做|干|回答|帮)?(?:些)?什么|你是谁|怎么(?:用|使用)(?:你|这个)|有什么功能|能帮我什么"),
    (
        "definition",
        r"什么意思|啥子?意思|什么含义|是指|指的是|指什么|什么叫|何谓|含义|定义|代表什么|表示什么|指代|简称|具体(?:是|指)哪"
        r"|缩写|英文全称|包括谁|(?:满足|符合|达到).{0,8}(?:条件|标准|要求).{0,2}才|[怎咋]样?才算|什么样的.{0,8}才算|(?:怎么|怎样|如何|咋)(?:计算|测算|算|统计)(?:出来|得出|的)|包括哪[些几]?个?(?:区|县|市)|具体包括|全称"
        r"|(?:按|以)(?:照)?(?:多少|什么|哪一?年|哪个)(?:口径|标准|基数)?(?:来)?(?:计?算|测算)|(?:怎么|怎样|如何|咋)(?:计|测)?算的|算不算进|算法|什么口径|统计口径|怎么算出",
    ),
    (
        "difference",
        r"相差|差(?:了|着)?(?:大概|大约)?(?:多少|几(?!乎))|差距|多出|要多(?!少)|(?:还得|还要|需要?|得|再)新增(?:几|多少)|新增几|增加几|多多少|少多少|高多少|低多少|[多少高低]几(?:个|家|户|座|所|处|件|台|张|万|亿|百)(?![区县市地])|增加(?:了)?多少(?!倍|百分)|要增加|净增"
        r"|提高(?:了)?(?:多少|几)|要提高|新增多少|增量|增幅是?多少个|提升多少|高出多少|缺口"
        r"|比[^，。？?]{1,12}[多少高低][^，。？?多少]{0,2}了(?:多少|几)|[多少高低]了(?:多少|几)(?:个|家|户|座|所|处|件|台|张|万|亿|百|人|公里|亩|吨)(?![区县市地])",
    ),
    ("sum", r"[加合凑拢]在?到?(?:一?起|一块儿?|一堆)(?!来?[建办推])来?|合计|总和|之和|加总|相加|全加|拢共"),
    (
        "growth",
        r"增长(?:了)?(?:百分之|率|多少|几成|幅度)|(?:增长|增加|提高|上升|涨).{0,6}百分之"
        r"|增幅|涨幅|增速|年均增长多少",
    ),
    ("ratio", r"几倍|多少倍|倍数|翻几番|翻了几番"),
    (
        "share",
        r"占.{0,16}的?(?:比例|比重|份额)|占.{0,14}(?:百分之几|百分之多少|几成|多大比例|多少比例|比例是多少|份额)",
    ),
    ("average", r"平均(?:每|是|为|值|数)|均值"),
    (
        "compare",
        r"比较|对比|区别|不同|差异|差别|异同|哪个(?:更|高|大|多|强)|谁(?:更|高|大|多)|各自|侧重|一样吗"
        r"|相比|比呢|分别(?:是|为|有|怎|如)|(?:谁|哪个|哪边)的?[^最]{1,12}(?<!多)(?:高|低|大|小|多(?!少)|强|快|长)(?:一?些|一点)?[？?。]?$",
    ),
    (
        "extreme",
        r"排名|排序|第一的?|垫底|最[高低大小多少长短快慢强弱](?:的|是?哪|是?谁|[^，。？；]{0,10}(?:哪|谁))"
        r"|(?:哪|谁|几个)[^，。？；]{0,26}最[高低大小多少长短快慢强弱]",
    ),
    (
        "places",
        r"(?:哪些|哪几个|哪几|(?<![这那])几个|哪[一二两三四五六七八九十\d]+个|多少个)\s*(?:区|县|市|地方|省|地区|城市|州)"
        r"|(?:(?<![发园税新开验范作社片能护景域])区|县|市|省)(?:有|都有)?(?:哪些|几个|谁|哪几)|在哪些(?:区|地)|区都有谁|分布在哪(?!些)|(?:个区|各区|几区|区里|区中).{0,40}(?:的(?:有哪些|是哪些|有几[个家]|是哪几[个家]|有哪几[个家])|有谁)(?:[？?，,]|$)",
    ),
    ("place", r"哪个?(?:区|县|市|地方|地区|省|里|儿)|去哪|落哪|选哪|放哪|(?<!存)在哪(?!些)|哪边|哪一个(?:区|县|市)"),
    (
        "overview",
        r"介绍|概括|概述|总结|主?要?(?:干|做|搞|抓)(?:些|点)(?:什么|啥)|主攻|主要(?:讲|说|内容)|讲了(?:什么|些)|怎么样|概况|整体|总体情况|[用拿]几句话|几句话(?=概括|介绍|总结|说|讲)"
        r"|说了(?:哪|什么)|梳理|大意|情况如何|产业布局",
    ),
    (
        "number",
        r"多少|(?<!哪)几(?:个|家|条|项|户|座|辆|列|倍|成|年|亿|万|所|类|种|大|级|处|件|批|台|套|人|岁|平方公里|亩|公里|吨)|百分之"
        r"|(?:营收|收入|产值|增加值|[销出]售?额|出口额|产[量能]|投资额?|人口|吞吐量)的?目标|比例|占比|比重|多大|多高|多长|数值|数字|目标值|指标值|总量|规模有|数量|增速|面积",
    ),
    (
        "check",
        r"吗|是不是|对吧|对不对|[对是]不[？?。]?$|对么|是否|有没有|能不能|算不算|会不会|可不可以|包不包括|真的|没错吧|还是"
        r"|是这样|吧\s*[？?。]?$",
    ),
    (
        "list",
        r"哪些|哪几|列出|列举|列一?下|列全|罗列|分别(?:是|叫|为)|包括|有什么|有啥|几方面|几个方面|几条|几项|几件|清单|名单"
        r"|(?:说明|列明|阐述|讲讲|说说|介绍).{0,24}[两二三四五六七八九十\d]\s*(?:项|大|个方面|条)"
        r"|都叫什么|(?:都|分别)(?:是|有)(?:些)?(?:啥|什么|谁)|哪[一二两三四五六七八九十\d]+[个项条种类家大]",
    ),
    ("how", r"怎么|怎样|如何|措施|办法|举措|路径|做法|咋|思路|安排"),
    ("why", r"为什么|为何|原因|凭什么|缘由"),
    ("mentions", r"提到(?!了?(?:多少|几|\d|百分))|提及|出现|哪些地方.{0,4}(?:写|说|讲)|全文"),
    (
        "consistency",
        r"一致|对得上|对不上|出入|矛盾|冲突|说法一样|各处|到底|究竟|前后|还是|哪个(?:才)?(?:对|准|正确)|以哪个为准",
    ),
)  # fmt: skip
_WHEN_WHO: tuple[tuple[Intent, str], ...] = (
    (
        "when",
        r"什么时候|啥时候?|何时|几时|哪会儿|什么时间|哪[一]?[年天月]|哪几个月|什么月份|几月|日期|时间表"
        r"|\bwhen\b|by when|what (?:date|year)|which year",
    ),
    ("who", r"哪位|是谁|姓名|谁(?:来)?(?:担任|出任|兼任|挂帅)|\bwho\b"),
    (
        "duty",
        r"(?:哪(?:个|些|几个|几家|家)|什么|谁)(?:单位|部门|局|委|机构|公司|企业|主体|集团)?(?:来|去)?"
        r"(?:牵头|负责|主管|管(?!理办法)|承办|承担|运营|经营|建(?!议)|实施|组织|落实)"
        r"|(?:牵头|责任|主管|负责|承办|承建|运营|实施|配合)的?(?:单位|部门|主体|企业|公司)"
        r"|归(?:谁|哪)|(?:交给|由)(?:谁|哪)|谁来(?:牵头|负责|建|管|干|运营)|谁(?:牵头|负责)"
        r"|\bwho (?:leads|is responsible|runs|operates|manages|builds|will (?:lead|run|build|operate))"
        r"|(?:which|what) (?:department|agency|bureau|body|company|authority|unit)\b.{0,40}"
        r"(?:lead|responsib|run|operat|charge)",
    ),
)
_ENGLISH: tuple[tuple[Intent, str], ...] = (
    ("greeting", r"^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening))\b"),
    ("thanks", r"^\s*(?:thanks?|thank you|bye|ok(?:ay)?)\b[^?]{0,20}$"),
    ("help", r"what can you (?:do|help)|who are you|how do i use|help me with\?"),
    ("definition", r"\bmean(?:s|ing)?\b|stand for|definition|define|refer to"),
    (
        "difference",
        r"difference between|how much (?:more|less|higher|lower)|increase by|gap between"
        r"|net (?:increase|gain)|how many more",
    ),
    ("sum", r"\b(?:sum|total|combined|altogether|add up|in all)\b"),
    ("growth", r"growth rate|percent(?:age)? (?:increase|growth|change)|grow by|by what percent"),
    ("ratio", r"how many times|\bratio\b|multiple of"),
    ("share", r"what (?:share|percentage|proportion) of"),
    ("average", r"\baverage\b"),
    (
        "compare",
        r"\bcompar|differ(?:s|ent|ence)?\b|versus|\bvs\b|which is (?:higher|larger|bigger)|than\b",
    ),
    ("extreme", r"\b(?:highest|lowest|largest|smallest|biggest|most|least)\b"),
    (
        "places",
        r"(?:which|what|how many)\s+(?:\w+\s+)?(?:districts|counties|cities|regions|provinces|areas|places)"
        r"|list .*districts",
    ),
    ("place", r"(?:which|what)\s+(?:district|county|city|region|province|area|place)\b|\bwhere\b"),
    (
        "overview",
        r"\b(?:overview|summari[sz]e|summary|introduce|describe|tell me about|main points|what is .* about|outline)\b",
    ),
    (
        "number",
        r"\(in [A-Za-z%²³/ ]{1,24}\)|how (?:much|many|large|big|high|low|far|long|fast)\b"
        r"|\b(?:targets?|numbers?|values?|figures?|ratio|rate|amount|percent|percentage)\b",
    ),
    ("check", r"^\s*(?:is|are|does|do|did|will|can|has|have)\b|right\?|correct\?"),
    ("list", r"\b(?:list|which|what are|name the|what)\b"),
    ("how", r"\bhow (?:does|do|will|is|are|to|can)\b|measures|steps"),
    ("why", r"\bwhy\b"),
    ("mentions", r"mention"),
    ("consistency", r"consistent|contradict|inconsisten"),
)  # fmt: skip
_FAMILIES: tuple[tuple[str, str], ...] = (
    (
        "money",
        r"多少(?:个)?(?:万|亿)?元|几(?:千|百)?个?亿|多少个?亿|多少钱|几(?:十|百|千|万)?块(?!地)|金额|投资额|(?:[补奖]|补贴|补助|奖励|发放?|一[辆台亩户人栋头家吨](?:政府|[市县区]里)?给)(?:给)?多少(?!个|家|名|户|项|人|次|件|百分|比|亩|吨|公里)"
        r"|how much (?:money|investment|revenue|industrial investment)|yuan|资金",
    ),
    ("points", r"百分点|[差高低多少]几个点|percentage point"),
    (
        "percent",
        r"百分之|百分比|(?<![差高低多少])几个点|比例|占比|比重|占.{0,8}多少|增速|(?<![效频功汇])率|强度|几成|percent|share|proportion|rate\b",
    ),
    ("area", r"面积|平方公里|[多几]少?亩|hectare|square"),
    ("times", r"几倍|多少倍|how many times"),
    ("vehicle", r"多少辆|几辆|多少列|几列|多少架"),
    ("weight", r"多少(?:万)?吨|吞吐量"),
    ("people", r"多少(?:万)?人|人口(?!.{0,6}[率比])"),
    ("length", r"多少公里|里程"),
    ("age", r"几岁|多少岁"),
    (
        "count",
        r"(?:多少|(?<!哪)几)\s*(?:个(?!点)|家|户|条|项|座|所|处|件|套|台|种|类|张|大|次|批)(?!百分点)|数量|how many",
    ),
)  # fmt: skip

_SPECIFIC = tuple(unit for unit, family in FAMILIES.items() if family not in ("count", "times", "duration"))
_UNIT_NAMES = "|".join(sorted(map(re.escape, _SPECIFIC), key=len, reverse=True))
_NAMED_UNIT = re.compile(rf"(?:多少|(?<!哪)几)\s*(?:[个百千]?(?=[万亿]))?({_UNIT_NAMES})(?!才)")
_SUGGESTED = ("weight", "vehicle", "people", "area", "length")
"""Families that a word like 产能 or 吞吐量 suggests: a unit named beside it counts for more."""
_ASKS_ONE = re.compile(
    r"多少|几(?![乎率近经])|哪|谁|什么|啥|怎|咋|多[大高长久远快]|呢\s*$|\b(?:what|when|where|who|which|how)\b",
    re.IGNORECASE,
)
_COMPILED = {
    "zh": [(intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _CHINESE],
    "en": [(intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _ENGLISH],
}
_COMPILED_WHEN_WHO = [(intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _WHEN_WHO]
_FAMILY_PATTERNS = [(family, re.compile(pattern, re.IGNORECASE)) for family, pattern in _FAMILIES]


def find_intents(text: str, language: Language) -> frozenset[Intent]:
    """All intents the wording shows; a question may have several (a number in each of several places)."""
    tables = _COMPILED["zh"] if re.search(r"[\u4e00-\u9fff]{2}", text) else _COMPILED[language]
    return frozenset(intent for intent, pattern in (*tables, *_COMPILED_WHEN_WHO) if pattern.search(text))


_ENGLISH_PARTS = re.compile(
    r"\band\s+(?:(?:by|in|at|for|to|under|of|with|from)\s+)?(?:what|how|which|who|whom|when|where|whose)\b",
    re.IGNORECASE,
)


def asks_several(text: str) -> bool:
    """Whether a question asks more than one thing of its subject, clause by clause (放在哪个区，占地多少亩)."""
    if _ENGLISH_PARTS.search(text):
        return True
    return sum(bool(_ASKS_ONE.search(clause)) for clause in re.split(r"[，,、；;。？?]", text)) > 1


def find_families(text: str) -> tuple[str, ...]:
    """The kinds of unit a question asks its number in; () when it does not say.

    A unit named with 多少 or 几 (多少万人次) settles it against words that only suggest one (吞吐量).
    """
    named = [FAMILIES[match.group(1)] for match in _NAMED_UNIT.finditer(text)]
    found = tuple(family for family, pattern in _FAMILY_PATTERNS if pattern.search(text))
    if named:
        found = tuple(family for family in found if family not in _SUGGESTED)
    return tuple(dict.fromkeys((*named, *found)))
