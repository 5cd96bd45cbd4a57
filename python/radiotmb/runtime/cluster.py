"""Tasks on a Dask cluster: the scheduler is the user's, its workers need the same radiotmb.

Everything that speaks to the cluster runs in the event loop of one thread, so that each question
has a limit to how long its answer may take. The caller only waits for what that thread sends, and
hears signals meanwhile. What the limits are is Dask's own settings.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from radiotmb.errors import InputError, MissingSoftwareError, RadiotmbError, TaskError
from radiotmb.runtime.code_hash import Code, code_here
from radiotmb.runtime.task import Outcome, Task, attempt
from radiotmb.runtime.workers import Workers

# Dask's settings, and what stands for one that is not set.
_TO_ANSWER = ("distributed.comm.timeouts.connect", "30s")
_FOR_A_WORKER = ("distributed.scheduler.no-workers-timeout", "60s")

_SECONDS_BETWEEN_LOOKS = 1
_SECONDS_TO_LEAVE = 10

_KEPT = "Finished work is kept: start the scheduler and its workers, and give the command again"


def run_on_cluster(
    function: Callable[..., Any], tasks: Sequence[Task], waiting: Sequence[int], workers: Workers
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes of ``tasks[i]`` for each i of ``waiting``, as they come.

    A task whose worker is lost is run again by Dask (``distributed.scheduler.allowed-failures``
    times); then its outcome is a :class:`~radiotmb.errors.TaskError`. Only twice as many tasks as
    there are threads are handed out at a time, so that a long list does not fill the scheduler. A
    relative path among a task's arguments becomes absolute: a worker has another working folder.

    Raises
    ------
    InputError
        Where no scheduler answers or it is lost, where it has no worker, or where a worker's code
        is not the code here.
    MissingSoftwareError
        Where dask.distributed is not installed.
    """
    try:
        import distributed  # noqa: F401 # asked for here, where a person is told
    except ImportError as error:
        raise MissingSoftwareError(
            "--scheduler needs dask.distributed", hint="pip install 'radiotmb[dask]'"
        ) from error
    with _settings(workers.dask_config):
        exchange = _Exchange(function, tasks, waiting, workers)
        try:
            for _ in waiting:
                yield exchange.next_outcome()
        finally:
            exchange.end()


class _Exchange:
    """The thread that speaks to the cluster, and what it sends to the one that waits."""

    def __init__(
        self,
        function: Callable[..., Any],
        tasks: Sequence[Task],
        waiting: Sequence[int],
        workers: Workers,
    ) -> None:
        self._function = function
        self._tasks = tasks
        self._waiting = deque(waiting)
        self._scheduler = str(workers.scheduler)
        self._code = code_here()
        self._sent: queue.SimpleQueue[tuple[int, Outcome] | BaseException] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        # What Dask leaves behind in a lost connection is not for the terminal.
        self._loop.set_exception_handler(lambda loop, context: None)
        self._over = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)
        self._thread.start()

    def next_outcome(self) -> tuple[int, Outcome]:
        """The next task that is done; what ended the exchange is raised."""
        sent = self._sent.get()
        if isinstance(sent, BaseException):
            raise sent
        self._tell(self._hand_out)
        return sent

    def end(self) -> None:
        """Leave the cluster; what its workers have in hand is forgotten there."""
        self._tell(self._over.set)
        self._thread.join(_SECONDS_TO_LEAVE)

    def _tell(self, act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(act)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._exchange())
        except BaseException as error:
            self._sent.put(error)
        finally:
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            # Once around, so that what was cancelled ends.
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()

    async def _exchange(self) -> None:
        async with _connected(self._scheduler) as client:
            threads = await _check_workers(client, self._scheduler, self._code)
            self._client = client
            for _ in range(2 * threads):
                self._hand_out()
            watch = asyncio.create_task(_watch(client, self._scheduler))
            over = asyncio.create_task(self._over.wait())
            await asyncio.wait([watch, over], return_when=asyncio.FIRST_COMPLETED)
            for task in [over, *self._in_hand]:
                task.cancel()
            if not watch.cancel():
                await watch

    def _hand_out(self) -> None:
        if self._waiting:
            task = asyncio.create_task(self._do(self._waiting.popleft()))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    async def _do(self, index: int) -> None:
        task = self._tasks[index]
        sent = replace(task, arguments=with_absolute_paths(task.arguments))
        try:
            future = self._client.submit(
                attempt_with_same_code, self._function, sent, self._code, pure=False
            )
            outcome = await outcome_of(future, task)
        except RadiotmbError as error:
            self._sent.put(error)
        except Exception as error:
            self._sent.put(_lost(self._scheduler, _first_line(error)))
        else:
            if isinstance(outcome, Code):
                self._sent.put(_other_code("a worker", outcome, self._code))
            else:
                self._sent.put((index, outcome))


def attempt_with_same_code(function: Callable[..., Any], task: Task, code: Code) -> Outcome | Code:
    """On a worker: the task's outcome; or the worker's own code, where it is another.

    A worker may join, or come back, long after the others were asked.
    """
    own = code_here()
    return attempt(function, task) if own == code else own


async def outcome_of(future: Any, task: Task) -> Any:
    """What a Dask future of an asynchronous client holds.

    Raises
    ------
    InputError
        Where the scheduler is gone.
    """
    # Its status alone may be old: a result whose worker has gone is computed again, and asking for
    # it waits for that.
    try:
        return await future
    except (Exception, asyncio.CancelledError) as error:
        if future.cancelled():
            raise _lost(future.client.scheduler.address, "the connection is lost") from error
        if isinstance(error, asyncio.CancelledError):
            raise
        reason = _first_line(error)
    return Outcome(task.name, error=TaskError(f"lost on the cluster ({reason})", where=task.name))


