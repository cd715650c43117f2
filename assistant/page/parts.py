"""What every tab is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.page.desk import ASKING_AT_ONCE
from assistant.page.identity import SCOPE_KEY, Viewer

QUICK: Any = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": ASKING_AT_ONCE}
"""What all events have in common."""

Updates = dict[Any, Any]
"""Component → its new value; what Gradio takes back from a handler."""
Streamed = Iterator[Updates]


def html_part(value: str, name: str, *events: str) -> Any:
    """A part of the page; ``events`` are those its buttons may send. ``Any``: Gradio makes event names attributes."""
    listed = ", ".join(f"'{event}'" for event in events)
    return gr.HTML(
        value,
        elem_id=name,
        apply_default_css=False,
        js_on_load=f"window.planqa.connect('#{name}', element, trigger, watch, [{listed}]);",
    )


def find_viewer(request: gr.Request) -> Viewer:
    """Who sent an event, as ``identity.IdentityMiddleware`` found out."""
    viewer: Viewer = request.request.scope[SCOPE_KEY]  # type: ignore[union-attr]
    return viewer
