"""Follow-ups made standalone: pronouns, switched places and years, bare wishes (再详细一点, 换成英文) are filled in
from the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.knowledge import Knowledge
from assistant.language import detect_language, normalise_question
from assistant.question import Question, QuestionReader
from assistant.types import Language, Turn
from assistant.wording import is_verb
from index.tokenize import cut_words

_DETAIL = re.compile(r"详细|展开|具体(?:一点|些|说说)|多说|more detail|elaborate|in detail", re.IGNORECASE)
_NUMBERS = re.compile(
    r"只要数字|只给数字|只说数字|只要数|就要数字|just the number|only the number|numbers? only", re.IGNORECASE
)
_ENGLISH = re.compile(r"(?:换成|用|翻译成|译成|改成)?\s*英[文语]|in english", re.IGNORECASE)
_CHINESE = re.compile(r"(?:换成|用|翻译成|译成|改成)?\s*中[文语]|in chinese", re.IGNORECASE)
_WISH_WORDS = re.compile(
    r"再|请|一点|一些|些|说|一遍|一下|回答|给我|可以|能|吗|用|的|讲|吧"
    r"|please|say|it|that|again|answer|in|give|me|[\s，。？！?!.,]",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"那个区|这个区|该区|此区|那个县|这个县|该县|该市|这个市|那里|这里|那边|它们?|该地"
    r"|\bits?\b|\bthere\b|\bthat district\b|\bthis district\b|\bthis one\b",
    re.IGNORECASE,
)
_TOPIC_PRONOUN = re.compile(r"这方面|这一点|这个方面|这块|这个产业|该产业|这些|这个|这事儿?|这件事|这里面|里面|上述")
_TOPIC_SIDE = re.compile(r"^((?:那么?|还有)?[\u4e00-\u9fff]{2,10})(?:那边|这边|那块|这块)(?=呢|[，,？?])")
"""那边 behind a topic is no place: 中欧班列那边呢."""
_IT = re.compile(r"它们?(?!区|县|市)")
_PARTICULAR, _FEW = 4, 6
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d])(?:个|项|条|点|大)")
_ORDINALS = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
_LEAD = re.compile(r"^(?:那么?|还有|再说说|and what about|what about|how about|and)\s*", re.IGNORECASE)
_TOPIC = re.compile(r"(?:那么?|还有)?(.{2,20}?)呢?[？?。]*")
_TOPIC_FIRST = re.compile(r"^(?:那么?|还有)?([\u4e00-\u9fffA-Za-z\d]{2,6})呢(?:[？?，,](.*))?[？?]?$")
_LONGEST_PARALLEL = 6
_EVENT = re.compile(r"[开动完竣]工|投[产用运]|建成|交[房付]|通[车航水电气]|开[园业通放]|启用|落成|验收|回迁|封顶")
_EVERY = re.compile(r"各区|各县|各市|所有|全部|哪些|哪个|哪几|(?:\d+|[二两三四五六七八九十])个|几个区|整体|全市|规划")
_LATIN_PLACE = re.compile(r"(?<=\s)[A-Z][a-z]{2,}(?:['’]s)?(?: (?:District|County|City)(?:['’]s)?)?(?=\W|$)")


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that needs no conversation, with what the conversation says of how to answer it."""

    text: str
    language: Language | None = None
    detailed: bool = False
    numbers_only: bool = False


def condense(question: str, history: Sequence[Turn], knowledge: Knowledge, reader: QuestionReader) -> Standalone:
    """``question`` with what it leaves to the conversation put in; itself where it leaves nothing."""
    plain = normalise_question(question)
    detailed, numbers = bool(_DETAIL.search(plain)), bool(_NUMBERS.search(plain))
    language = _wished_language(plain)
    if not any(turn.role == "user" for turn in history):
        return Standalone(question, language if _is_wish(plain) else None, detailed, numbers)
    previous = _fold(history, knowledge, reader)
    if _is_wish(plain):
        return Standalone(previous, language or detect_language(previous), detailed, numbers)
    answer = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    return Standalone(_fill(plain, previous, answer, knowledge, reader), language, detailed, numbers)


def _fold(history: Sequence[Turn], knowledge: Knowledge, reader: QuestionReader) -> str:
    """The last question of the conversation, itself made standalone."""
    position = max(index for index, turn in enumerate(history) if turn.role == "user")
    return condense(history[position].content, history[:position], knowledge, reader).text


