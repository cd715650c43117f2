"""The error policy: everything a user can run into is a ``PlanError`` that says, in both languages, what to do next.

Programming mistakes stay ordinary Python exceptions; only what a person can act on is named here.
"""

from __future__ import annotations


class PlanError(Exception):
    """A failure that a person can act on.

    ``message_zh`` and ``message_en`` say what happened; ``next_step_zh`` and ``next_step_en`` say what to do about
    it. ``str(error)`` gives the Chinese line, then the English one; ``message(language)`` gives one of them.
    """

    next_step_zh: str = ""
    next_step_en: str = ""

    def __init__(self, message_zh: str, message_en: str, *, next_step_zh: str = "", next_step_en: str = "") -> None:
        self.message_zh = message_zh
        self.message_en = message_en
        # A subclass may carry a standing next step; what the raiser knows better replaces it.
        self.next_step_zh = next_step_zh or type(self).next_step_zh
        self.next_step_en = next_step_en or type(self).next_step_en
        super().__init__(message_zh, message_en)

    def message(self, language: str = "zh") -> str:
        """What happened and what to do, on one line, in ``"zh"`` or ``"en"``."""
        parts = (self.message_en, self.next_step_en) if language == "en" else (self.message_zh, self.next_step_zh)
        return (" " if language == "en" else "").join(part for part in parts if part)

    def __str__(self) -> str:
        return f"{self.message('zh')}\n{self.message('en')}"


class UnreadableDocument(PlanError):
    """A file cannot be opened, decoded or made sense of."""

    next_step_zh = "请检查文件是否完整、能否正常打开，然后重新添加。"
    next_step_en = "Check that the file is complete and opens normally, then add it again."


class UnsupportedFormat(PlanError):
    """A file is of a type that no reader takes."""

    next_step_zh = "请先转换为受支持的格式，再重新添加。"
    next_step_en = "Convert it to a supported format first, then add it again."


class IndexMissing(PlanError):
    """There is no index where one was looked for."""

    next_step_zh = "请先运行 planqa index 建立索引。"
    next_step_en = "Run `planqa index` to build it."


class IndexStale(PlanError):
    """The index was built from other documents, another encoder or another version of the program."""

    next_step_zh = "请运行 planqa index 重建索引。"
    next_step_en = "Run `planqa index` to rebuild it."


class IndexCorrupt(PlanError):
    """The index's files are incomplete or contradict each other."""

    next_step_zh = "请运行 planqa index 重建索引。"
    next_step_en = "Run `planqa index` to rebuild it."


class IndexBusy(PlanError):
    """Another process is writing the index."""

    next_step_zh = "请等待它完成后再试。"
    next_step_en = "Wait for it to finish, then try again."


class ModelUnavailable(PlanError):
    """A model that the settings name cannot be loaded on this machine."""

    next_step_zh = "请检查设置中的模型目录，或恢复默认设置。"
    next_step_en = "Check the model folder in the settings, or go back to the defaults."


class SettingsError(PlanError):
    """A setting has a value that cannot be used."""

    next_step_zh = "请更正该项设置后重试。"
    next_step_en = "Correct the setting and try again."
