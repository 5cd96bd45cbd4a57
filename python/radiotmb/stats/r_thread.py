"""The one thread that R lives in.

R may be spoken to by one thread only, the thread that started it, and while R computes the main
thread has to stay free to hear Ctrl-C. So R gets a thread of its own, with a stack of its own
(R's recursion is deeper than a thread's usual 8 MB), and everybody else waits for its answer.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from radiotmb.errors import StatisticsError

_STACK_BYTES = 64 * 1024 * 1024
_SECONDS_TO_END = 10


class RThread:
    """Runs callables one after the other in one daemon thread.

    Parameters
    ----------
    interrupt : callable
        Called from the waiting thread on Ctrl-C; makes the running R computation stop.
    end : callable
        Called in the thread when the interpreter ends.
    """

    def __init__(self, interrupt: Callable[[], None], end: Callable[[], None]) -> None:
        self._interrupt = interrupt
        self._end = end
        self._work: queue.SimpleQueue[tuple[Future, Callable[[], Any]] | None]
        self._work = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._forked = False
        os.register_at_fork(after_in_child=self._after_fork)

    def run(self, function: Callable[[], Any]) -> Any:
        """The value of ``function()``, evaluated in R's thread.

        Raises
        ------
        StatisticsError
            In a process forked from one that hosts R.
        KeyboardInterrupt
            On Ctrl-C, after the R computation has stopped.
        """
        self._start()
        if threading.current_thread() is self._thread:
            return function()
        answer: Future = Future()
        self._work.put((answer, function))
        try:
            return answer.result()
        except KeyboardInterrupt:
            if not answer.done():
                self._interrupt()
                # A second Ctrl-C gives up waiting for R.
                answer.exception()
            raise

    def _start(self) -> None:
        with self._lock:
            if self._forked:
                raise StatisticsError(
                    "this process was forked from one that hosts R, and a forked R cannot be used",
                    hint="Start workers with joblib's loky backend or the 'spawn' start method",
                )
            if self._thread is not None:
                return
            usual = threading.stack_size(_STACK_BYTES)
            try:
                self._thread = threading.Thread(target=self._serve, name="R", daemon=True)
                self._thread.start()
            finally:
                threading.stack_size(usual)
            # A daemon thread is still there when atexit runs; an executor's thread is not.
            atexit.register(self._stop)

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            answer, function = work
            try:
                answer.set_result(function())
            except BaseException as error:
                answer.set_exception(error)
            # No R object may outlive its turn: another thread would release it while R runs.
            del work, answer, function

    def _stop(self) -> None:
        if self._forked:
            return
        answer: Future = Future()
        self._work.put((answer, self._end))
        self._work.put(None)
        try:
            answer.result(timeout=_SECONDS_TO_END)
        except Exception:
            return

    def _after_fork(self) -> None:
        if self._thread is not None:
            self._forked = True
        self._lock = threading.Lock()
