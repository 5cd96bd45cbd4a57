"""How time and memory grow: scans 30 to 240, patients 24 to 1000, and what 10,000 would take.

    python benchmarks/scaling.py                 scans 30, 60, 120, 240; patients 24 to 1000
    python benchmarks/scaling.py --trees 500     as the study has them, five times as long
    python benchmarks/scaling.py --workers 2

Every point is a process of its own; memory is the peak of its whole process tree, sampled twice a
second (a look at it costs the workers time).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Files here are named as the packages they measure, and Python would find them first.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]

FEATURES = 1037


def scans_child(folder: Path, count: int, workers: int) -> dict:
    """Extract ``count`` scans of the demonstration cohort's size."""
    import pandas as pd

    from radiotmb.radiomics import extract_cohort

    table = pd.read_csv(folder / "images.csv")
    rows = [table.iloc[index % len(table)].to_dict() for index in range(count)]
    images = pd.DataFrame(rows).assign(patient_id=[f"P{index}" for index in range(count)])
    extract_cohort(images[:workers], folder=folder, workers=workers)
    start = time.perf_counter()
    done = extract_cohort(images, folder=folder, workers=workers)
    assert len(done.features) == count
    return {"seconds": time.perf_counter() - start}


def patients_child(count: int, trees: int) -> dict:
    """One repeat of the nested cross-validation on ``count`` x 1037 synthetic features."""
    import numpy as np
    import pandas as pd

    from radiotmb import stats

    random = np.random.default_rng(1)
    status = np.where(np.arange(count) % 3 == 0, "high", "low")
    blocks = random.normal(size=(count, 300))
    blocks[status == "high", :20] += 0.5
    x = blocks[:, random.integers(300, size=FEATURES)] + 0.35 * random.normal(
        size=(count, FEATURES)
    )
    names = [f"P{index:04d}" for index in range(count)]
    features = pd.DataFrame(x, columns=[f"feature_{index:04d}" for index in range(FEATURES)])
    features.insert(0, "patient_id", names)
    labels = pd.DataFrame({"patient_id": names, "status": status})
    stats.tmb_interval(pd.Series([12]), 1.2)
    start = time.perf_counter()
    stats.nested_cv(features, labels, positive="high", trees=trees, repeats=1, seed=1)
    return {"seconds": time.perf_counter() - start}


def measure(*arguments: object) -> dict:
    """A child of this script: its seconds, and the peak memory of its process tree in MB."""
    command = [sys.executable, __file__, "--child", *map(str, arguments)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, tree_mb(child.pid))
        time.sleep(0.5)
    text = child.stdout.read()
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} failed")
    return {**json.loads(text.strip().splitlines()[-1]), "peak_mb": peak}


def tree_mb(root: int) -> float:
    """Proportional memory of a process and all below it (shared pages are counted once)."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        try:
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            continue
    return total / 1024


def exponent(sizes: list[int], values: list[float]) -> float:
    """Slope of log(value) on log(size): 1 is proportional."""
    x, y = [math.log(size) for size in sizes], [math.log(value) for value in values]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def table(title: str, unit: str, sizes: list[int], found: list[dict]) -> None:
    """Print one scaling table and its exponents."""
    print(f"\n{title}\n{unit:>10}{'seconds':>10}{'each':>9}{'peak MB':>9}")
    for size, one in zip(sizes, found, strict=True):
        each = one["seconds"] / size
        print(f"{size:10}{one['seconds']:10.1f}{each:9.3f}{one['peak_mb']:9.0f}")
    if len(sizes) > 1:
        time_power = exponent(sizes, [one["seconds"] for one in found])
        memory_power = exponent(sizes, [one["peak_mb"] for one in found])
        print(f"time grows with the power {time_power:.2f}, memory with {memory_power:.2f}")


def plan(scan: dict, models: dict[int, dict], scan_bytes: int, *, patients: int = 10_000) -> None:
    """Tasks, hours, memory and bytes of a large study, from the measured figures."""
    tasks = 4 * patients
    hours = tasks * scan["each"] / 3600
    print(f"\non paper: {patients} patients with four scans each, from the figures above")
    print(
        f"  extraction: {tasks} tasks, {hours:.1f} core hours; on 100 workers "
        f"{60 * hours / 100:.0f} min"
    )
    print(
        f"  memory: {scan['worker_mb']:.0f} MB a worker; bytes moved: "
        f"{tasks * scan_bytes / 1e9:.1f} GB of scans this size, "
        f"{tasks * FEATURES * 8 / 1e6:.0f} MB of features"
    )
    if len(models) > 1:
        sizes = sorted(models)
        power = exponent(sizes, [models[size]["seconds"] for size in sizes])
        seconds = models[sizes[-1]]["seconds"] * (patients / sizes[-1]) ** power
        print(
            f"  models: one repeat of one phase, power {power:.2f} carried on from {sizes[-1]}: "
            f"{seconds / 3600:.2f} h; 5 repeats of 4 phases are 20 such tasks, "
            f"{20 * seconds / 3600:.1f} core hours"
        )
        first, last = models[sizes[0]]["peak_mb"], models[sizes[-1]]["peak_mb"]
        slope = max(0.0, (last - first) / (sizes[-1] - sizes[0]))
        print(
            f"  their memory: about {last + slope * (patients - sizes[-1]):.0f} MB a task (on the "
            f"line through {sizes[0]} and {sizes[-1]}); bytes moved: "
            f"{20 * patients * FEATURES * 8 / 1e9:.1f} GB of features"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", type=int, nargs="*", default=[30, 60, 120, 240])
    parser.add_argument("--patients", type=int, nargs="*", default=[24, 100, 300, 1000])
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        kind, *rest = options.child
        if kind == "scans":
            print(json.dumps(scans_child(Path(rest[0]), int(rest[1]), int(rest[2]))))
        else:
            print(json.dumps(patients_child(int(rest[0]), int(rest[1]))))
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as scratch:
        from radiotmb.simulate import write_demo

        cohort = write_demo(Path(scratch) / "demo", progress=False).parent
        scan_bytes = sum(p.stat().st_size for p in (cohort / "images").iterdir()) // 90
        scans = [measure("scans", cohort, count, options.workers) for count in options.scans]
        table(f"scans of 72 x 72 x 20, {options.workers} workers", "scans", options.scans, scans)
        if options.workers > 1 and options.scans:
            count = options.scans[len(options.scans) // 2]
            alone = measure("scans", cohort, count, 1)["seconds"]
            shared = scans[options.scans.index(count)]["seconds"]
            print(
                f"{count} scans: {alone:.1f} s on one worker, {shared:.1f} s on "
                f"{options.workers}: {alone / shared:.2f} times as fast"
            )
        models = {count: measure("patients", count, options.trees) for count in options.patients}
        table(
            f"nested cross-validation, 5 x 5 folds, {options.trees} trees, one process",
            "patients",
            options.patients,
            list(models.values()),
        )
        if scans:
            each = options.workers * scans[-1]["seconds"] / options.scans[-1]
            memory = scans[-1]["peak_mb"] / (options.workers + 1)
            plan({"each": each, "worker_mb": memory}, models, scan_bytes)


if __name__ == "__main__":
    main()
