"""Patients with both lesions: burdens, pairs, their tests, clinical groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

CELLS = ["both high"] * 3 + ["primary only"] * 5 + ["metastasis only"] * 2 + ["both low"] * 14


def simulate_burden(rng, patients) -> pd.DataFrame:
    rows = []
    for patient, cell in zip(patients, CELLS, strict=True):
        for lesion in ("primary", "metastasis"):
            high = cell == "both high" or cell == f"{lesion} only"
            count = int(rng.integers(13, 36) if high else rng.integers(2, 12))
            lower = stats.chi2.ppf(0.025, 2 * count) / 2 / 1.2
            upper = stats.chi2.ppf(0.975, 2 * count + 2) / 2 / 1.2
            rows.append([
                patient, lesion, count, 1.2, "fixed", count / 1.2, lower, upper,
                stats.gamma.sf(10, count + 0.5, scale=1 / 1.2), "high" if high else "low",
                lower < 10 <= upper,
            ])  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "patient_id", "lesion", "mutations", "megabases", "denominator", "tmb", "tmb_lower",
        "tmb_upper", "p_high", "status", "borderline",
    ])  # fmt: skip


def simulate_pairs(burden, patients) -> pd.DataFrame:
    wide = burden.pivot(index="patient_id", columns="lesion", values=["tmb", "status"])
    frame = pd.DataFrame(
        {
            "patient_id": patients,
            "primary_tmb": wide["tmb"]["primary"].astype(float).to_numpy(),
            "metastasis_tmb": wide["tmb"]["metastasis"].astype(float).to_numpy(),
            "primary_status": wide["status"]["primary"].to_numpy(),
            "metastasis_status": wide["status"]["metastasis"].to_numpy(),
        }
    )
    frame["discordant"] = frame["primary_status"] != frame["metastasis_status"]
    frame["direction"] = CELLS
    frame["ratio"] = frame["primary_tmb"] / frame["metastasis_tmb"]
    frame["p_equal"] = [
        stats.binomtest(round(a * 1.2), round((a + b) * 1.2)).pvalue
        for a, b in zip(frame["primary_tmb"], frame["metastasis_tmb"], strict=True)
    ]
    return frame


def count_cells(pairs) -> pd.DataFrame:
    counts = pairs["direction"].value_counts()
    return pd.DataFrame(
        {
            "cell": ["both_high", "primary_only", "metastasis_only", "both_low"],
            "patients": [
                counts.get(c, 0)
                for c in ["both high", "primary only", "metastasis only", "both low"]
            ],
        }
    )


def compare_lesions(pairs) -> pd.DataFrame:
    signed = stats.wilcoxon(pairs["primary_tmb"], pairs["metastasis_tmb"])
    rho = stats.spearmanr(pairs["primary_tmb"], pairs["metastasis_tmb"])
    return pd.DataFrame(
        [
            ["McNemar, exact", 5.0, stats.binomtest(5, 7).pvalue, "on the status"],
            ["Wilcoxon signed rank", signed.statistic, signed.pvalue, "on the mutations"],
            ["Spearman", rho.statistic, rho.pvalue, ""],
        ],
        columns=["test", "statistic", "p_value", "note"],
    )


def group_table() -> pd.DataFrame:
    """Clinical variables by concordance, and by the primary's status."""
    fisher = "an expected count under 5"
    rows = [
        ["age", "median (range)", "63 (46 to 82)", "65 (49 to 80)", "Mann-Whitney",
         "numbers, two groups", 51.0, 0.44],
        ["sex", "f", "9 (52.9%)", "3 (42.9%)", "Fisher", fisher, np.nan, 1.0],
        ["sex", "m", "8 (47.1%)", "4 (57.1%)", "", "", np.nan, np.nan],
        ["stage", "IV", "7 (41.2%)", "5 (71.4%)", "Fisher", fisher, np.nan, 0.371],
    ]  # fmt: skip
    last = ["test", "rule", "statistic", "p_value"]
    groups = pd.DataFrame(rows, columns=["variable", "level", "concordant", "discordant", *last])
    groups.insert(0, "comparison", "concordance")
    primary = groups.rename(columns={"concordant": "low", "discordant": "high"})
    return pd.concat([primary.assign(comparison="primary status"), groups], ignore_index=True)


def table_one() -> pd.DataFrame:
    """Table 1 by concordance, and by the primary's status."""
    fisher, mann = "Fisher", "Mann-Whitney"
    rows = [
        ["age", "median (quartiles)", "64 (58 to 70)", "63 (57 to 71)", "65 (60 to 69)", 0.21, 0.0,
         1.1, mann, 0.44],
        ["age", "missing", "1", "1", "0", np.nan, np.nan, np.nan, "", np.nan],
        ["t_stage", "T2", "9 (37.5%)", "9 (52.9%)", "0 (0.0%)", np.nan, np.nan, np.nan, fisher,
         0.0004],
        ["t_stage", "T3", "15 (62.5%)", "8 (47.1%)", "7 (100.0%)", np.nan, np.nan, np.nan, "",
         np.nan],
    ]  # fmt: skip
    last = ["smd", "smd_lower", "smd_upper", "test", "p_value"]
    table = pd.DataFrame(
        rows, columns=["variable", "level", "overall", "concordant", "discordant", *last]
    ).assign(rule="as stated", statistic=np.nan)
    table.insert(0, "comparison", "concordance")
    primary = table.rename(columns={"concordant": "low", "discordant": "high"})
    return pd.concat([primary.assign(comparison="primary status"), table], ignore_index=True)


def described_patients(pairs: pd.DataFrame) -> pd.DataFrame:
    """Follow-up and clinical variables of each patient."""
    count = len(pairs)
    return pd.DataFrame({
        "patient_id": pairs["patient_id"], "os_days": np.linspace(247, 2485, count).round(),
        "os_event": np.arange(count) % 2, "age": np.linspace(46, 82, count).round(1),
        "sex": np.resize(["f", "m"], count),
    })  # fmt: skip
