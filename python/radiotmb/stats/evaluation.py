"""Evaluation of predictions: ROC, calibration, decision curve, stability, discordance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import Discordance, RocYouden


@answered_by_r(RocYouden.from_r, in_python=True)
def roc_youden(
    truth: Sequence,
    probability: Sequence[float],
    positive: str = "high",
    conf_level: float = 0.95,
    engine: str = "r",
) -> RocYouden:
    """ROC curve, AUC with DeLong's interval, and the cutoff of the largest Youden index.

    A higher probability always means ``positive``; a patient is called positive at a
    probability of at least the cutoff.

    Parameters
    ----------
    truth : sequence of two statuses, shape (patients,)
    probability : sequence of float, shape (patients,)
    positive : str
    conf_level : float
    engine : {"r", "python"}

    Returns
    -------
    RocYouden

    Raises
    ------
    StatisticsError
        Where there are not two statuses, or a probability is missing.

    References
    ----------
    DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845. Youden WJ. Cancer
    1950;3:32-35.

    Examples
    --------
    >>> truth = ["low", "low", "high", "low", "high", "high"]
    >>> roc = roc_youden(truth, [0.1, 0.3, 0.4, 0.5, 0.7, 0.9], engine="python")
    >>> round(roc.auc, 4), roc.cutoff, roc.sensitivity
    (0.8889, 0.35, 1.0)
    """


@answered_by_r()
def calibration_measures(
    truth: Sequence,
    probability: Sequence[float],
    positive: str = "high",
    conf_level: float = 0.95,
    bootstrap: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Precision-recall AUC, Brier score, and intercept and slope of a logistic recalibration.

    Parameters
    ----------
    truth, probability, positive, conf_level
        As in :func:`roc_youden`; probabilities from 0 to 1.
    bootstrap : int
        Samples of patients for the intervals.
    seed : int

    Returns
    -------
    pandas.DataFrame
        measure, estimate, lower, upper.

    References
    ----------
    Brier GW. Mon Weather Rev 1950;78:1-3. Cox DR. Biometrika 1958;45:562-565.

    Examples
    --------
    >>> truth = ["low", "low", "high", "low", "high", "high"]
    >>> measures = calibration_measures(truth, [0.1, 0.3, 0.4, 0.5, 0.7, 0.9], bootstrap=100)
    >>> measures["measure"].tolist()[:2]
    ['pr_auc', 'brier']
    """


