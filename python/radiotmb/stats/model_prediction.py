"""Predicts with a fitted model, without R, and says how far each prediction may be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.runtime.notes import Note, add_note
from radiotmb.stats.fitted_model import FittedModel
from radiotmb.stats.model_file import covariate_names, trees_text
from radiotmb.stats.model_harmonise import harmonise
from radiotmb.stats.model_rows import (
    covariate_columns,
    feature_columns,
    keyed_rows,
    rows_of_quality,
)
from radiotmb.stats.training_patients import training_flags

_NAMED = ("patient_id", "lesion", "role", "phase")


def predict(
    model: FittedModel,
    features: pd.DataFrame,
    covariates: pd.DataFrame | None = None,
    quality: pd.DataFrame | None = None,
    error: float = 0.1,
    missing: str | None = None,
    unseen: str | None = None,
    type: str = "prediction",
) -> pd.DataFrame:
    """Predict with a model, and say how far to trust it; R gives the same to 1e-7.

    Parameters
    ----------
    model : FittedModel
    features : pandas.DataFrame
        patient_id, the features of the model (others are ignored), and perhaps lesion, role, phase
        and preset.
    covariates : pandas.DataFrame, optional
        patient_id and the model's covariates, where they are not columns of ``features``.
    quality : pandas.DataFrame, optional
        patient_id, perhaps lesion and phase, and scanner columns.
    error : float
        Error rate of the conformal sets.
    missing : {"refuse", "median"}, optional
        What becomes of missing values; the way of the training where not given.
    unseen : {"refuse", "unchanged"}, optional
        For a model with ComBat: what becomes of patients of a batch without training patients; the
        model's own rule where not given. The batch is the column that the model names (such as
        centre), of ``features`` or ``quality``.
    type : {"prediction", "contributions"}
        ``contributions``: the exact SHAP value of each feature, in log-odds.

    Returns
    -------
    pandas.DataFrame
        A row of ``features`` each: patient_id, lesion and phase (where given), probability,
        status, set (conformal: a status, ``either`` or ``neither``), outside (features beyond the
        training range), distance (Mahalanobis), distance_quantile (of the training patients'),
        mismatch (another lesion or phase), scanner (what no training patient's had; None where it
        is not known), filled (features given the training median), and for a model with ComBat
        harmonised. ``attrs["flags"]`` says what could not be checked; each flag is a note too.

    Raises
    ------
    InputError
        For a missing feature, by name; another preset; missing values where they are refused.

    References
    ----------
    Vovk V, Gammerman A, Shafer G. Algorithmic learning in a random world. Springer 2005.

    Examples
    --------
    >>> import numpy as np
    >>> from radiotmb.stats import fit_model
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] > 0, "high", "low"))
    >>> model = fit_model(features, labels, trees=10, outer=2, inner=2, bootstrap=20)
    >>> new = features.head(2).assign(patient_id=["N1", "N2"], a=[3.0, -3.0])
    >>> predict(model, new)["status"].tolist()
    ['high', 'low']
    """
    if type not in ("prediction", "contributions"):
        raise InputError(f"no type '{type}'", expected="prediction or contributions")
    if not 0 <= error <= 1:
        raise InputError(f"`error` is {error}", expected="a number from 0 to 1")
    content = model.content
    rule = content["missing"] if missing is None else missing
    if rule not in ("refuse", "median"):
        raise InputError(f"`missing` is '{rule}'", expected="refuse or median")
    rows = keyed_rows(content, features)
    names = [feature["name"] for feature in content["features"]]
    filled, holes = feature_columns(content, rows, rule)
    tables = {"covariates": covariates, "quality": quality}
    harmonised = harmonise(content, filled, rows, tables, unseen)
    x = harmonised.x
    columns = np.column_stack([x, *covariate_columns(content, rows, covariates)])
    if type == "contributions":
        shap = _contributions(content, columns)
        heads = [*names, *covariate_names(content), "baseline"]
        found = pd.DataFrame(shap, columns=heads)
        found.insert(0, "patient_id", rows["patient_id"].to_numpy())
        return found
    raw = _unweighted(_learned(content, columns), content)
    probability = _recalibrated(raw, content["recalibration"])
    positive, negative = content["positive"], content["negative"]
    found = rows[[name for name in _NAMED if name in rows]].reset_index(drop=True)
    found["probability"] = probability
    found["status"] = np.where(probability >= model.cutoff, positive, negative)
    found["set"] = _conformal_sets(raw, content, error)
    found["outside"] = _joined(names, _outside(x, content["features"]))
    found["distance"] = _distances(x, content)
    training = np.sort(content["distance"]["training"])
    found["distance_quantile"] = np.searchsorted(training, found["distance"], "right") / len(
        training
    )
    found["mismatch"] = _mismatches(content, rows)
    found["scanner"] = _unseen_scanners(content["scanner"], rows_of_quality(rows, quality))
    found["filled"] = _joined(names, holes)
    if harmonised.seen is not None:
        found["harmonised"] = harmonised.seen
    flags = [
        *_flags(content, rows, found, error), *training_flags(content, filled), *harmonised.flags
    ]  # fmt: skip
    for flag in flags:
        add_note(Note("warning", "predict", "model", flag))
    found.attrs["flags"] = flags
    return found


def _learned(content: Mapping[str, Any], x: np.ndarray) -> np.ndarray:
    """The probabilities of the trees or of the regression."""
    if content.get("regression") is None:
        return _boosted(content, x)
    link = np.full(len(x), float(content["regression"]["intercept"]))
    for term in _regression_terms(content, x).T:
        link = link + term
    return 1 / (1 + np.exp(-link))


def _contributions(content: Mapping[str, Any], x: np.ndarray) -> np.ndarray:
    """Exact SHAP values and the baseline: of a regression those of a linear model."""
    if content.get("regression") is None:
        return _boosted(content, x, pred_contribs=True)
    baseline = np.full(len(x), float(content["regression"]["intercept"]))
    return np.column_stack([_regression_terms(content, x), baseline])


def _regression_terms(content: Mapping[str, Any], x: np.ndarray) -> np.ndarray:
    columns = content["regression"]["columns"]
    mean, sd, coefficient = (
        np.array([one[part] for one in columns], float) for part in ("mean", "sd", "coefficient")
    )
    return coefficient * ((x - mean) / sd)


def _boosted(content: Mapping[str, Any], x: np.ndarray, **options: Any) -> np.ndarray:
    import xgboost

    try:
        booster = xgboost.Booster({"nthread": 1})
        booster.load_model(bytearray(trees_text(content)))
        return booster.predict(xgboost.DMatrix(x, nthread=1), **options).astype(float)
    except xgboost.core.XGBoostError as error:
        # A trace of its own C++ follows on further lines.
        said = str(error).strip().partition("\n")[0]
        raise InputError(f"XGBoost cannot use the trees of the model ({said})") from error


def _unweighted(probability: np.ndarray, content: Mapping[str, Any]) -> np.ndarray:
    """King and Zeng's prior correction, where the classes were weighted in training."""
    if content["chain"]["class_weights"] == "none":
        return probability
    share = content["share"]
    return (
        probability * share / (probability * share + (1 - probability) * (1 - share))
    )  # fmt: skip


