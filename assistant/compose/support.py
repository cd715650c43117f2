"""Whether what was found bears the question: shared words, nearness in meaning, and the kind of thing asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answerability import Finding
from assistant.compose.kit import Kit
from assistant.evidence import Scored
from assistant.knowledge import Unit
from assistant.matching import Term
from assistant.wording import is_frame, is_generic, names_thing
from index.tokenize import cut_words, word_class

ANSWER_COVERAGE = 0.58
"""Least share of the question's subject terms that the best sentence (with headings) must have."""
_MISSING = 0.45
"""At most this share of the subjects' weight may be words that no passage found has."""
_BOTH = ((0.35, -1.25), (0.2, -1.1), (0.12, -0.9), (0.0, -0.4))
"""(least coverage, least surplus): the fewer words are shared, the nearer in meaning the sentence must be.

Set on the development questions that ask for no figure, person or date; near misses lie on both sides of it.
"""
_SURE_SURPLUS, _SURE_COVERAGE = 0.5, 0.4
_ALL_WORDS = 0.8
_LEAST_MATCH = 0.3
_BY_MEANING = 0.4
_ASKS_MENTION = re.compile(
    r"(?:有没有|是否|有无|可)(?:写|提到(?!\d|多少)|提及|讲到|说到|涉及|包括|包含)|(?:提到|提及|写到|讲到|涉及).{0,14}吗"
)
_ASKED_THING = re.compile(r"哪(?:一)?(?:个|家|条|座|所|间|款|号|部|位|种)(.{2,12})")


@dataclass(frozen=True, slots=True)
class Support:
    """How well the best sentences bear a question.

    ``closeness`` is in standard deviations above the corpus's mean, ``surplus`` what of it lies above the highest
    value that as many unrelated sentences would reach by chance.
    """

    coverage: float
    closeness: float
    surplus: float
    missing: float
    nameless: bool = False

    @property
    def answers(self) -> bool:
        """Whether that is enough to answer."""
        if self.nameless:
            return False
        return self.shares_words or any(self.coverage >= words and self.surplus >= near for words, near in _BOTH)

    @property
    def shares_words(self) -> bool:
        """Whether the question's own subjects stand in what was found."""
        return self.missing <= _MISSING and self.coverage >= ANSWER_COVERAGE

    @property
    def is_sure(self) -> bool:
        """Whether words or meaning point clearly at what was found; else the reader is told."""
        return self.shares_words or self.surplus >= _SURE_SURPLUS or self.coverage >= _SURE_COVERAGE


