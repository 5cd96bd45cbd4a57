"""Seconds, CPU seconds, peak of memory and answer of a few lines of Python or a shell command."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from generated import write_variants

FRAME = """\
import json, resource, time
IMPORTS

def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)

if __name__ == "__main__":
    WARM
    used, start = spent(), time.perf_counter()
    BODY
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "cpu": spent() - used, "answer": answer,
                      "megabytes": peak / 1024}))
"""


OURS = """\
import glob, pandas, pysam.samtools
import radiotmb.tmb.judge
from radiotmb.tmb import *"""


def measured(
    code: str, imports: str = OURS, python: str = sys.executable, warm: str | None = None
) -> dict:
    """Run a few lines of Python in a process of its own: seconds, CPU, memory and its answer.

    ``warm`` are lines that run before the clock does; by default, for radiotmb, a file of one
    variant is judged.
    """
    body = "".join(f"    {line}\n" for line in code.splitlines())
    with tempfile.TemporaryDirectory() as folder:
        if warm is None and imports == OURS:
            one = Path(folder) / "warm.vcf.gz"
            write_variants(one, 1)
            warm = f"burden_of_files(['{one}'], read_assay('all-coding'))"
        frame = FRAME.replace("    BODY\n", body).replace("IMPORTS", imports)
        frame = frame.replace("WARM", "\n    ".join((warm or "pass").splitlines()))
        # Compiled modules are kept between runs, as an installed program's are.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        done = subprocess.run(
            [python, "-c", frame], capture_output=True, text=True, env=environment
        )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def program(command: str) -> dict:
    """The same for a shell command; its answer is the last number it prints."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answer = int(done.stdout.split()[-1]) if done.stdout.split() else None
    return {"seconds": seconds, "cpu": cpu, "answer": answer, "megabytes": 0.0}


def in_turn(sides: Mapping[str, Callable[[], dict]], rounds: int) -> dict[str, dict]:
    """Every side once a round; medians, and the answer that all rounds gave."""
    runs: dict[str, list[dict]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            runs[name].append(run())
    medians = {}
    for name, found in runs.items():
        medians[name] = {
            key: statistics.median(run[key] for run in found)
            for key in ("seconds", "cpu", "megabytes")
        }
        medians[name]["answer"] = found[0]["answer"]
        row = medians[name]
        print(
            f"{name:40s} {row['seconds']:8.2f} s {row['cpu']:8.2f} CPU s "
            f"{row['megabytes']:7.0f} MB   {row['answer']}"
        )
    return medians