def _recalibrated(probability: np.ndarray, fit: Mapping[str, Any] | None) -> np.ndarray:
    if fit is None:
        return probability
    kept = np.clip(probability, 1e-6, 1 - 1e-6)
    return 1 / (1 + np.exp(-(fit["intercept"] + fit["slope"] * np.log(kept / (1 - kept)))))


def _conformal_sets(raw: np.ndarray, content: Mapping[str, Any], error: float) -> np.ndarray:
    """Label-conditional sets: a status stays unless too few of its patients are as unlike it."""
    calibration = content["conformal"]

    def p_values(score: np.ndarray, values: np.ndarray) -> np.ndarray:
        return (1 + np.searchsorted(np.sort(values), score, "right")) / (1 + len(values))

    high = p_values(raw, np.array(calibration["positive"])) > error
    low = p_values(-raw, -np.array(calibration["negative"])) > error
    return np.select(
        [high & low, high, low], ["either", content["positive"], content["negative"]], "neither"
    )


def _outside(x: np.ndarray, features: Iterable[Mapping[str, Any]]) -> np.ndarray:
    low = np.array([feature["low"] for feature in features])
    high = np.array([feature["high"] for feature in features])
    # A range is widened by the rounding of the file's 15 digits.
    slack = 1e-12 * np.maximum(np.abs(low), np.abs(high))
    return (x < low - slack) | (x > high + slack)


