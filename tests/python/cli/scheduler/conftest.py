"""A cluster, the tables of a model, and the command in a process that ends with its test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import SHORT, Cluster, modelling, stored, wait_until, written

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    """One scheduler and one worker; a test that harms them puts them right again."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.worker = made.start_worker()
    yield made
    made.end()


@pytest.fixture
def start_cluster(tmp_path) -> Iterator[Callable[..., Cluster]]:
    """``start_cluster(*security)``: a scheduler of the test's own, which may be harmed."""
    started = []

    def begin(*security: str) -> Cluster:
        folder = tmp_path / f"cluster{len(started)}"
        folder.mkdir()
        started.append(Cluster(folder, *security))
        return started[-1]

    yield begin
    for cluster in started:
        cluster.end()


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    """Thirty patients with twenty features, one of them of use."""
    folder = tmp_path_factory.mktemp("tables")
    random = np.random.default_rng(1)
    patients = [f"P{i:02d}" for i in range(30)]
    high = np.arange(30) % 2 == 0
    features = pd.DataFrame(random.normal(size=(30, 20))).add_prefix("f")
    features["f0"] += high
    features.insert(0, "patient_id", patients)
    features.to_csv(folder / "features.csv", index=False)
    labels = pd.DataFrame({"patient_id": patients, "status": np.where(high, "high", "low")})
    labels.to_csv(folder / "labels.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def undisturbed(command, tables, tmp_path_factory) -> dict[str, bytes]:
    """What the command writes without a cluster."""
    out = tmp_path_factory.mktemp("undisturbed") / "model"
    subprocess.run([command, *modelling(tables, out)], check=True, capture_output=True)
    return written(out)


@pytest.fixture
def start(command, tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    started = []

    def begin(*arguments: str, **limits: str) -> subprocess.Popen:
        given = {**os.environ, **SHORT, **limits}
        process = subprocess.Popen(
            [command, *arguments], cwd=tmp_path, env=given, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL) for number in STOPPING],
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def begin_modelling(start, tables, tmp_path) -> Callable[..., tuple[subprocess.Popen, Path]]:
    """``begin_modelling(cluster, *workers)``: the command and its folder, with work stored there.

    ``blocks`` is how many results are waited for, while command and workers live.
    """

    def begin(
        cluster: Cluster,
        *workers: subprocess.Popen,
        permutations: int = 160,
        blocks: int = 1,
        **limits: str,
    ) -> tuple[subprocess.Popen, Path]:
        out = tmp_path / "model"
        asked = modelling(tables, out, "--scheduler", cluster.address, permutations=permutations)
        process = start(*asked, **limits)
        wait_until(lambda: len(stored(out)) >= blocks, process, *workers)
        return process, out

    return begin
