"""One independent task: a call and its outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from radiotmb.errors import RadiotmbError, TaskError
from radiotmb.runtime.notes import Note, collect_notes


@dataclass(frozen=True)
class Task:
    """One call: its name for people, its arguments, and the key its result is kept under.

    ``key`` is a hash of everything the result depends on (input bytes, preset, version, seed);
    an empty key is never stored. ``check`` is called first where the task runs, and refuses a
    place that would give another answer. ``accepts`` is called with a stored value: where it
    raises, the value is none of this function's, and is computed again. ``states`` are the files
    that the key holds, each as it was before they were hashed: a result of other bytes is not kept.
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    check: Callable[[], None] | None = None
    accepts: Callable[[Any], object] | None = None
    states: tuple[tuple[Path, tuple[tuple[str, int, int], ...]], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The outcome of a task: a value, or the error that stopped it; and whether it was stored.

    ``notes`` are those that the task added, in its own process.
    """

    name: str
    value: Any = None
    error: RadiotmbError | None = None
    seconds: float = 0.0
    stored: bool = False
    notes: tuple[Note, ...] = ()


def attempt(function: Callable[..., Any], task: Task) -> Outcome:
    """Run one task in this process; an error it raises becomes part of its outcome.

    Examples
    --------
    >>> attempt(int, Task("three", {"x": "3"})).error is None
    False
    >>> attempt(dict, Task("three", {"x": 3})).value
    {'x': 3}
    """
    start = time.perf_counter()
    value, fault, notes = None, None, []
    try:
        # One thread each: XGBoost with two threads beside a second worker was 100 times slower.
        with collect_notes(printing=False) as notes, threadpool_limits(limits=1):
            if task.check is not None:
                task.check()
            value = function(**task.arguments)
    except RadiotmbError as error:
        fault = error
    except MemoryError:
        fault = TaskError(
            "not enough memory", where=task.name, hint="Fewer workers leave more for each"
        )
    except Exception as error:
        fault = TaskError(f"{type(error).__name__}: {error}", where=task.name)
    seconds = time.perf_counter() - start
    return Outcome(task.name, value, fault, seconds, notes=tuple(notes))
