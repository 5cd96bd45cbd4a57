"""Permutation nulls of each phase and of the best phase, in blocks of permutations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.runtime.execution import Task, run_tasks
from radiotmb.runtime.to_json import to_json
from radiotmb.runtime.workers import Workers
from radiotmb.stats.chain_results import PermutationNull
from radiotmb.study.json_frames import frame_from_json, frame_to_json
from radiotmb.study.modelling_inputs import ModelKey, ModellingInputs, chain_parameters, keyed_task
from radiotmb.study.study_file import Study

# A block is what one task does: small enough to share out and to lose.
PERMUTATIONS_PER_TASK = 20


@dataclass(frozen=True)
class Nulls:
    """The null of each lesion's phase, and that of the best of them as plain data."""

    phases: dict[ModelKey, PermutationNull]
    best: dict[str, Any] | None


def null_of_phases(
    study: Study,
    of_phases: list[ModellingInputs],
    areas: dict[ModelKey, float],
    *,
    workers: Workers,
) -> Nulls:
    """Permute every phase's labels: all blocks of all phases are one list of tasks.

    Parameters
    ----------
    study : Study
    of_phases : list of ModellingInputs
    areas : dict
        The AUC of each phase's model. It is the observed AUC of the null where the permutations
        run the model's own chain; with other trees or repeats the AUC of that chain is, so that
        like is compared with like.
    workers : Workers
    """
    blocks = [
        (inputs.key, task)
        for inputs in of_phases
        for task in _tasks_of_phase(study, inputs, areas[inputs.key])
    ]
    nulls = _nulls_of([task for _, task in blocks], workers)
    parts: dict[ModelKey, list[PermutationNull]] = {}
    for (key, _), null in zip(blocks, nulls, strict=True):
        parts.setdefault(key, []).append(null)
    phases = {
        key: stats.combine_nulls(of_model, engine=study.engine) for key, of_model in parts.items()
    }
    if len(phases) < 2:
        return Nulls(phases, None)
    best = stats.max_of(list(phases.values()), engine=study.engine)
    return Nulls(
        phases,
        {
            "phases": [{"lesion": lesion, "phase": phase} for lesion, phase in phases],
            "observed": best.observed,
            "p_value": best.p_value,
            "interval": to_json(best.interval),
            "permutations": len(best.null),
        },
    )


def null_of_one(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    parameters: dict[str, Any],
    permutations: int,
    *,
    workers: Workers | int = 1,
) -> PermutationNull:
    """Compute the permutation null of one table, its blocks as tasks.

    Parameters
    ----------
    features, labels : pandas.DataFrame
    parameters : dict
        Of :func:`radiotmb.stats.permutation_null`: ``engine``, ``observed``, ``seed`` ...
    permutations : int
    workers : Workers or int
        Where the blocks run; a number is that many processes of this machine.
    """
    arguments = _arguments(features, labels, parameters)
    tasks = [
        keyed_task(f"permutations from {block['first']}", {**arguments, **block}, _null_in)
        for block in _blocks(permutations)
    ]
    nulls = _nulls_of(tasks, workers)
    return stats.combine_nulls(nulls, engine=parameters["engine"])


def permute_block(
    features: dict, labels: dict, parameters: dict[str, Any], first: int, permutations: int
) -> dict[str, Any]:
    """One block of a permutation null as plain data (a task)."""
    null = stats.permutation_null(
        frame_from_json(features),
        frame_from_json(labels),
        first=first,
        permutations=permutations,
        **parameters,
    )
    return {**to_json(null), "null": frame_to_json(null.null)}


def _nulls_of(tasks: list[Task], workers: Workers | int) -> list[PermutationNull]:
    outcomes = run_tasks(
        permute_block,
        tasks,
        workers=workers,
        description="permuting the labels",
    )
    nulls = []
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
        nulls.append(_null_in(outcome.value))
    return nulls


def _null_in(value: dict[str, Any]) -> PermutationNull:
    return PermutationNull(**{**value, "null": frame_from_json(value["null"])})


def _tasks_of_phase(study: Study, inputs: ModellingInputs, area: float) -> list[Task]:
    # One seed for all phases: the same patients get the same permuted labels in each.
    parameters = {
        **chain_parameters(study),
        **study.model.permuted_chain(),
        "seed": stats.derive_seed(study.seed, "null"),
        "engine": study.engine,
    }
    if study.model.permutes_the_model():
        parameters["observed"] = area
    arguments = _arguments(inputs.features, inputs.labels, parameters)
    name = f"{inputs.lesion} {inputs.phase}"
    return [
        keyed_task(
            f"permutations from {block['first']} of {name}", {**arguments, **block}, _null_in
        )
        for block in _blocks(study.model.permutations)
    ]


def _arguments(
    features: pd.DataFrame, labels: pd.DataFrame, parameters: dict[str, Any]
) -> dict[str, Any]:
    return {
        "features": frame_to_json(features),
        "labels": frame_to_json(labels),
        "parameters": parameters,
    }


def _blocks(total: int) -> list[dict[str, int]]:
    return [
        {"first": first, "permutations": min(PERMUTATIONS_PER_TASK, total - first + 1)}
        for first in range(1, total + 1, PERMUTATIONS_PER_TASK)
    ]