def _wished_language(plain: str) -> Language | None:
    if _ENGLISH.search(plain):
        return "en"
    return "zh" if _CHINESE.search(plain) else None


def _is_wish(plain: str) -> bool:
    """Whether a turn only says how to answer the last question."""
    rest = plain
    for pattern in (_DETAIL, _NUMBERS, _ENGLISH, _CHINESE):
        rest = pattern.sub("", rest)
    return rest != plain and not _WISH_WORDS.sub("", rest)


def _fill(plain: str, previous: str, answer: str, knowledge: Knowledge, reader: QuestionReader) -> str:
    before = reader.read(previous)
    regions = before.regions or knowledge.find_regions(answer)[:1]
    text = plain
    if _TOPIC_SIDE.match(plain) and reader.read(bare := _TOPIC_SIDE.sub(r"\1", plain)).subjects:
        text = bare
    if ordinal := _ORDINAL.search(text):
        text = _fill_ordinal(text, ordinal, answer, owner="它的" if regions else "")
    if _TOPIC_PRONOUN.search(text) and (meant := _topic_of(before)):
        text = _TOPIC_PRONOUN.sub(meant, text, count=1)
        if before.regions and not knowledge.find_regions(text):
            text = f"{'和'.join(before.regions)}{text}"
        text = _keep_year(text, before)
    english = detect_language(plain) == "en"
    if (thing := _thing_of(before, knowledge)) and _IT.search(text) and not reader.read(text).facets:
        return _keep_year(_IT.sub("".join((*before.regions[:1], thing)), _LEAD.sub("", text), count=1), before)
    if _PRONOUN.search(text) and regions:
        return _PRONOUN.sub((" and " if english else "和").join(regions), text, count=1)
    now = reader.read(text)
    plain_topic = not (now.regions or now.facets)
    if plain_topic and (asked := _TOPIC_FIRST.match(text)) and (like := _parallel(asked.group(1), previous)):
        rest = (asked.group(2) or "").strip("，,？?。 ")
        switched = normalise_question(previous).replace(like, asked.group(1), 1)
        return f"{switched.rstrip('？?。')}，{rest}" if rest else switched
    if english and not now.subjects:
        return _replace_latin_place(previous, now.regions)
    if now.regions and before.regions and re.search(r"相比|相差|差多少|比", text) and not now.subjects:
        names = "和".join(dict.fromkeys([*before.regions, *now.regions]))
        bare = knowledge.strip_regions(normalise_question(previous)).strip(" ？?是多少")
        return f"{names}的{bare}{'相差多少' if '差' in text else '比较'}"
    if not (now.subjects or now.facets or now.regions or now.years) and now.has("number", "when", "who", "why", "how"):
        nouns = [term.text for term in before.subjects if not is_verb(term.text)]
        return f"{'和'.join(before.regions)}{''.join(nouns[:2])}{_LEAD.sub('', text)}" if nouns else previous
    if asks_event(now) and (thing := _thing_of(before, knowledge)):
        return f"{'和'.join(before.regions)}{thing}{_LEAD.sub('', text)}"
    if not now.subjects and not now.facets and (now.regions or now.years or len(text) <= 12):
        said = [word for word in ("今年", "去年") if word in text] or [f"{year}年" for year in now.years]
        return _switch(previous, before.regions, now.regions, said, knowledge)
    if (
        (topic := _TOPIC.fullmatch(text))
        and text.rstrip("？?。").endswith("呢")
        and before.subjects
        and not now.regions
    ):
        return _switch_topic(topic.group(1), previous, before)
    if not now.regions and not now.strangers and regions and _leans_on_place(text, now.facets):
        return f"{'和'.join(regions)}{_LEAD.sub('', text)}"
    return _LEAD.sub("", text)


def _parallel(topic: str, previous: str) -> str:
    """The words of the last question that a topic stands in for: as long, and half of its characters in their places
    (三期 for 一期, 硕士 for 博士); ''."""
    plain = normalise_question(previous)
    if topic in plain or not 2 <= len(topic) <= _LONGEST_PARALLEL:
        return ""
    words = cut_words(plain)
    for start in range(len(plain) - len(topic) + 1):
        piece = plain[start : start + len(topic)]
        same = sum(a == b for a, b in zip(piece, topic, strict=True))
        whole = piece in words or piece[0] in _ORDINALS or piece[0].isdecimal()
        if same * 2 >= len(topic) and piece[-1] == topic[-1] and whole:
            return piece
    return ""


