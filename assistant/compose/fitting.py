"""Whether a figure found is one that the question asks for: of its subject, kind, place and year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.compose.kit import Kit
from assistant.compose.support import chance_peak
from assistant.matching import Term
from assistant.metrics import Metric
from assistant.quantities import FAMILIES, find_quantities, find_spoken, find_years
from assistant.wording import is_verb, names_thing
from index.tokenize import cut_words

LEAST_COVERAGE = 0.6
"""Share of the subject terms that must stand in the sentence (with its headings) a number is taken from."""
_LEAST_NEAR = 0.42
"""Share that must stand in the clauses shown themselves."""
_CLOSE_IN_MEANING, _CLOSE_COVERAGE, _CLOSE_NEAR = 2.9, 0.4, 0.3
_NEAR_SURPLUS = 0.15
"""A sentence this far above what chance would bring near in meaning needs to share no words; only its figure must be
of the kind asked for. Set on the development questions."""
_NAMED, _NAMED_LEAST, _SOME_WORDS = 4, 0.45, 0.3
_FIRMS = re.compile(r"(?:多少|几)\s*[家户]")
_NOT_FIRMS = frozenset("项 条 座 处 所 台 套 种 张 件 架 辆 平方公里 亩 公里".split())  # noqa: SIM905
_FIRM = re.compile(r"企业|公司|机构|单位|商户|厂|店|主体")
_RATIO = re.compile(
    r"(?:单位|人均|万元|亿元|户均|亩均|地均|每[十百千万亿]*(?:人|户|家|亩|平方公里|公里|老年人|人口)(?:拥有|配备|占有|的)?)$"
)
"""In front of an indicator's name these make another indicator of it."""
_ADDED, _STANDING = re.compile(r"新增|净增|新建"), re.compile(r"现状|现有|已有|已建|存量")
_BEHIND = 14
"""Characters behind a figure in which what it counts is named."""
_CLEAR_LEAD, _SOME_SHARED, _SOME_NEAR = 0.1, 0.35, 1.5
TELLING_KINDS = frozenset(("people", "weight", "vehicle", "area", "length"))
"""Families few indicators of a plan are counted in."""
_LONG_NAME, _HELD_FULL = 7, 0.9
"""An indicator named in so many characters, in full by the figure, is the one asked for."""
_KNOWN_SHARE, _STANDS_OUT, _LEAST_KNOWN = 0.45, 2.4, 0.75
_COMMON = 0.7
"""Words of less weight stand in a great part of all sentences."""
_SOME_BESIDE, _MOST_ELSEWHERE = 0.15, 0.5
_CLAIMED_COVERAGE = 0.4
"""A figure that the question itself names needs fewer shared words to be the one meant."""


def subject_terms(kit: Kit) -> tuple[Term, ...]:
    """The terms a number must be about; the asked unit's own words (亿元, 百分点) are no subject."""
    return tuple(
        term
        for term in kit.question.subjects
        if not re.fullmatch(r"[百千万]?亿?美?元|个?百分点|平方公里|公里|万?吨|千亿|万亿", term.text)
        and not _is_asked_unit(kit, term.text)
    )


def _is_asked_unit(kit: Kit, word: str) -> bool:
    unit = word.lstrip("百千万亿")
    return unit in FAMILIES and re.search(rf"(?:多少|几)[个百千万亿]*{re.escape(unit)}", kit.question.plain) is not None


_SHORTEST_ROUTE = 5
_SHORT_NAME, _RESEMBLES = 4, 0.75
"""A name up to so many characters is the thing itself; a match below this has it only in part."""
_RATE, _RATE_NAME = re.compile(r"利率|利息|单价|租金|票价|价格$|收费|手续费|年限$|期限$"), 2


