"""Faithfulness judged by a language model: does the quote say what the sentence says?

Off unless asked for. The model sees one sentence and the quotes behind it at a time, never the question's expected
answer, and says yes or no; what is neither counts as no. It can be wrong, so it stands beside the lexical support and
decides nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from evals.runner import Progress
from evals.support import Sentence, split_answer
from evals.types import Result

PROMPT = (
    "你核对引用。给你一句话和它引用的原文。只看原文是否支持这句话的全部内容（包括数字、单位、年份、主体和肯定否定），"
    "不要用自己的知识。原文完全支持答“是”，否则答“否”。只答一个字。"
)
_YES = re.compile(r"^\W*(?:是|支持|yes|supported|true)", re.IGNORECASE)


def judge_results(
    results: Sequence[Result], model: BaseChatModel, *, jobs: int = 1, progress: Progress | None = None
) -> list[Result]:
    """The results with ``faithful`` set where something was answered; an uncited sentence is not faithful."""
    with ThreadPoolExecutor(max(jobs, 1)) as pool:
        found = []
        for result in pool.map(lambda result: judge_result(result, model), results):
            found.append(result)
            if progress:
                progress("judge", len(found), len(results))
        return found


def judge_result(result: Result, model: BaseChatModel) -> Result:
    """One result with the share of its sentences that the model found borne out."""
    sentences = split_answer(result.answer.text)
    if result.answer.status != "answered" or not sentences:
        return result
    verdicts = [_is_borne_out(sentence, result, model) for sentence in sentences]
    return replace(result, faithful=sum(verdicts) / len(verdicts))


def _is_borne_out(sentence: Sentence, result: Result, model: BaseChatModel) -> bool:
    cited = [citation for citation in result.answer.citations if citation.n in sentence.marks]
    if not cited:
        return False
    sources = [f"（{' › '.join(citation.section)}）{citation.quote}" for citation in cited]
    sources += [f"算式：{c.expression} = {c.result}{c.unit}" for c in result.answer.calculations]
    message = model.invoke(
        [SystemMessage(PROMPT), HumanMessage("原文：\n" + "\n".join(sources) + f"\n\n这句话：{sentence.text}")]
    )
    return _YES.match(str(message.text).strip()) is not None
