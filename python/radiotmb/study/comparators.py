"""A study's models beside another learner, and beside clinical columns."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.workers import Workers
from radiotmb.study.bootstraps import bootstrap_of_phases, model_parameters
from radiotmb.study.comparisons import (
    added_value_summary,
    added_value_tables,
    comparison_summary,
    comparison_tables,
)
from radiotmb.study.json_frames import frame_from_json, frame_to_json
from radiotmb.study.model_tables import model_tables
from radiotmb.study.modelling_inputs import (
    ModelKey,
    ModellingInputs,
    keyed_task,
    modelling_inputs_of_phase,
    with_lesion_and_phase,
)
from radiotmb.study.models import Models
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import some_of


def comparator_section(
    study: Study,
    models: Models,
    features: pd.DataFrame,
    burden: pd.DataFrame,
    *,
    workers: Workers,
) -> Section:
    """Every model beside the study's comparator: the same folds, another learner.

    Parameters
    ----------
    study : Study
        With ``model.comparator``.
    models : Models
        The study's own, with their held-out predictions.
    features, burden : pandas.DataFrame
        The tables that the models were made of.
    workers : Workers

    Returns
    -------
    Section
        ``learner``, ``comparator`` and ``models``, a summary of each (lesion, phase) or why it was
        ``skipped``; tables ``comparison``, ``comparison_repeats`` and ``comparison_decision``.
    """
    comparator = study.model.comparator
    if study.model.centre_parameters().get("folds") == "centre":
        return Section.skipped("chains that leave a centre out are not compared")
    inputs = [
        modelling_inputs_of_phase(features, burden, lesion, phase)
        for lesion, phase in models.averaged
    ]
    other = study.model_copy(
        update={"model": study.model.model_copy(update={"learner": comparator})}
    )
    fits = run_tasks(
        predict_held_out,
        [_prediction_task(other, one) for one in inputs],
        workers=workers,
        description="the comparator",
    )
    made = [one for one, fit in zip(inputs, fits, strict=True) if fit.error is None]
    resampled = study.model.bootstrap_chain > 0 and study.engine == "r" and made
    draws = [
        bootstrap_of_phases(one, made, workers=workers) if resampled else {}
        for one in (study, other)
    ]
    summaries: list[dict[str, Any]] = []
    parts: dict[str, list[pd.DataFrame]] = {}
    for one, fit in zip(inputs, fits, strict=True):
        where = {"lesion": one.lesion, "phase": one.phase}
        if fit.error is not None:
            summaries.append({**where, "skipped": _reason(fit)})
            continue
        found = stats.compare_models(
            _own_predictions(models, one.key),
            frame_from_json(fit.value["predictions"]),
            bootstraps=[each[one.key] for each in draws] if resampled else None,
            names=[study.model.learner, str(comparator)],
            seed=stats.derive_seed(study.seed, "comparator"),
        )
        summaries.append({**where, **comparison_summary(found), "skipped": None})
        for name, table in comparison_tables(found).items():
            parts.setdefault(name, []).append(with_lesion_and_phase(table, one.lesion, one.phase))
        for flag in found.flags:
            add_note(Note("info", "models", f"{one.lesion} {one.phase}", f"comparator: {flag}"))
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    summary = {"learner": study.model.learner, "comparator": comparator, "models": summaries}
    return Section(summary, tables)


def predict_held_out(
    features: dict, labels: dict, parameters: dict[str, Any], engine: str
) -> dict[str, Any]:
    """The held-out predictions of one cross-validation as plain data (a task)."""
    fit = stats.nested_cv(
        frame_from_json(features), frame_from_json(labels), engine=engine, **parameters
    )
    return {"predictions": frame_to_json(model_tables(fit)["predictions"])}


def added_value_section(
    study: Study,
    models: Models,
    features: pd.DataFrame,
    burden: pd.DataFrame,
    patients: pd.DataFrame | None,
    *,
    workers: Workers,
) -> Section:
    """What each model adds to the clinical columns that the study file names.

    Parameters
    ----------
    study : Study
        With ``added_value.columns``.
    models : Models
    features, burden : pandas.DataFrame
    patients : pandas.DataFrame, optional
        patient_id and the clinical columns; patients without one of them are left out.
    workers : Workers

    Returns
    -------
    Section
        ``columns`` and ``models``, a summary of each (lesion, phase) or why it was ``skipped``;
        tables ``added_areas``, ``added_differences``, ``added_test``, ``added_decision``.
    """
    columns = list(study.added_value.columns or [])
    if patients is None:
        return Section.skipped("no patients table")
    known = patients[["patient_id", *columns]].dropna()
    incomplete = sorted({*patients["patient_id"]} - {*known["patient_id"]})
    if incomplete:
        message = f"left out, without one of {', '.join(columns)}: {some_of(incomplete)}"
        add_note(Note("warning", "models", "added_value", message))
    tasks = []
    for lesion, phase in models.averaged:
        one = modelling_inputs_of_phase(features, burden, lesion, phase)
        tasks.append(_added_task(study, one, known))
    values = run_tasks(
        compute_added_value, tasks, workers=workers, description="what the image adds"
    )
    summaries: list[dict[str, Any]] = []
    parts: dict[str, list[pd.DataFrame]] = {}
    for (lesion, phase), outcome in zip(models.averaged, values, strict=True):
        where = {"lesion": lesion, "phase": phase}
        if outcome.error is not None:
            reason = _reason(outcome)
            summaries.append({**where, "skipped": reason})
            message = f"what the image adds is not known: {reason}"
            add_note(Note("warning", "models", f"{lesion} {phase}", message))
            continue
        summary = outcome.value["summary"]
        summaries.append({**where, **summary, "skipped": None})
        for flag in summary["flags"]:
            add_note(Note("info", "models", f"{lesion} {phase}", f"added value: {flag}"))
        for name, table in outcome.value["tables"].items():
            parts.setdefault(name, []).append(
                with_lesion_and_phase(frame_from_json(table), lesion, phase)
            )
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return Section({"columns": columns, "models": summaries}, tables)


def compute_added_value(
    features: dict, labels: dict, clinical: dict, parameters: dict[str, Any]
) -> dict[str, Any]:
    """The added value of one model as plain data (a task)."""
    found = stats.added_value(
        frame_from_json(features), frame_from_json(labels), frame_from_json(clinical), **parameters
    )
    tables = {name: frame_to_json(table) for name, table in added_value_tables(found).items()}
    return {"summary": added_value_summary(found), "tables": tables}


def _own_predictions(models: Models, key: ModelKey) -> pd.DataFrame:
    table = models.tables["predictions"]
    own = table[(table["lesion"] == key[0]) & (table["phase"] == key[1])]
    if "lesion_name" in own:
        return own.drop(columns=["lesion", "phase"]).rename(columns={"lesion_name": "lesion"})
    return own.drop(columns=["lesion", "phase"])


def _prediction_task(study: Study, inputs: ModellingInputs) -> Task:
    arguments = {
        "features": frame_to_json(inputs.features),
        "labels": frame_to_json(inputs.labels),
        "parameters": model_parameters(study, inputs.phase),
        "engine": study.engine,
    }
    name = f"comparator of {inputs.lesion} {inputs.phase}"
    return keyed_task(name, arguments, lambda value: frame_from_json(value["predictions"]))


def _added_task(study: Study, inputs: ModellingInputs, clinical: pd.DataFrame) -> Task:
    rows = inputs.features["patient_id"].isin(clinical["patient_id"])
    labelled = inputs.labels["patient_id"].isin(clinical["patient_id"])
    arguments = {
        "features": frame_to_json(inputs.features[rows].reset_index(drop=True)),
        "labels": frame_to_json(inputs.labels[labelled].reset_index(drop=True)),
        "clinical": frame_to_json(clinical.reset_index(drop=True)),
        "parameters": {
            **model_parameters(study, inputs.phase),
            "resamples": study.added_value.resamples,
            "permutations": study.added_value.permutations,
        },
    }
    name = f"added value of {inputs.lesion} {inputs.phase}"
    return keyed_task(name, arguments, lambda value: value["summary"]["areas"])


def _reason(outcome: Outcome) -> str:
    """Why one could not be made; anything but a refusal of the statistics goes on up."""
    if isinstance(outcome.error, StatisticsError):
        return str(outcome.error)
    raise outcome.error if outcome.error is not None else RuntimeError("no outcome")
