"""TMB status from images: one nested cross-validation and one null a phase, as tasks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import __version__, stats
from radiotmb.config import Study
from radiotmb.errors import RadiotmbError, StatisticsError
from radiotmb.execution import Outcome, Task, run_tasks
from radiotmb.files import fingerprint_data
from radiotmb.study.frames import frame_from, plain_frame

# A block is what one task does of the permutations: small enough to share out and to lose.
PERMUTATIONS_PER_TASK = 20

# The tables a nested cross-validation leaves behind, as named in its result and in the study.
MODEL_TABLES = {
    "predictions": "predictions",
    "averaged": "averaged",
    "folds": "folds",
    "features": "selected",
    "stability": "stability",
    "measures": "measures",
    "calibration": "calibration",
    "decision": "decision_curve",
    "optimism": "optimism",
}


@dataclass
class Models:
    """Every phase's model: tables with leading columns lesion and phase, and a summary each."""

    summaries: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    averaged: dict[str, pd.DataFrame] = field(default_factory=dict)


def model_phases(
    study: Study,
    features: pd.DataFrame,
    burden: pd.DataFrame,
    *,
    workers: int,
    scheduler: str | None,
    store: Path,
) -> Models:
    """Run the modelling chain of every phase named in the study file.

    Parameters
    ----------
    study : Study
    features : pandas.DataFrame
        Features table: patient_id, lesion, phase and the feature columns.
    burden : pandas.DataFrame
        Burden table; its ``status`` is what is predicted.
    workers, scheduler, store
        As in :func:`radiotmb.execution.run_tasks`.

    Returns
    -------
    Models
        A phase that cannot be modelled (one status only, too few patients) has a summary whose
        ``skipped`` says why.
    """
    problems = [
        (lesion, phase, *_phase_data(features, burden, lesion, phase))
        for lesion, phases in (
            ("primary", study.phases.primary),
            ("metastasis", study.phases.metastasis),
        )
        for phase in phases
    ]
    fits = run_tasks(
        fit_phase,
        [_fit_task(study, *problem) for problem in problems],
        workers=workers,
        scheduler=scheduler,
        store=store,
        description="modelling the phases",
    )
    models = Models()
    parts: dict[str, list[pd.DataFrame]] = {}
    modelled = []
    for problem, outcome in zip(problems, fits, strict=True):
        lesion, phase = problem[:2]
        models.summaries[phase] = {"lesion": lesion, **_summary(outcome)}
        if outcome.error is None:
            modelled.append((problem, outcome.value["summary"]["auc"]))
            for name, content in outcome.value["tables"].items():
                parts.setdefault(name, []).append(_labelled(frame_from(content), lesion, phase))
            models.averaged[phase] = frame_from(outcome.value["tables"]["averaged"])
    for part, summary in _nulls(study, modelled, workers, scheduler, store):
        parts.setdefault("permutation", []).append(part)
        models.summaries[part["phase"].iloc[0]].update(summary)
    models.tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    models.tables["cutoffs"] = _cutoffs(models.summaries)
    return models


def fit_phase(
    features: dict, labels: dict, parameters: dict[str, Any], engine: str
) -> dict[str, Any]:
    """One phase's nested cross-validation as plain data (a task)."""
    fit = stats.nested_cv(frame_from(features), frame_from(labels), engine=engine, **parameters)
    tables = {
        name: plain_frame(getattr(fit, attribute))
        for attribute, name in MODEL_TABLES.items()
        if isinstance(getattr(fit, attribute, None), pd.DataFrame)
    }
    tables["roc"] = plain_frame(fit.roc.curve)
    roc = fit.roc
    summary = {
        name: _number(getattr(roc, name))
        for name in (
            "n", "n_positive", "auc", "auc_lower", "auc_upper", "cutoff", "sensitivity",
            "specificity", "youden",
        )
    }  # fmt: skip
    summary["flags"] = sorted({*_flags(fit.flags), *_flags(roc.flags)})
    return {"summary": summary, "tables": tables}


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
    return plain_frame(null.null)


