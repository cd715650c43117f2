"""What the page works with: the assistant, and what is kept on the server."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import Assistant
from assistant.page.shelf import Shelf
from assistant.store.accounts import Accounts
from assistant.store.conversations import ConversationStore

ASKING_AT_ONCE = 20
"""Where an answer may take long, as with a language model; Gradio's own default is one."""
QUICK_AT_ONCE = 4
"""Where every answer is quick: all at once would all be as late as the last, in turn half come in half the time."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One page's services.

    ``host`` is the address it listens on; without a ``shelf`` no document can be changed, without ``accounts`` nobody
    can sign in. ``asking_at_once`` is how many questions are answered at the same time; more wait in turn.
    """

    assistant: Assistant
    conversations: ConversationStore
    host: str = "127.0.0.1"
    shelf: Shelf | None = None
    accounts: Accounts | None = None
    asking_at_once: int = ASKING_AT_ONCE
