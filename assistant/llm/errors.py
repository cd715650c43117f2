"""What can go wrong while a language model answers; the assistant goes on without it and says so."""

from __future__ import annotations

from corpus.errors import PlanError


class GenerationFailed(PlanError):
    """The model, or the endpoint that runs it, gave an error instead of an answer."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"语言模型出错：{reason}。", f"The language model failed: {reason}.")


class GenerationTimedOut(PlanError):
    """The model took longer than it may; ``seconds`` is the limit."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"语言模型超过 {seconds:g} 秒没有答完。", f"The language model was not done after {seconds:g} seconds."
        )
