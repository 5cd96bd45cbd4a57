"""The command and a cluster that it cannot reach, may not use, or can."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from dask_cluster import PATIENCE_SECONDS, assert_ended, modelling, stored, wait_until

import radiotmb

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc"),
]


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


@pytest.mark.r
def test_a_worker_with_another_r_package(start_cluster, start, tables, tmp_path):
    from radiotmb.stats.r_code_hash import _r_package

    installed = _r_package()
    assert installed is not None
    copied(installed, tmp_path / "library" / "radiotmb", "extdata/text-columns.csv")
    cluster = start_cluster()
    cluster.start_worker(RADIOTMB_RLIB=str(tmp_path / "library"))
    asked = modelling(tables, tmp_path / "model", permutations=2)
    asked[asked.index("python")] = "r"
    process = start(*asked, "--scheduler", cluster.address)
    assert_ended(process, "has other code")
    assert stored(tmp_path / "model") == []


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


def test_a_cluster_that_speaks_tls_and_asks_for_certificates(
    start_cluster, start, vcf, tmp_path, certificate
):
    pem = str(certificate)
    cluster = start_cluster(
        "--protocol", "tls", "--tls-ca-file", pem, "--tls-cert", pem, "--tls-key", pem
    )
    settings = tmp_path / "dask.yaml"
    settings.write_text(
        "distributed:\n  comm:\n    require-encryption: true\n"
        f"    tls: {{ca-file: {pem}, client: {{cert: {pem}, key: {pem}}}}}\n"
    )
    cluster.start_worker()
    assert cluster.address.startswith("tls://")
    asked = ["tmb", str(vcf), "--json", "--scheduler", cluster.address]
    process = start(*asked, "--dask-config", str(settings))
    results, messages = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, messages
    assert '"mutations": 1' in results
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
