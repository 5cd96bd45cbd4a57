"""Joins and checks features and labels, with R's rules and messages.

Patients are sorted by patient_id, so that no random step sees the order of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.runtime.name_some import LONGEST_NAME, name_some
from radiotmb.stats.python_engine.covariates import (
    check_column_names,
    check_single_precision,
    covariate_matrix,
    need_columns,
)
from radiotmb.stats.python_engine.feature_columns import (
    check_outcome_columns,
    check_status_columns,
    flag_other_columns,
)
from radiotmb.stats.python_engine.feature_matrix import constant_columns
from radiotmb.stats.python_engine.imputation import impute_medians
from radiotmb.stats.python_engine.r_errors import (
    argument_error,
    check_choice,
    check_number,
    data_error,
    only_in_r,
    status_text,
)
from radiotmb.stats.text_cells import text_cell

# What identifies a row of a features table: the columns that radiotmb extract writes first.
_NOT_FEATURES = ("patient_id", "lesion", "role", "phase", "label", "preset", "centre")
# A table with all of these is a burden table.
_IS_BURDEN = {"lesion", "mutations", "megabases"}
# R reads the column without being asked: it gives the AUC of each centre.
_CENTRE_NOT_USED = (
    'the column centre is not used: only R gives the AUC of each centre (engine = "r")'
)


@dataclass(frozen=True)
class ModellingTable:
    """``x``: patients x features, with NaN where folds fill in; ``y``: of the positive status."""

    x: np.ndarray
    names: list[str]
    y: np.ndarray
    statuses: tuple[str, str]
    patient_id: list[str]
    covariates: np.ndarray | None
    covariate_names: list[str]
    dropped: pd.DataFrame
    flags: list[str]

    def truth(self) -> list[str]:
        """The status of each patient."""
        return [self.statuses[int(positive)] for positive in self.y]

    def relabelled(self, y: np.ndarray) -> ModellingTable:
        """The same patients with other labels."""
        return replace(self, y=y)


@dataclass(frozen=True)
class TableSettings:
    """What of the features table is modelled, under the names of R's ``nested_cv()``."""

    phase: str | Sequence[str] | None = None
    lesion: str | None = None
    covariates: pd.DataFrame | None = None
    icc: pd.DataFrame | None = None
    min_icc: float = 0.75
    unusable: str = "drop"
    centre: Any = None
    batch: Any = None
    keep: Any = None

    def __post_init__(self) -> None:
        for name in ("centre", "batch", "keep"):
            if getattr(self, name) is not None:
                raise only_in_r(name)


def modelling_table(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    positive: str | float | bool,
    settings: TableSettings | None = None,
) -> ModellingTable:
    """Check and join features and labels.

    Raises
    ------
    StatisticsError
        For repeated or unknown patients, one status only, text columns, no usable column.
    """
    settings = settings or TableSettings()
    if isinstance(features, pd.DataFrame):
        check_column_names(features.columns, "features")
    has_centre = isinstance(features, pd.DataFrame) and "centre" in features
    rows = _one_row_each(features, settings.phase, settings.lesion)
    features = rows.table
    status_of = _checked_labels(labels)
    positive = checked_positive(positive)
    if len(features) == 0:
        raise data_error("`features` has no rows.")
    unknown = [one for one in features["patient_id"] if one not in status_of]
    if unknown:
        shown = name_some(unknown, 3, quote="'")
        raise data_error(f"`labels` has no status for patient_id {shown} of `features`.")
    flags = rows.flags
    absent = set(status_of) - rows.patients
    if absent:
        flags.append(f"{len(absent)} labelled patients without features left out")
    flags += _flag_unused_labels(labels)
    if "centre" in labels or has_centre:
        flags.append(_CENTRE_NOT_USED)
    columns = [name for name in features.columns if name not in _NOT_FEATURES]
    check_outcome_columns(columns)
    _check_feature_columns(features[columns], features["patient_id"].tolist())
    flags += flag_other_columns(columns)
    empty = features[columns].isna().all(axis=1) if columns else pd.Series(dtype=bool)
    if empty.any():
        named = name_some(features.loc[empty, "patient_id"].tolist())
        flags.append(f"left out, without any feature value: {named}")
        features = features[~empty]
    features = features.sort_values("patient_id", key=lambda column: column.map(str.encode))
    patient_id = features["patient_id"].tolist()
    status = [status_of[one] for one in patient_id]
    _check_statuses(status, positive)
    x, names, dropped, more = _usable(features[columns], settings.unusable)
    flags += more
    check_status_columns(x, names, status)
    x, names, dropped, more = _repeatable(x, names, dropped, settings.icc, settings.min_icc)
    other = next(one for one in status if one != positive)
    fixed, fixed_names, of_covariates = covariate_matrix(settings.covariates, patient_id)
    return ModellingTable(
        x, names, np.array([one == positive for one in status]), (other, positive), patient_id,
        fixed, fixed_names, dropped, flags + more + of_covariates,
    )  # fmt: skip


