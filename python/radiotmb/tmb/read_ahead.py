"""Items made by a thread while the ones before them are worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

Item = TypeVar("Item")
Made = TypeVar("Made")

_END: Any = object()
_LARGE = 16 << 20  # many smaller files are spread over workers instead


def is_large(path: Path) -> bool:
    """Whether a thread pays for a file: a small one is done before the thread has begun."""
    return path.stat().st_size > _LARGE


def read_ahead(items: Iterable[Item], *, waiting: int = 2) -> Iterator[Item]:
    """The same items in their order. It pays where making them leaves Python's lock.

    Decompressing and the modules in C do.

    Parameters
    ----------
    items : iterable
        What it raises is raised after the items before.
    waiting : int
        Items that may be made beforehand, which bounds the memory.

    Examples
    --------
    >>> list(read_ahead([3, 1, 2]))
    [3, 1, 2]
    """
    source = iter(items)
    pool = ThreadPoolExecutor(1)
    try:
        pending = deque(pool.submit(next, source, _END) for _ in range(waiting))
        while (item := pending.popleft().result()) is not _END:
            pending.append(pool.submit(next, source, _END))
            yield cast(Item, item)
    finally:
        pool.shutdown(cancel_futures=True)


def map_ahead(
    function: Callable[[Item], Made], items: Iterable[Item], threads: int
) -> Iterator[Made]:
    """A function of each item, in their order. Threads pay where it leaves Python's lock.

    Parameters
    ----------
    function : callable
        What it raises is raised after the items before.
    items : iterable
    threads : int
        Those that call it beforehand, two items each; none: it is called when it is asked for.

    Examples
    --------
    >>> list(map_ahead(abs, [-3, 1, -2], threads=2))
    [3, 1, 2]
    """
    if threads < 1:
        yield from map(function, items)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        pending: deque[Future[Made]] = deque()
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) > 2 * threads:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