_ASKED_KINDS = (
    (
        re.compile(r"[排位](?:名|列|在|到|了)*第?几|第几[名位]|名次|第几\s*[？?]?$"),
        re.compile(
            r"第\s*[一二三四五六七八九十百\d]+(?![个条章节篇项产])|[居列]\S{0,6}(?:首位|前[列茅]|榜首)|前[三五十百\d]+"
        ),
    ),
    (
        re.compile(
            r"哪(?:一)?位|哪个领导|(?:由|是)?谁(?:来)?(?:担任|当|任)|姓名|是谁[？?]?$|(?:领导|负责人|组长|主任|召集人).{0,6}叫什么"
        ),
        re.compile(
            r"由[^，。；]{0,8}(?:长|书记|主任|负责人|领导)(?:兼?任|担任)|(?<![要责])[\u4e00-\u9fff]{2,3}(?<!负责)同志|(?:书记|市长|省长|区长|县长|主任|局长|部长)[\u4e00-\u9fff]{2,3}(?=[，。、任])"
        ),
    ),
    (
        re.compile(r"怎么(?:处)?罚|罚(?:多少|款|什么|几)|(?:什么|怎样的?|会被?)处罚|受什么处分"),
        re.compile(r"罚|处分|责令|没收|追究|问责|整改|取消|收回|失信"),
    ),
    (re.compile(r"哪(?:些|几所|几个|所)(?:大学|高校|院校)"), re.compile(r"大学|学院|院校")),
    (
        re.compile(r"(?:单位|机构)(?:都|分别)?(?:有|是)(?:哪些|哪几[个家])|哪(?:些|几家|几个)(?:单位|机构)"),
        re.compile(r"公司|集团|局(?!面|部|限)|委(?!托|员)|厅|[院所](?!需|有)|中心|大学|银行|协会|商会|联盟"),
    ),
    (
        re.compile(r"哪(?:些|几家|家|个)银行"),
        re.compile(r"(?:中国|国家|[省市县]|商业|农商|村镇|发展|建设|工商|农业|交通|储蓄|开发)银行"),
    ),
    (
        re.compile(
            r"(?:签约|入驻|落户|引进|进驻|中标|合作)了?的?(?:都)?(?:是|有)?哪(?:些|几家)[^，。？?]{0,8}(?:企业|公司|厂商)|哪(?:些|几家)[^，。？?]{0,8}(?:企业|公司|厂商)(?:已经?|会|来|签约|入驻|落户)"
        ),
        re.compile(r"公司|集团|股份|等[^，。；]{0,8}企业|[^，。；、]{2,8}、[^，。；]{2,40}等|银行|科技(?=[、，])"),
    ),
    (
        re.compile(r"(?:设计|施工|监理|勘察|代建|中标|供货)(?:单位|方|企业|公司)|承建商|供应商|承包商"),
        re.compile(r"设计单位|施工|监理|勘察|代建|中标|承建|供应商|承包|总包"),
    ),
    (re.compile(r"哪(?:些|几家|几个|家)医院"), re.compile(r"医院|卫生院|中心")),
    (
        re.compile(r"哪(?:些|几所|几个|所)(?:学校|中学|小学|幼儿园)"),
        re.compile(r"[一二三四五六七八九十]中|学校|[中小]学|园|大学|学院|院校"),
    ),
    (re.compile(r"(?:怎么|如何)(?:打|评|算)分|各占多少分|评分(?:标准|办法)"), re.compile(r"分值|评分|打分|权重|\d+分")),
    (
        re.compile(r"(?:带|交|要|准备|提供|提交|备齐)(?:什么|啥|哪些|些什么)(?:材料|证件|手续|资料)"),
        re.compile(r"材料|证件|证明|身份证|户口|手续|提交|凭"),
    ),
    (
        re.compile(r"电话(?:号码)?(?:是|多少|[？?]|$)|联系(?:方式|电话|人)|邮箱|网址|公众号(?:叫|是)|怎么联系"),
        re.compile(r"电话|热线|邮箱|网址|www|http|\d{3,4}-?\d{7,8}|公众号"),
    ),
    (
        re.compile(
            r"(?:由|交给|归|给|是)哪(?:些|几?家|几?个)(?:公司|企业|集团|单位)|哪(?:几?家|个)(?:公司|企业|集团)(?:来|去|负责|承)"
        ),
        re.compile(
            r"公司|集团|厂|负责|牵头|(?:责任|实施|承担|建设|运营)(?:单位|主体)|由[^，。；]{2,24}(?:建设|运营|承担|实施)"
        ),
    ),
    (
        re.compile(r"哪(?:一)?(?:个|家)(?:局|委|厅|办|部门|部委|机关|科室|处室|单位)"),
        re.compile(r"(?<![格布全大结时])局(?!面|部|限)|委(?!托|员)|厅|部门|办公室|领导小组|单位|[部委]牵头"),
    ),
)
"""A person, an office, a firm, a place in a ranking, a penalty, papers to bring … asked for, and how a text that tells
one looks."""
_WHICH_SPOT = re.compile(r"(?:哪(?:些|几个|个|条)|什么)(街道|乡镇|镇|乡|村|社区|小区|路段|马路|地块|路口)")
_SPOTS = {"乡镇": "[乡镇]", "路段": "(?:路段|路|大道|街)", "马路": "(?:路|大道|街)", "路口": "(?:路口|路|街)"}
_WHICH_PLACE = re.compile(r"哪(?:[一几两三四五六七八九十]|些)?个?(?:省|市|县|州|国家|城市)(?!级|场)")


def chance_peak(kit: Kit) -> float:
    """The closeness that the best of the corpus's sentences would reach by chance: the expected highest of as many
    draws from a normal distribution, in standard deviations."""
    measured = kit.evidence.measured_ids(kit.question)
    count = sum(len(units) for key, units in kit.knowledge.units.items() if measured is None or key in measured)
    return math.sqrt(2 * math.log(max(count, 2)))