@dataclass(frozen=True)
class _Rows:
    """One row a patient; ``patients`` are all that were there, ``flags`` say who was left out."""

    table: pd.DataFrame
    patients: set[str]
    flags: list[str]


def _one_row_each(
    features: pd.DataFrame, phase: str | Sequence[str] | None, lesion: str | None
) -> _Rows:
    """One row a patient: one lesion, and one phase or several side by side."""
    need_columns(features, "features", ["patient_id"])
    features = features.assign(patient_id=features["patient_id"].astype(str))
    if lesion is not None:
        need_columns(features, "features", ["lesion"])
        check_choice(lesion, "lesion", tuple(features["lesion"].unique()))
        features = features[features["lesion"] == lesion]
    elif "lesion" in features and features["lesion"].nunique() > 1:
        raise _several(features, "lesion", "say which one with `lesion`.")
    if phase is None:
        if "phase" in features and features["phase"].nunique() > 1:
            raise _several(
                features, "phase",
                "say which with `phase`, one to model it alone, several to put them side by side.",
            )  # fmt: skip
        parts = {"": _without_repeats(features)}
    else:
        need_columns(features, "features", ["phase"])
        phases = [phase] if isinstance(phase, str) else list(phase)
        for one in phases:
            check_choice(one, "phase", tuple(features["phase"].astype(str).unique()))
        if len(set(phases)) < len(phases):
            raise argument_error("phase", "phases that differ", phases)
        parts = {one: _without_repeats(features[features["phase"] == one], one) for one in phases}
    patients = {one for part in parts.values() for one in part["patient_id"]}
    flags = _flag_presets(parts)
    if len(parts) == 1:
        return _Rows(next(iter(parts.values())), patients, flags)
    return _Rows(_side_by_side(parts), patients, flags + _flag_lacking(parts, patients))


