"""A stopped command or scheduler: one message, and the finished work is kept."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from dask_cluster import PATIENCE_SECONDS, assert_ended, assert_the_same, modelling, stored

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc"),
]

STATUSES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.mark.parametrize("number", STATUSES)
def test_a_signal_ends_it(number, cluster, begin_modelling):
    process, out = begin_modelling(cluster, cluster.worker, permutations=4000)
    process.send_signal(number)
    _, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == STATUSES[number], messages
    assert "finished work is kept and the same command goes on from there" in messages
    assert messages.count("\n") == 1, messages
    assert stored(out)


def test_a_scheduler_that_falls_silent(cluster, begin_modelling):
    process, _ = begin_modelling(cluster, cluster.worker, permutations=4000)
    cluster.scheduler.send_signal(signal.SIGSTOP)
    try:
        assert_ended(process, "is lost (no answer for 3 seconds). Finished work is kept")
    finally:
        cluster.scheduler.send_signal(signal.SIGCONT)


def test_a_killed_scheduler_ends_it_and_the_same_command_goes_on(
    start_cluster, begin_modelling, start, tables, undisturbed
):
    cluster = start_cluster()
    process, out = begin_modelling(cluster, cluster.start_worker(), blocks=2)
    cluster.scheduler.kill()
    assert_ended(process, f"{cluster.address} is lost")
    cluster.end()
    kept = {path: path.stat().st_mtime_ns for path in stored(out)}
    assert 1 < len(kept) < 8
    assert_the_same(start(*modelling(tables, out)), out, undisturbed)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