def fits(kit: Kit, metric: Metric, terms: tuple[Term, ...], *, near: bool = True) -> bool:
    """Whether a number is about what is asked: enough of the subject stands by it, and nothing named is missing.

    ``near`` lets nearness to the whole question stand for shared words; not so where ``terms`` are a part of it.
    """
    if _counts_other(kit, metric) or _measures_other(kit, metric, terms) or _lacks_rate(kit, metric, terms):
        return False
    if _is_of_namesake(kit, metric, terms) or _is_of_other_route(kit, metric, terms):
        return False
    unit = metric.unit_text
    claimed = metric.value is not None and metric.value in claimed_values(kit)
    if claimed and metric.coverage >= _CLAIMED_COVERAGE:
        return True
    if _only_common(metric, terms) and not _is_told_by_kind(kit, metric):
        return False
    if _stands_out(kit, metric, terms):
        return not (kit.question.families and not _has_family(metric, kit.question.families))
    if near and metric.closeness - chance_peak(kit) >= _NEAR_SURPLUS and not _speaks_beside(kit, metric, terms):
        return _answers_kind(kit, metric) and not _lacks_name(kit, metric, terms)
    if any(
        len(t.text) >= _LONG_NAME and t.known and kit.matcher.match(t, metric.own_words) >= _HELD_FULL for t in terms
    ):
        return _answers_kind(kit, metric)
    if _has_all_kinds(kit, metric) and kit.matcher.coverage(terms, unit.text, unit.context) >= _CLOSE_COVERAGE:
        return True
    # Close in meaning, a sentence may share fewer words, but none of the question's may be unknown to the plan.
    close = metric.closeness >= _CLOSE_IN_MEANING and all(term.known for term in terms)
    if kit.matcher.coverage(terms, unit.text, unit.context) < (_CLOSE_COVERAGE if close else LEAST_COVERAGE):
        return False
    if metric.coverage < (_CLOSE_NEAR if close else _LEAST_NEAR):
        return False
    unknown = sum(term.weight for term in terms if not term.known)
    if unknown > 0.3 * sum(term.weight for term in terms):
        return False
    if _leaves_out(kit, metric, terms):
        return False
    return not (kit.question.families and not _has_family(metric, kit.question.families))


def _only_common(metric: Metric, terms: Sequence[Term]) -> bool:
    """Whether only words that are everywhere (经济) are asked about: they name no indicator."""
    return all(term.weight < _COMMON for term in terms) and metric.closeness < _STANDS_OUT


def _is_told_by_kind(kit: Kit, metric: Metric) -> bool:
    """Whether the kind of figure asked for (游客…多少万人次) tells the indicator although its word is everywhere."""
    kinds = set(kit.question.families) & TELLING_KINDS
    return bool(kinds) and FAMILIES.get(metric.unit) in kinds and metric.coverage >= _HELD_FULL


def _has_all_kinds(kit: Kit, metric: Metric) -> bool:
    """Whether several kinds of figure are asked for together (几倍 and 多少辆) and the one sentence holds them all."""
    asked = set(kit.question.families)
    return len(asked) > 1 and asked <= {quantity.family for quantity in find_quantities(metric.unit_text.text)}


def _answers_kind(kit: Kit, metric: Metric) -> bool:
    """Whether a sentence near in meaning holds the kind of figure asked for, and nothing it must name is missing."""
    question, unit = kit.question, metric.unit_text
    if question.families and not _has_family(metric, question.families):
        return False
    if not question.families and not metric.unit and metric.value is not None:
        return False
    years = [year for year in question.years if year.isdigit()]
    if years and not any(year in unit.text + unit.context for year in years):
        return False
    named = [term for term in question.subjects if term.entity]
    return all(kit.matcher.match_with(term, unit.text, unit.context) >= 0.5 for term in named)