def _phase_data(
    features: pd.DataFrame, burden: pd.DataFrame, lesion: str, phase: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of one phase and the status of the same patients' lesion."""
    rows = features[(features["lesion"] == lesion) & (features["phase"] == phase)]
    status = burden.loc[burden["lesion"] == lesion, ["patient_id", "status"]]
    rows = rows.drop(columns=["lesion", "phase", "preset"], errors="ignore")
    rows = rows[rows["patient_id"].isin(status["patient_id"])].sort_values("patient_id")
    labels = status[status["patient_id"].isin(rows["patient_id"])].sort_values("patient_id")
    return rows.reset_index(drop=True), labels.reset_index(drop=True)


def _fit_task(
    study: Study, lesion: str, phase: str, features: pd.DataFrame, labels: pd.DataFrame
) -> Task:
    model = study.model
    parameters: dict[str, Any] = {
        "positive": "high",
        "outer": model.outer,
        "inner": model.inner,
        "repeats": model.repeats,
        "correlation": model.correlation,
        "alpha": model.alpha,
        "trees": model.trees,
        "seed": _phase_seed(study, phase),
    }
    if study.engine == "r":
        parameters["rfe"] = model.rfe
    return _task(
        f"model of {lesion} {phase}",
        {
            "features": plain_frame(features),
            "labels": plain_frame(labels),
            "parameters": parameters,
            "engine": study.engine,
        },
    )


def _nulls(
    study: Study,
    modelled: list[tuple[tuple, float]],
    workers: int,
    scheduler: str | None,
    store: Path,
) -> Iterator[tuple[pd.DataFrame, dict[str, Any]]]:
    """Each modelled phase's null: all blocks of all phases are one list of tasks."""
    total = study.model.permutations
    if total == 0 or study.engine != "r":
        return
    blocks = [
        (problem, first, min(PERMUTATIONS_PER_TASK, total - first + 1))
        for problem, _ in modelled
        for first in range(1, total + 1, PERMUTATIONS_PER_TASK)
    ]
    outcomes = run_tasks(
        permute_phase,
        [_null_task(study, *problem, first=first, permutations=n) for problem, first, n in blocks],
        workers=workers,
        scheduler=scheduler,
        store=store,
        description="permuting the labels",
    )
    for problem, observed in modelled:
        lesion, phase = problem[:2]
        mine = [o for (p, _, _), o in zip(blocks, outcomes, strict=True) if p is problem]
        failed = next((o.error for o in mine if o.error is not None), None)
        if failed is not None:
            raise failed
        null = pd.concat([frame_from(o.value) for o in mine], ignore_index=True)
        reached = int((null["auc"] >= observed).sum())
        yield (
            _labelled(null, lesion, phase),
            # Phipson & Smyth 2010: the observed labels count as one of the permutations.
            {"p_permutation": (reached + 1) / (len(null) + 1), "permutations": len(null)},
        )


def _null_task(
    study: Study,
    lesion: str,
    phase: str,
    features: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    first: int,
    permutations: int,
) -> Task:
    model = study.model
    parameters = {
        "positive": "high",
        "outer": model.outer,
        "inner": model.inner,
        "correlation": model.correlation,
        "alpha": model.alpha,
        "trees": model.permutation_trees,
        "seed": _phase_seed(study, phase),
    }
    return _task(
        f"permutations from {first} of {lesion} {phase}",
        {
            "features": plain_frame(features),
            "labels": plain_frame(labels),
            "parameters": parameters,
            "first": first,
            "permutations": permutations,
        },
    )


def _phase_seed(study: Study, phase: str) -> int:
    return stats.derive_seed(study.seed, "phase", phase)


def _task(name: str, arguments: dict[str, Any]) -> Task:
    key = fingerprint_data({"task": name, "version": __version__, **arguments})
    return Task(name, arguments, key)


def _summary(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is None:
        return {**outcome.value["summary"], "skipped": None}
    if isinstance(outcome.error, StatisticsError):
        return {"skipped": str(outcome.error)}
    raise outcome.error if isinstance(outcome.error, RadiotmbError) else RuntimeError(outcome.error)


def _cutoffs(summaries: dict[str, dict[str, Any]]) -> pd.DataFrame:
    columns = (
        "lesion", "phase", "n", "n_positive", "auc", "auc_lower", "auc_upper", "cutoff",
        "sensitivity", "specificity", "youden", "p_permutation", "permutations", "flags", "skipped",
    )  # fmt: skip
    rows = [
        {**summary, "phase": phase, "flags": "; ".join(summary.get("flags", []))}
        for phase, summary in summaries.items()
    ]
    frame = pd.DataFrame(rows).reindex(columns=list(columns))
    return frame.dropna(axis="columns", how="all")


def _labelled(frame: pd.DataFrame, lesion: str, phase: str) -> pd.DataFrame:
    frame = frame.drop(columns=["lesion", "phase"], errors="ignore")
    frame.insert(0, "lesion", lesion)
    frame.insert(1, "phase", phase)
    return frame


def _number(value: Any) -> float | int | None:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def _flags(flags: Any) -> list[str]:
    if flags is None:
        return []
    return [flags] if isinstance(flags, str) else [str(flag) for flag in flags]
