"""Runs a list of independent tasks and returns their outcomes in the order of the list.

A task is a module-level function applied to its own arguments (a scan, a sample, a block of
permutations). It runs in this process, in local processes (loky), or on a Dask cluster;
the answer is the same for each. A task that fails is recorded while the others go on. Where the
:class:`~radiotmb.runtime.workers.Workers` name a store, a finished task's result is kept under its
content key and never computed again. Notes that a task adds, in whichever process, are added here
once all are done.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from radiotmb.errors import TaskError
from radiotmb.runtime.files import state_of
from radiotmb.runtime.notes import add_notes
from radiotmb.runtime.progress import progress_bar
from radiotmb.runtime.result_store import NotStored, read_result, write_result
from radiotmb.runtime.signals import raise_if_asked_to_stop
from radiotmb.runtime.task import Outcome, Task, attempt
from radiotmb.runtime.workers import Workers

__all__ = ["Outcome", "Task", "Workers", "run_tasks"]


def run_tasks(
    function: Callable[..., Any],
    tasks: Sequence[Task],
    *,
    workers: Workers | int = 1,
    description: str = "working",
    progress: bool | None = None,
) -> list[Outcome]:
    """Apply ``function(**task.arguments)`` to every task.

    Parameters
    ----------
    function : callable
        Importable by name; with a store its value must be plain JSON data.
    tasks : sequence of Task
    workers : Workers or int
        Where the tasks run and where their results are stored; a number is that many processes of
        this machine and no store. One process is this one. Numeric libraries get one thread in
        each. Each needs about 250 MB, 150 MB more where it hosts R, and what its task needs.
    description : str
        What the progress bar says.
    progress : bool, optional
        As in :func:`radiotmb.runtime.progress.progress_bar`.

    Returns
    -------
    list of Outcome
        In the order of ``tasks``, whatever the number of workers.

    Raises
    ------
    InputError
        Where the store cannot be written (a full disk) or the scheduler does not answer, is
        lost, or has a worker with other code. What is finished by then is kept.

    Examples
    --------
    >>> [outcome.value for outcome in run_tasks(dict, [Task("a", {"x": 1}), Task("b", {"x": 2})])]
    [{'x': 1}, {'x': 2}]
    """
    workers = Workers.of(workers)
    outcomes: dict[int, Outcome] = {}
    waiting: list[int] = []
    for index, task in enumerate(tasks):
        try:
            outcomes[index] = _stored_outcome(workers.store, task)
        except NotStored:
            waiting.append(index)
    with progress_bar(progress) as bar:
        row = bar.add_task(description, total=len(tasks), completed=len(outcomes))
        # Closed also when the store cannot be written, so that the workers stop.
        with closing(_outcomes(function, tasks, waiting, workers)) as coming:
            for index, outcome in coming:
                outcomes[index] = _with_stored_value(workers.store, tasks[index], outcome)
                bar.advance(row)
                raise_if_asked_to_stop()
    ordered = [outcomes[index] for index in range(len(tasks))]
    # In the order of the tasks, so that the notes do not depend on who was faster.
    for outcome in ordered:
        add_notes(outcome.notes)
    return ordered


def _stored_outcome(store: Path | None, task: Task) -> Outcome:
    if store is None or not task.key:
        raise NotStored(task.key)
    found = read_result(store, task.key)
    if task.accepts is not None:
        try:
            task.accepts(found.value)
        except Exception as error:
            raise NotStored(task.key) from error
    return Outcome(task.name, found.value, stored=True, notes=found.notes)


def _with_stored_value(store: Path | None, task: Task, outcome: Outcome) -> Outcome:
    if store is None or not task.key or outcome.error is not None:
        return outcome
    for path, state in task.states:
        if state_of(path) != state:
            fault = TaskError(
                f"{path.name} has changed while it was read",
                where=task.name,
                hint="Give the command again once the file is whole",
            )
            return replace(outcome, value=None, error=fault)
    try:
        return replace(outcome, value=write_result(store, task.key, outcome.value, outcome.notes))
    except TaskError as error:
        return replace(outcome, value=None, error=error)


def _outcomes(
    function: Callable[..., Any],
    tasks: Sequence[Task],
    waiting: Sequence[int],
    workers: Workers,
) -> Generator[tuple[int, Outcome], None, None]:
    if not waiting:
        return
    processes = min(workers.count, len(waiting))
    if workers.scheduler is not None:
        from radiotmb.runtime.cluster import run_on_cluster

        yield from run_on_cluster(function, tasks, waiting, workers)
    elif processes <= 1:
        for index in waiting:
            yield index, attempt(function, tasks[index])
    else:
        from radiotmb.runtime.local_workers import run_in_processes

        yield from run_in_processes(function, tasks, waiting, processes)
