"""A study's output folder made from a small simulation, for looking at the report's behaviour.

Estimates come from SciPy, scikit-learn and lifelines on the simulated patients, so the tables
agree with each other; the folder says it is simulated.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from scipy import stats
from sklearn.metrics import roc_auc_score, roc_curve

PHASES = [
    ("primary", "supine"),
    ("primary", "prone"),
    ("metastasis", "plain"),
    ("metastasis", "enhanced"),
]
FEATURES = [
    "original_shape_Sphericity",
    "log-sigma-3-0-mm-3D_glcm_Correlation",
    "wavelet-HHL_firstorder_Kurtosis",
    "wavelet-LLH_glszm_SmallAreaEmphasis",
    "original_gldm_DependenceNonUniformityNormalized",
    "log-sigma-5-0-mm-3D_firstorder_90Percentile",
    "original_ngtdm_Busyness",
    "wavelet-LLL_glrlm_RunEntropy",
]
GENES = ["APC", "TP53", "KRAS", "LRP1B", "SYNE1", "FAT4", "PIK3CA", "SMAD4", "KMT2D", "ATM"]
CELLS = ["both high"] * 3 + ["primary only"] * 5 + ["metastasis only"] * 2 + ["both low"] * 14


def simulate_tables(seed: int = 1) -> dict[str, pd.DataFrame]:
    """Every table of a study's output folder, by name."""
    rng = np.random.default_rng(seed)
    patients = [f"P{i:02d}" for i in range(1, 25)]
    tables: dict[str, pd.DataFrame] = {}
    tables["burden"] = burden = _burden(rng, patients)
    tables["pairs"] = pairs = _pairs(burden, patients)
    tables["lesion_cells"] = _cells(pairs)
    tables["lesion_tests"] = _lesion_tests(pairs)
    tables["chance"] = pd.DataFrame(
        [["independent Poisson", 8.1, 4, 12, 7], ["shared plus private", 5.2, 2, 9, 7]],
        columns=["model", "expected", "lower", "upper", "observed"],
    )
    tables["variants"] = variants = _variants(rng, burden)
    tables["funnel"] = _funnel(variants)
    tables["spectrum"] = _spectrum(rng, burden)
    tables["genes"] = _genes(rng)
    tables["quality"] = _quality(rng, patients)
    tables.update(_models(rng, pairs))
    tables["discordance"] = _discordance()
    tables["discordance_patients"] = pairs[["patient_id", "discordant"]].assign(
        primary_predicted="low", metastasis_predicted="low", predicted_discordant=False
    )
    tables.update(_survival(rng, pairs))
    tables["groups"] = pd.DataFrame(
        [
            [
                "concordance",
                "age",
                "median (range)",
                "63 (46 to 82)",
                "65 (49 to 80)",
                "Mann-Whitney",
                "numbers, two groups",
                51.0,
                0.44,
            ],
            [
                "concordance",
                "sex",
                "f",
                "9 (52.9 %)",
                "3 (42.9 %)",
                "Fisher",
                "an expected count under 5",
                np.nan,
                1.0,
            ],
            ["concordance", "sex", "m", "8 (47.1 %)", "4 (57.1 %)", "", "", np.nan, np.nan],
            [
                "concordance",
                "stage",
                "IV",
                "7 (41.2 %)",
                "5 (71.4 %)",
                "Fisher",
                "an expected count under 5",
                np.nan,
                0.371,
            ],
        ],
        columns=[
            "comparison",
            "variable",
            "level",
            "concordant",
            "discordant",
            "test",
            "rule",
            "statistic",
            "p_value",
        ],
    )
    primary = tables["groups"].rename(columns={"concordant": "low", "discordant": "high"})
    tables["groups"] = pd.concat(
        [primary.assign(comparison="primary status"), tables["groups"]], ignore_index=True
    )
    tables["published"] = _published()
    tables["audit"] = _audit()
    return tables


def write_output(
    folder: Path,
    *,
    drop: tuple[str, ...] = (),
    tables: dict[str, pd.DataFrame] | None = None,
    **results: object,
) -> Path:
    """Write the folder: every table but ``drop``; ``results`` take the place of JSON entries."""
    tables = simulate_tables() if tables is None else tables
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        if name not in drop:
            frame.to_csv(folder / "tables" / f"{name}.csv", index=False)
    content = {**simulate_results(tables), **results}
    (folder / "results.json").write_text(json.dumps(content, indent=1, default=_plain))
    (folder / "provenance.json").write_text(json.dumps(_provenance()))
    pd.DataFrame(
        [["extraction", "P09 metastasis plain", "images/P09_plain.nii.gz: mask is empty"]],
        columns=["stage", "name", "reason"],
    ).to_csv(folder / "failures.csv", index=False)
    return folder


