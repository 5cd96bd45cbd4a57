"""Several centres in a study: where each patient is from, and what the models do in each centre.

The centre of a patient is the column ``centre`` of the patients table, or of the images table. What
ComBat corrects for (``model.batch``) may also be a column of the quality table: the scanner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.errors import InputError, StatisticsError
from radiotmb.runtime.execution import Task, run_tasks
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.to_json import to_json
from radiotmb.runtime.workers import Workers
from radiotmb.study.bootstraps import model_parameters
from radiotmb.study.json_frames import frame_from_json, frame_to_json
from radiotmb.study.kept_models import scanners_of
from radiotmb.study.modelling_inputs import (
    ModelKey,
    ModellingInputs,
    keyed_task,
    with_lesion_and_phase,
)
from radiotmb.study.study_file import Study

CENTRE = "centre"
# What the quality table says of a scanner and its settings.
SCANNER_COLUMNS = (
    "modality", "manufacturer", "scanner_model", "kernel", "contrast", "slice_thickness_mm", "kvp",
)  # fmt: skip
_MEASURES = {"auc": "auc", "auc_new_centre": "prediction", "tau2": "tau2", "i2": "i2"}


@dataclass(frozen=True)
class Places:
    """The tables that may say where a patient was treated and scanned."""

    patients: pd.DataFrame | None = None
    images: pd.DataFrame | None = None
    quality: pd.DataFrame | None = None

    def table_with(self, column: str) -> str | None:
        """The name of the first table that has a column: patients, images or quality."""
        for name in ("patients", "images", "quality"):
            table = getattr(self, name)
            if table is not None and column in table:
                return name
        return None


def with_places(study: Study, inputs: ModellingInputs, places: Places) -> ModellingInputs:
    """The inputs of a model, whose labels also say centre, batch and what ComBat keeps.

    Parameters
    ----------
    study : Study
        Its ``model.batch`` and ``model.keep`` name the columns.
    inputs : ModellingInputs
    places : Places

    Raises
    ------
    InputError
        Where no table has a column that the study file names.
    """
    named = [*([study.model.batch] if study.model.batch else []), *(study.model.keep or [])]
    wanted = [CENTRE, *(name for name in named if name != CENTRE)]
    labels = inputs.labels
    for column in wanted:
        source = places.table_with(column)
        if source is None and column in named:
            raise InputError(
                f"no table has the column '{column}', which model.batch or model.keep names",
                expected="a column of the patients table, the images table, or of the scanners "
                f"({', '.join(SCANNER_COLUMNS)})",
            )
        if source is not None:
            values = _by_patient(getattr(places, source), column, inputs, source)
            labels = labels.assign(**{column: labels["patient_id"].map(values)})
    return replace(inputs, labels=labels)


def _by_patient(
    table: pd.DataFrame, column: str, inputs: ModellingInputs, source: str
) -> pd.Series:
    """A patient's value; of several scans that differ all of them, joined by +."""
    if source == "quality":
        table = scanners_of(table, inputs.lesion, inputs.phase)
    known = table.dropna(subset=[column])
    if source == "patients":
        return known.set_index("patient_id")[column]
    return known.groupby("patient_id")[column].agg(
        lambda values: " + ".join(dict.fromkeys(values.astype(str)))
    )


def judge_centres(
    features: dict, labels: dict, parameters: dict[str, Any], leaks: bool
) -> dict[str, Any]:
    """One model's internal-external validation, and the AUC that a leaky ComBat claims (a task).

    Parameters
    ----------
    features, labels : dict
        Frames as JSON; the labels with ``centre``.
    parameters : dict
        Of :func:`radiotmb.stats.nested_cv`.
    leaks : bool
        Whether to show what ComBat outside the folds would have claimed.

    Returns
    -------
    dict
        ``centres`` and ``measures`` as frames, ``flags``, ``q``, ``q_p_value``, ``leaky_auc``.
    """
    table, statuses = frame_from_json(features), frame_from_json(labels)
    own = {name: value for name, value in parameters.items() if name not in ("folds", "unseen")}
    # A centre that is left out is always a batch without training patients.
    if own.get("harmonise") == "combat":
        own["unseen"] = "unchanged"
    found = stats.validate_centres(table, statuses, **own)
    leaky = None
    if leaks:
        fit = stats.nested_cv(table, statuses, **{**parameters, "harmonise": "leaky"})
        leaky = float(fit.measures.set_index("measure")["estimate"]["auc"])
    return {
        "centres": frame_to_json(found.centres),
        "measures": frame_to_json(found.measures),
        "flags": [flag for flag in found.flags if flag not in found.nested.flags],
        "q": to_json(found.q),
        "q_p_value": to_json(found.q_p_value),
        "leaky_auc": leaky,
    }


