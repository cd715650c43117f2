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
    from assistant.serving import is_local
    from assistant.store.accounts import Accounts
    from assistant.store.conversations import ConversationStore
    from assistant.store.tables import open_database

    generator = load_generator(choose_generator(settings, options.generator))
    library, index = open_index(settings, console, refresh=True)
    assistant = LiveAssistant(library, index, generator)
    database = open_database(settings.database_url)
    conversations, accounts = ConversationStore(database), Accounts(database)
    host = options.host or settings.host
    console.say("正在启动网页……", "Starting the page…")
    assistant.warm_up()
    # The page stands after this stage, so it is found by name when it is wanted.
    page, desks = importlib.import_module("app"), importlib.import_module("assistant.page.desk")
    shelf = importlib.import_module("assistant.page.shelf").Shelf(library, assistant.refresh)
    at_once = desks.QUICK_AT_ONCE if generator is None else desks.ASKING_AT_ONCE
    desk = desks.Desk(assistant, conversations, host, shelf, accounts, at_once)
    if not is_local(host) and not accounts.exist():
        console.say(
            "注意：其他机器可以打开此网页，且不需要密码；要求登录：planqa user add 用户名 --role admin",
            "Note: others can open this page without a password; to ask for one: planqa user add NAME --role admin",
        )
    port = settings.port if options.port is None else options.port
    try:
        with redirect_stdout(console.output):
            page.serve(desk, port, tools=options.mcp)
    except KeyboardInterrupt:
        console.say("已停止。", "Stopped.")
    return DONE
