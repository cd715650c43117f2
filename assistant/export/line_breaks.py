"""Where lines of Chinese text may break: between characters, but not before a closing mark, after an opening one, or
within a number, a Latin word or a citation's mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PIECE = re.compile(
    r"\s*[（“‘《〈【「『(\[]*(?:\[\d{1,3}\]|[A-Za-z0-9.%+/_×=-]+|.)[，。、；：！？）”’》〉】」』…,.;:!?)\]]*", re.DOTALL
)


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> str:
    """``text`` with line feeds so that no line is wider than ``width``, in the unit of ``measure``; a piece that is
    wider by itself has a line of its own."""
    return "\n".join(line for part in text.split("\n") for line in _fill(part, width, measure))


def _fill(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        if line and measure(line + piece.rstrip()) > width:
            yield line.rstrip()
            piece, line = piece.lstrip(), ""
        line += piece
    yield line.rstrip()