def _lacks_name(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a sentence near in meaning leaves out a thing the question names (数字经济核心产业): its figure is of
    another. A question that does not say in what it counts must share some words besides."""
    unit = metric.unit_text
    if _leaves_out(kit, metric, terms):
        return True
    return not kit.question.families and kit.matcher.coverage(terms, unit.text, unit.context) < _SOME_WORDS


def _leaves_out(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    unit = metric.unit_text
    named = [
        term
        for term in terms
        if term.known and len(term.text) >= _NAMED and not all(is_verb(word) for word in cut_words(term.text))
    ]
    return any(kit.matcher.match_with(term, unit.text, unit.context) < _NAMED_LEAST for term in named)


def _lacks_rate(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a rate or price is asked for that no document names (年利率) and the figure's words lack it, too."""
    asked = [t for t in terms if not t.known and len(t.text) >= _RATE_NAME and _RATE.search(t.text)]
    return any(kit.matcher.match(term, metric.unit_text.text) < _NAMED_LEAST for term in asked)


def _is_other(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    return _counts_other(kit, metric) or _is_of_namesake(kit, metric, terms)


def _is_of_namesake(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether the one thing asked about is named by the documents and the figure's words only resemble it (消费券,
    社会消费品)."""
    nouns = [term for term in terms if term.weight >= 1.0 and not is_verb(term.text)]
    if len(nouns) != 1 or not nouns[0].known or len(nouns[0].text) > _SHORT_NAME:
        return False
    unit = metric.unit_text
    words = cut_words(nouns[0].text)
    if len(words) > 1 and all(len(word) > 1 and word in unit.text for word in words):
        return False  # 集群产值: 集群规模以上工业总产值
    return 0.0 < kit.matcher.match_with(nouns[0], unit.text, unit.context) < _RESEMBLES


def _is_of_other_route(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a route between two places is asked about and the figure's sentence is not on it."""
    unit = metric.unit_text
    routes = [term for term in terms if "至" in term.text and len(term.text) >= _SHORTEST_ROUTE]
    return any(kit.matcher.match_with(term, unit.text, unit.context) < _NAMED_LEAST for term in routes)


def _counts_other(kit: Kit, metric: Metric) -> bool:
    """Whether firms are counted in the question (多少家企业) and something else by the figure (2 个国际合作园区)."""
    if not _FIRMS.search(kit.question.plain) or metric.value is None or metric.unit_text.chunk.cells:
        return False
    after = metric.text.partition(metric.shown)[2]
    if metric.unit in _NOT_FIRMS:
        return True
    return metric.unit == "个" and not _FIRM.search(after[:_BEHIND])


def _speaks_beside(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a sentence has the words asked about and the clauses of its figure have none of them: the figure is of
    another thing that the sentence speaks of as well."""
    unit = metric.unit_text
    if unit.chunk.cells or metric.coverage >= _SOME_BESIDE:
        return False
    return kit.matcher.coverage(terms, unit.text) - metric.coverage >= _MOST_ELSEWHERE


def _measures_other(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether a subject stands by the figure only within another indicator's name (单位国内生产总值能耗 where
    国内生产总值 is asked for)."""
    text, asked = metric.own_words, kit.question.plain
    if _ADDED.search(asked) and _STANDING.search(text) and not _ADDED.search(text):
        return True  # what is there already is no addition
    for term in terms:
        places = [match.start() for match in re.finditer(re.escape(term.text), text)] if len(term.text) > 1 else []
        ratios = [_RATIO.search(text[:place]) for place in places]
        if places and all(found and found.group() + term.text not in asked for found in ratios):
            return True
    return False


def _stands_out(kit: Kit, metric: Metric, terms: tuple[Term, ...]) -> bool:
    """Whether the words that the plan knows are nearly all by the number, and they are the greater part: then a word
    it does not know (盘子, 货代) was only a way of putting it."""
    known = tuple(term for term in terms if term.known)
    if not known or sum(t.weight for t in known) < _KNOWN_SHARE * sum(t.weight for t in terms):
        return False
    # A noun the plan does not have may be the very thing asked for (旅客吞吐量): then its figure is not given.
    if any(names_thing(term.text) for term in terms if not term.known) or all(is_verb(term.text) for term in known):
        return False
    return metric.closeness >= _STANDS_OUT and kit.matcher.coverage(known, metric.own_words) >= _LEAST_KNOWN


def claimed_values(kit: Kit) -> set[Decimal]:
    """The figures that the question itself states."""
    return {quantity.value for quantity in find_quantities(kit.question.plain)}


_COUNTED = {"count", "vehicle", "people", "weight", "volume", "energy"}


def _has_family(metric: Metric, families: tuple[str, ...]) -> bool:
    found = {quantity.family for quantity in find_quantities(metric.shown)}
    if not any(find_years(clause) for clause in re.split(r"[，,；;]", metric.text)):
        # A clause beside it with a year of its own may be of another year than asked.
        found |= {quantity.family for quantity in find_quantities(metric.text)}
    if metric.unit_text.chunk.cells:
        found |= {q.family for cell in metric.unit_text.chunk.cells for q in find_quantities("1" + cell.unit)}
    if metric.value is None:
        found |= {FAMILIES.get(unit, "count") for _, unit in find_spoken(metric.text)}
    if "points" in families and "percent" in found:
        found.add("points")
    if found & _COUNTED:
        # 多少 asks for any of what is counted: the plan may say 家, 户, 万辆 or 列 where the question says 个.
        found.add("count")
    return bool(found & set(families))


def only_candidate(kit: Kit, found: Sequence[Metric]) -> list[Metric]:
    """The one figure of the kind, year and place asked for that shares words with the question, where no other comes
    near it; [] else."""
    terms = subject_terms(kit)
    kind = [m for m in found if _answers_kind(kit, m) and not _is_other(kit, m, terms) and not _only_common(m, terms)]
    if not kind or (kind[0].value is None and not find_spoken(kind[0].text)):
        return []
    best = kind[0]
    others = [metric.score for metric in kind[1:] if metric.unit_text is not best.unit_text]
    clear = best.score - max(others, default=0.0) >= _CLEAR_LEAD
    return [best] if clear and best.coverage >= _SOME_SHARED and best.closeness >= _SOME_NEAR else []
