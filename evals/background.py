"""An evaluation that runs in a thread while a page shows how far it is: one at a time, and it can be stopped."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.errors import PlanError
from evals.runner import Progress
from evals.session import Written

_LOG = logging.getLogger(__name__)
Work = Callable[[Progress], Written]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a run is: ``done`` of ``total`` questions. The last step has ``written`` or ``error``, or neither where
    the run was stopped (``ended``)."""

    done: int = 0
    total: int = 0
    written: Written | None = None
    error: PlanError | None = None
    ended: bool = False


class _StoppedError(Exception):
    """Raised within a run that nobody wants any more."""


class Background:
    """Runs one piece of work at a time for everybody: it takes the machine that visitors wait for."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._owner = ""
        self._unwanted = threading.Event()

    def run(self, owner: str, work: Work) -> Iterator[Step]:
        """Do ``work`` in a thread and tell how far it is. It ends at its next question when ``stop`` is called for its
        ``owner`` or the iterator is closed. A run that is asked for meanwhile ends at once with an error that says so.
        """
        if not self._turn.acquire(blocking=False):
            yield Step(error=_make_busy_error(), ended=True)
            return
        unwanted = threading.Event()
        self._owner, self._unwanted = owner, unwanted
        steps: queue.Queue[Step] = queue.Queue()

        def tell(stage: str, done: int, total: int) -> None:
            if unwanted.is_set():
                raise _StoppedError
            steps.put(Step(done, total))

        def act() -> None:
            try:
                last = Step(written=work(tell), ended=True)
            except _StoppedError:
                last = Step(ended=True)
            except PlanError as error:
                last = Step(error=error, ended=True)
            except Exception as error:
                # Whatever goes wrong with one set, the page goes on.
                _LOG.exception("The evaluation failed")
                name = type(error).__name__
                last = Step(
                    error=PlanError(f"评测未能完成（{name}）。", f"The evaluation failed ({name})."), ended=True
                )
            finally:
                self._turn.release()
            steps.put(last)

        threading.Thread(target=act, name="planqa-evaluation", daemon=True).start()
        try:
            yield from _follow(steps)
        finally:
            unwanted.set()

    def stop(self, owner: str) -> None:
        """End the run of ``owner``, if there is one."""
        if owner == self._owner:
            self._unwanted.set()


def _make_busy_error() -> PlanError:
    return PlanError(
        "另一次评测正在进行。",
        "Another evaluation is running.",
        next_step_zh="请等它结束后再试。",
        next_step_en="Try again when it has ended.",
    )


def _follow(steps: queue.Queue[Step]) -> Iterator[Step]:
    while True:
        step = steps.get()
        # Only the newest state is worth showing.
        while not step.ended and not steps.empty():
            step = steps.get()
        yield step
        if step.ended:
            return
