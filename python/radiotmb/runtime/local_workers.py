"""Runs tasks in local processes; tasks of a process that dies are run again.

The processes are loky's: started fresh instead of forked, so each can host an R, and
replaced when one is killed. Each has one task running and one queued: the next starts without a
round trip, and a process that dies takes few unfinished tasks with it.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Any

from loky import ProcessPoolExecutor
from loky.backend import resource_tracker

from radiotmb.errors import TaskError
from radiotmb.runtime.memory_limit import look_for_room
from radiotmb.runtime.task import Outcome, Task, attempt

# A task whose process died is tried so many times more, alone.
RETRIES = 2

# Tasks handed out for each process. With one, every process waits for this one between two tasks,
# and this one may be writing a result.
_IN_HAND = 2

_IDLE_SECONDS = 60
# An idle process may end just when a task comes for it; another takes the task.
warnings.filterwarnings("ignore", message="A worker stopped while some jobs were given")
# So may one that has grown: loky starts another, and no task is lost.
warnings.filterwarnings("ignore", message="A worker was restarted while some jobs were given")
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": "1",
    # glibc: the next task is given the memory of the last, up to 128 MB, in place of new pages from
    # the system (a tenth of the time of a file of variants).
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
    # Pydantic would look for plugins in the metadata of every package that is installed.
    "PYDANTIC_DISABLE_PLUGINS": "true",
}


def run_in_processes(
    function: Callable[..., Any], tasks: Sequence[Task], waiting: Sequence[int], workers: int
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes of ``tasks[i]`` for each i of ``waiting``, as they come.

    A task in hand when a process dies is tried again, alone, at most :data:`RETRIES` times; one
    that kills its process each time has a :class:`~radiotmb.errors.TaskError` as its outcome.
    Closing the iterator, or an interrupt, ends the processes at once.
    """
    left = deque(waiting)
    in_hand: dict[Future, int] = {}
    with _reused_pool(at_least=min(workers, len(left)), at_most=workers) as pool:
        while left or in_hand:
            while left and len(in_hand) < _IN_HAND * workers:
                index = left.popleft()
                in_hand[pool.submit(function, tasks[index])] = index
            wait(in_hand, return_when=FIRST_COMPLETED)
            done = [future for future in in_hand if future.done()]
            if any(_died(future) for future in done):
                # One dead process breaks the whole pool, so every task in hand is a suspect.
                wait(in_hand)
                done = list(in_hand)
            suspects = []
            for future in done:
                index = in_hand.pop(future)
                if _died(future):
                    suspects.append(index)
                else:
                    yield index, _outcome_of(future, tasks[index])
            for index in suspects:
                yield index, _alone(pool, function, tasks[index])


def _alone(pool: _ProcessPool, function: Callable[..., Any], task: Task) -> Outcome:
    for _ in range(RETRIES):
        future = pool.submit(function, task)
        wait([future])
        if not _died(future):
            return _outcome_of(future, task)
    end = re.search(r"\{(.+)\}", str(future.exception()))
    return Outcome(
        task.name,
        error=TaskError(
            f"its process died {RETRIES + 1} times" + (f" ({end.group(1)})" if end else ""),
            where=task.name,
            hint="Often memory has run out: fewer workers leave more for each",
        ),
    )


@contextlib.contextmanager
def _reused_pool(at_least: int, at_most: int) -> Iterator[_ProcessPool]:
    """The pool of the last stage, if its size suits; leaving it early ends its processes at once.

    Processes are kept from stage to stage, because each takes a second to start and two more to
    start R; idle ones end by themselves.
    """
    global _pool
    if _pool is None or not at_least <= _pool.size <= at_most:
        if _pool is not None:
            _pool.end(at_once=False)
        _pool = _ProcessPool(at_least)
    pool = _pool
    try:
        yield pool
    except BaseException:
        pool.end(at_once=True)
        raise


class _ProcessPool:
    """A pool of processes that is replaced when it breaks."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[..., Any], task: Task) -> Future:
        """Hand out one task; a pool broken by an earlier one is replaced first."""
        for _ in range(1 + RETRIES):
            if self._pool is None:
                _start_tracker()
                self._pool = ProcessPoolExecutor(
                    max_workers=self.size,
                    timeout=_IDLE_SECONDS,
                    initializer=_begin_worker,
                    initargs=(os.getpid(),),
                    env=_ENVIRONMENT,
                )
            try:
                return self._pool.submit(attempt, function, task)
            except BrokenExecutor:
                self.end(at_once=True)
        raise TaskError("local worker processes do not start", hint="--workers 1 needs none")

    def end(self, *, at_once: bool) -> None:
        """End the processes, in the middle of their tasks if need be."""
        if self._pool is not None:
            if at_once:
                _withdraw_unsent(self._pool)
            self._pool.shutdown(wait=True, kill_workers=at_once)
            self._pool = None


def _start_tracker() -> None:
    """Start the process that removes loky's semaphores, deaf to a terminal that closes.

    The signal goes to every process of the terminal. The tracker must outlive the others, as it
    does for Ctrl-C and SIGTERM; one that is started anew ends with a traceback.
    """
    if not hasattr(signal, "SIGHUP") or not hasattr(signal, "pthread_sigmask"):
        return
    # A blocked signal stays blocked in the process that is started meanwhile.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        resource_tracker.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _withdraw_unsent(pool: ProcessPoolExecutor) -> None:
    # A pool that is killed forgets its tasks, but then looks up those whose numbers still wait to
    # be sent, and its thread ends with a traceback on the terminal.
    with contextlib.suppress(queue.Empty):
        while True:
            pool._work_ids.get_nowait()


_pool: _ProcessPool | None = None


def _died(future: Future) -> bool:
    return isinstance(future.exception(), BrokenExecutor)


def _outcome_of(future: Future, task: Task) -> Outcome:
    try:
        return future.result()
    except Exception as error:
        # A result or an argument that cannot travel between processes.
        fault = TaskError(f"{type(error).__name__}: {error}", where=task.name)
        return Outcome(task.name, error=fault)


def _begin_worker(parent: int) -> None:
    """In a worker: leave Ctrl-C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_for_room()
    threading.Thread(target=_end_with, args=(parent,), name="parent watch", daemon=True).start()


def _end_with(parent: int) -> None:
    # A parent that was killed cannot say so; its children are handed to another process.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
