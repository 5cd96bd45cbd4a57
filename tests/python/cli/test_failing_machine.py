"""Clocks, files, folders, disks and memory that fail while the installed command is at work.

A moment is found by what the command has said, or by its opening a pipe; never by the clock.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

PATIENCE_SECONDS = 300
# Four years to either side of the machine's own clock.
APART_SECONDS = 4 * 365 * 86_400


def tables(out: Path) -> dict[str, bytes]:
    found = [*out.glob("tables/*"), out / "results.json", out / "failures.csv"]
    return {path.name: path.read_bytes() for path in found}


def touch_all(folder: Path, seconds: float) -> None:
    """Give every file of a folder a time of change so far from the present one."""
    for path in folder.rglob("*"):
        moment = time.time() + seconds
        os.utime(path, (moment, moment))


@pytest.mark.parametrize("seconds", [APART_SECONDS, -APART_SECONDS])
def test_times_of_files_decide_nothing(seconds, study, radiotmb, tmp_path):
    out = tmp_path / "results"
    assert radiotmb("run", "study.yaml").returncode == 0
    expected = tables(out)
    touch_all(tmp_path, seconds)
    again = radiotmb("run", "study.yaml")
    assert "nothing has changed since the last run" in again.stderr
    # Stored results are taken as they are, whatever their age.
    (out / "provenance.json").unlink()
    stored = {path: path.stat().st_mtime_ns for path in out.glob(".finished/*.json")}
    assert radiotmb("run", "study.yaml").returncode == 0
    assert {path: path.stat().st_mtime_ns for path in stored} == stored
    assert tables(out) == expected
    # Other bytes of the same length, in a file of the same time.
    maf = tmp_path / "0-primary.maf"
    state = maf.stat()
    text = maf.read_text()
    maf.write_text(text.replace("Nonsense_Mutation", "Three_Prime_UTR_x", 1))
    assert len(maf.read_text()) == len(text)
    os.utime(maf, ns=(state.st_atime_ns, state.st_mtime_ns))
    done = radiotmb("run", "study.yaml")
    assert "nothing has changed" not in done.stderr
    before, after = (
        pd.read_csv(pd.io.common.BytesIO(one["burden.csv"])).set_index(["patient_id", "lesion"])
        for one in (expected, tables(out))
    )
    changed = before["mutations"] - after["mutations"]
    assert changed.to_dict() == {key: int(key == ("P1", "primary")) for key in changed.index}


def faketime() -> Path | None:
    """The library that gives a process another clock."""
    places = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
    named = os.environ.get("RADIOTMB_FAKETIME")
    if named:
        return Path(named)
    return next((found for place in places for found in Path("/").glob(place[1:])), None)


@pytest.mark.skipif(faketime() is None, reason="libfaketime is not installed")
@pytest.mark.parametrize("first", ["+4y", "-4y"])
def test_a_clock_that_is_set_back_or_forth_decides_nothing(first, study, radiotmb, tmp_path):
    def run(clock: str) -> subprocess.CompletedProcess:
        return radiotmb("run", "study.yaml", env={"LD_PRELOAD": str(faketime()), "FAKETIME": clock})

    out = tmp_path / "results"
    assert run(first).returncode == 0
    expected = tables(out)
    assert "nothing has changed since the last run" in run("-2d").stderr
    (out / "provenance.json").unlink()
    done = run("-1y")
    assert done.returncode == 0, done.stderr
    assert tables(out) == expected
    assert radiotmb("run", "study.yaml", "--out", "other").returncode == 0
    assert tables(tmp_path / "other") == expected


class Waiting:
    """A run that waits where it reads a pipe in place of a sample's file of variants.

    The pipe is opened for writing again and again, which succeeds while the run has it open; what
    it reads is an empty file. ``act`` is called once, while the run is reading.
    """

    def __init__(self, command: str, folder: Path, pipe: Path, act: Callable[[], None]) -> None:
        self.pipe, self.act, self.acted = pipe, act, False
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [command, "run", "study.yaml"], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        self.said += self.process.stderr

    def finish(self) -> str:
        """Let it go on to its end; what it has said."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < limit, self.said
            reads = any(line.startswith("burden of") for line in self.said)
            try:
                handle = os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ENXIO:  # that nobody reads
                    raise
                time.sleep(0.02)
                continue
            # Every file was hashed before the first is read.
            if reads and not self.acted:
                self.acted = True
                self.act()
            os.close(handle)
        self.listener.join()
        return "".join(self.said)


