"""Items made by a thread while the ones before them are worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

Item = TypeVar("Item")

_END: Any = object()


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
