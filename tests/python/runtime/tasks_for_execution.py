"""Work for test_execution.py; run as a script it is a run that can be stopped."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Note, add_note


def spectrum(seed: int, killed_once: str | None = None, seconds: float = 0.0) -> dict:
    """Singular values of a random matrix: floating-point work that threads could disturb."""
    if seed < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    if killed_once is not None and not Path(killed_once).exists():
        Path(killed_once).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(seconds)
    values = np.linalg.svd(np.random.default_rng(seed).normal(size=(80, 60)), compute_uv=False)
    return {"values": values.tolist(), "sum": float(values.sum())}


def fail(kind: str) -> str:
    if kind == "input":
        raise InputError("no such file", file="scan.nii", expected="a scan")
    if kind == "unforeseen":
        return str(1 / 0)
    if kind == "memory":
        np.ones(2**55)
    return "sound"


def unpicklable() -> object:
    return (value for value in [1])


def pair(x: int) -> dict:
    return {"pair": (x, x + 1)}


def noted(number: int) -> int:
    time.sleep(0.1 * (number % 2 == 0))
    add_note(Note("info", "extraction", f"scan {number}", "one slice only"))
    return number


def array() -> object:
    return np.zeros(3)


def count_while_it_grows(path: str) -> int:
    """The length of a file that somebody else goes on writing meanwhile."""
    length = Path(path).stat().st_size
    with open(path, "ab") as stream:
        stream.write(b"more")
    return length


def only_three(value: dict) -> None:
    if value["x"] != 3:
        raise ValueError("not three")


def text(size: int) -> str:
    return "x" * size


def _stoppable_run(folder: str, workers: str) -> int:
    from radiotmb.runtime.execution import Task, run_tasks
    from radiotmb.runtime.signals import stop_on_signals
    from radiotmb.runtime.workers import Workers

    tasks = [Task(f"t{s}", {"seed": s, "seconds": 0.3}, f"key{s}") for s in range(8)]
    with stop_on_signals():
        try:
            # Tasks name their function by module, which for a script would be __main__.
            import tasks_for_execution

            store = Path(folder) / "store"
            run_tasks(
                tasks_for_execution.spectrum,
                tasks,
                workers=Workers(int(workers), store=store),
            )
        except KeyboardInterrupt as stop:
            return getattr(stop, "exit_status", 130)
    return 0


if __name__ == "__main__":
    sys.exit(_stoppable_run(*sys.argv[1:]))
