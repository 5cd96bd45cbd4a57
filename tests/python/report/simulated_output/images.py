"""Scans, and the models of each phase."""

from __future__ import annotations

import numpy as np
import pandas as pd
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


def simulate_quality(rng, patients) -> pd.DataFrame:
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


def acquisition_table(quality: pd.DataFrame) -> pd.DataFrame:
    """The tube voltage of every scan of each phase."""
    scans = quality.groupby(["lesion", "phase"], sort=False).size().rename("scans").reset_index()
    return scans.assign(parameter="kvp", of=scans["scans"], values="120")


def simulate_models(rng, pairs) -> dict[str, pd.DataFrame]:
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
            "auc_lower": max(0, auc - half), "auc_upper": min(1, auc + half), "resamples": 200,
            "auc_averaged": auc, "permutation_observed": auc - 0.02,
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


def discordance_measures() -> pd.DataFrame:
    rows = []
    for measure, k, n in [("sensitivity", 5, 7), ("specificity", 10, 15), ("accuracy", 15, 22)]:
        interval = stats.binomtest(k, n).proportion_ci()
        rows.append([measure, k / n, interval.low, interval.high, k, n])
    return pd.DataFrame(
        rows, columns=["measure", "estimate", "lower", "upper", "numerator", "denominator"]
    )
