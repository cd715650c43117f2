"""Question terms, the other forms they take in the documents, and how much of a question a passage covers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.knowledge import Knowledge, Unit
from assistant.termtable import synonym_table
from corpus.regions import is_region
from index.tokenize import cut_words, word_class

CONTEXT_WEIGHT = 0.8
"""A term that stands in the heading path counts a little less than one in the sentence itself."""
_PART_WEIGHT = 0.7
"""What a compound's words are worth when they stand in a passage apart from each other."""
_FRAME_WORDS = frozenset(
    """什么 哪些 哪个 哪里 哪儿 哪几 哪类 哪种 哪一 哪 多少 几 几个 怎么 怎样 如何 是否 有没有 请问 请 关于 一下 这个 那个 以及 我们 你们 他们 吗 呢 吧 啊 呀 么
    的 了 和 与 及 或 在 是 为 对 把 被 将 等 就 也 都 而 之 其 于 以 并 有 我 你 您 它 他 会 能 要 想 可以 可 能否 能不能 会不会 是不是 算不算 应该 需要 打算 准备 说 说说 讲 讲了 谈 提 提到 提出 写 写成
    给 让 使 从 到 由 按 按照 根据 据 比 跟 同 向 往 去 来 里 里面 中 上 下 内 那 这 那边 这边 这里 那里 这份 该 本 各 每 个 条 家 项 只 还 又 再 才 则 若 如果 因为 所以 但 但是 不 没 没有 无 非 很 最 更 较 吗 
    分别 具体 主要 大概 大约 究竟 到底 一共 总共 共 合计 全部 所有 哪几个 哪几项 麻烦 烦请 帮 帮忙 告诉 介绍 概括 概述 列出 列举 列 列个 列表 梳理 摘录 解释 总结 请列出 简单 几句话 用 一句话 情况 怎么样 什么样
    呢 是什么 有什么 有哪些 是多少 有多少 为什么 为何 何 谁 哪位 多大 多长 多久 多高 啥 咋 咋样 搞 弄 做 干 算 叫 名叫 指 是指 意思 含义 定义 说法 包括 包含 涉及 属于 位于 相关 有关 内容 表述 部分 方面 地方 全文 文中 文件 
    数字 数值 数 值 区别 不同 差异 差别 异同 对比 比较 相比 一样 一致 相同 明确 要求 请予 作出 何种 以便 起草 材料 提供 汇报 打算 希望 欢迎 听说 以后 时候 时 年 月 日 年底 年末 期间 目前 现在 现 已经 已 
    作为 定为 列为 当作 看作 占 达 超 超过 不足 低于 高于 十四五 十五五 十三五 十二五 规划 计划 方案 正文 专栏 表 表格 本规划 该规划 进展 哪一步 既然 区 县 市 七个 几个区 各区 区里 个区""".split()
)
GENERIC_WORDS = frozenset(
    """目标 方向 产业 行业 企业 公司 厂 工厂 发展 建设 重点 布局 推进 推动 加快 工作 安排 措施 任务 支持 打造 实现 达到 提高 提升 增加 增长 数量 规模 水平 领域 项目 基础 定位 思路 机制 体系 能力 比例 比重 占比 占 比率 份额 全市 全区 
    未来 现有 区域 地区 全国 国家 国家级 成都 实施 加强 完善 培育 形成 开展 依托 承载 涉及 未来 下一步 时期 阶段 办法 做法 政策 政府 规定 制造业 平均 最高 最低 相差 合计 加起来 总和 预期 预计 计划 力争 左右 以上 落户 落 对口 合适 适合 赛道 细分领域 细分赛道 关系 格局 技术 特点 优势 侧重 各自 规划局 地位 思想 情形 现状""".split()
)
"""Words that most plans use everywhere; alone they do not show that a passage answers the question."""
_SIGNS = {"星号": "*", "斜杠": "/"}
_FRAME = re.compile(
    r"(?:哪|几|多少|第?[一二三四五六七八九十两\d]+|这|那|每|各)\s*(?:[个家条项类种所位些份块点件张座批件事]+|方面|部分|倍)(?:区|县|市|地方|事)?(?![链业化])"
    r"|哪里|哪儿|哪些|多少|百分之[几多]?少?|(?:19|20)\d{2}\s*年?[底末初]?|几(?=[年步])|列个?表|是什么|有什么|叫什么|做什么|为什么|什么样?|怎么样?|如何|请问|麻烦|帮我|给我|告诉我"
    r"|是不是|有没有|会不会|能不能|算不算|包不包括|对不对|是否|可否|能否|对吧|在内|目标值|换成|再说|一遍|一点|只要|详细"
)
_NAME_CLASSES = ("ns", "nr", "nt", "nz", "nrt", "nrfg")
_NOISE = re.compile(r"[了要我你他她它的是去来占抢把在有也都给被让货做搞落算有年]")
"""Characters that show a word unknown to the dictionary to be a wrong cut (建了, 要造), not a name."""
_CLASSES_OF_SUBJECTS = ("n", "x", "i", "l", "j", "eng", "vn", "b")
"""Parts of speech that name what a question is about; an unknown verb alone does not make it unanswerable."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question. ``variants`` are forms to look for with their weights, itself first;
    ``weight`` is its share in the coverage; ``generic`` terms never decide whether something is answered; an
    ``entity`` (a name) must stand in what answers."""

    text: str
    weight: float
    variants: tuple[tuple[str, float], ...]
    parts: tuple[tuple[str, float], ...] = ()
    generic: bool = False
    known: bool = True
    entity: bool = False


