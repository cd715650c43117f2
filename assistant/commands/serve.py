"""``planqa serve``: the chat page over the data folder's index."""

from __future__ import annotations

import argparse
import importlib
from contextlib import redirect_stdout

from assistant.commands.opening import open_index
from assistant.console import Console
from assistant.llm.loading import choose_generator, load_generator
from assistant.settings import Settings

DONE = 0


def serve_page(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Serve until interrupted; a stale index is brought up to date first."""
    from assistant.live import LiveAssistant

    generator = load_generator(choose_generator(settings, options.generator))
    library, index = open_index(settings, console, refresh=True)
    assistant = LiveAssistant(library, index, generator)
    console.say("正在启动网页……", "Starting the page…")
    assistant.warm_up()
    # The page stands after this stage, so it is found by name when it is wanted.
    page = importlib.import_module("app")
    port = settings.port if options.port is None else options.port
    try:
        with redirect_stdout(console.output):
            page.serve(assistant, options.host or settings.host, port)
    except KeyboardInterrupt:
        console.say("已停止。", "Stopped.")
    return DONE
