"""Workers that vanish, freeze or come back: the results are those of one process."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
from dask_cluster import PATIENT, assert_ended, assert_the_same, modelling, stored, wait_until

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc"),
]


def test_a_worker_that_vanishes_and_one_that_takes_its_place(
    cluster, begin_modelling, start, tables, undisturbed
):
    process, out = begin_modelling(cluster, cluster.worker)
    cluster.worker.kill()
    cluster.worker.wait()
    assert_ended(process, "has had no worker for 3 seconds. Finished work is kept")
    kept = len(stored(out))
    assert kept > 0
    again = start(*modelling(tables, out, "--scheduler", cluster.address), **PATIENT)
    cluster.worker = cluster.start_worker()
    wait_until(lambda: len(stored(out)) > kept, again, cluster.worker)
    # Another that comes while the first is there, and the first goes.
    first, cluster.worker = cluster.worker, cluster.start_worker()
    cluster_log = cluster.folder / str(len(cluster.started) - 1) / "log"
    wait_until(lambda: "Registered to" in cluster_log.read_text(), cluster.worker)
    first.kill()
    assert_the_same(again, out, undisturbed)


def test_a_worker_that_is_frozen_and_thawed(cluster, begin_modelling, undisturbed):
    """What it has in hand waits for it, or is done by the other; nothing is done twice."""
    second = cluster.start_worker()
    process, out = begin_modelling(cluster, cluster.worker, second, **PATIENT)
    cluster.worker.send_signal(signal.SIGSTOP)
    try:
        kept = len(stored(out))
        wait_until(lambda: len(stored(out)) > min(kept + 1, 5), process, second)
    finally:
        cluster.worker.send_signal(signal.SIGCONT)
    assert_the_same(process, out, undisturbed)
    second.kill()
    second.wait()


def test_a_worker_that_stays_frozen_is_given_up(
    start_cluster, begin_modelling, start, tables, undisturbed, monkeypatch
):
    """By the scheduler, after the time its settings name; thawed, it does no harm."""
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL", "5s")
    cluster = start_cluster()
    frozen = cluster.start_worker()
    slow_to_connect = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "300s"}
    process, out = begin_modelling(cluster, frozen, **slow_to_connect)
    frozen.send_signal(signal.SIGSTOP)
    assert_ended(process, "has had no worker for 3 seconds. Finished work is kept")
    assert stored(out)
    again = start(*modelling(tables, out, "--scheduler", cluster.address), **PATIENT)
    frozen.send_signal(signal.SIGCONT)
    cluster.start_worker()
    assert_the_same(again, out, undisturbed)


def test_a_killed_worker_that_comes_back_by_its_own_name(
    start_cluster, begin_modelling, undisturbed
):
    cluster = start_cluster()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
    named = ["--name", "one", "--worker-port", port]
    worker = cluster.start_worker(*named)
    process, out = begin_modelling(cluster, worker, **PATIENT)
    worker.kill()
    worker.wait()
    cluster.start_worker(*named)
    assert_the_same(process, out, undisturbed)
