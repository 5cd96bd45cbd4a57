"""Predicted status at the Youden cutoff of all patients and at that of the other folds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from radiotmb.runtime.name_some import name_some
from radiotmb.stats.python_engine.r_errors import data_error
from radiotmb.stats.python_engine.roc import roc_youden

_COLUMNS = ("patient_id", "repeat", "fold", "truth", "probability")


def predicted_status(predictions: pd.DataFrame, positive: str = "high") -> pd.DataFrame:
    """See :func:`radiotmb.stats.predicted_status`."""
    missing = [name for name in _COLUMNS if name not in predictions]
    if missing:
        raise data_error(f"`predictions` has no column {', '.join(map(repr, missing))}.")
    _check_one_model(predictions)
    _check_probabilities(predictions)
    predictions = predictions.assign(patient_id=predictions["patient_id"].astype(str))
    _check_repeats(predictions)
    other = _other_status(predictions["truth"], positive)
    by_patient = predictions.groupby("patient_id", sort=True)
    probability = by_patient["probability"].mean()
    truth = by_patient["truth"].first()
    cutoff = roc_youden(truth.tolist(), probability.tolist(), positive).cutoff
    share = _share_called_elsewhere(predictions, positive)
    return pd.DataFrame(
        {
            "patient_id": probability.index.to_numpy(),
            "truth": truth.to_numpy(),
            "probability": probability.to_numpy(),
            "cutoff": cutoff,
            "predicted": np.where(probability >= cutoff, positive, other),
            "share_positive": share.loc[probability.index].to_numpy(),
            "corrected": np.where(share.loc[probability.index] >= 0.5, positive, other),
        }
    )


def _share_called_elsewhere(predictions: pd.DataFrame, positive: str) -> pd.Series:
    """Share of the repeats in which the cutoff of the other folds calls a patient positive."""
    called = pd.Series(0.0, index=predictions.index)
    for _, group in predictions.groupby("repeat"):
        for fold, held_out in group.groupby("fold"):
            others = group[group["fold"] != fold]
            cutoff = roc_youden(
                others["truth"].tolist(), others["probability"].tolist(), positive
            ).cutoff
            called[held_out.index] = (held_out["probability"] >= cutoff).astype(float)
    return called.groupby(predictions["patient_id"]).mean()


def _check_one_model(predictions: pd.DataFrame) -> None:
    if "phase" not in predictions:
        return
    of_model = [name for name in ("lesion", "phase") if name in predictions]
    models = predictions[of_model].drop_duplicates()
    if len(models) > 1:
        names = [" ".join(map(str, row)) for row in models.itertuples(index=False)]
        raise data_error(
            f"`predictions` is of several models ({name_some(names)}): choose the rows of one "
            "lesion and phase."
        )


def _check_probabilities(predictions: pd.DataFrame) -> None:
    wrong = predictions[~predictions["probability"].between(0, 1)]
    if len(wrong):
        raise data_error(
            f"`predictions` has probability {wrong['probability'].iloc[0]:g} for patient "
            f"{wrong['patient_id'].iloc[0]}; it must be a number from 0 to 1."
        )


def _check_repeats(predictions: pd.DataFrame) -> None:
    seen = pd.crosstab(predictions["patient_id"], predictions["repeat"])
    wrong = seen.index[(seen != 1).any(axis=1)]
    if len(wrong):
        raise data_error(
            f"`predictions` has not one row in every repeat for patient {name_some(wrong)}."
        )
    statuses = predictions.groupby("patient_id")["truth"].nunique()
    if (statuses > 1).any():
        several = statuses.index[statuses > 1]
        raise data_error(f"`predictions` has more than one truth for patient {name_some(several)}.")


def _other_status(truth: pd.Series, positive: str) -> str:
    known = sorted(truth.astype(str).unique())
    others = [status for status in known if status != positive]
    if len(others) != 1 or positive not in known:
        quoted = ", ".join(f'"{status}"' for status in known)
        raise data_error(
            f'`predictions` must hold "{positive}" and one other status, not {quoted}.'
        )
    return others[0]
