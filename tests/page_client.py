"""The page as a browser talks to it, without one; and many visitors asking at once.

``python -m tests.page_client http://127.0.0.1:7860/`` lets twenty visitors of a served page ask at once, checks every
answer against what ``/api/ask`` says, and prints how long they waited.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from assistant.page.identity import VISITOR_COOKIE

VISITORS, ROUNDS = 20, 3
QUESTIONS = Path(__file__).resolve().parent.parent / "evals" / "sets" / "first_plan.jsonl"


class Visitor:
    """One visitor with a window of the page open; ``number`` tells their cookie from others'."""

    def __init__(self, address: str, number: int, config: dict[str, Any]) -> None:
        self.client = httpx.Client(base_url=address, cookies={VISITOR_COOKIE: f"{number:043d}"}, timeout=120)
        self.session = f"session{number:04d}x{time.monotonic_ns()}"
        self.config = config
        self.values = {part["id"]: part["props"].get("value") for part in config["components"]}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def open(self) -> str:
        """What the page is sent when it is opened."""
        return self.send("language", {}, {"language": "zh", "visit": "1"})

    def ask(self, question: str) -> str:
        """All that the page is sent for ``question``."""
        return self.send("submit", {0: question}, None)

    def send(self, event: str, given: dict[int, object], data: object) -> str:
        """All that the page is sent for an event: ``given`` are inputs by place, ``data`` what its button carries."""
        function = next(item for item in self.config["dependencies"] if event in [name for _, name in item["targets"]])
        values = [given.get(place, self.values.get(part)) for place, part in enumerate(function["inputs"])]
        joined = {
            "data": values,
            "fn_index": function["id"],
            "session_hash": self.session,
            "trigger_id": function["targets"][0][0],
            "event_data": data,
        }
        self.client.post("gradio_api/queue/join", json=joined).raise_for_status()
        received = ""
        with self.client.stream("GET", "gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                received += json.dumps(message, ensure_ascii=False)
                if message.get("msg") == "process_completed":
                    return received
        raise AssertionError("the stream ended before the answer did")


def ask_at_once(address: str, questions: Sequence[str]) -> list[tuple[str, float]]:
    """What each visitor is sent for a question of their own, all asked in one moment, and after how many seconds."""
    config = httpx.get(f"{address}config", timeout=120).json()
    moment = threading.Barrier(len(questions))

    def ask(number: int) -> tuple[str, float]:
        with Visitor(address, number, config) as visitor:
            visitor.open()
            moment.wait()
            started = time.perf_counter()
            return visitor.ask(questions[number]), time.perf_counter() - started

    with ThreadPoolExecutor(len(questions)) as pool:
        return list(pool.map(ask, range(len(questions))))


def holds_answer(reply: str, answer: dict[str, Any]) -> bool:
    """Whether what a page was sent shows the whole text of ``answer``."""
    # The page is sent as HTML in JSON; words and figures are what both have in common.
    plain = re.sub(r"\[\d+\]", " ", answer["answer"])
    return all(word in reply for word in re.findall(r"[一-鿿]{2,}|\d[\d.,]*", plain))


def main(address: str) -> int:
    """Ask and print; 1 where an answer was wrong or came to the wrong visitor."""
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    questions = [line["question"] for line in lines if not line["history"]][:VISITORS]
    wrong = 0
    for number in range(1, ROUNDS + 1):
        replies = ask_at_once(address, questions)
        seconds = sorted(waited for _, waited in replies)
        wrong = 0
        for question, (reply, _) in zip(questions, replies, strict=True):
            answer = httpx.post(f"{address}api/ask", json={"question": question}, timeout=120).json()
            others = [other for other in questions if other in reply and other not in question]
            wrong += question not in reply or bool(others) or not holds_answer(reply, answer)
        print(
            f"round {number}: {len(questions)} visitors, median {statistics.median(seconds):.2f} s, "
            f"longest {seconds[-1]:.2f} s, wrong or mixed up: {wrong}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
