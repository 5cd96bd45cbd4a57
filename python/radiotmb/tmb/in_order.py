"""A function of each item, worked out by a thread while the next items are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def in_order(
    function: Callable[[Item], Answer], items: Iterable[Item], *, waiting: int = 4
) -> Iterator[Answer]:
    """What ``map`` gives. It pays where making the items and the function leave Python's lock.

    Decompressing, numpy and the modules in C do. The items are made here while the thread works.

    Parameters
    ----------
    function : callable
        What it raises is raised here, in its item's place.
    items : iterable
        What it raises is raised after the answers to the items before.
    waiting : int
        Items that may be under way, which bounds the memory.

    Examples
    --------
    >>> list(in_order(abs, [-3, 2, -1]))
    [3, 2, 1]
    """
    pool = ThreadPoolExecutor(1)
    pending: deque[Future[Answer]] = deque()
    broken: Exception | None = None
    source = iter(items)
    try:
        while broken is None:
            try:
                item = next(source)
            except StopIteration:
                break
            except Exception as error:
                broken = error
                break
            pending.append(pool.submit(function, item))
            while pending and (len(pending) >= waiting or pending[0].done()):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
        if broken is not None:
            raise broken
    finally:
        pool.shutdown(cancel_futures=True)
