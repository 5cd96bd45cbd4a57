"""Kaplan-Meier, log-rank and Cox with lifelines."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.exceptions import ConvergenceError
from lifelines.statistics import multivariate_logrank_test, proportional_hazard_test
from scipy import stats

from radiotmb.runtime.name_some import name_some
from radiotmb.stats.python_engine.discordance import check_patients
from radiotmb.stats.python_engine.r_errors import check_number, data_error
from radiotmb.stats.results import SurvivalComparison

# A log hazard ratio that only a coefficient on its way to infinity reaches.
_ENDLESS = 12

_RATIO_COLUMNS = ["group", "reference", "hazard_ratio", "lower", "upper", "p_value", "note"]

MOST_GROUPS = 8


def compare_survival(
    patients: pd.DataFrame,
    group: str,
    time: str = "os_days",
    event: str = "os_event",
    conf_level: float = 0.95,
    permutations: int = 0,
    seed: int = 1,
) -> SurvivalComparison:
    """See :func:`radiotmb.stats.compare_survival`; there is no permutation test here."""
    patients = check_patients(patients, "patients", [group, time, event])
    check_number(conf_level, "conf_level", 0, 1)
    data, levels = _survival_data(patients, group, time, event)
    _refuse_many(levels, group)
    flags = _flags(patients, data, levels, group)
    present = [level for level in levels if (data["group"] == level).any()]
    ratios, check, more = _hazards(data, present, conf_level)
    return SurvivalComparison(
        curves=pd.concat(
            [_curve(data, level, conf_level) for level in present], ignore_index=True
        ),
        tests=_log_rank(data, present),
        hazard_ratios=ratios,
        medians=_medians(data, present, conf_level),
        follow_up=_follow_up(data, present, conf_level),
        proportional_hazards=check,
        group=group, time=time, event=event, conf_level=float(conf_level),
        flags=(*flags, *more),
    )  # fmt: skip


def _refuse_many(levels: list[str], group: str) -> None:
    """A number that was taken for a group makes a group of each patient, and a small p-value."""
    if len(levels) > MOST_GROUPS:
        raise data_error(
            f"`{group}` has {len(levels)} different values, where at most {MOST_GROUPS} groups are "
            "expected. Cut it into groups in a column of its own."
        )


def _survival_data(
    patients: pd.DataFrame, group: str, time: str, event: str
) -> tuple[pd.DataFrame, list[str]]:
    """Patients with time, event and group; and the groups, reference first."""
    if not pd.api.types.is_numeric_dtype(patients[time]):
        raise data_error(f"`{time}` must hold numbers of days, not a column of class character.")
    days = patients[time]
    wrong = np.flatnonzero((days < 0) | np.isinf(days))
    if len(wrong):
        first = wrong[0]
        raise data_error(
            f"`{time}` must hold days of at least 0, not {days.iloc[first]:g} (row {first + 1})."
        )
    died = pd.to_numeric(patients[event], errors="coerce")
    wrong = patients.loc[patients[event].notna() & ~died.isin([0, 1]), event].unique()
    if len(wrong):
        raise data_error(f"`{event}` must be 1 (event) or 0 (censored), not {name_some(wrong)}.")
    groups = patients[group]
    if isinstance(groups.dtype, pd.CategoricalDtype):
        levels = [str(level) for level in groups.cat.categories]
    else:
        size = groups.dropna().astype(str).value_counts()
        levels = sorted(size.index, key=lambda level: (-size[level], level))
    data = pd.DataFrame(
        {
            "patient_id": patients["patient_id"],
            "time": days,
            "event": died,
            "group": groups.astype(object).map(str, na_action="ignore"),
        }
    ).dropna()
    if data.empty:
        raise data_error(f"no patient has `{group}`, `{time}` and `{event}`.")
    return data.sort_values("patient_id", ignore_index=True), levels


def _flags(patients: pd.DataFrame, data: pd.DataFrame, levels: list[str], group: str) -> list[str]:
    lost = [one for one in patients["patient_id"] if one not in set(data["patient_id"])]
    size = {level: int((data["group"] == level).sum()) for level in levels}
    events = {level: data.loc[data["group"] == level, "event"].sum() for level in levels}
    present = [level for level in levels if size[level]]
    silent = [level for level in present if events[level] == 0]
    few = [level for level in present if size[level] < 5]
    flags = []
    if lost:
        some = "s" if len(lost) > 1 else ""
        flags.append(
            f"{len(lost)} patient{some} left out, without time, event or group: {name_some(lost)}"
        )
    if len(present) < len(levels):
        flags.append(f"no patient in group {name_some(x for x in levels if not size[x])}")
    if len(present) == 1:
        flags.append("one group only: no test")
    if sum(events.values()) == 0:
        flags.append("no event: no test")
    elif silent:
        flags.append(f"no event in group {name_some(silent)}")
    if len(present) > 1 and few:
        flags.append(f"fewer than 5 patients in group {name_some(few)}")
    return flags


def _curve(data: pd.DataFrame, level: str, conf_level: float) -> pd.DataFrame:
    """The Kaplan-Meier curve of one group, limits on the log scale as in ``survfit``."""
    rows = data[data["group"] == level]
    fit = KaplanMeierFitter().fit(rows["time"], rows["event"])
    table = fit.event_table
    survival = fit.survival_function_.iloc[:, 0].to_numpy()
    deaths, at_risk = table["observed"].to_numpy(float), table["at_risk"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.cumsum(deaths / (at_risk * (at_risk - deaths))))
        half = stats.norm.ppf((1 + conf_level) / 2) * error
        lower, upper = survival * np.exp(-half), np.minimum(survival * np.exp(half), 1)
    gone = survival == 0
    frame = pd.DataFrame(
        {
            "group": level,
            "time": table.index.to_numpy(float),
            "n_risk": at_risk,
            "n_event": deaths,
            "n_censor": table["censored"].to_numpy(float),
            "survival": survival,
            "lower": np.where(gone, np.nan, lower),
            "upper": np.where(gone, np.nan, upper),
        }
    )
    # lifelines counts entries at time 0 as a row of its own; at risk there is everybody.
    frame.loc[frame["time"] == 0, "n_risk"] = len(rows)
    return frame


def _log_rank(data: pd.DataFrame, present: list[str]) -> pd.DataFrame:
    if len(present) < 2 or data["event"].sum() == 0:
        note = "one group only" if len(present) < 2 else "no event"
        row = ("log-rank", math.nan, len(present) - 1, math.nan, note)
    else:
        test = multivariate_logrank_test(data["time"], data["group"], data["event"])
        row = ("log-rank", test.test_statistic, len(present) - 1, test.p_value, "chi-square")
    return pd.DataFrame([row], columns=["test", "statistic", "df", "p_value", "note"])


def _hazards(
    data: pd.DataFrame, present: list[str], conf_level: float
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Hazard ratios against the first group, and Schoenfeld's check of proportionality."""
    reference, others = present[0], present[1:]
    no_check = pd.DataFrame([(math.nan,) * 3], columns=["statistic", "df", "p_value"])
    events = data.groupby("group")["event"].sum()
    if not others or data["event"].sum() == 0:
        missing = [(one, reference, *[math.nan] * 4, "no event") for one in others]
        return pd.DataFrame(missing, columns=_RATIO_COLUMNS), no_check, []
    columns = {f"x{index}": (data["group"] == one) for index, one in enumerate(others)}
    design = data[["time", "event"]].assign(**{k: v.astype(float) for k, v in columns.items()})
    fit = None if (events == 0).any() else _fit_cox(design, conf_level)
    if fit is None:
        # The ratio runs to 0 or infinity; its profile likelihood is the R side's.
        note = "the groups' events are separated: engine='r' gives the profile likelihood"
        missing = [(one, reference, *[math.nan] * 4, note) for one in others]
        flag = "proportional hazards could not be checked"
        return pd.DataFrame(missing, columns=_RATIO_COLUMNS), no_check, [flag]
    checked = _proportional(fit, design)
    rows = [
        _ratio(fit, name, one, reference, conf_level)
        for name, one in zip(columns, others, strict=True)
    ]
    return pd.DataFrame(rows, columns=_RATIO_COLUMNS), checked, []


