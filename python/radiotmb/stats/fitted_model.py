"""A model to keep: fitted to all patients, tried on another cohort, recalibrated to it.

R fits, validates and recalibrates. Reading a model and predicting with it
(:mod:`radiotmb.stats.model_file`, :mod:`radiotmb.stats.model_prediction`) need no R.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.runtime.to_html import estimate_text, result_html
from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import (
    ChainBootstrap,
    ModelValidation,
    NestedCV,
    PermutationNull,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class FittedModel:
    """A model, as its file holds it.

    Attributes
    ----------
    text : str
        The file's text.
    nested : NestedCV, optional
        The cross-validation behind its performance, where the model has just been fitted; the file
        does not hold it.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] + rng.normal(size=20) > 0, "high", "low"))
    >>> model = fit_model(features, labels, trees=10, outer=2, inner=2, bootstrap=20)
    >>> model.content["patients"]["n"], 0 < model.cutoff < 1
    (20, True)
    """

    text: str
    nested: NestedCV | None = field(default=None)

    @cached_property
    def content(self) -> dict[str, Any]:
        """The entries of the file, under the names of its schema."""
        return json.loads(self.text)

    @property
    def features(self) -> pd.DataFrame:
        """A row a feature: name, low, high, median, mean, sd, importance, direction."""
        return pd.DataFrame(self.content["features"])

    @property
    def performance(self) -> dict[str, float | None]:
        """The held-out performance of the chain; None where it was not computed."""
        return self.content["performance"]

    @property
    def cutoff(self) -> float:
        """The probability from which a patient has the positive status."""
        return float(self.content["cutoff"]["value"])

    @property
    def checksum(self) -> str:
        """What a recalibrated model names its parent by."""
        return self.content["checksum"]

    def as_r(self) -> str:
        """What R's functions take for a model."""
        return self.text

    def plot(self, labels: Mapping[str, str] | None = None) -> Figure:
        """The features by their importance, coloured by what larger values do.

        Parameters
        ----------
        labels : mapping of str to str, optional
            Words for features, by name; :func:`radiotmb.radiomics.feature_label` has the others.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from radiotmb.stats.result_plots import plot_importance

        return plot_importance(self.features, self.content["positive"], labels)

    def _repr_html_(self) -> str:
        has, area = self.content["patients"], self.performance
        positive = self.content["positive"]
        numbers = [
            ("Patients", f"{has['n']} ({has['n_positive']} {positive})"),
            ("Held-out AUC of the chain",
             estimate_text(area["auc"], area["auc_lower"] or math.nan,
                           area["auc_upper"] or math.nan)),
            ("Cutoff", estimate_text(self.cutoff)),
        ]  # fmt: skip
        flags = [*self.content["flags"], *(f"not for: {one}" for one in self.content["not_for"])]
        heading = f"Model of {positive} against {self.content['negative']}"
        return result_html(heading, numbers, {"Features": self.features}, flags)

    def __repr__(self) -> str:
        has, area = self.content["patients"], self.performance
        interval = (
            "no interval"
            if area["auc_lower"] is None
            else f"{area['auc_lower']:.3f} to {area['auc_upper']:.3f}"
        )
        lines = [
            f"FittedModel of {self.content['positive']} against {self.content['negative']}",
            f"  patients: {has['n']} ({has['n_positive']} {self.content['positive']})"
            + (f", {has['lesions']} lesions" if "lesions" in has else ""),
            f"  features: {', '.join(self.features['name'].head(5))}"
            + (", ..." if len(self.features) > 5 else ""),
            f"  held-out AUC of the chain: {area['auc']:.3f} ({interval})",
            f"  cutoff: {self.cutoff:.4f}",
            *(f"  not for: {one}" for one in self.content["not_for"]),
        ]
        return "\n".join(lines)


def fit_model(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    positive: str | None = None,
    performance: NestedCV | Sequence[Any] | None = None,
    quality: pd.DataFrame | None = None,
    **more: Any,
) -> FittedModel:
    """Fit the modelling chain to all patients, as a model to keep.

    Parameters
    ----------
    features : pandas.DataFrame
        patient_id, one numeric column a feature, and perhaps lesion, phase and preset (one each).
    labels : pandas.DataFrame
        patient_id, status.
    positive : str, optional
        The status to predict; ``"high"`` where not given.
    performance : NestedCV or a list, optional
        The cross-validation of this chain on these patients, or a list of it, its
        :class:`~radiotmb.stats.chain_results.ChainBootstrap` and its
        :class:`~radiotmb.stats.chain_results.PermutationNull`; without it the cross-validation is
        run.
    quality : pandas.DataFrame, optional
        patient_id and scanner columns: the scanners that the model knows.
    **more
        Further arguments of :func:`radiotmb.stats.nested_cv`: trees, repeats, seed, rfe, learner
        ("xgboost" or "glmnet"), harmonise ... With ComBat the model takes the next patients through
        it.

    Returns
    -------
    FittedModel
        With ``nested``, the cross-validation.

    Raises
    ------
    StatisticsError
        As :func:`radiotmb.stats.nested_cv`; for features of several presets, or the performance of
        another chain.

    References
    ----------
    Collins GS, et al. TRIPOD+AI statement. BMJ 2024;385:e078378.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] > 0, "high", "low"))
    >>> model = fit_model(features, labels, trees=10, outer=2, inner=2, bootstrap=20)
    >>> model.features["name"].iloc[0], model.features["direction"].iloc[0]
    ('a', 'higher')
    """
    from radiotmb.stats.r import call

    given = {"positive": positive, "performance": performance, "quality": quality}
    renamed = {"rfe": "engine"}
    arguments = {renamed.get(name, name): value for name, value in more.items()}
    arguments |= {name: value for name, value in given.items() if value is not None}
    answer = call("fit_model_text", features=features, labels=labels, **arguments)
    return FittedModel(answer["text"], NestedCV.from_r(answer["nested"]))


fit_model.r_names = {"rfe": "engine"}  # type: ignore[attr-defined]


@answered_by_r(ModelValidation.from_r)
def validate_model(
    model: FittedModel,
    features: pd.DataFrame,
    labels: pd.DataFrame,
    patients: pd.DataFrame | None = None,
    partner: ModelValidation | None = None,
    conf_level: float = 0.95,
    bootstrap: int = 2000,
    **more: Any,
) -> ModelValidation:
    """Validate a model on another cohort: discrimination, calibration, benefit.

    Parameters
    ----------
    model : FittedModel
    features, labels : pandas.DataFrame
        The other cohort, as in :func:`fit_model`.
    patients : pandas.DataFrame, optional
        patient_id, os_days, os_event: survival by predicted status.
    partner : ModelValidation, optional
        Of the other lesion's model on the same patients: discordance by both predictions.
    conf_level : float
    bootstrap : int
        Bootstrap samples of patients.
    **more
        covariates, quality, error, missing and unseen, as in :func:`radiotmb.stats.predict`;
        training_patients ("refuse" or "leave_out" those that the model was fitted to or
        recalibrated by, whose features are the same).

    Returns
    -------
    ModelValidation
        ``auc`` with DeLong's interval, which is valid for a fixed model on new patients.

    Raises
    ------
    StatisticsError

    References
    ----------
    DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(40, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(40)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] + rng.normal(size=40) > 0, "high", "low"))
    >>> model = fit_model(features[:20], labels[:20], trees=10, outer=2, inner=2, bootstrap=20)
    >>> found = validate_model(model, features[20:], labels[20:], bootstrap=20)
    >>> found.auc_lower < found.auc < found.auc_upper
    True
    """


def recalibrate_model(
    model: FittedModel,
    features: pd.DataFrame,
    labels: pd.DataFrame,
    method: str = "both",
    **more: Any,
) -> FittedModel:
    """Recalibrate a model to another hospital, as a new model that names its parent.

    Parameters
    ----------
    model : FittedModel
    features, labels : pandas.DataFrame
        Patients whom the model has not seen.
    method : {"both", "intercept"}
        Intercept and slope of the log-odds, or the intercept alone.
    **more
        covariates, quality, missing and unseen, as in :func:`radiotmb.stats.predict`;
        training_patients, as in :func:`validate_model`.

    Returns
    -------
    FittedModel
        Its conformal sets are calibrated by these patients: their error rate is exact for the next
        patient exchangeable with them.

    Raises
    ------
    StatisticsError
        Where the model is recalibrated already or ranks these patients the wrong way round.

    References
    ----------
    Steyerberg EW, et al. Stat Med 2004;23:2567-2586.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(40, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(40)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] + rng.normal(size=40) > 0, "high", "low"))
    >>> model = fit_model(features[:20], labels[:20], trees=10, outer=2, inner=2, bootstrap=20)
    >>> there = recalibrate_model(model, features[20:], labels[20:], method="intercept")
    >>> there.content["parent"] == model.checksum
    True
    """
    from radiotmb.stats.r import call

    text = call(
        "recalibrate_model_text",
        model=model, features=features, labels=labels, method=method, **more,
    )  # fmt: skip
    return FittedModel(text)


def with_evidence(
    model: FittedModel,
    interval: ChainBootstrap | None = None,
    null: PermutationNull | None = None,
) -> FittedModel:
    """The model with the interval and the p-value of its AUC, computed apart.

    Parameters
    ----------
    model : FittedModel
    interval : ChainBootstrap, optional
        Of the same chain and patients.
    null : PermutationNull, optional
        Of the same chain and patients.

    Returns
    -------
    FittedModel
        ``flags`` and ``not_for`` no longer say that they are missing.

    Raises
    ------
    InputError
        Where the interval is of another estimate than the model's.
    """
    from radiotmb.stats.model_file import text_of_content

    content = json.loads(model.text)
    performance: dict[str, Any] = content["performance"]
    if interval is not None:
        if abs(interval.auc - performance["auc"]) > 1e-9:
            raise InputError(
                f"the interval is of an AUC of {interval.auc:.6f}, the model's is "
                f"{performance['auc']:.6f}",
                expected="a bootstrap of the same chain",
            )
        performance |= {
            "auc_lower": _rounded(interval.lower),
            "auc_upper": _rounded(interval.upper),
            "auc_se": _rounded(interval.se),
            "resamples": int(interval.resampled["resample"].nunique()),
        }
        _forget(content, "the AUC has no interval", "claims of how well it predicts")
        if interval.lower <= 0.5:
            content["not_for"].append(
                "predicting at all, as far as these patients show: the interval of its AUC "
                "holds 0.5"
            )
    if null is not None:
        performance |= {"p_permutation": _rounded(null.p_value), "permutations": len(null.null)}
        _forget(content, "the AUC has no p-value")
        smaller = _of_smaller_chain(content["chain"], null)
        if smaller:
            content["flags"].append(smaller)
    return FittedModel(text_of_content(content), model.nested)


def _of_smaller_chain(chain: Mapping[str, Any], null: PermutationNull) -> str | None:
    """A sentence where the permutations ran other trees or repeats than the model's chain."""
    trees, repeats = (int(null.parameters[name]) for name in ("trees", "repeats"))
    if (trees, repeats) == (chain["trees"], chain["repeats"]):
        return None
    times = "repeat" if repeats == 1 else "repeats"
    return f"the p-value is that of a chain of {trees} trees and {repeats} {times}"


def _forget(content: Mapping[str, Any], *starts: str) -> None:
    for name in ("flags", "not_for"):
        content[name][:] = [one for one in content[name] if not one.startswith(starts)]


def _rounded(value: float) -> float:
    """At 15 digits, which is what R reads and writes of a model."""
    return float(f"{value:.15g}")