@dataclass(frozen=True)
class CentreResults:
    """A summary of each model by lesion and phase, and the tables of all."""

    summaries: dict[ModelKey, dict[str, Any]]
    tables: dict[str, pd.DataFrame]


def centres_of_models(
    study: Study, modelled: list[ModellingInputs], *, workers: Workers
) -> CentreResults:
    """Validate every model whose patients have a centre in the centres it has not seen.

    Parameters
    ----------
    study : Study
    modelled : list of ModellingInputs
        With the places of :func:`with_places`.
    workers : Workers

    Returns
    -------
    CentreResults
        Tables ``centres`` and ``centre_measures``. A model that cannot be validated so has a
        summary whose ``skipped`` says why.
    """
    told = [inputs for inputs in modelled if CENTRE in inputs.labels]
    if not told:
        return CentreResults({}, {})
    outcomes = run_tasks(
        judge_centres,
        [_task(study, inputs) for inputs in told],
        workers=workers,
        description="leaving centres out",
    )
    summaries: dict[ModelKey, dict[str, Any]] = {}
    parts: dict[str, list[pd.DataFrame]] = {}
    for inputs, outcome in zip(told, outcomes, strict=True):
        if outcome.error is not None:
            if not isinstance(outcome.error, StatisticsError):
                raise outcome.error
            reason = str(outcome.error)
            summaries[inputs.key] = {"skipped": reason}
            subject = f"{inputs.lesion} {inputs.phase}"
            remedy = "Areas per centre need two centres or more, with patients of each status"
            add_note(Note("warning", "models", subject, f"centres not left out: {reason}", remedy))
            continue
        measures = frame_from_json(outcome.value["measures"])
        summaries[inputs.key] = _summary(outcome.value, measures)
        for name, frame in (
            ("centres", frame_from_json(outcome.value["centres"])),
            ("centre_measures", measures),
        ):
            parts.setdefault(name, []).append(
                with_lesion_and_phase(frame, inputs.lesion, inputs.phase)
            )
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return CentreResults(summaries, tables)


def _summary(value: dict[str, Any], measures: pd.DataFrame) -> dict[str, Any]:
    summary: dict[str, Any] = {"skipped": None}
    for row in measures.to_dict("records"):
        name = _MEASURES[row["measure"]]
        if name != "prediction":
            summary[name] = to_json(row["estimate"])
        summary[f"{name}_lower"] = to_json(row["lower"])
        summary[f"{name}_upper"] = to_json(row["upper"])
    rest = {name: value[name] for name in ("q", "q_p_value", "leaky_auc", "flags")}
    return {**summary, **rest}


def _task(study: Study, inputs: ModellingInputs) -> Task:
    arguments = {
        "features": frame_to_json(inputs.features),
        "labels": frame_to_json(inputs.labels),
        "parameters": model_parameters(study, inputs.phase),
        "leaks": study.model.harmonise == "combat",
    }
    return keyed_task(f"centres of {inputs.lesion} {inputs.phase}", arguments, _tables_in)


def _tables_in(value: dict[str, Any]) -> pd.DataFrame:
    """A stored value's tables, or an error where it is none."""
    if not {"centres", "measures", "flags", "leaky_auc"} <= set(value):
        raise ValueError("no value of judge_centres")
    return pd.concat([frame_from_json(value[name]) for name in ("centres", "measures")])