@pytest.fixture
def with_pipe(study, tmp_path) -> Path:
    """The study with a fifth sample, before the others, whose file is a pipe."""
    samples = tmp_path / "samples.csv"
    head, *rows = samples.read_text().splitlines()
    samples.write_text("\n".join([head, "P0,primary,pipe.maf", *rows]) + "\n")
    os.mkfifo(tmp_path / "pipe.maf")
    return tmp_path / "pipe.maf"


def test_a_file_that_changes_between_its_hash_and_its_reading(
    with_pipe, command, radiotmb, tmp_path
):
    last = tmp_path / "1-metastasis.maf"
    longer = last.read_text() + last.read_text().splitlines(keepends=True)[-1]

    def grow() -> None:
        last.write_text(longer.replace("\t1000\t", "\t900000\t"))

    waiting = Waiting(command, tmp_path, with_pipe, grow)
    said = waiting.finish()
    assert waiting.acted
    assert waiting.process.returncode == 1, said
    failures = pd.read_csv(tmp_path / "results" / "failures.csv").set_index("name")["reason"]
    assert "1-metastasis.maf has changed while it was read" in failures["P2 metastasis"]
    assert "pipe.maf: " in failures["P0 primary"]
    burden = pd.read_csv(tmp_path / "results" / "tables" / "burden.csv")
    assert len(burden) == 3
    # The file is whole now, and the pipe gone.
    with_pipe.unlink()
    samples = tmp_path / "samples.csv"
    samples.write_text(samples.read_text().replace("P0,primary,pipe.maf\n", ""))
    assert radiotmb("run", "study.yaml").returncode == 0
    again = pd.read_csv(tmp_path / "results" / "tables" / "burden.csv")
    assert len(again) == 4


def test_two_runs_at_once_into_one_folder(with_pipe, command, radiotmb, tmp_path):
    (tmp_path / "second.yaml").write_text((tmp_path / "study.yaml").read_text())
    samples = (tmp_path / "samples.csv").read_text()
    (tmp_path / "others.csv").write_text(samples.replace("P0,primary,pipe.maf\n", ""))
    second = (tmp_path / "study.yaml").read_text().replace("samples.csv", "others.csv")
    (tmp_path / "second.yaml").write_text(second)
    refused = []

    def start_another() -> None:
        refused.append(radiotmb("run", "second.yaml", "-q"))

    waiting = Waiting(command, tmp_path, with_pipe, start_another)
    said = waiting.finish()
    assert waiting.process.returncode == 1, said
    assert refused[0].returncode == 2
    held = f"another run is writing here (process {waiting.process.pid} on "
    assert held in refused[0].stderr
    assert refused[0].stderr.count("\n") == 1
    assert len(pd.read_csv(tmp_path / "results" / "tables" / "burden.csv")) == 4
    # Whoever comes after it may.
    assert radiotmb("run", "second.yaml").returncode == 0