def _fit_cox(design: pd.DataFrame, conf_level: float) -> CoxPHFitter | None:
    """The Cox regression with Efron's ties, or None where a coefficient runs to infinity."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = CoxPHFitter(alpha=1 - conf_level).fit(
                design, "time", "event", fit_options={"precision": 1e-12}
            )
        except ConvergenceError:
            return None
    return None if (fit.params_.abs() > _ENDLESS).any() else fit


def _ratio(
    fit: CoxPHFitter, name: str, group: str, reference: str, conf_level: float
) -> tuple[Any, ...]:
    beta, error = fit.params_[name], fit.standard_errors_[name]
    half = stats.norm.ppf((1 + conf_level) / 2) * error
    p_value = 2 * stats.norm.cdf(-abs(beta / error))
    limits = (math.exp(beta - half), math.exp(beta + half))
    return (group, reference, math.exp(beta), *limits, p_value, "Wald")


def _proportional(fit: CoxPHFitter, design: pd.DataFrame) -> pd.DataFrame:
    """For two groups the scaled Schoenfeld test; lifelines has no global one for more."""
    if len(fit.params_) > 1:
        return pd.DataFrame([(math.nan,) * 3], columns=["statistic", "df", "p_value"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        test = proportional_hazard_test(fit, design, time_transform="km")
    row = (float(np.ravel(test.test_statistic)[0]), 1.0, float(np.ravel(test.p_value)[0]))
    return pd.DataFrame([row], columns=["statistic", "df", "p_value"])


def _median(time: pd.Series, event: pd.Series, conf_level: float) -> tuple[float, float, float]:
    """The median and its limits, where the curve and its limits cross one half.

    Half way where the curve stays at exactly one half, as ``quantile.survfit`` has it.
    """
    rows = pd.DataFrame({"time": time, "event": event, "group": "all"})
    curve = _curve(rows, "all", conf_level)
    curve = curve[curve["time"] > 0] if (time > 0).any() else curve
    return tuple(  # type: ignore[return-value]
        _crossing(curve["time"].to_numpy(), curve[column].to_numpy())
        for column in ("survival", "lower", "upper")
    )


def _crossing(time: np.ndarray, value: np.ndarray) -> float:
    # Where the curve is 0 its limits on the log scale do not exist, and cross nothing.
    value = np.where(np.isnan(value), np.inf, value)
    below = np.flatnonzero(value < 0.5 - 1e-9)
    at = np.flatnonzero(np.abs(value - 0.5) <= 1e-9)
    if len(at):
        following = below[below > at[0]]
        return (
            float((time[at[0]] + time[following[0]]) / 2)
            if len(following)
            else float((time[at[0]] + time[-1]) / 2)
        )
    return float(time[below[0]]) if len(below) else math.nan


def _medians(data: pd.DataFrame, present: list[str], conf_level: float) -> pd.DataFrame:
    rows = []
    for level in present:
        part = data[data["group"] == level]
        limits = _median(part["time"], part["event"], conf_level)
        rows.append((level, len(part), int(part["event"].sum()), *limits))
    return pd.DataFrame(rows, columns=["group", "n", "events", "median", "lower", "upper"])


def _follow_up(data: pd.DataFrame, present: list[str], conf_level: float) -> pd.DataFrame:
    """Reverse Kaplan-Meier: a death ends the observation of follow-up, a censoring is it."""
    rows = []
    for level in ["all", *present]:
        part = data if level == "all" else data[data["group"] == level]
        limits = _median(part["time"], 1 - part["event"], conf_level)
        times = part["time"]
        rows.append((level, len(part), *limits, times.min(), times.max(), times.median()))
    columns = ["group", "n", "median", "lower", "upper", "min", "max", "observed_median"]
    return pd.DataFrame(rows, columns=columns)
