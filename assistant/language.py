"""The language of a question, and its normal form.

Only questions are normalised. Quotes never are: a citation is found again by its exact characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from assistant.types import Language

HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LATIN_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[̀-ͯ])*")

# One Latin word as a chain of Mandarin syllables, tone marks already removed. "v" stands for ü.
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|[aeiouv])"
)
_PINYIN = re.compile(f"(?:{_SYLLABLE.pattern})+[1-5]?")

# English words that are also chains of pinyin syllables; without them "future name" would read as pinyin.
ENGLISH_LIKE_PINYIN = frozenset(
    """a age aim aide alone an aware age anger anti are area aside base bite bun came can candidate care career case
    cause cease chance change cite code cure cuisine damage dance danger date dating deadline debate decade decide
    dedicate dense die dine dining disease due dune ease eating educate eliminate ending engage enhance ensure entire
    face fame fan fare fate fence fine fire fume future game gate gene generate gender gun guarantee guide guidance he
    hence here hire huge human image in include income increase issue lake lane language late lead leading league lean
    lease leisure license like line lining liaise linger live long lose machine made magazine make male manage mane man
    marine mature me mean meaning measure media medicine meeting mere men mine mining mobile mode module more name
    nature niche nice nine note nude on one open paying pace page pan pane pen pending pie pin pole polite politician
    pure quite quote range re reading realise realize reduce refuse regulate relate release remote residence reside
    resume rice ride rise rising role route rule running sale same saving sea seaside secure see seen sense sequence
    severe shake shape share she shine side silver since site size so some song sue suite sun sure tai take taken tea
    tie time timing tone to too tone tune use value warehouse wage wake wan we wide wine women you yuan""".split()  # noqa: SIM905 (a list of words reads better as words)
)

_ENGLISH_WORDS = frozenset(
    """what which who whom whose when where why how is are was were do does did has have had can could will would
    should the of in on for to and or with by from as at an about between than that this these those there their its
    list compare tell give show explain describe summarise summarize name please me many much any all it""".split()  # noqa: SIM905 (a list of words reads better as words)
)
_ENGLISH_OPENING = re.compile(
    r"\W*(?:what|which|who|when|where|why|how|is|are|was|were|does|do|did|has|have|can|could|will|would|should|in|by|"
    r"please|list|compare|tell|give|show|explain|describe|summari[sz]e|name|i|we|for|and)\b",
    re.IGNORECASE,
)
_CHINESE_WORDS = re.compile(
    r"什么|哪|多少|几[个家年条]|怎[么样]|如何|为何|是否|吗|呢|的|是|有|在|请|列出|比较|介绍|说说|谁|能不能|包括|达到"
)

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_COMPATIBLE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％．＋－　⺀-⻿⼀-⿟豈-﫿\u00a0]")
_SPACED_HAN = re.compile(r"(?:(?<=\s)|^)(?:[㐀-䶿一-鿿] ){2,}[㐀-䶿一-鿿](?=\s|$|[，。？！；：、,.?!])")
_GROUP = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,4}[二两三四五六七八九十][市区县州]（((?:[\u4e00-\u9fff]{2,5}、)+[\u4e00-\u9fff]{2,5})）"
)
"""A group that the question itself spells out (沿江三市（澄浦、望津、云陂）): its members are meant."""
_OFFICE = re.compile(r"((?:单位|部门|主体|业主|牵头方|建设方|运营商|承建方))(?:都|分别)?是谁")
"""谁 that asks for an office or a firm, not for a person."""
_REPEATED_END = re.compile(r"([？?！!。.…，,；;、])[？?！!。.…，,；;、\s]*$")
_DIALECT_MANY = re.compile(r"好多(?=[个家趟钱亩人户公里年条台万亿]|[？?]?$)")
"""好多 asks how many in the south-west."""
_HAN_RUN = re.compile(r"[㐀-䶿一-鿿]{1,64}")


def strip_tones(text: str) -> str:
    """``text`` in lower case without tone marks, same length for composed letters; ü becomes v."""
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text).lower():
        base = unicodedata.normalize("NFD", letter)
        if len(base) > 1 and base[0].isascii():
            letters.append("v" if base[0] == "u" and "\u0308" in base else base[0])
        else:
            letters.append(letter)
    return "".join(letters)


def is_pinyin(word: str) -> bool:
    """Whether one Latin word can be read as Mandarin syllables and is not a common English word."""
    plain = strip_tones(word)
    return plain not in ENGLISH_LIKE_PINYIN and plain not in _ENGLISH_WORDS and bool(_PINYIN.fullmatch(plain))


def is_pinyin_text(text: str) -> bool:
    """Whether ``text`` holds no Han and reads as Chinese written in pinyin; acronyms such as GDP do not count."""
    if HAN.search(text):
        return False
    words = [word for word in _LATIN_WORD.findall(text) if not (word.isupper() and len(word) <= 6)]
    if not words or (_ENGLISH_OPENING.match(text) and not is_pinyin(words[0])):
        return False
    read = sum(1 for word in words if is_pinyin(word) or (len(word) <= 4 and _PINYIN.fullmatch(strip_tones(word))))
    # One word in five may be misspelt; a text of English words that merely look like pinyin is not pinyin.
    return read >= 0.8 * len(words) and any(is_pinyin(word) for word in words)


def detect_language(text: str) -> Language:
    """The language to answer in: ``zh`` for Chinese, also in pinyin or with Latin words in it, else ``en``.

    Text without letters (``2030?``) counts as Chinese, the language of the plans.
    """
    han = len(HAN.findall(text))
    words = [word for word in _LATIN_WORD.findall(text) if word.isascii() and not word.isupper()]
    if han == 0:
        has_letters = bool(_LATIN_WORD.search(text))
        return "en" if has_letters and not is_pinyin_text(text) else "zh"
    if not words:
        return "zh"
    if _ENGLISH_OPENING.match(text):
        return "en"
    english = sum(word.lower() in _ENGLISH_WORDS for word in words)
    chinese = len(_CHINESE_WORDS.findall(text))
    if bool(english) != bool(chinese):
        return "en" if english else "zh"
    # A Chinese word is about two characters long.
    return "en" if len(words) > han / 2 else "zh"


@lru_cache(maxsize=1)
def _traditional_converter() -> OpenCC:
    # The constructor reads its tables at once, so that later conversions only read shared state.
    return OpenCC("t2s")


def _has_traditional(text: str) -> bool:
    """Whether a Han character lies outside GB 2312, the simplified character set.

    Without this guard the converter also changes simplified text here and there (覆盖 to 复盖).
    """
    for character in HAN.findall(text):
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            return True
    return False


def to_simplified(text: str) -> str:
    """``text`` with traditional characters replaced by simplified ones; simplified text comes back unchanged.

    Converted run by run: the converter recurses once per character and would overflow on a long unbroken run.
    """
    if not _has_traditional(text):
        return text
    converter = _traditional_converter()
    return _HAN_RUN.sub(lambda match: str(converter.convert(match.group())), text)


def normalise_question(text: str) -> str:
    """``text`` as the rest of the assistant reads a question.

    Full-width letters and digits, radicals pasted from a PDF and traditional characters take their usual form;
    invisible characters and superfluous spaces go; a run of marks at the end becomes one. Chinese punctuation stays.
    """
    plain = _INVISIBLE.sub("", text)
    plain = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), plain)
    plain = " ".join(to_simplified(plain).split())
    plain = _SPACED_HAN.sub(lambda match: match.group().replace(" ", ""), plain)
    plain = _DIALECT_MANY.sub("多少", plain.lstrip("，。、；：,.;:!！?？ "))
    plain = _GROUP.sub(r"\1", plain)
    plain = _OFFICE.sub(r"\1是哪家", plain)
    return _REPEATED_END.sub(r"\1", plain)
