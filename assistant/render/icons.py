"""Small drawings, made here because not every system has them among its characters."""

from __future__ import annotations


def _draw(path: str, css: str = "") -> str:
    return f'<svg class="icon-{css or "plain"}" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>'


_THUMB = "M7 10.5 11.2 3c1.5 0 2.4 1.1 2.2 2.6L12.8 9h5.6c1.3 0 2.2 1.2 1.9 2.5l-1.5 6.9c-.2.9-1 1.6-2 1.6H7z"
THUMB_UP = _draw(_THUMB + "M7 10.5V20H4v-9.5z", "up")
THUMB_DOWN = _draw(_THUMB + "M7 10.5V20H4v-9.5z", "down")
PENCIL = _draw("M4 20h4L19.5 8.5a2.1 2.1 0 0 0-4-4L4 16zM14 6l4 4")
CROSS = _draw("M6 6l12 12M18 6 6 18")
DOWNLOAD = _draw("M12 4v11m0 0 4-4m-4 4-4-4M5 20h14")
