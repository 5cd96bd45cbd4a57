"""Inputs of the models: features and labels of one phase, and the parameters all phases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.execution import Task
from radiotmb.runtime.files import fingerprint_data
from radiotmb.stats.r_code_hash import check_r_code, r_code_hash
from radiotmb.study.joined_phases import features_of_phase
from radiotmb.study.study_file import Study

# The lesion and the phase of a model: several lesions may have been scanned in the same phase.
ModelKey = tuple[str, str]


@dataclass(frozen=True)
class ModellingInputs:
    """One phase's patients: their features and the status of the lesion in it."""

    lesion: str
    phase: str
    features: pd.DataFrame
    labels: pd.DataFrame

    @property
    def key(self) -> ModelKey:
        """What tells this model from the study's others: its lesion and its phase."""
        return (self.lesion, self.phase)


def modelling_inputs_of_phase(
    features: pd.DataFrame, burden: pd.DataFrame, lesion: str, phase: str
) -> ModellingInputs:
    """Features in a phase (or several) and the same patients' status, in order of patient_id."""
    rows = features_of_phase(features, lesion, phase)
    status = burden.loc[burden["lesion"] == lesion, ["patient_id", "status"]]
    rows = rows[rows["patient_id"].isin(status["patient_id"])].sort_values("patient_id")
    labels = status[status["patient_id"].isin(rows["patient_id"])].sort_values("patient_id")
    return ModellingInputs(
        lesion, phase, rows.reset_index(drop=True), labels.reset_index(drop=True)
    )


def chain_parameters(study: Study) -> dict[str, Any]:
    """The parameters that the models and their nulls have in common."""
    model = study.model
    return {
        "positive": "high",
        "outer": model.outer,
        "inner": model.inner,
        "correlation": model.correlation,
        "alpha": model.alpha,
    }


def keyed_task(name: str, arguments: dict[str, Any], accepts: Callable[[Any], object]) -> Task:
    """A task whose result is kept under a hash of all it depends on.

    ``accepts`` reads a stored result and raises where it is none.
    """
    code = [code_hash("stats", "study"), r_code_hash()]
    key = fingerprint_data({"task": name, "code": code, **arguments})
    engine = arguments.get("engine", arguments["parameters"].get("engine", "r"))
    check = partial(check_r_code, r_code_hash()) if engine == "r" else None
    return Task(name, arguments, key, check, accepts)


def with_lesion_and_phase(frame: pd.DataFrame, lesion: str, phase: str) -> pd.DataFrame:
    """A phase's table with leading columns lesion and phase."""
    frame = frame.drop(columns=["lesion", "phase"], errors="ignore")
    frame.insert(0, "lesion", lesion)
    frame.insert(1, "phase", phase)
    return frame
