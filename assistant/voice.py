"""How an answer words things in Chinese or English. Chinese words of the plan are glossed, never replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.gloss import gloss
from assistant.lexicon import romanise
from assistant.types import Language

_LONGEST_GLOSS = 28
_PHRASES: dict[str, tuple[str, str]] = {
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "semicolon": ("；", "; "),
    "stop": ("。", "."),
    "whole": ("规划整体", "The plan as a whole"),
    "not_stated": ("规划未提及", "not stated in the plan"),
    "place": ("地区", "Place"),
    "item": ("项目", "Item"),
    "none": ("规划中没有找到", "The plan does not say"),
    "nearest": ("最接近的内容", "Nearest passages"),
    "looked": ("查找范围", "Looked in"),
    "calculation": ("计算", "Calculation"),
    "total": ("合计", "Total"),
    "plan_says": ("规划的表述是", "The plan says"),
}


class Voice:
    """Wording in one language. ``names`` are the known places."""

    def __init__(self, language: Language, names: Sequence[str]) -> None:
        self.language = language
        self._english: Mapping[str, str] = {name: romanise(name) for name in names} if language == "en" else {}

    @property
    def is_english(self) -> bool:
        """Whether the answer is in English."""
        return self.language == "en"

    def say(self, key: str) -> str:
        """A fixed phrase."""
        return _PHRASES[key][1 if self.is_english else 0]

    def choose(self, chinese: str, english: str) -> str:
        """The wording of this language."""
        return english if self.is_english else chinese

    def name(self, region: str) -> str:
        """A place: 新都区, or Xindu District (新都区)."""
        return f"{self._english[region]} ({region})" if region in self._english else region

    def phrase(self, text: str) -> str:
        """A short phrase of the plan; in English its gloss with the original in brackets."""
        if not self.is_english or not text:
            return text
        english = gloss(text, self._english) if len(text) <= _LONGEST_GLOSS else None
        return f"{english} ({text})" if english else f"“{text}”"

    def items(self, items: Sequence[str]) -> str:
        """A list of short phrases."""
        return "; ".join(self.phrase(item) for item in items) if self.is_english else "、".join(items)

    def passage(self, text: str) -> str:
        """A clause or sentence of the plan, as it stands."""
        if not self.is_english:
            return text
        short = gloss(text, self._english) if len(text) <= _LONGEST_GLOSS else None
        return f"“{text}” (roughly: {short})" if short else f"“{text}”"

    def label(self, label: str, text: str) -> str:
        """``label: text``; no colon without a label."""
        return f"{label}{self.say('colon')}{text}" if label else text

    def end(self, text: str) -> str:
        """``text`` with a full stop, unless it has an end already."""
        bare = text.rstrip("，,；;、 ")
        return bare if bare and bare[-1] in "。！？.!?" else bare + self.say("stop")