def find_for(kit: Kit) -> Finding:
    """What was found for the question, as the learnt decision takes it."""
    question = kit.question
    terms = question.subjects or question.terms
    ranked = kit.evidence.rank(question, kit.evidence.pool(question), terms)
    support = measure_support(kit, ranked, terms)
    cosine = kit.evidence.cosine_of(question, support.closeness) if ranked else 0.0
    return Finding(support.coverage, support.surplus, support.missing, cosine, support.nameless)


def measure_doubt(kit: Kit) -> float:
    """Log-odds that nothing answers the question; 0 where nothing was learnt for this encoder."""
    if kit.answerability is None:
        return 0.0
    return kit.answerability.log_odds(kit.evidence.question_vector(kit.question), find_for(kit))


def states_all(kit: Kit) -> bool:
    """Whether one sentence has nearly all the question's words and is close to it in meaning, too: no doubt about the
    kind of question weighs against that."""
    found = find_for(kit)
    return found.coverage >= _ALL_WORDS and found.missing == 0 and found.surplus >= _SURE_SURPLUS and not found.nameless


def measure_support(kit: Kit, ranked: Sequence[Scored], terms: Sequence[Term]) -> Support:
    """Support by the best sentences; ``missing`` are subjects that none of them has, nor any heading above them."""
    if not ranked:
        return Support(0.0, 0.0, -math.inf, 1.0)
    top = ranked[:3]
    total = sum(term.weight for term in terms) or 1.0
    missing = sum(term.weight for term in terms if not _stands_in(kit, term, top, _LEAST_MATCH))
    closest = max(ranked, key=lambda item: item.closeness)
    seen = [*top, closest]
    nameless = any(term.entity and not _stands_in(kit, term, seen, 0.5) for term in terms)
    nameless = nameless or _lacks_asked_thing(kit, seen)
    surplus = closest.closeness - chance_peak(kit)
    unknown = kit.question.language == "en" and not any(term.known for term in terms)
    asks_mention = _ASKS_MENTION.search(kit.question.plain) and any(
        not term.known and names_thing(term.text) for term in terms
    )
    if unknown or asks_mention:
        # No word of it is in the plan, and it was not translated; or whether the plan has a thing is all that is asked.
        nameless = nameless or surplus < _BY_MEANING
    return Support(
        max(item.coverage for item in top),
        closest.closeness,
        surplus,
        missing / total,
        nameless,
    )


def _stands_in(kit: Kit, term: Term, found: Sequence[Scored], least: float) -> bool:
    return any(kit.matcher.match_with(term, item.unit.text, item.unit.context) >= least for item in found)


def lacks_asked_kind(plain: str, texts: Sequence[str]) -> bool:
    """Whether a question asks for a kind of thing that can be told by its look (an office, a firm, a school) and none
    of ``texts`` has any."""
    return any(asked.search(plain) and not any(map(held.search, texts)) for asked, held in _ASKED_KINDS)


def _lacks_asked_thing(kit: Kit, found: Sequence[Scored]) -> bool:
    """Whether the question asks which one of a kind of thing (哪个街道, 哪条线路) and nothing found speaks of any."""
    for asked, held in _ASKED_KINDS:
        if asked.search(kit.question.plain):
            return not any(held.search(item.unit.text) for item in (found[0], found[-1]))
    if spot := _WHICH_SPOT.search(kit.question.plain):
        kind = _SPOTS.get(spot.group(1), spot.group(1))
        named = re.compile(rf"(?:位于|[在、，和与及至到]|^)[\u4e00-\u9fff]{{2,4}}{kind}")
        return not any(named.search(item.unit.text) for item in (found[0], found[-1]))
    if _WHICH_PLACE.search(kit.question.plain) and not any(_names_place(item.unit) for item in (found[0], found[-1])):
        return True
    match = _ASKED_THING.search(kit.question.plain)
    if not match:
        return False
    thing = next(iter(cut_words(match.group(1))), "")
    if len(thing) < 2 or is_frame(thing) or is_generic(thing) or not names_thing(thing):
        return False
    own = next((term for term in kit.question.terms if thing in term.text), None)
    if own is not None and (own.generic or _stands_in(kit, own, found, _LEAST_MATCH)):
        return False
    return not any(thing in item.unit.text or thing[-1] in item.unit.text for item in found)


def _names_place(unit: Unit) -> bool:
    """Whether a sentence, or what it stands under, names any place."""
    return bool(unit.named or unit.regions) or any(word_class(word).startswith("ns") for word in cut_words(unit.text))
