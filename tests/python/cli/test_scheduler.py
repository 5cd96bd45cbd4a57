"""The command on a Dask cluster that goes wrong: it ends by itself, says why, and keeps its work.

Scheduler and workers are processes of their own. A moment is found by what the command has stored.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import radiotmb

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc"),
]

STATUSES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
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


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    """One scheduler and one worker; a test that harms them puts them right again."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.worker = made.start_worker()
    yield made
    made.end()


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
            preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL) for number in STATUSES],
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def assert_ended(process: subprocess.Popen, said: str) -> None:
    """One message, and nothing of Dask's."""
    _, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 2, messages
    assert messages.startswith("radiotmb: "), messages
    assert messages.count("\n") == 1, messages
    assert said in messages


def test_where_no_scheduler_is(start, vcf):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        process = start("tmb", str(vcf), "--scheduler", address)
        assert_ended(process, f"no Dask scheduler answers at {address}")


def test_one_that_takes_the_connection_and_says_nothing(start, vcf):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        process = start("tmb", str(vcf), "--scheduler", address)
        assert_ended(process, f"no Dask scheduler answers at {address}")


def test_a_file_named_from_the_command_s_folder_is_found_by_a_worker_in_another(
    cluster, radiotmb, vcf
):
    (vcf.parent / "samples.csv").write_text(f"patient_id,lesion,variants\nP1,primary,{vcf.name}\n")
    for named in ([vcf.name], ["--samples", "samples.csv"]):
        done = radiotmb("tmb", *named, "--scheduler", cluster.address, "--json")
        assert done.returncode == 0, done.stderr
        assert '"mutations": 1' in done.stdout


@pytest.mark.parametrize("number", STATUSES)
def test_a_signal_ends_it(number, cluster, start, tables, tmp_path):
    out = tmp_path / "model"
    process = start(*modelling(tables, out, "--scheduler", cluster.address, permutations=4000))
    wait_until(lambda: len(stored(out)) > 0, process, cluster.worker)
    process.send_signal(number)
    _, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == STATUSES[number], messages
    assert "finished work is kept and the same command goes on from there" in messages
    assert messages.count("\n") == 1, messages
    assert stored(out)


def test_a_scheduler_that_falls_silent(cluster, start, tables, tmp_path):
    out = tmp_path / "model"
    process = start(*modelling(tables, out, "--scheduler", cluster.address, permutations=4000))
    wait_until(lambda: len(stored(out)) > 0, process, cluster.worker)
    cluster.scheduler.send_signal(signal.SIGSTOP)
    try:
        assert_ended(process, "is lost (no answer for 3 seconds). Finished work is kept")
    finally:
        cluster.scheduler.send_signal(signal.SIGCONT)


def test_a_worker_that_vanishes_and_one_that_takes_its_place(
    cluster, start, tables, tmp_path, undisturbed
):
    out = tmp_path / "model"
    process = start(*modelling(tables, out, "--scheduler", cluster.address))
    wait_until(lambda: len(stored(out)) > 0, process, cluster.worker)
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
    _, messages = again.communicate(timeout=PATIENCE_SECONDS)
    assert again.returncode == 0, messages
    assert written(out) == undisturbed


def assert_the_same(process: subprocess.Popen, out: Path, undisturbed: dict[str, bytes]) -> None:
    _, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, messages
    assert written(out) == undisturbed


def test_a_worker_that_is_frozen_and_thawed(cluster, start, tables, tmp_path, undisturbed):
    """What it has in hand waits for it, or is done by the other; nothing is done twice."""
    out, second = tmp_path / "model", cluster.start_worker()
    process = start(*modelling(tables, out, "--scheduler", cluster.address), **PATIENT)
    wait_until(lambda: len(stored(out)) > 0, process, cluster.worker, second)
    cluster.worker.send_signal(signal.SIGSTOP)
    try:
        kept = len(stored(out))
        wait_until(lambda: len(stored(out)) > min(kept + 1, 5), process, second)
    finally:
        cluster.worker.send_signal(signal.SIGCONT)
    assert_the_same(process, out, undisturbed)
    second.kill()
    second.wait()


def test_a_worker_that_stays_frozen_is_given_up(start, tables, tmp_path, undisturbed, monkeypatch):
    """By the scheduler, after the time its settings name; thawed, it does no harm."""
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL", "5s")
    own = tmp_path / "cluster"
    own.mkdir()
    cluster = Cluster(own)
    try:
        frozen = cluster.start_worker()
        out = tmp_path / "model"
        asked = modelling(tables, out, "--scheduler", cluster.address)
        process = start(*asked, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="300s")
        wait_until(lambda: len(stored(out)) > 0, process, frozen)
        frozen.send_signal(signal.SIGSTOP)
        assert_ended(process, "has had no worker for 3 seconds. Finished work is kept")
        assert stored(out)
        again = start(*asked, **PATIENT)
        frozen.send_signal(signal.SIGCONT)
        cluster.start_worker()
        assert_the_same(again, out, undisturbed)
    finally:
        cluster.end()


