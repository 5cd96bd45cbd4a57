"""Survival of the groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test


def simulate_survival(rng, pairs) -> dict[str, pd.DataFrame]:
    days = rng.integers(247, 2486, len(pairs))
    event = rng.binomial(1, np.where(pairs["discordant"], 0.7, 0.35))
    concordance = np.where(pairs["discordant"], "discordant", "concordant")
    groups = {
        "concordance": concordance,
        "direction": np.where(pairs["discordant"], pairs["direction"], concordance),
        "cells": pairs["direction"].to_numpy(),
    }
    curves, tests, medians, ratios = [], [], [], []
    for comparison, group in groups.items():
        test = multivariate_logrank_test(days, group, event)
        tests.append(
            [comparison, "log-rank", test.test_statistic, len(set(group)) - 1, test.p_value, ""]
        )
        for name in sorted(set(group)):
            mask = group == name
            curve, median = _curve(days[mask], event[mask], comparison, name)
            curves.append(curve)
            medians.append(median)
        ratios.append([comparison, "discordant", "concordant", 2.4, 0.8, 7.2, 0.12])
    return {
        "survival": pd.concat(curves, ignore_index=True),
        "survival_tests": pd.DataFrame(
            tests, columns=["comparison", "test", "statistic", "df", "p_value", "note"]
        ),
        "survival_medians": pd.DataFrame(
            medians, columns=["comparison", "group", "n", "events", "median", "lower", "upper"]
        ),
        "hazard_ratios": pd.DataFrame(
            ratios,
            columns=["comparison", "group", "reference", "hazard_ratio", "lower", "upper",
                     "p_value"],
        ),
    }  # fmt: skip


def _curve(days, event, comparison, name):
    fit = KaplanMeierFitter().fit(days, event)
    table = fit.event_table
    interval = fit.confidence_interval_survival_function_
    curve = pd.DataFrame({
        "comparison": comparison, "group": name, "time": table.index,
        "n_risk": table["at_risk"].to_numpy(), "n_event": table["observed"].to_numpy(),
        "n_censor": table["censored"].to_numpy(),
        "survival": fit.survival_function_.iloc[:, 0].to_numpy(),
        "lower": interval.iloc[:, 0].to_numpy(), "upper": interval.iloc[:, 1].to_numpy(),
    })  # fmt: skip
    median = fit.median_survival_time_
    found = np.nan if np.isinf(median) else median
    return curve, [
        comparison, name, len(days), int(event.sum()), found, np.nan, np.nan,
    ]  # fmt: skip