@answered_by_r()
def calibration_curve(
    truth: Sequence,
    probability: Sequence[float],
    positive: str = "high",
    groups: int | None = None,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Predicted against observed, in groups of patients of similar predicted probability.

    Parameters
    ----------
    truth, probability, positive, conf_level
        As in :func:`calibration_measures`.
    groups : int, optional
        One for every six patients (2 to 10) where not given.

    Returns
    -------
    pandas.DataFrame
        predicted, observed, lower, upper (exact), n; one row a group.

    References
    ----------
    Van Calster B, et al. J Clin Epidemiol 2016;74:167-176.

    Examples
    --------
    >>> truth = ["low", "low", "high", "low", "high", "high"]
    >>> curve = calibration_curve(truth, [0.1, 0.3, 0.4, 0.5, 0.7, 0.9], groups=2)
    >>> curve[["predicted", "observed", "n"]].round(3).to_numpy().tolist()
    [[0.267, 0.333, 3.0], [0.7, 0.667, 3.0]]
    """


@answered_by_r()
def decision_curve(
    truth: Sequence,
    probability: Sequence[float],
    thresholds: Sequence[float] | None = None,
    positive: str = "high",
    conf_level: float = 0.95,
    bootstrap: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """Net benefit of acting on the prediction, on everyone and on no one.

    Parameters
    ----------
    truth, probability, positive, conf_level, bootstrap, seed
        As in :func:`calibration_measures`.
    thresholds : sequence of float, optional
        Threshold probabilities; 0.05 to 0.95 where not given.

    Returns
    -------
    pandas.DataFrame
        threshold, model, lower, upper, all, none.

    References
    ----------
    Vickers AJ, Elkin EB. Med Decis Making 2006;26:565-574.

    Examples
    --------
    >>> truth = ["low", "low", "high", "low", "high", "high"]
    >>> curve = decision_curve(truth, [0.1, 0.3, 0.4, 0.5, 0.7, 0.9], [0.2, 0.5], bootstrap=100)
    >>> curve["none"].tolist()
    [0.0, 0.0]
    """


@answered_by_r()
def selection_stability(
    selections: Sequence[Sequence[str]] | Mapping[str, Sequence[str]],
    features: Sequence[str],
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """How stable a feature selection is: Nogueira's measure with its interval.

    Parameters
    ----------
    selections : sequence of sequences of str
        The features of each selection.
    features : sequence of str
        All features that could have been selected.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        measure, estimate, lower, upper.

    References
    ----------
    Nogueira S, Sechidis K, Brown G. J Mach Learn Res 2018;18(174):1-54.

    Examples
    --------
    >>> selections = [["a", "b"], ["a", "b"], ["a", "c"]]
    >>> selection_stability(selections, list("abcdefgh"))["estimate"].round(3).tolist()
    [0.556]
    """


@answered_by_r(Discordance.from_r, in_python=True)
def judge_discordance(
    primary: pd.DataFrame,
    metastasis: pd.DataFrame,
    truth: pd.DataFrame,
    primary_cutoff: float,
    metastasis_cutoff: float,
    primary_phase: str | None = None,
    metastasis_phase: str | None = None,
    engine: str = "r",
    **more: Any,
) -> Discordance:
    """Judge the predicted discordance of primary and metastasis against the sequenced one.

    Parameters
    ----------
    primary, metastasis : pandas.DataFrame
        patient_id and probability of high status (the averaged held-out one).
    truth : pandas.DataFrame
        patient_id, primary_status, metastasis_status.
    primary_cutoff, metastasis_cutoff : float
        Probabilities from which a lesion is predicted high.
    primary_phase, metastasis_phase : str, optional
        CT phases, for the record.
    engine : {"r", "python"}
    **more
        ``conf_level``, 0.95 where not given.

    Returns
    -------
    Discordance

    Raises
    ------
    StatisticsError
        For repeated patients, a probability outside 0 to 1, tables without a common patient.

    References
    ----------
    Hoshino I, et al. Cancer Sci 2022;113:229-239. Clopper CJ, Pearson ES. Biometrika
    1934;26:404-413.

    Examples
    --------
    >>> truth = pd.DataFrame({
    ...     "patient_id": ["a", "b"], "primary_status": ["high", "low"],
    ...     "metastasis_status": ["low", "low"],
    ... })
    >>> primary = pd.DataFrame({"patient_id": ["a", "b"], "probability": [0.8, 0.2]})
    >>> metastasis = pd.DataFrame({"patient_id": ["a", "b"], "probability": [0.1, 0.3]})
    >>> judge_discordance(primary, metastasis, truth, 0.5, 0.5, engine="python").table
    {'tp': 1, 'fn': 0, 'tn': 1, 'fp': 0}
    """


@answered_by_r(in_python=True)
def predicted_status(
    predictions: pd.DataFrame, positive: str = "high", engine: str = "r"
) -> pd.DataFrame:
    """Predicted status of each patient at the Youden cutoff, and at that of the other folds.

    The first is optimistic, because the patient's own probability and status had a part in the
    choice of the cutoff; the second is free of that.

    Parameters
    ----------
    predictions : pandas.DataFrame
        Held-out predictions, such as ``nested_cv().predictions``: patient_id, repeat, fold, truth,
        probability.
    positive : str
    engine : {"r", "python"}

    Returns
    -------
    pandas.DataFrame
        patient_id, truth, probability (mean over the repeats), cutoff, predicted, share_positive
        (of the repeats, by the cutoffs of the other folds), corrected (positive from a share of one
        half on).

    Raises
    ------
    StatisticsError
        Where a patient is not predicted once in every repeat, or there are not two statuses.

    References
    ----------
    Youden WJ. Cancer 1950;3:32-35.

    Examples
    --------
    >>> predictions = pd.DataFrame({
    ...     "patient_id": list("abcdef"), "repeat": 1, "fold": [1, 2, 3] * 2,
    ...     "truth": ["high"] * 3 + ["low"] * 3,
    ...     "probability": [0.9, 0.8, 0.4, 0.5, 0.2, 0.1],
    ... })
    >>> predicted_status(predictions, engine="python")["predicted"].tolist()
    ['high', 'high', 'high', 'high', 'low', 'low']
    """