def _side_by_side(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The phases of the same patients as one wide table; a patient needs all of them."""
    wide = [
        part.set_index("patient_id")
        .drop(columns=list(_NOT_FEATURES), errors="ignore")
        .add_prefix(f"{one}.")
        for one, part in parts.items()
    ]
    found = pd.concat(wide, axis=1, join="inner").reset_index()
    if found.empty:
        each = ", ".join(f"{one} {len(part)}" for one, part in parts.items())
        raise data_error(
            f"`features` has no patient with all of the phases: {each}. They cannot be one model."
        )
    return found


def _flag_presets(parts: dict[str, pd.DataFrame]) -> list[str]:
    presets = list(
        dict.fromkeys(str(one) for part in parts.values() for one in part.get("preset", []))
    )
    if len(presets) < 2:
        return []
    return [f"features of {len(presets)} extraction presets in one model: {name_some(presets)}"]


def _flag_lacking(parts: dict[str, pd.DataFrame], patients: set[str]) -> list[str]:
    """The patients whom a phase lacks, in the order of the phases and of patient_id."""
    flags = []
    for phase, part in parts.items():
        lacking = sorted(patients - set(part["patient_id"]), key=str.encode)
        if lacking:
            flags.append(f"left out, without phase {phase}: {name_some(lacking)}")
    return flags


def _several(features: pd.DataFrame, column: str, advice: str) -> Exception:
    found = features[column].unique()
    return data_error(
        f"`features` holds {len(found)} {column}s ({', '.join(map(str, found))}): {advice}"
    )


def _without_repeats(features: pd.DataFrame, phase: str | None = None) -> pd.DataFrame:
    twice = features.loc[features["patient_id"].duplicated(), "patient_id"]
    if len(twice):
        place = "" if phase is None else f" in phase {phase}"
        advice = ""
        if "label" in features and features["label"].nunique() > 1:
            advice = ": keep the rows of one label"
        raise data_error(f"`features` has patient_id '{twice.iloc[0]}' twice{place}{advice}.")
    return features


def _checked_labels(labels: pd.DataFrame) -> dict[str, str]:
    need_columns(labels, "labels", ["patient_id", "status"])
    check_column_names(labels.columns, "labels")
    patient_id = labels["patient_id"].astype(str)
    twice = patient_id[patient_id.duplicated()]
    if len(twice):
        raise data_error(f"`labels` has patient_id '{twice.iloc[0]}' twice.")
    unlabelled = labels["status"].isna() | (labels["status"].astype(str).str.strip() == "")
    if unlabelled.any():
        shown = name_some(patient_id[unlabelled], quote="'")
        raise data_error(
            f"`labels` has no status for patient_id {shown}. Leave these patients out of "
            "`features` and `labels`."
        )
    return dict(zip(patient_id, map(status_text, labels["status"]), strict=True))


def _flag_unused_labels(labels: pd.DataFrame) -> list[str]:
    """The columns of ``labels`` that no engine reads, but for those of a burden table."""
    known = {"patient_id", "lesion", "status", "simulated", "centre"}
    if set(labels.columns) >= _IS_BURDEN:
        from radiotmb.inputs.unused_columns import own_columns

        known |= own_columns("burden")
    unused = [str(name) for name in labels.columns if name not in known]
    if not unused:
        return []
    are = "column of `labels` is" if len(unused) == 1 else "columns of `labels` are"
    return [f"{len(unused)} {are} not used: {name_some(unused, longest=LONGEST_NAME)}"]


def checked_positive(positive: Any) -> str:
    """The positive status as text: it may be a text, a number or a truth value."""
    if not pd.api.types.is_scalar(positive) or pd.isna(positive):
        raise argument_error("positive", "one of the two statuses", positive)
    return status_text(positive)


def _check_statuses(status: list[str], positive: str) -> None:
    statuses = sorted(set(status))
    if len(statuses) == 1:
        raise data_error(
            f'All {len(status)} patients have status "{statuses[0]}": no model can be fitted. '
            "Give `labels` with both statuses, or leave this lesion and phase out."
        )
    if len(statuses) != 2:
        shown = name_some(statuses, quote='"')
        raise data_error(
            f"`labels` must hold two statuses, not {len(statuses)} ({shown}). Join some in the "
            "column 'status', or leave their patients out of `features` and `labels`."
        )
    if positive not in statuses:
        quoted = ", ".join(f'"{one}"' for one in statuses)
        raise argument_error("positive", f"one of {quoted}", positive)


def _check_feature_columns(features: pd.DataFrame, patient_id: list[str]) -> None:
    text = [name for name in features if not pd.api.types.is_numeric_dtype(features[name].dtype)]
    if text:
        raise data_error(
            f"`features` has a column that is not numeric: '{text[0]}'"
            f"{text_cell(features[text[0]], patient_id)}. Give clinical columns as `covariates`."
        )
    check_single_precision(features, "features", patient_id)


def _usable(
    features: pd.DataFrame, unusable: str
) -> tuple[np.ndarray, list[str], pd.DataFrame, list[str]]:
    """Constant and incomplete columns are dropped and listed, or refused.

    With ``impute`` missing values stay for each fold to fill; infinite ones are never filled.
    """
    check_choice(unusable, "unusable", ("drop", "refuse", "impute"))
    x = features.to_numpy(dtype=float, na_value=np.nan)
    fills = unusable == "impute"
    if fills:
        incomplete = np.isinf(x).any(axis=0) | np.isnan(x).all(axis=0)
    else:
        incomplete = ~np.isfinite(x).all(axis=0)
    constant = ~incomplete & constant_columns(impute_medians(np.where(np.isinf(x), 0, x)))
    gone = incomplete | constant
    names = np.array([str(name) for name in features.columns], dtype=object)
    dropped = pd.DataFrame(
        {
            "feature": names[gone],
            "reason": np.where(incomplete, "missing or infinite values", "constant")[gone],
        }
    )
    if unusable == "refuse" and gone.any():
        raise data_error(
            f"`features` has {gone.sum()} unusable columns, first '{dropped['feature'][0]}' "
            f'({dropped["reason"][0]}); `unusable = "drop"` leaves them out.'
        )
    advice = '; `unusable = "impute"` fills missing ones' if incomplete.any() else ""
    if gone.all():
        raise data_error(
            f"`features` has no usable feature column: {constant.sum()} constant, "
            f"{incomplete.sum()} with missing or infinite values{'' if fills else advice}."
        )
    flags = []
    if gone.any():
        flags.append(
            f"{gone.sum()} columns left out ({constant.sum()} constant, "
            f"{incomplete.sum()} with missing or infinite values{'' if fills else advice})"
        )
    x = x[:, ~gone]
    if np.isnan(x).any():
        flags.append(
            f"{np.isnan(x).sum()} missing values in {np.isnan(x).any(axis=0).sum()} columns filled "
            "in each fold with the training patients' medians"
        )
    return x, names[~gone].tolist(), dropped, flags


def _repeatable(
    x: np.ndarray, names: list[str], dropped: pd.DataFrame, icc: pd.DataFrame | None, limit: float
) -> tuple[np.ndarray, list[str], pd.DataFrame, list[str]]:
    """A limit on repeatability uses no labels, so it may be set once, before the folds."""
    if icc is None:
        return x, names, dropped, []
    need_columns(icc, "icc", ["feature", "icc"])
    check_number(limit, "min_icc", -1, 1)
    value = dict(zip(icc["feature"], icc["icc"], strict=True))
    stays = np.array([value.get(name, np.nan) >= limit for name in names])
    if not stays.any():
        raise data_error(f"No feature column reaches an intraclass correlation of {limit:g}.")
    reason = f"intraclass correlation below {limit:g}"
    gone = [name for name, stay in zip(names, stays, strict=True) if not stay]
    dropped = pd.concat(
        [dropped, pd.DataFrame({"feature": gone, "reason": [reason] * len(gone)})],
        ignore_index=True,
    )
    kept = [name for name, stay in zip(names, stays, strict=True) if stay]
    return x[:, stays], kept, dropped, [f"{len(gone)} columns left out ({reason})"]
