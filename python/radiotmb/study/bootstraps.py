"""The interval of each phase's AUC: the whole chain on resampled patients, in blocks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.runtime.execution import Task, run_tasks
from radiotmb.runtime.to_json import to_json
from radiotmb.runtime.workers import Workers
from radiotmb.stats.chain_results import ChainBootstrap
from radiotmb.study.json_frames import frame_from_json, frame_to_json
from radiotmb.study.modelling_inputs import ModelKey, ModellingInputs, chain_parameters, keyed_task
from radiotmb.study.study_file import Study

# A block is what one task does. Each estimates the AUC of the patients as they are once more, so
# that blocks stay independent of each other.
RESAMPLES_PER_TASK = 50

_FRAMES = ("measures", "estimates", "resampled")


def bootstrap_of_phases(
    study: Study, of_phases: list[ModellingInputs], *, workers: Workers
) -> dict[ModelKey, ChainBootstrap]:
    """Resample every phase's patients: all blocks of all phases are one list of tasks.

    The chain is that of the phase's model, with its seed: the estimate is the model's own.
    """
    blocks = [(inputs.key, task) for inputs in of_phases for task in _tasks_of_phase(study, inputs)]
    found = _bootstraps_of([task for _, task in blocks], workers)
    parts: dict[ModelKey, list[ChainBootstrap]] = {}
    for (key, _), bootstrap in zip(blocks, found, strict=True):
        parts.setdefault(key, []).append(bootstrap)
    return {key: stats.combine_bootstraps(of_model) for key, of_model in parts.items()}


def bootstrap_of_one(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    parameters: dict[str, Any],
    resamples: int,
    *,
    workers: Workers | int = 1,
) -> ChainBootstrap:
    """Resample the patients of one table, in blocks as tasks.

    Parameters
    ----------
    features, labels : pandas.DataFrame
    parameters : dict
        Of :func:`radiotmb.stats.chain_bootstrap`: ``repeats``, ``trees``, ``seed`` ...
    resamples : int
        At least 2.
    workers : Workers or int
        Where the blocks run; a number is that many processes of this machine.
    """
    arguments = {
        "features": frame_to_json(features),
        "labels": frame_to_json(labels),
        "parameters": parameters,
    }
    tasks = [
        keyed_task(f"resamples from {block['first']}", {**arguments, **block}, _bootstrap_in)
        for block in _blocks(resamples)
    ]
    return stats.combine_bootstraps(_bootstraps_of(tasks, workers))


def _bootstraps_of(tasks: list[Task], workers: Workers | int) -> list[ChainBootstrap]:
    outcomes = run_tasks(
        bootstrap_block, tasks, workers=workers, description="resampling the patients"
    )
    found = []
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
        found.append(_bootstrap_in(outcome.value))
    return found


def _bootstrap_in(value: dict[str, Any]) -> ChainBootstrap:
    frames = {name: frame_from_json(value[name]) for name in _FRAMES}
    return ChainBootstrap(**{**value, **frames})


def bootstrap_block(
    features: dict, labels: dict, parameters: dict[str, Any], first: int, resamples: int
) -> dict[str, Any]:
    """One block of a chain bootstrap as plain data (a task)."""
    found = stats.chain_bootstrap(
        frame_from_json(features),
        frame_from_json(labels),
        first=first,
        resamples=resamples,
        **parameters,
    )
    frames = {name: frame_to_json(getattr(found, name)) for name in _FRAMES}
    return {**to_json(found), **frames}


def model_parameters(study: Study, phase: str) -> dict[str, Any]:
    """The chain of one phase's model, and of its bootstrap."""
    model = study.model
    return {
        **chain_parameters(study),
        "repeats": model.repeats,
        "trees": model.trees,
        "rfe": model.rfe,
        "seed": stats.derive_seed(study.seed, "phase", phase),
    }


def bootstrap_measures(found: ChainBootstrap) -> pd.DataFrame:
    """The measures that a bootstrap has intervals of, as rows of the measures table."""
    return found.measures.assign(interval="bootstrap of the whole chain").drop(columns="se")


def _tasks_of_phase(study: Study, inputs: ModellingInputs) -> list[Task]:
    arguments = {
        "features": frame_to_json(inputs.features),
        "labels": frame_to_json(inputs.labels),
        "parameters": model_parameters(study, inputs.phase),
    }
    name = f"{inputs.lesion} {inputs.phase}"
    return [
        keyed_task(
            f"resamples from {block['first']} of {name}", {**arguments, **block}, _bootstrap_in
        )
        for block in _blocks(study.model.bootstrap_chain)
    ]


def _blocks(total: int) -> list[dict[str, int]]:
    """Blocks of two resamples or more: one has no variance."""
    starts = [first for first in range(1, total + 1, RESAMPLES_PER_TASK) if total - first > 0]
    ends = [*(start - 1 for start in starts[1:]), total]
    return [
        {"first": first, "resamples": last - first + 1}
        for first, last in zip(starts, ends, strict=True)
    ]