def with_absolute_paths(value: Any) -> Any:
    """Plain data with every relative :class:`~pathlib.Path` in it made absolute.

    Examples
    --------
    >>> with_absolute_paths({"files": [Path("scan.nii")]})["files"][0].is_absolute()
    True
    """
    if isinstance(value, Path):
        return value.absolute()
    if isinstance(value, Mapping):
        return {name: with_absolute_paths(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(with_absolute_paths(item) for item in value)
    return value


@contextlib.asynccontextmanager
async def _connected(scheduler: str) -> AsyncIterator[Any]:
    from distributed import Client

    _silence_dask()
    limit = _seconds(_TO_ANSWER)
    try:
        client = Client(scheduler, timeout=limit, asynchronous=True, set_as_default=False)
    except Exception as error:
        raise _not_connected(scheduler, error) from error
    try:
        try:
            # One that takes the connection and says nothing would be asked for ever.
            await asyncio.wait_for(_started(client), limit + 1)
        except Exception as error:
            raise _not_connected(scheduler, error) from error
        yield client
    finally:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(client.close(), _SECONDS_TO_LEAVE / 2)


async def _started(client: Any) -> None:
    await client


def _not_connected(scheduler: str, error: Exception) -> InputError:
    if isinstance(error, (OSError, ValueError, asyncio.TimeoutError)):
        return InputError(
            f"no Dask scheduler answers at {scheduler}", expected="an address like tcp://host:8786"
        )
    # Certificates that are missing, encryption that the settings ask for, a setting out of bounds:
    # Dask has no error of its own for these.
    return InputError(
        f"the Dask scheduler at {scheduler} cannot be asked ({_first_line(error)})",
        hint="--dask-config FILE gives Dask's settings, with TLS certificates among them",
    )


async def _check_workers(client: Any, scheduler: str, code: Code) -> int:
    """Wait for a worker and compare the code of all; the number of their threads."""
    patience = _seconds(_FOR_A_WORKER)
    try:
        await asyncio.wait_for(client.wait_for_workers(1), patience)
        threads = await asyncio.wait_for(client.nthreads(), _seconds(_TO_ANSWER))
    except asyncio.TimeoutError as error:
        raise InputError(
            f"the Dask scheduler at {scheduler} has no worker",
            hint=f"dask worker {scheduler} starts one",
        ) from error
    answers = await asyncio.gather(*(_code_of(client, worker) for worker in threads))
    for worker, answer in zip(threads, answers, strict=True):
        if isinstance(answer, (OSError, asyncio.TimeoutError)):
            continue  # lost, or busy, as it was asked; each task asks again
        if isinstance(answer, Exception):
            raise InputError(
                f"radiotmb does not start on the worker {worker} ({_first_line(answer)})",
                hint="Install the same radiotmb in the workers' environment",
            ) from answer
        if answer != code:
            raise _other_code(f"the worker {worker}", answer, code)
    return sum(threads.values())


async def _code_of(client: Any, worker: str) -> Any:
    asked = client.run(code_here, workers=[worker], on_error="return")
    try:
        return (await asyncio.wait_for(asked, _seconds(_TO_ANSWER)))[worker]
    except Exception as error:
        return error


async def _watch(client: Any, scheduler: str) -> None:
    """Raise where the scheduler is gone, says nothing more, or has been without workers."""
    patience, silence = _seconds(_FOR_A_WORKER), _seconds(_TO_ANSWER)
    looks_without = 0
    while True:
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        if client.status != "running":
            raise _lost(scheduler, "the connection is lost")
        try:
            threads = await asyncio.wait_for(client.nthreads(), silence)
        except asyncio.TimeoutError as error:
            raise _lost(scheduler, f"no answer for {silence:.0f} seconds") from error
        except OSError as error:
            raise _lost(scheduler, _first_line(error)) from error
        looks_without = 0 if threads else looks_without + 1
        if looks_without * _SECONDS_BETWEEN_LOOKS > patience:
            raise InputError(
                f"the Dask scheduler at {scheduler} has had no worker for {patience:.0f} seconds",
                hint=_KEPT,
            )


def _lost(scheduler: str, reason: str) -> InputError:
    return InputError(f"the Dask scheduler at {scheduler} is lost ({reason})", hint=_KEPT)


def _other_code(worker: str, found: Code, here: Code) -> InputError:
    return InputError(
        f"{worker} has radiotmb {found.version} with other code ({found.hash[:8]})",
        expected=f"{here.version} as it is installed here ({here.hash[:8]})",
        hint="Install the same files there (one folder, wheel or container for all), and start "
        "the worker again",
    )


@contextlib.contextmanager
def _settings(file: Path | None) -> Iterator[None]:
    """Dask's settings from a file of Dask's own form, over those of its environment."""
    if file is None:
        yield
        return
    import dask.config

    if not file.is_file():
        raise InputError("no such file", file=file, expected="Dask's settings (YAML)")
    try:
        (given,) = dask.config.collect_yaml([str(file)])
    except ValueError as error:
        raise InputError(
            f"not readable as Dask's settings ({_one_line(error)})", file=file
        ) from None
    with dask.config.set(dict(_dotted(given))):
        yield


def _dotted(settings: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from _dotted(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _seconds(setting: tuple[str, str]) -> float:
    import dask.config
    from dask.utils import parse_timedelta

    name, otherwise = setting
    return float(parse_timedelta(dask.config.get(name, None) or otherwise))


def _silence_dask() -> None:
    """What the library would log is in the outcomes, or in the one message that ends the run."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
