"""English for the sentences that an English answer quotes: the facts are fixed, the model only words them.

The original stays beside its translation, and a translation that has another figure than it, or leaves one out, or is
not plain English, is not shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator
from dataclasses import replace

from langchain_core.language_models import BaseChatModel

from assistant.compose.kit import Kit
from assistant.draft import Draft, Line
from assistant.llm.calls import Deadline, ask_model
from assistant.llm.prompts import translate_messages

MOST_LINES = 2
"""Sentences translated in one answer: each takes seconds on a small machine."""
_QUOTED = re.compile(r"“(.*[\u4e00-\u9fff].*)”(?: \(roughly: [^“”]*\))?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SCALED = re.compile(
    r"\(\s*(?:about |approximately )?[\d.,]+ (?:hundred |thousand |million |billion |trillion )*[a-z%² ]+\)"
)
_FOREIGN = re.compile(r"[\[\]<>|`*_#{}\\]|https?:|\b(?:www|note|translation)\b|[\n“”\"]", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![.!?] )(?<!^)\b(?!I\b)(?:[A-Z][a-z]+|[A-Za-z]*[A-Z]{2,}[A-Za-z]*)\b|^(?:[A-Z][a-z]+)(?= [A-Z])"
)
"""A capital that does not only begin a sentence."""
_LEAST, _MOST = 0.8, 7.0
"""Characters of English a character of Chinese makes, at least and at most."""


def translate_draft(draft: Draft, kit: Kit, model: BaseChatModel, deadline: Deadline) -> Generator[None, None, Draft]:
    """``draft`` with an English sentence before each of the first quoted ones; raises what ``ask_model`` raises."""
    blocks = list(draft.blocks)
    left = MOST_LINES
    for place, block in enumerate(blocks):
        found = _QUOTED.search(block.text) if isinstance(block, Line) and block.quotes and left else None
        if not found or not isinstance(block, Line):
            continue
        left -= 1
        english = yield from _translate(found[1], _names_in(kit, block), model, deadline)
        if english:
            text = f"{block.text[: found.start()]}{english} (“{found[1]}”){block.text[found.end() :]}"
            blocks[place] = replace(block, text=text)
    if blocks == draft.blocks:
        return draft
    note = kit.voice.choose(
        "译文由语言模型生成，以引号中的原文为准。",
        "The English of the sentences in quotation marks is a language model's; the Chinese is what counts.",
    )
    return replace(draft, blocks=blocks, warnings=[*draft.warnings, note])


def is_faithful(english: str, chinese: str, names: str = "") -> bool:
    """Whether a translation has the original's figures, all and no others, no name but those in ``names`` and in the
    original, and is plain English."""
    bare = re.sub(r"[\u4e00-\u9fff]{1,4}", "", english)
    if _FOREIGN.search(english) or not re.search(r"[A-Za-z]{2}", bare):
        return False
    if not _LEAST * len(chinese) <= len(english) <= _MOST * len(chinese) + 40:
        return False
    if len(re.findall(r"[\u4e00-\u9fff]", english)) > len(chinese) // 3:
        return False
    known = f"{names} {chinese}".casefold()
    if any(name.casefold() not in known for name in _NAME.findall(english)):
        return False
    return _figures(english) == _figures(chinese)


def _names_in(kit: Kit, line: Line) -> str:
    """The names that a line's translation may have: those of the question, of the line, and of the places known."""
    places = " ".join(kit.voice.name(region) for region in kit.knowledge.regions)
    return f"{kit.question.text} {line.text} {places} China Chinese"


def _translate(chinese: str, names: str, model: BaseChatModel, deadline: Deadline) -> Generator[None, None, str]:
    asking = ask_model(model, translate_messages(chinese), deadline, max_tokens=40 + 2 * len(chinese), temperature=0.0)
    while True:
        try:
            next(asking)
        except StopIteration as done:
            english = re.sub(r"\s+", " ", done.value.text).strip()
            break
        yield None
    # A figure put into other units in brackets is left out: nothing here can check the sum.
    english = _SCALED.sub("", english).replace("  ", " ").replace(" ,", ",").replace(" .", ".")
    return english.rstrip(".") if is_faithful(english, chinese, names) else ""


def _figures(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    return sorted(number.replace(",", "") for number in _NUMBER.findall(plain))