def simulate_results(tables: dict[str, pd.DataFrame]) -> dict:
    """results.json for the tables."""
    cutoffs = tables["cutoffs"]
    burden = tables["burden"]
    side = {
        lesion: {
            "n": len(part),
            "high": int((part["status"] == "high").sum()),
            "mean_tmb": float(part["tmb"].mean()),
        }
        for lesion, part in burden.groupby("lesion")
    }
    return {
        "radiotmb": "0.1.0", "study": "simulated cohort", "simulated": True, "seed": 2022,
        "engine": "r",
        "assay": {
            "name": "study", "min_depth": 300, "min_fraction": 0.1, "cutoff": 10.0,
            "filters": ["consequence", "depth", "fraction", "germline"],
            "denominator": {"kind": "fixed", "megabases": 1.2},
        },
        "extraction": {
            "name": "study", "hash": "3f1c22a90b7d", "window_hu": [-150, 500], "window": "clamp",
            "settings": {"binWidth": 20, "resampledPixelSpacing": None},
            "image_types": {"Original": {}, "LoG": {"sigma": [3.0, 5.0]},
                            "Wavelet": {"wavelet": "coif1"}},
            "feature_classes": {"shape": None, "firstorder": None, "glcm": None, "gldm": None,
                                "glrlm": None, "glszm": None, "ngtdm": None},
            "features": 1037,
        },
        "model": {
            "outer": 5, "inner": 5, "repeats": 5, "correlation": 0.9, "alpha": 0.05, "trees": 500,
            "rfe": "direct", "permutations": 60, "permutation_trees": 100,
        },
        "phases": {"primary": ["supine", "prone"], "metastasis": ["plain", "enhanced"],
                   "pair": ["prone", "enhanced"]},
        "cohort": {"patients": 24, "samples": 48, "scans": 90},
        "burden": side,
        "pairs": {
            "n": 24,
            "cells": dict(zip(
                ["both_high", "primary_only", "metastasis_only", "both_low"], [3, 5, 2, 14],
                strict=True)),
            "discordant": {
                "measure": "discordant", "estimate": 7 / 24, "lower": 0.1262, "upper": 0.5109,
                "numerator": 7, "denominator": 24,
            },
            "tests": tables["lesion_tests"].to_dict("records"),
            "chance": tables["chance"].to_dict("records"),
            "ratios": [],
        },
        "models": {
            row.phase: {**row._asdict(), "flags": [], "skipped": None}
            for row in cutoffs.drop(columns="flags").itertuples(index=False)
        },
        "discordance": {
            "primary_phase": "prone", "metastasis_phase": "enhanced",
            "measures": tables["discordance"].to_dict("records"),
            "table": {"tp": 5, "fn": 2, "tn": 10, "fp": 5}, "p_value": 0.171, "flags": [],
        },
        "survival": {
            comparison: {
                "tests": _rows(tables["survival_tests"], comparison),
                "hazard_ratios": _rows(tables["hazard_ratios"], comparison),
                "medians": _rows(tables["survival_medians"], comparison),
                "follow_up": [{"group": "all", "n": 24, "median": 1063, "lower": 803, "upper": 1420,
                               "min": 247, "max": 2485}],
                "flags": [], "skipped": None,
            }
            for comparison in ("concordance", "direction", "cells")
        },
        "groups": [],
        "failures": 1,
    }  # fmt: skip


def _rows(frame: pd.DataFrame, comparison: str) -> list[dict]:
    part = frame[frame["comparison"] == comparison].drop(columns="comparison")
    return part.astype(object).where(part.notna(), None).to_dict("records")


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)


def _burden(rng, patients) -> pd.DataFrame:
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


def _pairs(burden, patients) -> pd.DataFrame:
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


def _cells(pairs) -> pd.DataFrame:
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


def _lesion_tests(pairs) -> pd.DataFrame:
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


def _variants(rng, burden) -> pd.DataFrame:
    filters = ["germline", "synonymous", "low depth", "low fraction"]
    rows = []
    for sample in burden.itertuples():
        verdicts = ["counted"] * sample.mutations + list(rng.choice(filters, 30))
        for verdict in verdicts:
            ref, alt = rng.choice(list("ACGT"), 2, replace=False)
            rows.append([
                sample.patient_id, sample.lesion, "chr1", int(rng.integers(1, 10**6)), ref, alt,
                rng.choice(GENES), "missense_variant", 500, 100, 0.2, verdict,
            ])  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "patient_id", "lesion", "chrom", "pos", "ref", "alt", "gene", "consequence", "depth",
        "alt_depth", "alt_fraction", "verdict",
    ])  # fmt: skip