def test_a_killed_worker_that_comes_back_by_its_own_name(start, tables, tmp_path, undisturbed):
    own = tmp_path / "cluster"
    own.mkdir()
    cluster = Cluster(own)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = str(unused.getsockname()[1])
    try:
        named = ["--name", "one", "--worker-port", port]
        worker = cluster.start_worker(*named)
        out = tmp_path / "model"
        process = start(*modelling(tables, out, "--scheduler", cluster.address), **PATIENT)
        wait_until(lambda: len(stored(out)) > 0, process, worker)
        worker.kill()
        worker.wait()
        cluster.start_worker(*named)
        assert_the_same(process, out, undisturbed)
    finally:
        cluster.end()


def copied(source: Path, target: Path, changed: str) -> Path:
    """A copy in which one file has a line more."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    with open(target / changed, "a") as stream:
        stream.write("# edited\n")
    return target


def test_a_worker_with_other_code_of_the_same_version(cluster, start, vcf, tmp_path):
    own = Path(radiotmb.__file__).parent
    copied(own, tmp_path / "other" / "radiotmb", "tmb/compute.py")
    other = cluster.start_worker(PYTHONPATH=str(tmp_path / "other"))
    log = cluster.folder / str(len(cluster.started) - 1) / "log"
    try:
        wait_until(lambda: "Registered to" in log.read_text(), other)
        process = start("tmb", str(vcf), "--scheduler", cluster.address)
        assert_ended(process, f"has radiotmb {radiotmb.__version__} with other code")
    finally:
        other.kill()
        other.wait()


def test_a_killed_scheduler_ends_it_and_the_same_command_goes_on(
    start, tables, tmp_path, undisturbed
):
    own = tmp_path / "cluster"
    own.mkdir()
    cluster = Cluster(own)
    try:
        worker = cluster.start_worker()
        out = tmp_path / "model"
        process = start(*modelling(tables, out, "--scheduler", cluster.address))
        wait_until(lambda: len(stored(out)) > 1, process, worker)
        cluster.scheduler.kill()
        assert_ended(process, f"{cluster.address} is lost")
    finally:
        cluster.end()
    kept = {path: path.stat().st_mtime_ns for path in stored(out)}
    assert 1 < len(kept) < 8
    again = start(*modelling(tables, out))
    _, messages = again.communicate(timeout=PATIENCE_SECONDS)
    assert again.returncode == 0, messages
    assert written(out) == undisturbed
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


@pytest.mark.r
def test_a_worker_with_another_r_package(start, tables, tmp_path):
    from radiotmb.stats.r_code_hash import _r_package

    installed = _r_package()
    assert installed is not None
    copied(installed, tmp_path / "library" / "radiotmb", "extdata/text-columns.csv")
    own = tmp_path / "cluster"
    own.mkdir()
    cluster = Cluster(own)
    try:
        cluster.start_worker(RADIOTMB_RLIB=str(tmp_path / "library"))
        asked = modelling(tables, tmp_path / "model", permutations=2)
        asked[asked.index("python")] = "r"
        process = start(*asked, "--scheduler", cluster.address)
        assert_ended(process, "has other code")
        assert stored(tmp_path / "model") == []
    finally:
        cluster.end()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate that signs itself, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    file = tmp_path_factory.mktemp("certificate") / "own.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=own"]
    files = ["-keyout", str(file), "-out", str(file.with_suffix(".crt"))]
    subprocess.run(["openssl", *asked, *files], check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


def test_a_cluster_that_speaks_tls_and_asks_for_certificates(start, vcf, tmp_path, certificate):
    own = tmp_path / "cluster"
    own.mkdir()
    pem = str(certificate)
    cluster = Cluster(
        own, "--protocol", "tls", "--tls-ca-file", pem, "--tls-cert", pem, "--tls-key", pem
    )
    settings = tmp_path / "dask.yaml"
    settings.write_text(
        "distributed:\n  comm:\n    require-encryption: true\n"
        f"    tls: {{ca-file: {pem}, client: {{cert: {pem}, key: {pem}}}}}\n"
    )
    try:
        cluster.start_worker()
        assert cluster.address.startswith("tls://")
        asked = ["tmb", str(vcf), "--json", "--scheduler", cluster.address]
        process = start(*asked, "--dask-config", str(settings))
        results, messages = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, messages
        assert '"mutations": 1' in results
    finally:
        cluster.end()
    asked.remove("--json")
    assert_ended(start(*asked), "cannot be asked")
    plain = [*asked[:-1], cluster.address.replace("tls:", "tcp:")]
    process = start(*plain, "--dask-config", str(settings))
    assert_ended(process, "encryption required by Dask configuration")


def test_settings_without_a_scheduler_or_a_file_are_refused(start, vcf, tmp_path):
    settings = tmp_path / "dask.yaml"
    settings.write_text("distributed: [")
    assert_ended(start("tmb", str(vcf), "--dask-config", "dask.yaml"), "--scheduler ADDRESS")
    there = ["--scheduler", "tcp://127.0.0.1:1", "--dask-config"]
    assert_ended(start("tmb", str(vcf), *there, "nowhere.yaml"), "nowhere.yaml: no such file")
    process = start("tmb", str(vcf), *there, "dask.yaml")
    assert_ended(process, "dask.yaml: not readable as Dask's settings")
