"""Roughly how long a study will take and how much memory, from the size of its inputs.

The rates were measured on two cores with the benchmarks of the project (benchmarks/RESULTS.md);
another machine may be twice as fast or as slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from radiotmb.study.model_checks import ExpectedModel
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables

_SECONDS_PER_SAMPLE = 0.08
_SECONDS_PER_VARIANT_MB = 0.01
_SECONDS_PER_SCAN = 0.15
_SECONDS_PER_SCAN_MB = 0.07
# One fold of the chain with 24 patients and 1037 features: what does not depend on the trees, and
# 500 trees.
_SECONDS_PER_FOLD = 0.02
_SECONDS_PER_500_TREES = 0.09
_PATIENTS = 24
_POWER = 1.3
_START = 6.0
_MB_PER_WORKER = 400


def expected_cost(
    study: Study, tables: StudyTables, models: Sequence[ExpectedModel], workers: int = 1
) -> pd.DataFrame:
    """Expected seconds of each stage and memory of the run.

    Parameters
    ----------
    study : Study
    tables : StudyTables
    models : sequence of ExpectedModel
    workers : int
        Local processes.

    Returns
    -------
    pandas.DataFrame
        stage, tasks, seconds, memory_mb.
    """
    variants = _megabytes(study, study.samples, tables.samples["variants"])
    rows = [
        (
            "burden",
            len(tables.samples),
            len(tables.samples) * _SECONDS_PER_SAMPLE + variants * _SECONDS_PER_VARIANT_MB,
        )
    ]
    if tables.images is not None and study.images is not None:
        scans = _megabytes(study, study.images, tables.images["image"])
        seconds = len(tables.images) * _SECONDS_PER_SCAN + scans * _SECONDS_PER_SCAN_MB
        rows.append(("extraction", len(tables.images), seconds))
        model = study.model
        # A resample is cross-validated twice.
        fits = model.outer * (model.repeats + 2 * model.bootstrap_chain * (study.engine == "r"))
        if study.model.comparator:
            fits += model.outer * (model.repeats + 2 * model.bootstrap_chain)
        if study.added_value.columns:
            # The model of both is trained without every two folds as well.
            added = study.added_value
            fits += (model.repeats + 2 * added.resamples) * model.outer * (model.outer + 1) // 2
            fits += added.permutations * model.repeats * model.outer
        permuted = model.permuted_chain()
        null = model.outer * model.permutations * permuted["repeats"]
        seconds = sum(
            (fits * _fold(model.trees) + null * _fold(permuted["trees"]))
            * max(1.0, one.patients / _PATIENTS) ** _POWER
            for one in models
        )
        rows.append(("models", len(models) * (fits + null), seconds))
    shared = [(stage, tasks, round(seconds / workers, 0)) for stage, tasks, seconds in rows]
    frame = pd.DataFrame(
        [*shared, ("start, statistics and report", 1, _START)],
        columns=["stage", "tasks", "seconds"],
    )
    return frame.assign(memory_mb=_MB_PER_WORKER * (workers + (workers > 1)))


def _fold(trees: int) -> float:
    return _SECONDS_PER_FOLD + _SECONDS_PER_500_TREES * trees / 500


def _megabytes(study: Study, table: Path, entries: pd.Series) -> float:
    folder = study.resolve(table).parent
    total = 0
    for entry in entries.dropna().astype(str):
        path = folder / entry
        files = path.glob("*") if path.is_dir() else [path]
        total += sum(file.stat().st_size for file in files if file.is_file())
    return total / 1e6
