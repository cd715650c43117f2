"""What is wrong with a question set, row by row, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import PlanError


class FieldError(ValueError):
    """A record's field has a value that cannot be used; ``field`` is its name."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        self.field, self.zh, self.en = field, zh, en
        super().__init__(f"{field}: {en}")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A bad row: where it stands (``FILE:LINE``), and what is wrong with it."""

    place: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.place}: {self.en}"

    def say(self, language: str) -> str:
        """The problem on one line in ``"zh"`` or ``"en"``."""
        return str(self) if language == "en" else f"{self.place}：{self.zh}"

    @property
    def order(self) -> tuple[str, int]:
        """Sorts by file, then by line."""
        name, _, line = self.place.rpartition(":")
        return (name, int(line)) if line.isdigit() else (self.place, 0)


class QuestionSetError(PlanError):
    """A question set cannot be read; ``problems`` holds one for each bad row."""

    next_step_zh = "请更正上列各行后重试（planqa eval --template 评测题.xlsx 给出模板）。"
    next_step_en = "Correct these rows and try again (`planqa eval --template questions.xlsx` writes a template)."

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        zh = "\n".join(problem.say("zh") for problem in self.problems)
        en = "\n".join(problem.say("en") for problem in self.problems)
        super().__init__(f"评测集有误：\n{zh}\n", f"The question set has errors:\n{en}\n")
