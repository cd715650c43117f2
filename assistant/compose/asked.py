"""The attribute a question asks of a thing (总投资, 票价, 学历, 处罚): an answer without any of its words is none."""

from __future__ import annotations

import re

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line, Table
from assistant.quantities import find_spoken

_ATTRIBUTES = (
    (
        re.compile(
            r"总投资|投资(?:额|总额|规模)|投资(?:是|为|要|达|约|了|一共|总共)?(?:多少|几)|造价|\btotal investment\b"
        ),
        re.compile(r"投资|资金|造价|出资|经费"),
    ),
    (
        re.compile(r"收费(?:标准|多少)|票价|电价|水价|气价|单价|月租|租金(?:是|要|多少)|多少(?:钱)?租金|房价|卖多少钱"),
        re.compile(r"收费|[票电水气单定均售房热]价|价格|租金|元"),
    ),
    (
        re.compile(r"占地(?:面积)?(?:是|有|约)?多[大少]|面积(?:是|有|约|要|达到?)?多[大少]|多大(?:的)?(?:面积|地盘)"),
        re.compile(r"亩|公顷|平方(?:公里|米|千米)|㎡|km"),
    ),
    (
        re.compile(r"单个(?:项目|企业|单位|主体)[^，。？]{0,4}(?:最高|最多|不超过|上限|封顶)"),
        re.compile(r"单个|每个|每家|单户|每户|最高|不超过|上限|封顶|至多"),
    ),
    (re.compile(r"利率|利息(?:是|多少|几)|年化"), re.compile(r"利率|利息|年化|LPR")),
    (re.compile(r"时速|车速|跑多快|\b(?:design|top|what) speed\b"), re.compile(r"时速|速度|公里/小时")),
    (
        re.compile(r"学历|职称|年龄(?:限制|要求|多大)|多大年纪"),
        re.compile(r"学历|本科|大专|博士|硕士|研究生|职称|高级|正高|副高|年龄|周?岁"),
    ),
    (
        re.compile(
            r"(?:准入|申请|申报|入选|认定|报名)(?:的)?(?:条件|门槛|资格)|(?:满足|符合|达到).{0,12}(?:什么|哪些|啥).{0,2}条件"
        ),
        re.compile(r"条件|资格|须|应当?|具备|符合|不低于|以上|满\d|标准|要求"),
    ),
    (
        re.compile(
            r"(?:怎么|如何|咋个?)(?:申请|办理|预约|报名|申报)|[去在到]哪[儿里]?(?:申请|办理?|预约|报名|申报)(?!法)"
            r"|(?:申请|办理|预约|报名)(?:流程|手续|渠道|方式)"
        ),
        re.compile(r"申请|办理|预约|报名|申报|登录|窗口|流程|提交|受理|审核|平台|不得|禁止"),
    ),
    (
        re.compile(
            r"(?:受|给|挨)(?:到)?(?:啥子?|什么|哪种|怎样的)(?:处分|处罚|惩罚)|\bpenalt(?:y|ies)\b|\bfine[sd]\b|\bpunish",
            re.I,
        ),
        re.compile(r"罚|处分|责令|没收|追究|问责|整改|取消|收回|失信|约谈|通报"),
    ),
    (
        re.compile(r"(?:停靠|经停|途经|设)(?:了)?哪(?:些|几个?)(?:车)?站|站名|哪几座?车?站"),
        re.compile(
            r"[\u4e00-\u9fff]{2,}站、|、[\u4e00-\u9fff]{2,}站|[设经]{1}[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4})+"
        ),
    ),
)
"""(how the attribute is asked for, words of which an answer has one)"""
_NUMERALS = "一二三四五六七八九十"
_WHICH_OF = re.compile(r"哪([二三四五六七八九十])个?(?:[区县市地]|园区|省)")
_FOUND = re.compile(r"共(\d+)个：")
_ASKS_AMOUNT = re.compile(r"多少(?!个字)|百分之几|几成|几倍|how much|how many", re.IGNORECASE)
_NUMERAL = re.compile(
    r"[\d０-９]|[一二三四五六七八九两]成|翻.{0,2}番|一半|百分之|零|全部|全覆盖|[一二三四五六七八九十百两]+[个家座条项次年天小分所处]"
)


def lacks_attribute(kit: Kit, draft: Draft) -> bool:
    """Whether none of an answer's lines has a word of what is asked, or no figure where an amount is asked."""
    question = kit.question
    asked = f"{question.plain} {question.text}"
    said = _text_of(draft)
    counted, found = _WHICH_OF.search(asked), _FOUND.match(said)
    if counted and found and _NUMERALS.index(counted.group(1)) + 1 != int(found.group(1)):
        return True  # 中心五区是哪五个区 is not answered by two of them
    wanted = [held for wording, held in _ATTRIBUTES if wording.search(asked)]
    if wanted and not any(held.search(said) for held in wanted):
        return True
    if question.has("list", "how", "why", "check", "overview", "definition", "mentions") or draft.sums:
        return False
    return bool(_ASKS_AMOUNT.search(asked)) and not _NUMERAL.search(said) and not find_spoken(said)


def _text_of(draft: Draft) -> str:
    parts = [block.text for block in draft.blocks if isinstance(block, Line)]
    tables = [block for block in draft.blocks if isinstance(block, Table)]
    return " ".join([*parts, *(cell.text for table in tables for row in table.rows for cell in row)])
