"""A Dask cluster whose processes a test may stop, kill or start again, and a command that uses it.

Scheduler and workers are processes of their own. A moment is found by what the command has stored.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 300
# Limits that a test need not wait long for.
SHORT = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s",
    "DASK_DISTRIBUTED__SCHEDULER__NO_WORKERS_TIMEOUT": "3s",
}
# Where a worker is on its way, however slow the machine.
PATIENT = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "300s",
    "DASK_DISTRIBUTED__SCHEDULER__NO_WORKERS_TIMEOUT": "300s",
}


def wait_until(happened: Callable[[], bool], *processes: subprocess.Popen) -> None:
    """Until something has happened, in processes that must not end before it."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        for process in processes:
            assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)


class Cluster:
    """A scheduler and its workers, each a process that a test may stop, kill or start again."""

    def __init__(self, folder: Path, *security: str) -> None:
        self.folder, self.security = folder, security
        self.started: list[subprocess.Popen] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        wait_until(lambda: file.is_file() and '"address"' in file.read_text(), self.scheduler)
        text = file.read_text()
        self.address = text.partition('"address": "')[2].partition('"')[0]

    def start_worker(self, *named: str, **environment: str) -> subprocess.Popen:
        """A worker of one thread, without a nanny that would start it again."""
        more = ["--nthreads", "1", "--no-nanny", "--death-timeout", "600", *named]
        return self._start("worker", self.address, *more, **environment)

    def _start(self, *arguments: str, **environment: str) -> subprocess.Popen:
        # A folder that is none of the command's.
        place = self.folder / f"{len(self.started)}"
        place.mkdir()
        with open(place / "log", "w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard", *self.security],
                cwd=place, env={**os.environ, **environment}, stdout=log, stderr=log,
            )  # fmt: skip
        self.started.append(process)
        return process

    def end(self) -> None:
        for process in reversed(self.started):
            process.kill()
            process.wait()


def modelling(tables: Path, out: Path, *more: str, permutations: int = 160) -> list[str]:
    """A model and its permutations, in blocks of twenty."""
    named = ["--features", str(tables / "features.csv"), "--labels", str(tables / "labels.csv")]
    small = ["--outer", "3", "--inner", "3", "--repeats", "1", "--trees", "20"]
    asked = ["--engine", "python", "--permutations", str(permutations), "--out", str(out)]
    return ["model", *named, *small, *asked, *more]


def written(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def stored(out: Path) -> list[Path]:
    return list(out.glob(".finished/[!.]*.json"))


def assert_ended(process: subprocess.Popen, said: str) -> None:
    """One message, and nothing of Dask's."""
    _, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 2, messages
    assert messages.startswith("radiotmb: "), messages
    assert messages.count("\n") == 1, messages
    assert said in messages


def assert_the_same(process: subprocess.Popen, out: Path, undisturbed: dict[str, bytes]) -> None:
    _, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, messages
    assert written(out) == undisturbed
