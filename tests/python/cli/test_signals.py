"""A command that is asked to stop says that finished work is kept, with the signal's status.

Every command is the installed one. A moment is found by what the command has written or started,
never by the clock.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

STATUSES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
KEPT = "finished work is kept and the same command goes on from there"
_PATIENCE_SECONDS = 300


def with_default_signals() -> None:
    """What nohup, or a shell's & in a script, ignores would stay ignored in the command."""
    for number in STATUSES:
        signal.signal(number, signal.SIG_DFL)


def wait_until(happened: Callable[[], bool], process: subprocess.Popen) -> None:
    """Until something has happened in a process that must not end before it."""
    limit = time.monotonic() + _PATIENCE_SECONDS
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)


@pytest.fixture
def start(command, tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts the command in a process group of its own; what is left of it ends with the test."""
    started = []

    def begin(*arguments: str, before: Sequence[str] = (), **environment: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [*before, command, *arguments], cwd=tmp_path, env={**os.environ, **environment},
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=with_default_signals,
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def assert_stopped(process: subprocess.Popen, number: signal.Signals) -> None:
    _, messages = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == STATUSES[number], messages
    assert KEPT in messages
    assert "Traceback" not in messages
    assert "Exception" not in messages


def slow_module(folder: Path, name: str) -> tuple[Path, Path]:
    """A module that says that it is being imported, and goes on for a minute."""
    mark, place = folder / "importing", folder / "modules"
    place.mkdir()
    (place / f"{name}.py").write_text(
        f"import time\nopen({str(mark)!r}, 'w').close()\ntime.sleep(60)\n"
    )
    return place, mark


@pytest.mark.parametrize("number", STATUSES)
@pytest.mark.parametrize("module", ["lazy_loader", "typer", "pyarrow", "yaml"])
def test_while_modules_are_imported(module, number, start, vcf, tmp_path):
    place, mark = slow_module(tmp_path, module)
    process = start("tmb", str(vcf), PYTHONPATH=str(place))
    wait_until(mark.exists, process)
    process.send_signal(number)
    assert_stopped(process, number)


def test_a_stop_is_json_where_json_is_asked_for(start, vcf, tmp_path):
    place, mark = slow_module(tmp_path, "pyarrow")
    process = start("tmb", str(vcf), "--json", PYTHONPATH=str(place))
    wait_until(mark.exists, process)
    process.send_signal(signal.SIGTERM)
    results, messages = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 143
    assert json.loads(results)["error"]["exit_status"] == 143
    assert KEPT in messages


def test_a_signal_that_was_ignored_before_stays_ignored(start, vcf, tmp_path):
    place, mark = slow_module(tmp_path, "pyarrow")
    (place / "pyarrow.py").write_text((place / "pyarrow.py").read_text().replace("60", "3"))
    nohup = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]
    process = start("tmb", str(vcf), before=nohup, PYTHONPATH=str(place))
    wait_until(mark.exists, process)
    process.send_signal(signal.SIGHUP)
    # The module that stood in for pyarrow ends, and the command with it.
    process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode not in (129, -signal.SIGHUP)


@pytest.fixture
def tables(tmp_path) -> dict[str, Path]:
    """Forty patients with sixty features, one of them of use."""
    random = np.random.default_rng(1)
    patients = [f"P{i:02d}" for i in range(40)]
    high = np.arange(40) % 2 == 0
    features = pd.DataFrame(random.normal(size=(40, 60))).add_prefix("f")
    features["f0"] += high
    features.insert(0, "patient_id", patients)
    labels = pd.DataFrame({"patient_id": patients, "status": np.where(high, "high", "low")})
    paths = {"features": tmp_path / "features.csv", "labels": tmp_path / "labels.csv"}
    features.to_csv(paths["features"], index=False)
    labels.to_csv(paths["labels"], index=False)
    return paths


def modelling(tables: dict[str, Path], out: Path, *more: str) -> list[str]:
    """A model of many trees and permutations: an hour of work, most of it R's."""
    named = ["--features", str(tables["features"]), "--labels", str(tables["labels"])]
    asked = ["--trees", "4000", "--permutations", "400", "--out", str(out)]
    return ["model", *named, *asked, *more]


def hosts_r(process: subprocess.Popen) -> bool:
    """Whether the process has R's compiled code of the package loaded: it computes then."""
    try:
        maps = Path(f"/proc/{process.pid}/maps").read_text()
    except OSError:
        return False
    return "radiotmb/libs/radiotmb.so" in maps


def busy_in_r(process: subprocess.Popen) -> Callable[[], bool]:
    """Whether the process has R loaded and has spent two seconds of work since it was seen so."""
    since: list[int] = []

    def ticks() -> int:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11])

    def happened() -> bool:
        if not hosts_r(process):
            return False
        since.append(ticks())
        return since[-1] - since[0] > 2 * os.sysconf("SC_CLK_TCK")

    return happened


needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs Linux's /proc")


@pytest.mark.r
@needs_proc
@pytest.mark.parametrize("number", STATUSES)
def test_while_r_computes_in_the_same_process(number, start, tables, tmp_path):
    process = start(*modelling(tables, tmp_path / "model"))
    wait_until(busy_in_r(process), process)
    process.send_signal(number)
    assert_stopped(process, number)


@pytest.mark.r
@needs_proc
def test_while_r_is_loaded(start, tables, tmp_path):
    process = start(*modelling(tables, tmp_path / "model"))

    def r_starts() -> bool:
        return "libR.so" in Path(f"/proc/{process.pid}/maps").read_text()

    wait_until(r_starts, process)
    process.send_signal(signal.SIGTERM)
    assert_stopped(process, signal.SIGTERM)


def workers_of(process: subprocess.Popen) -> list[int]:
    """The processes of a command's group but the command itself."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == process.pid and stat.parent.name != str(process.pid):
            found.append(int(stat.parent.name))
    return found


def results_in(out: Path) -> list[Path]:
    """Results that are stored whole: a file still being written has a name with a dot before it."""
    return list(out.glob(".finished/[!.]*.json"))


@pytest.mark.r
@needs_proc
@pytest.mark.parametrize("number", STATUSES)
def test_while_two_workers_compute(number, start, tables, tmp_path):
    """The signal goes to the whole group, as from a terminal or a queue."""
    out = tmp_path / "model"
    asked = modelling(tables, out, "--workers", "2", "--permutations", "2000", "--trees", "40")
    process = start(*asked)
    wait_until(lambda: len(results_in(out)) > 2, process)
    os.killpg(process.pid, number)
    assert_stopped(process, number)
    kept = {path.name: path.read_bytes() for path in results_in(out)}
    assert len(kept) > 2
    limit = time.monotonic() + 300
    while left := workers_of(process):
        assert time.monotonic() < limit, f"outlived the command: {left}"
        time.sleep(0.1)
