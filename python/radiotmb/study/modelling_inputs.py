"""Inputs of the models: features and labels of one phase, and the parameters all phases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.inputs.lesion_roles import patients_with_several, roles_of
from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.execution import Task
from radiotmb.runtime.files import fingerprint_data
from radiotmb.stats.r_code_hash import check_r_code, r_code_hash
from radiotmb.study.joined_phases import features_of_phase
from radiotmb.study.study_file import Study

# The role of the lesions and the phase of a model: several may have been scanned in the same phase.
ModelKey = tuple[str, str]


@dataclass(frozen=True)
class ModellingInputs:
    """One phase's patients: their features and the status of the lesion in it.

    ``lesion`` is the role. Where a patient has several lesions of it, features and labels have a
    row a lesion and a column ``lesion``.
    """

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
    """Features in a phase (or several) and the same lesions' status, in order of patient_id.

    ``lesion`` is a role. A scan counts where the same lesion was sequenced.
    """
    of_role = burden[roles_of(burden) == lesion]
    status = of_role[["patient_id", "lesion", "status"]]
    known = _among(features, status, ["patient_id", "lesion"])
    keys = ["patient_id"]
    if patients_with_several(of_role):
        keys.append("lesion")
    rows = features_of_phase(features[known], None, phase, keys=keys).sort_values(keys)
    labels = status.loc[_among(status, rows, keys), [*keys, "status"]].sort_values(keys)
    return ModellingInputs(
        lesion, phase, rows.reset_index(drop=True), labels.reset_index(drop=True)
    )


def _among(table: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """Which rows of a table have their keys in another one."""
    there = set(others[keys].itertuples(index=False, name=None))
    return np.array([row in there for row in table[keys].itertuples(index=False, name=None)], bool)


def chain_parameters(study: Study) -> dict[str, Any]:
    """The parameters that the models and their nulls have in common."""
    model = study.model
    return {
        "positive": "high",
        "outer": model.outer,
        "inner": model.inner,
        "correlation": model.correlation,
        "alpha": model.alpha,
        **model.centre_parameters(),
        "learner": model.learner,
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
    """A phase's table with leading columns lesion (the role) and phase.

    The lesion of a row, where a patient has several, is in ``lesion_name``.
    """
    frame = frame.rename(columns={"lesion": "lesion_name"}).drop(columns="phase", errors="ignore")
    frame.insert(0, "lesion", lesion)
    frame.insert(1, "phase", phase)
    return frame
