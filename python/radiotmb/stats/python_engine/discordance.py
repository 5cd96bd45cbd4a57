"""Predicted discordance of primary and metastasis against the sequenced one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from radiotmb.runtime.name_some import name_some
from radiotmb.stats.chain_results import Discordance
from radiotmb.stats.python_engine.r_errors import check_number, data_error
from radiotmb.stats.python_engine.roc import share_table

_STATUS_COLUMNS = ("primary_status", "metastasis_status")
_CELLS = {
    ("high", "high"): "both high",
    ("high", "low"): "primary only",
    ("low", "high"): "metastasis only",
    ("low", "low"): "both low",
}


def discordance_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """See :func:`radiotmb.stats.discordance_groups`."""
    pairs = check_patients(pairs, "pairs", list(_STATUS_COLUMNS))
    _check_statuses(pairs)
    cell = pd.Series(
        [_CELLS[statuses] for statuses in zip(*(pairs[c] for c in _STATUS_COLUMNS), strict=True)],
        dtype=object,
    )
    concordant = cell.isin(["both high", "both low"])
    one_lesion = ["primary only", "metastasis only"]
    groups: dict[str, tuple[Any, list[str]]] = {
        "concordance": (
            np.where(concordant, "concordant", "discordant"), ["concordant", "discordant"]
        ),
        "direction": (np.where(concordant, "concordant", cell), ["concordant", *one_lesion]),
        "cells": (cell, ["both low", "both high", *one_lesion]),
    }  # fmt: skip
    return pd.DataFrame(
        {
            "patient_id": pairs["patient_id"].to_numpy(),
            **{name: pd.Categorical(values, levels) for name, (values, levels) in groups.items()},
        }
    )


def _check_statuses(frame: pd.DataFrame) -> None:
    for column in _STATUS_COLUMNS:
        wrong = np.flatnonzero(~frame[column].isin(["high", "low"]))
        if len(wrong):
            raise data_error(
                f'`{column}` is "{frame[column].iloc[wrong[0]]}" in row {wrong[0] + 1}; '
                'a status is "high" or "low".'
            )


def judge_discordance(
    primary: pd.DataFrame,
    metastasis: pd.DataFrame,
    truth: pd.DataFrame,
    primary_cutoff: float,
    metastasis_cutoff: float,
    primary_phase: str | None = None,
    metastasis_phase: str | None = None,
    conf_level: float = 0.95,
) -> Discordance:
    """See :func:`radiotmb.stats.judge_discordance`."""
    scores = {
        "primary": _probabilities(primary, "primary"),
        "metastasis": _probabilities(metastasis, "metastasis"),
    }
    truth = check_patients(truth, "truth", list(_STATUS_COLUMNS))
    _check_statuses(truth)
    cutoffs = {"primary": primary_cutoff, "metastasis": metastasis_cutoff}
    for lesion, cutoff in cutoffs.items():
        check_number(cutoff, f"{lesion}_cutoff", -math.inf)
    check_number(conf_level, "conf_level", 0, 1)
    known = truth["patient_id"].isin(scores["primary"].index) & truth["patient_id"].isin(
        scores["metastasis"].index
    )
    if not known.any():
        raise data_error(
            "no patient is in `primary`, `metastasis` and `truth` alike; is patient_id the same?"
        )
    patients = _predict(truth[known], scores, cutoffs)
    predicted, true = patients["predicted_discordant"], patients["discordant"]
    table = {
        "tp": int((predicted & true).sum()),
        "fn": int((~predicted & true).sum()),
        "tn": int((~predicted & ~true).sum()),
        "fp": int((predicted & ~true).sum()),
    }
    return Discordance(
        measures=_measures(table, conf_level),
        table=table,
        p_value=_fisher(table),
        patients=patients,
        phases={"primary": primary_phase, "metastasis": metastasis_phase},
        cutoffs={lesion: float(cutoff) for lesion, cutoff in cutoffs.items()},
        conf_level=float(conf_level),
        flags=tuple(_flags(patients, table, truth, scores)),
    )


def check_patients(frame: Any, argument: str, columns: list[str]) -> pd.DataFrame:
    missing = [name for name in ["patient_id", *columns] if name not in frame.columns]
    if missing:
        raise data_error(f"`{argument}` has no column {', '.join(map(repr, missing))}.")
    frame = frame.assign(patient_id=frame["patient_id"].astype(str))
    twice = frame.loc[frame["patient_id"].duplicated(), "patient_id"]
    if len(twice):
        raise data_error(
            f"`{argument}` has more than one row for patient {name_some(twice.unique())}."
        )
    return frame


def _probabilities(frame: pd.DataFrame, argument: str) -> pd.Series:
    frame = check_patients(frame, argument, ["probability"])
    value = pd.to_numeric(frame["probability"], errors="coerce")
    wrong = frame[~value.between(0, 1)]
    if len(wrong):
        raise data_error(
            f"`{argument}` has probability {wrong['probability'].iloc[0]} for patient "
            f"{wrong['patient_id'].iloc[0]}; it must be a number from 0 to 1."
        )
    return pd.Series(value.to_numpy(), index=frame["patient_id"])


def _predict(
    truth: pd.DataFrame, scores: dict[str, pd.Series], cutoffs: dict[str, float]
) -> pd.DataFrame:
    called = {
        lesion: np.where(scores[lesion].loc[truth["patient_id"]] >= cutoffs[lesion], "high", "low")
        for lesion in scores
    }
    return pd.DataFrame(
        {
            "patient_id": truth["patient_id"].to_numpy(),
            "primary_predicted": called["primary"],
            "metastasis_predicted": called["metastasis"],
            "predicted_discordant": called["primary"] != called["metastasis"],
            "discordant": (truth["primary_status"] != truth["metastasis_status"]).to_numpy(),
        }
    )


def _measures(table: dict[str, int], level: float) -> pd.DataFrame:
    tp, fn, tn, fp = table["tp"], table["fn"], table["tn"], table["fp"]
    return share_table(
        ["sensitivity", "specificity", "accuracy", "ppv", "npv"],
        np.array([tp, tn, tp + tn, tp, tn]),
        np.array([tp + fn, tn + fp, tp + fn + tn + fp, tp + fp, tn + fn]),
        level,
    )


def _fisher(table: dict[str, int]) -> float:
    square = np.array([[table["tp"], table["fp"]], [table["fn"], table["tn"]]])
    if (square.sum(axis=0) == 0).any() or (square.sum(axis=1) == 0).any():
        return math.nan
    return float(stats.fisher_exact(square).pvalue)


def _flags(
    patients: pd.DataFrame,
    table: dict[str, int],
    truth: pd.DataFrame,
    scores: dict[str, pd.Series],
) -> list[str]:
    flags = []
    for lesion, score in scores.items():
        lacking = truth.loc[~truth["patient_id"].isin(score.index), "patient_id"]
        if len(lacking):
            flags.append(f"left out, without a prediction for the {lesion}: {name_some(lacking)}")
    both = [p for p in scores["primary"].index if p in scores["metastasis"].index]
    untold = [p for p in both if p not in set(truth["patient_id"])]
    if untold:
        flags.append(f"left out, without a sequenced truth: {name_some(untold)}")
    if table["tp"] + table["fn"] == 0:
        flags.append("no discordant patient: no sensitivity, no test")
    if table["tn"] + table["fp"] == 0:
        flags.append("no concordant patient: no specificity, no test")
    if not patients["predicted_discordant"].any():
        flags.append("no patient is predicted discordant: no test")
    if patients["predicted_discordant"].all():
        flags.append("every patient is predicted discordant: no test")
    return flags
