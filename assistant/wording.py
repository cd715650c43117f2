"""The wording of questions: words and phrases that only ask, and words too common to tell passages apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from assistant.cedict import has_word, look_up
from index.tokenize import word_class

_NUMERAL = "一二三四五六七八九十两"
_FRAME = re.compile(
    r"(?:多少|几)(?:百|千|个)?(?:亿|万)?(?:美?元|吨|亩|千瓦时?|立方米|平方米|平方公里|公里|人次|标箱)"
    rf"|(?:哪|几|多少|第?[{_NUMERAL}\d]+|这|那|每|各)\s*(?:[个家条项类种所位些份块点件张座批事栋套幢艘辆台届趟]+|方面|部分|倍)"
    r"(?:区县|市县|区|县|市|地方|事)?(?![链业化])"
    r"|哪里|哪儿|哪些|多少|百分之[几多]?少?|(?:19|20)\d{2}\s*年?[底末初]?|几(?=[年步])|列个?表"
    r"|哪一?年哪一?月|哪一?年|哪个?月|几月份?|归?哪个?(?:部门|单位|机构|局)(?:来)?(?:管|负责|牵头|主管)?"
    r"|是什么|有什么|叫什么|做什么|为什么|什么样?|怎么样?|如何|请问|麻烦|帮我|给我|告诉我"
    r"|是不是|有没有|会不会|能不能|算不算|包不包括|对不对|是否|可否|能否|对吧|在内|目标值"
    r"|一共(?:有|是)?|总共(?:有|是)?|(?:加|合|凑)(?:在)?(?:起来|到?一[起块]儿?)(?![来建办推])来?|全加上|两[区县市地家]差|拢共"
    r"|差(?:了|着)?(?:大概|大约)?(?:多少|几个?百分点)|隔壁(?:[区县市镇村家])?|附[表件](?:[里中上])?|[咋怎]个|各占|各是|分别"
    r"|最[高低大小多少快慢长短](?=[的是在和与、，。？?]|哪|$)"
    r"|[一二两三四五六七八九十\d]口?(?:之家|个人|人(?=[住家在，]))"
    r"|栏目?[里中]?(?:填|写|列)的?|换成|再说|一遍|一点|只要|详细"
)
_ENGLISH_FRAME = re.compile(
    r"\b(?:under|in|of|by|according to|from|does|do|did) (?:this|the|these) (?:plan|document|report)s?\b"
    r"|\bthe plan\b|\bplan'?s\b|\bdistricts?\b|\bcounty\b|\bcities\b|\bprovinces?\b|\bregions?\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b(?!-)|\bfigures?\b|\bvalues?\b"
    r"|\b(?:cover|include|list|name|state|set|give|say|mention|compare|versus|difference|between|target(?:ed|s)?)\b"
    r"|\b(?:much|many|period|during|completed)\b"
    r"|\b(?:what|which|who|where|how|why|when|is|are|was|were|will|with|for|the|a|an|and|or|to|about)\b"
    r"|\b(?:please|tell|me)\b",
    re.IGNORECASE,
)
_SHARE_TO = re.compile(r"(比重|占比|比例|强度|规模)要")
"""比重要提高 is 比重|要, not 重要."""
_NAME_CLASSES = ("ns", "nr", "nt", "nz", "nrt", "nrfg")
_SUBJECT_CLASSES = ("n", "x", "i", "l", "j", "eng", "vn", "b")
_NOISE = re.compile(
    r"[了要我你他她它的是去来占抢把在有也都给被让货做搞落算年各增挂个老里表张写定管到较比更这那几多少得按建名报帮想跟放说讲"
    r"能会可应该每只就才再还又很最太不没别拿取收付交发送进出上下外前后大小高低长短新旧活儿样点些种家们着过吗呢吧啊先住卖买]"
)
"""Characters that show a word unknown to the dictionary to be a wrong cut (建了, 要造), not a name."""
_SIGNS = {"星号": "*", "斜杠": "/"}
_DIGITS, _HAN_DIGITS = "0123456789", "〇一二三四五六七八九"


@lru_cache(maxsize=3)
def _read_words(name: str) -> frozenset[str]:
    text = (files("assistant") / "terms" / name).read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def is_frame(word: str) -> bool:
    """Whether a word only makes a question, or joins other words, and is no content."""
    return word in _read_words("frame_words.txt")


def is_generic(word: str) -> bool:
    """Whether most plans use the word everywhere (目标, 发展, 支持)."""
    return word in _read_words("generic_words.txt")


def strip_frames(text: str) -> str:
    """``text`` without the wording that only makes it a question."""
    return _FRAME.sub(" ", _SHARE_TO.sub(r"\1 ", text))


def blank_english_frames(text: str) -> str:
    """An English question with the wording that only asks blanked out, offsets kept."""
    return _ENGLISH_FRAME.sub(lambda match: " " * len(match.group()), text)


def is_english_generic(word: str) -> bool:
    """Whether an English word is too common to show what a question is about."""
    return word in _read_words("english_generic_words.txt")


def names_subject(word: str) -> bool:
    """Whether a word unknown to the documents names something: a noun, or a name that no dictionary has.

    An unknown verb alone does not make a question unanswerable.
    """
    kind = word_class(word)
    return kind.startswith(_SUBJECT_CLASSES) and not (kind == "x" and _NOISE.search(word))


def is_proper_name(word: str) -> bool:
    """Whether the word is the name of a place, person or firm.

    The segmenter's dictionary marks many common words as names (上门, 联网); CC-CEDICT tells them apart.
    """
    if word_class(word) not in _NAME_CLASSES:
        return False
    readings = look_up(word)
    if readings:
        return all(reading.is_name for reading in readings)
    return not has_word(word) and not _NOISE.search(word)


def names_thing(word: str) -> bool:
    """Whether the dictionary has the word as a noun or a name, or the word is long enough to be one it lacks."""
    kind = word_class(word)
    return kind.startswith(("n", "eng", "l", "i", "j")) or (kind == "x" and len(word) > 2)


def is_dictionary_word(word: str) -> bool:
    """Whether the segmenter's dictionary has the word."""
    return word_class(word) != "x"


def is_verb(word: str) -> bool:
    """Whether the dictionary has the word as a plain verb."""
    return word_class(word) == "v"


def other_writings(word: str) -> Iterable[str]:
    """A term with Chinese for Arabic figures, the reverse, and what the names of signs stand for."""
    if word in _SIGNS:
        yield _SIGNS[word]
    if len(word) > 1 and word[-1] in "子儿":
        yield word[:-1]  # 竹子 for 竹
    if re.search(r"\d", word) and len(word) <= 6:
        yield word.translate(str.maketrans(_DIGITS, _HAN_DIGITS))
    if re.match(r"[一二三四五][期型类级]", word):
        yield "ⅠⅡⅢⅣⅤ"["一二三四五".index(word[0])] + word[1:]
    if re.search(rf"[{_NUMERAL}][A-Za-z+]", word):
        yield word.translate(str.maketrans(_HAN_DIGITS, _DIGITS))
