"""What the page works with: the assistant, and what is kept on the server."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import Assistant
from assistant.page.shelf import Shelf
from assistant.store.accounts import Accounts
from assistant.store.conversations import ConversationStore


@dataclass(frozen=True, slots=True)
class Desk:
    """One page's services.

    ``host`` is the address it listens on; without a ``shelf`` no document can be changed, without ``accounts`` nobody
    can sign in.
    """

    assistant: Assistant
    conversations: ConversationStore
    host: str = "127.0.0.1"
    shelf: Shelf | None = None
    accounts: Accounts | None = None
