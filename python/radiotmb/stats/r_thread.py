"""Whose turn it is with R: one at a time, from any thread.

The main thread speaks to R directly, so that Ctrl-C reaches R where it waits (R unwinds the stack
of the thread that the signal interrupts). Every other thread hands its work to one thread with a
stack of its own, because R's recursion is deeper than the usual 8 MB of a thread.
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
        """The value of ``function()``, evaluated while nobody else speaks to R.

        Raises
        ------
        StatisticsError
            In a process forked from one that hosts R.
        KeyboardInterrupt
            On Ctrl-C, after the R computation has stopped.
        """
        self._begin()
        if threading.current_thread() is threading.main_thread():
            with self._turn, self._ctrl_c_to_r():
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
    def _ctrl_c_to_r(self) -> Iterator[None]:
        """Ctrl-C stops R first and is raised in Python then."""
        usual = signal.getsignal(signal.SIGINT)
        pressed = []

        def stop_r(*_: Any) -> None:
            pressed.append(True)
            self._r.interrupt()

        if not callable(usual):
            yield
            return
        signal.signal(signal.SIGINT, stop_r)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, usual)
            self._r.clear_interrupt()
            if pressed:
                usual(signal.SIGINT, None)

    def _end(self) -> None:
        if self._process == os.getpid() and self._turn.acquire(timeout=_SECONDS_TO_END):
            self._r.end()
