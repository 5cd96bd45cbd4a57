"""Serialises calls of R: one at a time, from any thread.

The main thread calls R directly, so that Ctrl-C and SIGTERM reach R where it waits (R unwinds
the stack of the thread that the signal interrupts). Every other thread hands its work to one thread
with a stack of its own, because R's recursion is deeper than the usual 8 MB of a thread.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Protocol

from radiotmb.errors import StatisticsError
from radiotmb.runtime.signals import stop_signals

_STACK_BYTES = 64 * 1024 * 1024
_SECONDS_TO_END = 10


class Interruptible(Protocol):
    """What the turns need of the R they guard."""

    def interrupt(self) -> None:
        """Make the running computation stop."""

    def clear_interrupt(self) -> None:
        """Forget an interrupt that came too late."""

    def check_stack(self, main_thread: bool) -> None:
        """Let R watch the main thread's stack, and no other."""

    def end(self) -> None:
        """End R."""


class RTurns:
    """Gives callables their turn with R.

    Parameters
    ----------
    r : Interruptible
    """

    def __init__(self, r: Interruptible) -> None:
        self._r = r
        self._turn = threading.RLock()
        self._starting = threading.Lock()
        self._process = 0
        self._thread: threading.Thread | None = None
        self._work: queue.SimpleQueue[tuple[Future, Callable[[], Any]]] = queue.SimpleQueue()

    def run(self, function: Callable[[], Any]) -> Any:
        """The value of ``function()``, evaluated while no other thread calls R.

        Raises
        ------
        StatisticsError
            In a process forked from one that hosts R.
        KeyboardInterrupt
            On Ctrl-C, SIGTERM or SIGHUP, after the R computation has stopped.
        """
        self._begin()
        if threading.current_thread() is threading.main_thread():
            with self._turn, self._stop_to_r():
                self._r.check_stack(True)
                return function()
        if threading.current_thread() is self._thread:
            return function()
        answer: Future = Future()
        self._work.put((answer, function))
        return answer.result()

    def _begin(self) -> None:
        with self._starting:
            if self._process == 0:
                self._process = os.getpid()
                # After rpy2's own, and so run before it.
                atexit.register(self._end)
            if self._process != os.getpid():
                raise StatisticsError(
                    "this process was forked from one that hosts R, and a forked R cannot be used",
                    hint="Start workers with joblib's loky backend or the 'spawn' start method",
                )
            in_main = threading.current_thread() is threading.main_thread()
            if in_main or self._thread is not None:
                return
            usual = threading.stack_size(_STACK_BYTES)
            try:
                self._thread = threading.Thread(target=self._serve, name="R", daemon=True)
                self._thread.start()
            finally:
                threading.stack_size(usual)

    def _serve(self) -> None:
        while True:
            answer, function = self._work.get()
            with self._turn:
                try:
                    self._r.check_stack(False)
                    answer.set_result(function())
                except BaseException as error:
                    answer.set_exception(error)
                # No R object may outlive its turn: its end would be told to R in another's.
                del answer, function

    @contextlib.contextmanager
    def _stop_to_r(self) -> Iterator[None]:
        """A request to stop reaches R first, and is raised in Python once R has stopped.

        A handler that raises while R computes would raise into R's C code, where it is lost.
        """
        asked: list[int] = []

        def stop_r(number: int, frame: Any) -> None:
            asked.append(number)
            self._r.interrupt()

        usual = {number: signal.getsignal(number) for number in stop_signals()}
        handled = {number: usually for number, usually in usual.items() if callable(usually)}
        for number in handled:
            signal.signal(number, stop_r)
        try:
            yield
        finally:
            for number, usually in handled.items():
                signal.signal(number, usually)
            self._r.clear_interrupt()
            if asked:
                handled[signal.Signals(asked[0])](asked[0], None)

    def _end(self) -> None:
        if self._process == os.getpid() and self._turn.acquire(timeout=_SECONDS_TO_END):
            self._r.end()