@contextlib.contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A file system of its own, in memory."""
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(asked, capture_output=True).returncode:
        pytest.skip("a file system can be mounted by root only")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_cannot_be_written(study, radiotmb, tmp_path):
    place = tmp_path / "disk"
    with mounted(place, "1m"):
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        for out in (place, place / "results"):
            done = radiotmb("run", "study.yaml", "--out", str(out), "-q")
            assert done.returncode == 2
            assert f"'{out}' cannot be written: disk: Read-only file system" in done.stderr
            assert done.stderr.count("\n") == 1
        assert list(place.iterdir()) == []
    for verb in (["tmb", "0-primary.maf"], ["demo"]):
        out = ["--out", "absent/../0-primary.maf/b.csv"] if verb[0] == "tmb" else ["0-primary.maf"]
        done = radiotmb(*verb, *out, "-q")
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr


def _kilobytes(paths: Iterator[Path]) -> int:
    return sum(-(-path.stat().st_size // 4096) * 4 for path in paths if path.is_file())


def test_a_disk_that_is_full_when_the_report_is_written(study, radiotmb, tmp_path):
    assert radiotmb("run", "study.yaml").returncode == 0
    whole = tmp_path / "results"
    of_report = {*(whole / "figures").rglob("*"), whole / "report.html"}
    before = _kilobytes(path for path in whole.rglob("*") if path not in of_report)
    after = _kilobytes(iter(of_report))
    assert after > 100
    place = tmp_path / "disk"
    # All but the report fits, with room for what is being written and for the folders.
    with mounted(place, f"{before + 64}k"):
        out = ["--out", str(place / "results")]
        full = radiotmb("run", "study.yaml", *out)
        assert full.returncode == 2, full.stderr
        assert full.stderr.splitlines()[-1].endswith("cannot be written (No space left on device)")
        assert "Traceback" not in full.stderr
        assert tables(place / "results") == tables(whole)
        assert not (place / "results" / "report.html").exists()
        assert not [path for path in place.rglob(".*") if ".writing-" in path.name]
        grown = f"remount,size={before + after + 512}k"
        subprocess.run(["mount", "-o", grown, str(place)], check=True)
        done = radiotmb("run", "study.yaml", *out)
        assert done.returncode == 0, done.stderr
        assert tables(place / "results") == tables(whole)
        report = (place / "results" / "report.html").read_text()
        assert len(report) == pytest.approx(len((whole / "report.html").read_text()), rel=0.01)


NRRD = (
    "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\n"
    "sizes: 256 256 600\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n"
    "kinds: domain domain domain\nencoding: gzip\nendian: little\n\n"
)


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [500, 700, 900, 1300])
def test_memory_that_runs_out_at_some_point(megabytes, command, tmp_path):
    """A scan of 79 MB under limits from too little for the libraries to enough for the scan.

    Wherever it runs out there is one message and no result, or all is well.
    """
    zeros = gzip.compress(bytes(2 * 256 * 256 * 600), 1)
    (tmp_path / "scan.nrrd").write_bytes(NRRD.encode() + zeros)
    masked = NRRD.replace("short", "uchar").replace("256 256 600", "64 64 64")
    one = bytes(64 * 64 * 20) + b"\1" * (64 * 64 * 4) + bytes(64 * 64 * 40)
    (tmp_path / "mask.nrrd").write_bytes(masked.encode() + gzip.compress(one))
    asked = f"'{command}' extract scan.nrrd mask.nrrd --sigma 1 --align-mask -q --out f.csv"
    done = subprocess.run(
        ["sh", "-c", f"ulimit -v {megabytes}000; exec {asked}"], cwd=tmp_path,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert done.returncode in (0, 1, 2), done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "f.csv").exists() == (done.returncode == 0)
    if done.returncode:
        assert done.stderr.startswith("radiotmb: ")
        assert done.stderr.count("\n") == 1, done.stderr
        assert "memory" in done.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ('RuntimeError("can\'t start new thread")', "not enough memory (can't start new thread)"),
        (
            r"OSError('XGBoost.\n  * x.so: failed to map segment from shared object')",
            "not enough memory (* x.so: failed to map segment from shared object)",
        ),
    ],
)
def test_what_a_library_says_where_a_limit_leaves_no_room(error, said):
    """And OpenBLAS, which would end the process, has one thread unless the user says another."""
    code = (
        "import os; from radiotmb.cli import process; from radiotmb.runtime import memory_limit\n"
        "def fails(arguments):\n"
        f"    raise {error}\n"
        "process._run = fails\n"
        "print(process.run_command([]), os.environ['OPENBLAS_NUM_THREADS'])"
    )
    for threads, number in ((None, "1"), ("3", "3")):
        given = {} if threads is None else {"OPENBLAS_NUM_THREADS": threads}
        plain = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
        done = subprocess.run(
            ["sh", "-c", 'ulimit -v 8000000; exec "$0" -c "$1"', sys.executable, code],
            env={**plain, **given}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout.split() == ["2", number], done.stderr
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