class TermMatcher:
    """Makes terms of question words and measures passages against them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._units = max(1, sum(len(units) for units in knowledge.units.values()))

    def make_terms(self, text: str) -> tuple[Term, ...]:
        """The content terms of ``text`` (places taken out before), compounds kept whole where the documents do."""
        terms: dict[str, Term] = {}
        for name in self._knowledge.find_names(text):
            terms[name] = self._term(name)
            text = text.replace(name, " ")
        for quoted in re.findall(r"[“\"「『《]([^”\"」』》]{2,30})[”\"」』》]", text):
            if quoted not in _FRAME_WORDS and self._knowledge.count(quoted):
                terms[quoted] = self._term(quoted)
        for run in self._content_runs(text):
            for word in self._merge(run):
                terms.setdefault(word, self._term(word))
        return _drop_contained(tuple(terms.values()))

    def join_translations(
        self, groups: Sequence[Sequence[tuple[str, float]]], missing: Sequence[str]
    ) -> tuple[Term, ...]:
        """Terms of a translated question: each group holds the translations of one phrase, with weights, any of
        which will do; ``missing`` are words that nothing in the documents translates."""
        terms: dict[str, Term] = {}
        for group in groups:
            if all(word in _FRAME_WORDS for word, _ in group):
                continue
            variants: dict[str, float] = {}
            for word, weight in group:
                for other, factor in self._term(word).variants:
                    if self._knowledge.count(other):
                        variants[other] = max(variants.get(other, 0.0), weight * factor)
            head = group[0][0]
            known = bool(variants)
            generic = all(word in GENERIC_WORDS or word in _FRAME_WORDS for word, _ in group)
            top = max(variants.values(), default=1.0)
            ordered = sorted(variants.items(), key=lambda item: -item[1])
            scaled = tuple((word, value / top) for word, value in ordered) or ((head, 1.0),)
            weight = (0.25 if generic else 1.0) * self._idf(ordered[0][0] if ordered else head)
            terms.setdefault(head, Term(head, weight, scaled, (), generic, known))
        for word in missing:
            terms[word] = Term(word, self._idf(word), ((word, 1.0),), (), False, bool(self._knowledge.count(word)))
        return tuple(terms.values())

    def match(self, term: Term, text: str) -> float:
        """How well ``text`` has the term, in [0, 1]."""
        for variant, weight in term.variants:
            if variant in text:
                return weight
        if term.parts:
            total = sum(weight for _, weight in term.parts)
            found = sum(weight for part, weight in term.parts if part in text)
            return _PART_WEIGHT * found / total if total else 0.0
        return 0.0

    def coverage(self, terms: Sequence[Term], text: str, context: str = "") -> float:
        """The weighted share of the terms that ``text`` has, or ``context`` at a discount; in [0, 1]."""
        total = sum(term.weight for term in terms)
        if not total:
            return 0.0
        return sum(term.weight * self.match_with(term, text, context) for term in terms) / total

    def match_with(self, term: Term, text: str, context: str) -> float:
        """The better of the match in ``text`` and the discounted one in ``context``."""
        best = self.match(term, text)
        return best if best >= CONTEXT_WEIGHT or not context else max(best, CONTEXT_WEIGHT * self.match(term, context))

    def unit_coverage(self, terms: Sequence[Term], unit: Unit) -> float:
        """Coverage by a unit and its heading path."""
        return self.coverage(terms, unit.text, unit.context)

    def _content_runs(self, text: str) -> list[list[str]]:
        runs: list[list[str]] = [[]]
        for word in cut_words(re.sub(r"[“”\"「」『』《》]", " ", strip_frames(text))):
            if (
                word in _FRAME_WORDS
                or not re.search(r"\w", word)
                or re.fullmatch(r"[\d.]+", word)
                or re.fullmatch(r"\d{4}年?", word)
            ):
                runs.append([])
            elif len(word) == 1 and _HAN.fullmatch(word) and not runs[-1]:
                runs.append([])
            else:
                runs[-1].append(word)
        return [run for run in runs if run]

    def _merge(self, run: list[str]) -> list[str]:
        """Neighbouring words joined as far as the documents have them in one piece."""
        merged: list[str] = []
        position = 0
        while position < len(run):
            stop = len(run)
            while stop > position + 1 and not self._knowledge.count("".join(run[position:stop])):
                stop -= 1
            word = "".join(run[position:stop])
            if stop < len(run) and len(run[stop]) == 1 and len(word) > 1 and not self._knowledge.count(word):
                # 充电|桩: an unknown word takes the single character behind it, they name one thing.
                word += run[stop]
                stop += 1
            if len(word) > 1 or not _HAN.fullmatch(word):
                merged.append(word)
            position = stop
        return merged

    def _term(self, word: str) -> Term:
        count = self._knowledge.count(word)
        generic = word in GENERIC_WORDS or self._is_scope(word)
        variants: dict[str, float] = {word: 1.0}
        for other in _other_writings(word):
            if self._knowledge.count(other):
                variants[other] = 0.95
        for other, weight in synonym_table().get(word, {}).items():
            if self._knowledge.count(other):
                variants.setdefault(other, 0.9 * weight)
        if not count:
            variants.update({other: 0.8 for other in self._abbreviations(word) if other not in variants})
        parts = tuple((part, self._idf(part)) for part in cut_words(word) if part != word and len(part) > 1)
        known = bool(count) or len(variants) > 1
        generic = generic or (
            bool(parts) and all(part in GENERIC_WORDS for part, _ in parts) and "".join(p for p, _ in parts) == word
        )
        generic = generic or (not known and not _names_subject(word))
        if not known:
            parts = tuple((part, weight) for part, weight in parts if self._knowledge.count(part)) or parts
        factor = 0.25 if generic else 0.5 if word_class(word) == "v" else 1.0
        weight = factor * self._idf(word if count else max(variants, key=lambda v: self._knowledge.count(v)))
        ordered = tuple(sorted(variants.items(), key=lambda item: -item[1]))
        entity = not generic and (is_region(word) or word_class(word) in _NAME_CLASSES)
        return Term(word, weight, ordered, parts, generic, known, entity)

    def _is_scope(self, word: str) -> bool:
        """Whether a word stands in a document's title: it is true of the whole and tells no passage from another."""
        return any(word in document.source.title for document in self._knowledge.documents.values())

    def _idf(self, word: str) -> float:
        return 0.35 + math.log1p(self._units / (1 + min(self._knowledge.count(word), self._units))) / math.log1p(
            self._units
        )

    def _abbreviations(self, word: str) -> Iterable[str]:
        """Short forms the documents use for ``word`` (研究开发 → 研发), or the long form of a short one (经开区)."""
        if not _HAN.fullmatch(word) or not 3 <= len(word) <= 10:
            return
        pieces = [piece for piece in cut_words(word) if _HAN.fullmatch(piece)]
        if len(pieces) >= 2:
            short = "".join(piece[0] for piece in pieces)
            if len(short) >= 2 and self._knowledge.count(short):
                yield short
            ends = pieces[0][0] + pieces[-1][-1]
            if ends != short and self._knowledge.count(ends) and len(word) >= 4:
                yield ends
        pattern = re.compile(".{0,4}?".join(map(re.escape, word)))
        found: set[str] = set()
        for document in self._knowledge.documents.values():
            found.update(m.group() for m in pattern.finditer(document.text) if _HAN.fullmatch(m.group()))
            if len(found) > 5:
                break
        yield from found


def _other_writings(word: str) -> Iterable[str]:
    """A term with Chinese for Arabic figures, the reverse, and what the names of signs stand for."""
    if word in _SIGNS:
        yield _SIGNS[word]
    digits, han = "0123456789", "〇一二三四五六七八九"
    if re.search(r"\d", word) and len(word) <= 6:
        yield word.translate(str.maketrans(digits, han))
    if re.search(r"[一二三四五六七八九][A-Za-z+]", word):
        yield word.translate(str.maketrans(han, digits))


def strip_frames(text: str) -> str:
    """``text`` without the wording that only makes it a question."""
    return _FRAME.sub(" ", re.sub(r"(比重|占比|比例|强度|规模)要", r"\1 ", text))


def _names_subject(word: str) -> bool:
    kind = word_class(word)
    return kind.startswith(_CLASSES_OF_SUBJECTS) and not (kind == "x" and _NOISE.search(word))


def _drop_contained(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Terms without those that are part of another one."""
    return tuple(term for term in terms if not any(term is not other and term.text in other.text for other in terms))
