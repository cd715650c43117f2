"""One assistant serves many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from assistant.service import Assistant
from assistant.types import Answer, Turn

ASKED = {
    "2030年青棠区规上企业营业收入目标是多少？": "青棠区：到2030年，全区规上企业营业收入达到260亿元。 [1]",
    "2030年白鹭区规上企业营业收入目标是多少？": "白鹭区：到2030年，全区规上企业营业收入达到185亿元。 [1]",
    "2030年石桥县规上企业营业收入目标是多少？": "石桥县：到2030年，全县规上企业营业收入达到95亿元。 [1]",
    "2030年云溪县规上企业营业收入目标是多少？": "云溪县：到2030年，全县规上企业营业收入达到80亿元。 [1]",
}


def test_twenty_at_once_each_get_their_own_answer(assistant: Assistant) -> None:
    questions = list(ASKED) * 5
    together = Barrier(len(questions))

    def ask(question: str) -> Answer:
        together.wait(timeout=60)
        return assistant.ask(question)

    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(ask, questions))
    assert [answer.text for answer in answers] == [ASKED[question] for question in questions]


def test_conversations_at_once_do_not_mix(assistant: Assistant) -> None:
    def follow(question: str) -> str:
        history = [Turn("user", question), Turn("assistant", ASKED[question])]
        return assistant.ask("它的主导产业是什么？", history).text.partition("。")[0]

    with ThreadPoolExecutor(20) as pool:
        firsts = list(pool.map(follow, list(ASKED) * 5))
    assert firsts == [
        "青棠区的主导产业：日用陶瓷、卫浴洁具", "白鹭区的主导产业：船舶修造", "石桥县的主导产业：机制纸",
        "云溪县的主导产业：茶叶加工",
    ] * 5  # fmt: skip
