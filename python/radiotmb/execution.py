"""A list of independent tasks in, a list of outcomes out, in the order of the list.

A task is a module-level function applied to its own arguments (a scan, a sample, a block of
permutations). It runs in this process, in local processes (joblib's loky), or on a Dask cluster;
the answer is the same for each. A task that fails is recorded while the others go on. With a
``store``, a finished task's result is kept under its content key and never computed again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from threadpoolctl import threadpool_limits

from radiotmb.errors import InputError, RadiotmbError, TaskError
from radiotmb.files import write_json


@dataclass(frozen=True)
class Task:
    """One call: its name for people, its arguments, and the key its result is kept under.

    ``key`` is a hash of everything the result depends on (input bytes, preset, version, seed);
    an empty key is never stored.
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a value, or the error that stopped it; and whether it was stored."""

    name: str
    value: Any = None
    error: RadiotmbError | None = None
    seconds: float = 0.0
    stored: bool = False


def run_tasks(
    function: Callable[..., Any],
    tasks: Sequence[Task],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    store: str | Path | None = None,
    description: str = "working",
    progress: bool | None = None,
) -> list[Outcome]:
    """Apply ``function(**task.arguments)`` to every task.

    Parameters
    ----------
    function : callable
        Importable by name; with a ``store`` its value must be plain JSON data.
    tasks : sequence of Task
    workers : int
        Local processes; 1 stays in this process. Numeric libraries get one thread in each.
    scheduler : str, optional
        Address of a Dask scheduler (``tcp://host:8786``); takes the place of ``workers``.
    store : path, optional
        Folder of finished results, one JSON file a key.
    description : str
        What the progress bar says. A bar is drawn on a terminal only.
    progress : bool, optional
        Force the bar on or off.

    Returns
    -------
    list of Outcome
        In the order of ``tasks``, whatever the number of workers.

    Examples
    --------
    >>> [o.value for o in run_tasks(pow, [])]
    []
    """
    outcomes: dict[int, Outcome] = {}
    waiting: list[int] = []
    for index, task in enumerate(tasks):
        found = _stored(store, task)
        if found is None:
            waiting.append(index)
        else:
            outcomes[index] = found
    bar = _progress_bar(progress)
    with bar:
        row = bar.add_task(description, total=len(tasks), completed=len(outcomes))
        for index, outcome in _outcomes(function, tasks, waiting, workers, scheduler):
            outcomes[index] = outcome
            if store is not None and outcome.error is None and tasks[index].key:
                write_json(Path(store) / f"{tasks[index].key}.json", outcome.value)
            bar.advance(row)
    return [outcomes[index] for index in range(len(tasks))]


def _stored(store: str | Path | None, task: Task) -> Outcome | None:
    if store is None or not task.key:
        return None
    path = Path(store) / f"{task.key}.json"
    try:
        return Outcome(task.name, json.loads(path.read_text(encoding="utf-8")), stored=True)
    except (FileNotFoundError, ValueError):
        return None


def _outcomes(
    function: Callable[..., Any],
    tasks: Sequence[Task],
    waiting: Sequence[int],
    workers: int,
    scheduler: str | None,
) -> Iterator[tuple[int, Outcome]]:
    if scheduler is not None:
        yield from _on_dask(function, tasks, waiting, scheduler)
    elif workers <= 1 or len(waiting) <= 1:
        for index in waiting:
            yield _attempt(index, function, tasks[index])
    else:
        from joblib import Parallel, delayed

        yield from Parallel(
            n_jobs=min(workers, len(waiting)), return_as="generator_unordered", batch_size=1
        )(delayed(_attempt)(index, function, tasks[index]) for index in waiting)


def _on_dask(
    function: Callable[..., Any], tasks: Sequence[Task], waiting: Sequence[int], scheduler: str
) -> Iterator[tuple[int, Outcome]]:
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise InputError(
            "--scheduler needs dask.distributed", hint="pip install 'radiotmb[dask]'"
        ) from error
    try:
        client = Client(scheduler, timeout="15s")
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"no Dask scheduler answers at {scheduler}") from error
    with client:
        futures = {
            client.submit(_attempt, index, function, tasks[index], pure=False): index
            for index in waiting
        }
        for future in as_completed(futures):
            index = futures[future]
            if future.status == "finished":
                yield future.result()
            else:
                reason = future.exception()
                yield (
                    index,
                    Outcome(tasks[index].name, error=TaskError(f"lost on the cluster ({reason})")),
                )


def _attempt(index: int, function: Callable[..., Any], task: Task) -> tuple[int, Outcome]:
    """Run one task where it stands; what it raises becomes part of its outcome."""
    start = time.perf_counter()
    try:
        # One thread each: XGBoost with two threads beside a second worker was 100 times slower.
        with threadpool_limits(limits=1):
            value = function(**task.arguments)
    except RadiotmbError as error:
        return index, Outcome(task.name, error=error, seconds=time.perf_counter() - start)
    except Exception as error:
        fault = TaskError(f"{type(error).__name__}: {error}", where=task.name)
        return index, Outcome(task.name, error=fault, seconds=time.perf_counter() - start)
    return index, Outcome(task.name, value, seconds=time.perf_counter() - start)


def _progress_bar(progress: bool | None) -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not (console.is_terminal if progress is None else progress),
    )