def _funnel(variants) -> pd.DataFrame:
    steps = ["synonymous", "low depth", "low fraction", "germline"]
    rows = []
    for (patient, lesion), part in variants.groupby(["patient_id", "lesion"], sort=False):
        remaining = len(part)
        rows.append([patient, lesion, "read", 0, remaining])
        for step in steps:
            removed = int((part["verdict"] == step).sum())
            remaining -= removed
            rows.append([patient, lesion, step, removed, remaining])
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "step", "removed", "remaining"])


def _spectrum(rng, burden) -> pd.DataFrame:
    channels = ["C>A", "C>G", "C>T", "T>A", "T>C", "T>G"]
    rows = []
    for sample in burden.itertuples():
        counts = rng.multinomial(sample.mutations, [0.12, 0.06, 0.52, 0.07, 0.17, 0.06])
        rows += [
            [sample.patient_id, sample.lesion, "SBS6", channel, count]
            for channel, count in zip(channels, counts, strict=True)
        ]
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "spectrum", "channel", "count"])


def _genes(rng) -> pd.DataFrame:
    primary = np.sort(rng.integers(3, 19, len(GENES)))[::-1]
    metastasis = np.clip(primary + rng.integers(-3, 4, len(GENES)), 0, 24)
    frame = pd.DataFrame({"gene": GENES, "primary": primary, "metastasis": metastasis})
    frame["primary_rank"] = frame["primary"].rank(ascending=False, method="min")
    frame["metastasis_rank"] = frame["metastasis"].rank(ascending=False, method="min")
    return frame.assign(n_pairs=24, p_value=rng.uniform(0.1, 1, len(GENES)), fdr=0.9)


def _quality(rng, patients) -> pd.DataFrame:
    rows = []
    for lesion, phase in PHASES:
        for patient in patients if phase == "plain" else patients[:22]:
            voxels = int(rng.integers(200, 3000))
            rows.append([
                patient, lesion, phase, voxels, voxels * 2.3e-3, rng.normal(-40, 30),
                rng.normal(160, 30), rng.uniform(0, 0.02), "few voxels" if voxels < 300 else "",
            ])  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "patient_id", "lesion", "phase", "voxels", "volume_ml", "hu_min", "hu_max",
        "clamped_share", "warnings",
    ])  # fmt: skip


def _models(rng, pairs) -> dict[str, pd.DataFrame]:
    parts: dict[str, list] = {name: [] for name in (
        "predictions", "roc", "cutoffs", "measures", "folds", "selected", "stability",
        "permutation", "calibration", "decision_curve",
    )}  # fmt: skip
    for lesion, phase in PHASES:
        part = pairs if phase == "plain" else pairs.head(22)
        truth = part[f"{lesion}_status"].to_numpy()
        y = (truth == "high").astype(int)
        probability = 1 / (1 + np.exp(-rng.normal(1.1 * (y - 0.5), 0.9)))
        lead = {"lesion": lesion, "phase": phase}
        auc = roc_auc_score(y, probability)
        fpr, tpr, threshold = roc_curve(y, probability, drop_intermediate=False)
        best = int(np.argmax(tpr - fpr))
        half = 1.96 * np.sqrt(auc * (1 - auc) / y.sum())
        parts["predictions"] += [
            {**lead, "patient_id": p, "repeat": 1, "fold": i % 5 + 1, "truth": t, "probability": q}
            for i, (p, t, q) in enumerate(zip(part["patient_id"], truth, probability, strict=True))
        ]
        parts["roc"] += [
            {
                **lead, "threshold": min(c, 1.0), "sensitivity": s, "specificity": 1 - f,
                "sensitivity_lower": max(0, s - 0.2), "sensitivity_upper": min(1, s + 0.2),
            }
            for f, s, c in zip(fpr, tpr, threshold, strict=True)
        ]  # fmt: skip
        parts["cutoffs"].append({
            **lead, "n": len(y), "n_positive": int(y.sum()), "auc": auc,
            "auc_lower": max(0, auc - half), "auc_upper": min(1, auc + half),
            "cutoff": threshold[best], "sensitivity": tpr[best], "specificity": 1 - fpr[best],
            "youden": tpr[best] - fpr[best], "p_permutation": 0.131, "permutations": 60,
            "flags": "",
        })  # fmt: skip
        youden = tpr[best] - fpr[best]
        parts["measures"] += [
            {
                **lead,
                "measure": measure,
                "estimate": value,
                "lower": value - 0.1,
                "upper": value + 0.1,
            }
            for measure, value in (
                ("auc", auc),
                ("brier", 0.2),
                ("calibration_intercept", 0.1),
                ("calibration_slope", 0.8),
                ("youden", youden),
                ("youden_corrected", youden - 0.12),
                ("youden_optimism", 0.12),
            )
        ]
        for rank, feature in enumerate(rng.choice(FEATURES, 5, replace=False), 1):
            parts["selected"].append({
                **lead, "feature": feature, "frequency": 25 - 4 * rank, "share": 1 - 0.16 * rank,
                "mean_rank": rank + 0.4,
            })  # fmt: skip
        parts["stability"].append(
            {**lead, "measure": "Nogueira", "estimate": 0.41, "lower": 0.3, "upper": 0.52}
        )
        null = rng.normal(0.5, 0.13, 60).clip(0, 1)
        parts["permutation"] += [
            {**lead, "permutation": i + 1, "auc": a} for i, a in enumerate(null)
        ]
        for q in np.linspace(0.15, 0.85, 5):
            parts["calibration"].append({
                **lead, "predicted": q, "observed": np.clip(q + rng.normal(0, 0.1), 0, 1),
                "lower": max(0, q - 0.25), "upper": min(1, q + 0.25), "n": len(y) // 5,
            })  # fmt: skip
        for t in np.linspace(0.05, 0.7, 20):
            parts["decision_curve"].append({
                **lead, "threshold": t, "model": y.mean() * (1 - t) + 0.02,
                "all": y.mean() - (1 - y.mean()) * t / (1 - t), "none": 0.0,
                "lower": y.mean() * (1 - t) - 0.08, "upper": y.mean() * (1 - t) + 0.1,
            })  # fmt: skip
    parts["averaged"] = [
        {name: row[name] for name in ("lesion", "phase", "patient_id", "truth", "probability")}
        for row in parts["predictions"]
    ]
    parts["folds"] = [
        {"lesion": a, "phase": b, "repeat": 1, "fold": f, "n_train": 18, "n_test": 5, "kept": 300,
         "screened": 12, "selected": 4, "flag": "" if f > 1 else "no feature passed the screen"}
        for a, b in PHASES for f in range(1, 6)
    ]  # fmt: skip
    return {name: pd.DataFrame(rows) for name, rows in parts.items()}


