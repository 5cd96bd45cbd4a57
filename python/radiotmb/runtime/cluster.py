"""Tasks on a Dask cluster: the scheduler is the user's, its workers need radiotmb installed."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from radiotmb import __version__
from radiotmb.errors import InputError, MissingSoftwareError, TaskError
from radiotmb.runtime.task import Outcome, Task, attempt

_SECONDS_TO_ANSWER = 15
_SECONDS_FOR_A_WORKER = 60


def run_on_cluster(
    function: Callable[..., Any], tasks: Sequence[Task], waiting: Sequence[int], scheduler: str
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes of ``tasks[i]`` for each i of ``waiting``, as they come.

    A task whose worker is lost is run again by Dask (``distributed.scheduler.allowed-failures``
    times); then its outcome is a :class:`~radiotmb.errors.TaskError`. Only twice as many tasks as
    there are threads are handed out at a time, so that a long list does not fill the scheduler.

    Raises
    ------
    InputError
        Where no scheduler answers, it has no worker, or a worker has another version.
    MissingSoftwareError
        Where dask.distributed is not installed.
    """
    with _connected(scheduler) as client:
        from distributed import as_completed

        queue = deque(waiting)
        in_hand: dict[Any, int] = {}

        def hand_out() -> Any:
            index = queue.popleft()
            future = client.submit(attempt, function, tasks[index], pure=False)
            in_hand[future] = index
            return future

        window = 2 * sum(client.nthreads().values())
        coming = as_completed([hand_out() for _ in range(min(window, len(queue)))])
        try:
            for future in coming:
                index = in_hand.pop(future)
                yield index, _outcome_of(future, tasks[index])
                future.release()
                if queue:
                    coming.add(hand_out())
        finally:
            with contextlib.suppress(Exception):
                client.cancel(list(in_hand), force=True)


@contextlib.contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingSoftwareError(
            "--scheduler needs dask.distributed", hint="pip install 'radiotmb[dask]'"
        ) from error
    # Lost workers are reported in the outcomes, not in the library's log.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            f"no Dask scheduler answers at {scheduler}", expected="an address like tcp://host:8786"
        ) from error
    with client, client.as_current():
        _check_workers(client, scheduler)
        yield client


def _check_workers(client: Any, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_SECONDS_FOR_A_WORKER)
    except TimeoutError as error:
        raise InputError(f"the Dask scheduler at {scheduler} has no worker") from error
    for worker, version in client.run(_version, on_error="return").items():
        if isinstance(version, OSError):
            continue  # lost while it was asked: what it would have done, others do
        if isinstance(version, Exception):
            raise InputError(
                f"radiotmb does not start on the worker {worker} ({version})",
                hint="Install the same radiotmb in the workers' environment",
            ) from version
        if version != __version__:
            raise InputError(
                f"radiotmb {version} runs on the worker {worker}",
                expected=f"{__version__}, as here",
            )


def _version() -> str:
    from radiotmb import __version__ as version

    return version


def _outcome_of(future: Any, task: Task) -> Outcome:
    # Its status alone may be old: a result whose worker has gone is computed again, and asking for
    # it waits for that.
    try:
        return future.result()
    except Exception as error:
        reason = "its scheduler is gone" if future.cancelled() else _first_line(error)
    return Outcome(task.name, error=TaskError(f"lost on the cluster ({reason})", where=task.name))


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
