"""An assistant that takes up a newer index while it runs, so that a page need not be restarted after an update."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.fit.engine import FitEngine
from assistant.library import Library
from assistant.service import Assistant
from assistant.types import Answer, Language, Turn
from corpus.errors import PlanError
from corpus.types import Document
from index.store import PlanIndex
from index.types import Hit

if TYPE_CHECKING:
    from assistant.llm.generator import ModelGenerator

_LOG = logging.getLogger(__name__)
CHECK_INTERVAL = 1.0
"""Seconds between two looks at the index folder."""

AT_ONCE = 2
"""Answers worked out at the same time. Python runs one thread at a time, so twenty at once would all be as late as the
last of them; in turns, half of them come in half the time."""


class LiveAssistant:
    """``Assistant`` over whatever index the library has. Threads may share it; an answer comes from one index."""

    def __init__(
        self,
        library: Library,
        index: PlanIndex,
        generator: ModelGenerator | None = None,
        *,
        check_interval: float = CHECK_INTERVAL,
    ) -> None:
        self._library = library
        self._generator = generator
        self._assistant = Assistant(index, generator, fit_weights=dict(library.settings.fit))
        self._check_interval = check_interval
        self._checked = time.monotonic()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The indexed documents by source id."""
        return self.current().documents

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.current().warm_up()
        self.current().fit_engine.warm_up()

    def ask(self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None) -> Answer:
        """See ``Assistant.ask``."""
        return self.current().ask(question, history, source_ids)

    def stream(
        self, question: str, history: Sequence[Turn] = (), source_ids: Collection[str] | None = None
    ) -> Iterator[Answer]:
        """See ``Assistant.stream``."""
        if self._generator is not None:
            # A model takes long and has turns of its own; nobody's quick answer need wait for it.
            return self.current().stream(question, history, source_ids)
        with self._turns:
            return iter(list(self.current().stream(question, history, source_ids)))

    def retrieve(self, question: str, history: Sequence[Turn] = (), k: int = 8) -> list[Hit]:
        """See ``Assistant.retrieve``."""
        return self.current().retrieve(question, history, k)

    def examples(self, language: Language) -> tuple[str, ...]:
        """See ``Assistant.examples``."""
        return self.current().examples(language)

    def refresh(self) -> None:
        """Look for a newer index now: whoever has just changed it wants to see what they did."""
        self._checked = time.monotonic() - self._check_interval
        self.current()

    def find_fit_engine(self) -> FitEngine:
        """The district fit over the index in use."""
        return self.current().fit_engine

    def current(self) -> Assistant:
        """The assistant over the index in use. One caller loads a newer one; the others go on with the old."""
        if time.monotonic() - self._checked >= self._check_interval and self._lock.acquire(blocking=False):
            try:
                index = self._library.refresh_if_changed(self._assistant.index)
                if index is not None and index.documents:
                    weights = dict(self._library.settings.fit)
                    self._assistant = Assistant(index, self._generator, fit_weights=weights)
            except (PlanError, OSError) as error:
                # A page that runs goes on with what it has; whoever changed the index was told what is wrong with it.
                _LOG.warning("The newer index is not used: %s", error)
            finally:
                self._checked = time.monotonic()
                self._lock.release()
        return self._assistant
