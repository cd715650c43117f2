"""The same question in other letters: what a slip, traditional characters, pinyin or a polite frame cost.

Each variant is compared with its own plain question, so the difference is the variant's alone. Variants that cannot be
made by rule (a paraphrase, plain speech, English) come from the sets: a question of such a kind that names its plain
question (``variant_of``) or asks for the same facts from the same evidence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin_dict

from assistant.romanisation import likely_syllables, split_suffix
from evals.summary import estimate_mean, passes
from evals.types import Figure, Kind, Question, Result

PLAIN_KINDS = frozenset({"fact", "number", "list", "table", "footnote", "aggregation", "comparison", "calculation"})
REWORDED_KINDS = ("paraphrase", "plain_speech", "officialese", "typo", "traditional", "pinyin", "english")
_MADE: Mapping[str, Kind] = {"typo": "typo", "traditional": "traditional", "pinyin": "pinyin", "polite": "plain_speech"}
_POLITE = ("麻烦问一下，{}", "您好，我想了解一下：{}", "{}谢谢！", "领导让我查一下，{}")


@dataclass(frozen=True, slots=True)
class Robustness:
    """What a kind of variant cost: the share right of the plain questions and of their variants, and the difference
    with its interval (below zero: the variant does worse)."""

    kind: str
    plain: float
    variant: float
    difference: Figure


def make_variants(questions: Sequence[Question], each: int, *, seed: int = 0) -> list[Question]:
    """Up to ``each`` variants of every made kind, of plain Chinese questions without history drawn by ``seed``; a
    question that its transformation leaves as it was has none. Their ids are ``PLAIN~KIND``."""
    plain = [q for q in questions if q.kind in PLAIN_KINDS and q.language == "zh" and not q.history]
    draw = random.Random(seed)  # noqa: S311 - a sample, nothing secret
    found = []
    for name, kind in _MADE.items():
        chosen = draw.sample(plain, len(plain))
        made: list[Question] = []
        for question in chosen:
            if len(made) == each:
                break
            text = TRANSFORMATIONS[name](question.question, random.Random(f"{seed}{question.id}"))  # noqa: S311
            if text != question.question:
                made.append(
                    replace(question, id=f"{question.id}~{name}", kind=kind, question=text, variant_of=question.id)
                )
        found += made
    return found


def slip(text: str, draw: random.Random) -> str:
    """``text`` with one character replaced by another of the same sound, as an input method slips; unchanged where no
    character of it has a common one."""
    places = [place for place, character in enumerate(text) if _same_sound(character)]
    if not places:
        return text
    place = draw.choice(places)
    return text[:place] + draw.choice(_same_sound(text[place])) + text[place + 1 :]


def write_traditional(text: str, draw: random.Random) -> str:
    """``text`` in traditional characters."""
    return str(_converter().convert(text))


def write_pinyin(text: str, draw: random.Random) -> str:
    """``text`` in pinyin without tones, a space between syllables; what is not Chinese stays."""
    import jieba

    # Word by word: a general reader takes 都 for the adverb dōu even in a name.
    syllables = [syllable for word in jieba.lcut(text) for syllable in _syllables(word)]
    return re.sub(r"\s+([?？，。；：、])", r"\1", " ".join(syllables)).replace("？", "?")


def _syllables(word: str) -> list[str]:
    stem, suffix = split_suffix(word)
    return [
        part for piece in (stem, suffix) if piece for part in (["dou"] if piece == "都" else likely_syllables(piece))
    ]


def frame_politely(text: str, draw: random.Random) -> str:
    """``text`` with the words around it that people add when they ask someone."""
    return draw.choice(_POLITE).format(text)


TRANSFORMATIONS: Mapping[str, Callable[[str, random.Random], str]] = {
    "typo": slip,
    "traditional": write_traditional,
    "pinyin": write_pinyin,
    "polite": frame_politely,
}


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, str]:
    """Sound with tone → the common characters of that sound (level one of GB 2312, which is in order of sound)."""
    sounds: dict[str, str] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", "ignore")
            if character and ord(character) in pinyin_dict.pinyin_dict:
                sound = lazy_pinyin(character, style=Style.TONE3)[0]
                sounds[sound] = sounds.get(sound, "") + character
    return sounds


def _same_sound(character: str) -> str:
    if not "\u4e00" <= character <= "\u9fff":
        return ""
    sound = lazy_pinyin(character, style=Style.TONE3)[0]
    return _by_sound().get(sound, "").replace(character, "")


def pair_variants(results: Iterable[Result]) -> dict[str, list[tuple[Result, Result]]]:
    """Kind → pairs of a plain question's result and a variant's. A variant that names none is paired with the first
    plain question of the same facts and evidence."""
    results = list(results)
    by_id = {result.question.id: result for result in results}
    plain: dict[object, Result] = {}
    for result in results:
        question = result.question
        if question.kind in PLAIN_KINDS and not question.variant_of and question.evidence and not question.history:
            plain.setdefault(_wanted(question), result)
    pairs: dict[str, list[tuple[Result, Result]]] = {}
    for result in results:
        question = result.question
        named = by_id.get(question.variant_of) if question.variant_of else None
        same = plain.get(_wanted(question)) if question.kind in REWORDED_KINDS and not question.history else None
        if (base := named or same) is not None and base is not result:
            pairs.setdefault(_variant_name(question), []).append((base, result))
    return pairs


def _variant_name(question: Question) -> str:
    made = question.id.rpartition("~")[2] if "~" in question.id else ""
    return made if made in TRANSFORMATIONS else question.kind


def _wanted(question: Question) -> object:
    return frozenset(frozenset(group) for group in question.facts), frozenset(
        item.snippet for need in question.evidence for group in need for item in group
    )


def measure_robustness(results: Iterable[Result]) -> list[Robustness]:
    """For each kind of variant, how much worse it does than its plain questions; "right" is an answer without error."""
    found = []
    for kind, pairs in pair_variants(results).items():
        differences = [float(passes(variant)) - float(passes(base)) for base, variant in pairs]
        plain = sum(passes(base) for base, _ in pairs) / len(pairs)
        changed = sum(passes(variant) for _, variant in pairs) / len(pairs)
        found.append(Robustness(kind, plain, changed, estimate_mean(differences)))
    return found
