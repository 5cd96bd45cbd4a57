"""What chance would give in each phase and in the best of them, in blocks of permutations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radiotmb import stats
from radiotmb.config import Study
from radiotmb.execution import Task, run_tasks
from radiotmb.stats.results import PermutationNull
from radiotmb.study.frames import frame_from, plain_frame
from radiotmb.study.problems import Problem, chain_parameters, keyed_task

# A block is what one task does: small enough to share out and to lose.
PERMUTATIONS_PER_TASK = 20


@dataclass(frozen=True)
class Nulls:
    """The null of each phase, and that of the best phase as plain data."""

    phases: dict[str, PermutationNull]
    best: dict[str, Any] | None


def null_of_phases(
    study: Study,
    problems: list[Problem],
    *,
    workers: int,
    scheduler: str | None,
    store: Path,
) -> Nulls:
    """Permute every phase's labels: all blocks of all phases are one list of tasks.

    The observed area of each null is that of the chain with the null's own number of trees and
    repeats, so that like is compared with like.
    """
    total = study.model.permutations
    blocks = [
        (problem.phase, _task(study, problem, first, min(PERMUTATIONS_PER_TASK, total - first + 1)))
        for problem in problems
        for first in range(1, total + 1, PERMUTATIONS_PER_TASK)
    ]
    outcomes = run_tasks(
        permute_phase,
        [task for _, task in blocks],
        workers=workers,
        scheduler=scheduler,
        store=store,
        description="permuting the labels",
    )
    parts: dict[str, list[PermutationNull]] = {}
    for (phase, _), outcome in zip(blocks, outcomes, strict=True):
        if outcome.error is not None:
            raise outcome.error
        null = {**outcome.value, "null": frame_from(outcome.value["null"])}
        parts.setdefault(phase, []).append(PermutationNull(**null))
    phases = {phase: stats.combine_nulls(nulls) for phase, nulls in parts.items()}
    if len(phases) < 2:
        return Nulls(phases, None)
    best = stats.max_of(list(phases.values()))
    return Nulls(
        phases,
        {
            "phases": list(phases),
            "observed": best.observed,
            "p_value": best.p_value,
            "interval": stats.plain(best.interval),
            "permutations": len(best.null),
        },
    )


def permute_phase(
    features: dict, labels: dict, parameters: dict[str, Any], first: int, permutations: int
) -> dict[str, Any]:
    """One block of a phase's permutation null as plain data (a task)."""
    null = stats.permutation_null(
        frame_from(features),
        frame_from(labels),
        first=first,
        permutations=permutations,
        **parameters,
    )
    return {**stats.plain(null), "null": plain_frame(null.null)}


def _task(study: Study, problem: Problem, first: int, permutations: int) -> Task:
    # One seed for all phases: the same patients get the same permuted labels in each.
    arguments = {
        "features": plain_frame(problem.features),
        "labels": plain_frame(problem.labels),
        "parameters": {
            **chain_parameters(study),
            "trees": study.model.permutation_trees,
            "seed": stats.derive_seed(study.seed, "null"),
        },
        "first": first,
        "permutations": permutations,
    }
    return keyed_task(f"permutations from {first} of {problem.lesion} {problem.phase}", arguments)