def asks_event(now: Question) -> bool:
    """Whether only what happens to something is asked, and of nothing named (什么时候开工、什么时候交房？)."""
    named = [t for t in now.subjects if t.known and not is_verb(t.text) and not _EVENT.fullmatch(t.text)]
    other = now.regions or now.facets or now.strangers or named
    return bool(now.subjects) and not other and now.has("when", "who", "place")


def _keep_year(text: str, before: Question) -> str:
    """``text`` with the one year the last question asked of, where it names none itself."""
    years = [year for year in before.years if year.isdigit()]
    return (
        f"{years[0]}年{text}" if len(years) == 1 and not re.search(r"(?:19|20)\d{2}|十[一二三四五六]五", text) else text
    )


def _thing_of(before: Question, knowledge: Knowledge) -> str:
    """The particular thing, of few mentions, that the last question was about (皮带廊道); '' where it was of none."""
    things = [
        term.text
        for term in before.subjects
        if len(term.text) >= _PARTICULAR and not is_verb(term.text) and 0 < knowledge.count(term.text) <= _FEW
    ]
    return max(things, key=len, default="")


def _topic_of(before: Question) -> str:
    """What the last question was about: its subjects, else its facets."""
    subjects = [term.text for term in before.subjects if not is_verb(term.text)]
    return "、".join(subjects or before.facets)


def _leans_on_place(text: str, facets: Sequence[str]) -> bool:
    """A follow-up that asks of a facet or an attribute without saying whose."""
    if text.startswith(("其中", "那", "这")):
        return True
    return not _EVERY.search(text) and (bool(facets) or bool(_LEAD.match(text)) or len(text) <= 14)


def _switch(previous: str, old: Sequence[str], new: Sequence[str], years: Sequence[str], knowledge: Knowledge) -> str:
    """The previous question with its place or year replaced by the one now named (那龙泉驿呢, 2025年的呢)."""
    result = normalise_question(previous)
    if new and old:
        aliases = sorted((alias for alias, full in knowledge.aliases.items() if full in old), key=len, reverse=True)
        named = next((alias for alias in aliases if alias in result), None)
        result = result.replace(named, "、".join(new), 1) if named else f"{'和'.join(new)}{result}"
    elif new:
        result = f"{'和'.join(new)}{result}"
    if years:
        year = years[0]
        found = re.search(r"(?:19|20)\d{2}\s*年?", result)
        result = result.replace(found.group(), year, 1) if found else f"{year}{result}"
    return result


def _switch_topic(topic: str, previous: str, before: Question) -> str:
    """The previous question asked of another topic (那二氧化碳排放呢, 高等教育的呢)."""
    result = normalise_question(previous)
    nouns = [term.text for term in before.subjects if not is_verb(term.text) and term.text in result]
    if not nouns:
        return f"{topic}{result}"
    old = nouns[0]
    name = topic.removesuffix("的")
    if name != topic:
        # 高中阶段教育毛入学率 → 高等教育的: what stands behind the shared word is still asked.
        words = cut_words(name)
        tail = old.partition(words[-1])[2] if words and words[-1] in old else ""
        name += tail
    return result.replace(old, name, 1)


def _replace_latin_place(previous: str, new: Sequence[str]) -> str:
    """An English question with its place name replaced by the new place."""
    if not new:
        return previous
    name = " and ".join(new)
    if _LATIN_PLACE.search(previous):
        return _LATIN_PLACE.sub(name, previous, count=1)
    return f"{previous.rstrip('?？ ')} in {name}?"


def _fill_ordinal(text: str, ordinal: re.Match[str], answer: str, *, owner: str) -> str:
    """第二个产业 → the second item the last answer lists, of the same place."""
    figure = ordinal.group(1)
    wanted = int(figure) if figure.isdigit() else _ORDINALS[figure]
    clean = re.sub(r"\s*\[\d+\]", "", answer)
    items = re.findall(r"^- ([^：:。\n]{2,30})", clean, re.MULTILINE)
    if len(items) < wanted:
        listing = re.search(r"(?:是|为|有|：|:|包括)\s*([^。；\n]*(?:、|和|及)[^。；\n]*)", clean)
        items = re.split(r"、|和|及", listing.group(1)) if listing else []
    if len(items) < wanted:
        return text
    item = items[wanted - 1].strip(" 等。")
    rest = re.sub(r"^(?:主导|特色|未来)?(?:产业|项目|任务)", "", text[ordinal.end() :])
    return f"{owner}{item}{rest}"
