"""The next item is made while the last one is used."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Full, Queue
from typing import Any, TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], waiting: int = 4) -> Iterator[T]:
    """The same items in the same order, made by a thread of their own.

    It pays where making and using them both leave Python's lock (decompressing, numpy, Arrow).

    Parameters
    ----------
    items : iterator
        What it raises is raised here, in its place.
    waiting : int
        Items that may lie ready, which bounds the memory.

    Examples
    --------
    >>> list(ahead(iter(range(5))))
    [0, 1, 2, 3, 4]
    """
    ready: Queue[tuple[str, Any]] = Queue(waiting)
    done = threading.Event()

    def put(kind: str, item: Any) -> None:
        while not done.is_set():
            try:
                return ready.put((kind, item), timeout=0.1)
            except Full:
                continue

    def make() -> None:
        try:
            for item in items:
                put("item", item)
                if done.is_set():
                    return
            put("end", None)
        except BaseException as error:
            put("error", error)

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    try:
        while True:
            kind, item = ready.get()
            if kind == "error":
                raise item
            if kind == "end":
                return
            yield item
    finally:
        done.set()
        thread.join()
