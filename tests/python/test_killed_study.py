"""A study killed at any moment and started again gives the tables of an undisturbed run.

RADIOTMB_KILLS is the number of kills (20 for the long run), RADIOTMB_KILLS_SEED begins another
series of moments. Each kill has a fresh output folder. SIGKILL goes to the main process alone, as
from the kernel when memory runs out: its workers must then end by themselves.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml

from radiotmb.inputs.tables import write_table
from radiotmb.simulate import write_demo

KILLS = int(os.environ.get("RADIOTMB_KILLS", "3"))
MOMENTS = random.Random(int(os.environ.get("RADIOTMB_KILLS_SEED", "20220113")))
MODEL = {
    "outer": 3,
    "inner": 3,
    "repeats": 1,
    "trees": 20,
    "bootstrap_chain": 4,
    "permutations": 4,
    "permutation_trees": 10,
}

_COMMAND = Path(sys.executable).with_name("radiotmb")
# What the command says as a stage of the study begins.
STAGES = {
    "burden of": signal.SIGTERM,
    "features of": signal.SIGINT,
    "pictures of": signal.SIGHUP,
    "primary against metastasis": signal.SIGTERM,
    "models of the phases": signal.SIGINT,
    "discordance, survival, groups": signal.SIGHUP,
    "the published numbers": signal.SIGTERM,
    "report": signal.SIGINT,
}

pytestmark = [
    pytest.mark.r,
    pytest.mark.slow,
    pytest.mark.skipif(not _COMMAND.is_file(), reason="the command radiotmb is not installed"),
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux's /proc"),
]


class Cohort:
    """The demonstration cohort with two of its phases and a small model, and how it is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study = write_demo(folder / "demo", progress=False)
        images = pd.read_csv(folder / "demo" / "images.csv")
        kept = images[images["phase"].isin(["prone", "enhanced"])]
        write_table(kept.groupby("lesion").head(14), folder / "demo" / "images.csv")
        content = yaml.safe_load(self.study.read_text())
        content["phases"] = {
            "primary": ["prone"],
            "metastasis": ["enhanced"],
            "pair": ["prone", "enhanced"],
        }
        content["model"] |= MODEL
        self.study.write_text(yaml.safe_dump(content))

    def start(self, out: Path, mark: str) -> subprocess.Popen:
        """``radiotmb run`` with a temporary folder of its own beside its output."""
        temporary = out.with_suffix(".tmp")
        temporary.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [_COMMAND, "run", self.study, "--out", out, "--workers", "2"],
            env={**os.environ, "TMPDIR": str(temporary), "RADIOTMB_TEST_MARK": mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            # What a shell's & in a script ignores would stay ignored.
            preexec_fn=lambda: [signal.signal(one, signal.SIG_DFL) for one in STAGES.values()],
        )

    def finish(self, out: Path, mark: str) -> float:
        """A run to its end; its seconds."""
        start = time.monotonic()
        run = self.start(out, mark)
        messages = run.communicate(timeout=600)[1]
        assert run.returncode == 0, messages
        assert semaphores(run.pid) == []
        return time.monotonic() - start


def tables(out: Path) -> dict[str, bytes]:
    """Every table, and the results in one, by name."""
    found = [*out.glob("tables/*"), out / "results.json", out / "failures.csv"]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def processes_marked(mark: str) -> Iterator[str]:
    """Processes of a run, by their environment."""
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environ.read_bytes():
                yield environ.with_name("cmdline").read_text().replace("\0", " ")
        except OSError:
            continue


def semaphores(process: int) -> list[Path]:
    """What loky shares between a run's processes: named after the main one."""
    return list(Path("/dev/shm").glob(f"*loky-{process}-*"))


# Of every run: its finished tasks, and the record of what it wrote.
_KEPT = (".finished", ".outputs.json")


def half_written(out: Path) -> list[Path]:
    """What only a run in progress may have: temporary files of the output and of TMPDIR."""
    hidden = [path for path in out.rglob(".*") if path.name not in _KEPT]
    return [*hidden, *out.with_suffix(".tmp").rglob("*")]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory) -> Cohort:
    return Cohort(tmp_path_factory.mktemp("killed"))


@pytest.fixture(scope="module")
def undisturbed(cohort) -> tuple[dict[str, bytes], float]:
    out = cohort.folder / "undisturbed"
    seconds = cohort.finish(out, uuid.uuid4().hex)
    assert half_written(out) == []
    return tables(out), seconds


@pytest.mark.parametrize("share", [MOMENTS.uniform(0, 1) for _ in range(KILLS)])
def test_killed_and_started_again(share, cohort, undisturbed, tmp_path):
    expected, seconds = undisturbed
    assert len(expected) > 20
    out, mark = tmp_path / "out", uuid.uuid4().hex
    run = cohort.start(out, mark)
    try:
        run.wait(timeout=share * seconds)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
    run.communicate(timeout=300)
    limit = time.monotonic() + 300
    while left := list(processes_marked(mark)):
        assert time.monotonic() < limit, f"outlived the run: {left}"
        time.sleep(0.1)
    assert semaphores(run.pid) == []
    cohort.finish(out, mark)
    assert list(processes_marked(mark)) == []
    found = tables(out)
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert half_written(out) == []


def test_asked_to_stop_in_each_stage(cohort, undisturbed, tmp_path):
    """One folder for all: each start goes on from what the last has finished."""
    out, mark = tmp_path / "out", uuid.uuid4().hex
    for begins, number in STAGES.items():
        run = cohort.start(out, mark)
        said = []
        for line in run.stderr:
            said.append(line)
            if line.startswith(begins):
                run.send_signal(number)
                break
        said += run.communicate(timeout=300)[1].splitlines(keepends=True)
        assert run.returncode == 128 + number, "".join(said)
        assert said[-1].startswith("radiotmb: ")
        assert "finished work is kept and the same command goes on from there" in said[-1]
        assert "Traceback" not in "".join(said)
        limit = time.monotonic() + 300
        while left := list(processes_marked(mark)):
            assert time.monotonic() < limit, f"outlived the run: {left}"
            time.sleep(0.1)
        assert semaphores(run.pid) == []
    cohort.finish(out, mark)
    found, expected = tables(out), undisturbed[0]
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert half_written(out) == []