def _joined(names: list[str], which: np.ndarray) -> list[str]:
    return ["; ".join(np.array(names, dtype=object)[row]) for row in which]


def _distances(x: np.ndarray, content: Mapping[str, Any]) -> np.ndarray:
    mean = np.array([feature["mean"] for feature in content["features"]])
    sd = np.array([feature["sd"] for feature in content["features"]])
    inverse = np.linalg.inv(np.array(content["distance"]["correlation"], dtype=float))
    # Row by row: a product of whole matrices may differ in the last digit with their size.
    squared = [row @ inverse @ row for row in np.ascontiguousarray((x - mean) / sd)]
    return np.sqrt(np.maximum(squared, 0))


def _mismatches(content: Mapping[str, Any], rows: pd.DataFrame) -> list[str]:
    own = {
        "role": content["role"],
        "lesion": content["lesion"],
        "phase": "+".join(content["phases"]) or None,
    }
    by_role = own["role"] is not None and "role" in rows
    compared = ["role" if by_role else "lesion", "phase"]
    said: list[list[str]] = [[] for _ in range(len(rows))]
    for column in compared:
        if column not in rows or own[column] is None:
            continue
        for place, value in enumerate(rows[column]):
            if not pd.isna(value) and str(value) != own[column]:
                said[place].append(f"{column} {value}, not {own[column]}")
    return ["; ".join(one) for one in said]


def _unseen_scanners(scanner: Mapping[str, Any] | None, rows: pd.DataFrame) -> list[str | None]:
    texts: dict[str, list[str]] = (scanner or {}).get("texts", {})
    numbers: dict[str, list[float]] = (scanner or {}).get("numbers", {})
    known = [name for name in (*texts, *numbers) if name in rows]

    def unseen(name: str, value: Any) -> bool:
        if name in texts:
            return str(value) not in texts[name]
        number = pd.to_numeric(value, errors="coerce")
        low, high = numbers[name]
        return not low - 1e-6 <= number <= high + 1e-6

    found: list[str | None] = []
    for place in range(len(rows)):
        values = {name: rows[name].iloc[place] for name in known}
        said = {name: value for name, value in values.items() if not pd.isna(value)}
        other = [f"{name} {_shown(v)}" for name, v in said.items() if unseen(name, v)]
        found.append("; ".join(other) if said else None)
    return found


def _shown(value: Any) -> str:
    return f"{value:.7g}" if isinstance(value, (float, np.floating)) else str(value)


def _flags(
    content: Mapping[str, Any], rows: pd.DataFrame, found: pd.DataFrame, error: float
) -> list[str]:
    preset, lesion, phases = content["preset"], content["lesion"], content["phases"]
    flags = []
    if preset is not None and ("preset" not in rows or rows["preset"].isna().any()):
        flags.append(
            "the table does not say by which preset the features were extracted: not checked"
        )
    if preset is None and "preset" in rows:
        flags.append("the model does not say of which preset its features are: not checked")
    for column, own in (("lesion", lesion), ("phase", " + ".join(phases))):
        if own and column not in rows:
            flags.append(
                f"the table does not say which {column} the features are of; the model is of {own}"
            )
    if found["scanner"].isna().all():
        flags.append("the scanners were not compared: model or table has none")
    counts = (
        (found["outside"] != "", "have features outside the training range"),
        (found["distance_quantile"] >= 1, "lie further out than every training patient"),
        (found["mismatch"] != "", "are of another lesion or phase than the model"),
        (found["scanner"].fillna("") != "", "are of a scanner setting not seen"),
        (found["filled"] != "", "had missing features filled with training medians"),
    )
    flags += [f"{which.sum()} of {len(rows)} {said}" for which, said in counts if which.any()]
    fewest = min(len(content["conformal"][side]) for side in ("positive", "negative"))
    needed = int(np.ceil(1 / error)) - 1 if error > 0 else None
    if needed is None or fewest < needed:
        would = "no number" if needed is None else str(needed)
        flags.append(
            f"a status with {fewest} calibration patients cannot be ruled out at an error rate of "
            f"{error:g} ({would} would)"
        )
    return flags