def _discordance() -> pd.DataFrame:
    rows = []
    for measure, k, n in [("sensitivity", 5, 7), ("specificity", 10, 15), ("accuracy", 15, 22)]:
        interval = stats.binomtest(k, n).proportion_ci()
        rows.append([measure, k / n, interval.low, interval.high, k, n])
    return pd.DataFrame(
        rows, columns=["measure", "estimate", "lower", "upper", "numerator", "denominator"]
    )


def _survival(rng, pairs) -> dict[str, pd.DataFrame]:
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


def _published() -> pd.DataFrame:
    rows = [
        ["primary_high", "TMB-high primaries", 8 / 24, np.nan, np.nan, 8 / 24, 0.156, 0.553, 1.0],
        ["discordant", "discordant patients", 7 / 24, 0.126, 0.511, 7 / 24, 0.126, 0.511, 1.0],
        ["auc_supine", "AUC, primary supine", 0.732, 0.49, 0.97, 0.71, 0.44, 0.93, 0.9],
        ["auc_enhanced", "AUC, metastasis enhanced", 0.812, 0.56, 1, 0.66, 0.3, 0.97, 0.5],
        ["sensitivity", "sensitivity for discordance", 0.857, 0.42, 0.996, 0.714, 0.29, 0.96, 1],
        ["mean_tmb_primary", "mean TMB, primary", 10.93, np.nan, np.nan, 9.8, 6.9, 12.9, np.nan],
        ["survival", "log-rank p", 0.042, np.nan, np.nan, 0.2, np.nan, np.nan, np.nan],
    ]
    return pd.DataFrame([[*row, ""] for row in rows], columns=[
        "id", "quantity", "published", "published_lower", "published_upper", "study",
        "study_lower", "study_upper", "p_difference", "note",
    ])  # fmt: skip


def _audit() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ["grim_primary", "mean TMB 10.93 (n = 24)", "GRIM", "10.93", "impossible",
             "inconsistent", "No 24 whole counts over 1.2 Mb have a mean of 10.93."],
            ["auc_supine", "AUC 0.732", "AUC grid", "0.732", "8 high of 22", "consistent",
             "0.732 fits 8 high and 14 low."],
        ],
        columns=["check", "claim", "method", "published", "recomputed", "verdict", "sentence"],
    )  # fmt: skip


def _provenance() -> dict:
    return {
        "key": "9f" * 32,
        "inputs": {"samples.csv": "ab" * 32, "images.csv": "cd" * 32},
        "study": {"name": "simulated cohort", "model": {"outer": 5}},
        "versions": {
            "python": "3.11.2",
            "pyradiomics": "3.0.1",
            "R": {"R": "4.2.2", "xgboost": "1.7.4", "pROC": "1.18.0"},
        },
        "seconds": {"burden": 1.2, "extraction": 44.1, "models": 120.3},
    }
