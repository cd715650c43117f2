"""What a command line needs of the terminal: messages in the user's language, progress bars, an unmixed output."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from assistant.types import Language
from corpus.errors import PlanError

if TYPE_CHECKING:
    from tqdm import tqdm

_STAGES = {
    "unpack": ("解压模型", "unpacking the encoder", "个", "model"),
    "read": ("读取文件", "reading files", "份", "file"),
    "pages": ("读取页面", "reading pages", "页", "page"),
    "pictures": ("识别图片", "reading pictures", "张", "picture"),
    "encode": ("计算向量", "embedding passages", "段", "passage"),
    "write": ("写入索引", "writing the index", "次", "index"),
    "download": ("下载模型", "fetching the model", "B", "B"),
    "check": ("核对模型", "checking the model", "B", "B"),
    "ask": ("回答问题", "answering", "题", "question"),
}
_NOISY_LOGGERS = ("jieba", "bm25s")
"""Those that set their own level and handler when they are imported, so that only switching them off helps."""
_NO_TEXT = re.compile("[\ud800-\udfff\x00]")
_QUIET_INTERVAL = 10.0
"""Seconds between two states of a bar that goes to a file rather than a terminal."""


class Console:
    """Messages to ``error`` (standard error), results to ``output`` (standard output).

    ``language`` is the language of messages; None gives Chinese, then English.
    """

    def __init__(self, language: Language | None = None, output: IO[str] | None = None) -> None:
        self.language = language
        self.output = output or sys.stdout
        self.error = sys.stderr

    def say(self, zh: str, en: str) -> None:
        """A message on standard error."""
        for line in self._lines(zh, en):
            print(line, file=self.error, flush=True)

    def fail(self, error: PlanError) -> None:
        """An error's message on standard error."""
        self.say(error.message("zh"), error.message("en"))

    def write(self, text: str) -> None:
        """A line of the result on standard output."""
        print(text, file=self.output)

    def write_json(self, value: Any) -> None:
        """A JSON value on standard output, on one line."""
        self.write(json.dumps(value, ensure_ascii=False))

    def choose(self, zh: str, en: str) -> str:
        """One wording, for results that are not given in both languages."""
        return en if self.language == "en" else zh

    def _lines(self, zh: str, en: str) -> list[str]:
        return {"zh": [zh], "en": [en]}.get(self.language or "", [zh, en])


class ProgressBars:
    """``progress(stage, done, total)`` as one bar a stage on standard error, with rate and time left.

    To be used as a context: whatever bar is open when it ends is closed.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = ""
        self._bar: tqdm[Any] | None = None

    def __enter__(self) -> ProgressBars:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._bar is None or stage != self._stage or self._bar.total != total:
            self.close()
            self._open(stage, total)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
            if done >= total:
                self.close()

    def close(self) -> None:
        """Leave the open bar, if there is one, as it stands."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _open(self, stage: str, total: int) -> None:
        from tqdm import tqdm

        zh, en, unit_zh, unit_en = _STAGES.get(stage, (stage, stage, "", ""))
        choose, error = self._console.choose, self._console.error
        self._stage = stage
        self._bar = tqdm(
            total=total,
            desc=choose(zh, en),
            unit=choose(unit_zh, unit_en),
            unit_scale=unit_en == "B",
            file=error,
            mininterval=0.1 if error.isatty() else _QUIET_INTERVAL,
            # Files that need not be read again pass too quickly to be worth a line.
            delay=0.5 if stage in ("read", "pages", "pictures") else 0,
        )


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says; what is no text (a file's name may hold such) goes out escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence_libraries(*, debug: bool) -> None:
    """Keep libraries' notices that nobody can act on off the terminal; must come before they are imported."""
    logging.basicConfig(level=logging.DEBUG if debug else logging.ERROR, format="%(name)s: %(message)s")
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).disabled = True
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")


@contextlib.contextmanager
def keep_output_clean() -> Iterator[IO[str]]:
    """Send what libraries print to standard error meanwhile; yields the real standard output for the result."""
    output = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        yield output


def clean_text(text: str) -> str:
    """``text`` with everything that is no Unicode text (half a surrogate pair, bytes of another encoding) as U+FFFD."""
    return _NO_TEXT.sub("\ufffd", text)
