"""The published numbers: beside the study's own, weighed, and checked."""

from __future__ import annotations

import numpy as np
import pandas as pd


def published_table() -> pd.DataFrame:
    rows = [
        ["primary_high", "TMB-high primaries", 8 / 24, np.nan, np.nan, 8 / 24, 0.156, 0.553, 1.0],
        ["discordant", "discordant patients", 7 / 24, 0.126, 0.511, 7 / 24, 0.126, 0.511, 1.0],
        ["auc_primary_supine", "AUC, primary supine", 0.732, 0.49, 0.97, 0.71, 0.44, 0.93, 0.9],
        [
            "auc_metastasis_enhanced",
            "AUC, metastasis enhanced",
            0.812,
            0.56,
            1,
            0.66,
            0.3,
            0.97,
            0.5,
        ],
        ["sensitivity", "sensitivity for discordance", 0.857, 0.42, 0.996, 0.714, 0.29, 0.96, 1],
        ["mean_tmb_primary", "mean TMB, primary", 10.93, np.nan, np.nan, 9.8, 6.9, 12.9, np.nan],
        ["survival", "log-rank p", 0.042, np.nan, np.nan, 0.2, np.nan, np.nan, np.nan],
    ]
    return pd.DataFrame([[*row, ""] for row in rows], columns=[
        "id", "quantity", "published", "published_lower", "published_upper", "study",
        "study_lower", "study_upper", "p_difference", "note",
    ])  # fmt: skip


def audit_table() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ["mean_of_counts", "mean_tmb_primary", "mean TMB (n = 24)", "GRIM", "10.93",
             "impossible", "odd", "a size that differs from sample to sample",
             "No 24 whole counts over 1.2 Mb have a mean of 10.93."],
            ["auc_split", "auc_primary", "AUC of the primary", "AUC grid", "0.732", "8/14",
             "consistent", "one curve over all these patients", "0.732 fits 8 high and 14 low."],
        ],
        columns=["check", "claim", "quantity", "method", "published", "recomputed", "verdict",
                 "assumption", "sentence"],
    )  # fmt: skip


def evidence_tables() -> dict[str, pd.DataFrame]:
    """What the published AUCs and discordance weigh, after R's evidence_published()."""
    null = [
        ["auc_primary_supine", "nested", 100, 0.479, 0.160, 0.212, 0.815, 8, 0.08, 0.035, 0.152],
        ["auc_primary_supine", "leaky", 100, 0.764, 0.120, 0.535, 0.951, 63, 0.63, 0.528, 0.724],
        [
            "auc_metastasis_enhanced",
            "nested",
            100,
            0.474,
            0.196,
            0.104,
            0.831,
            3,
            0.03,
            0.006,
            0.085,
        ],
        [
            "auc_metastasis_enhanced",
            "leaky",
            100,
            0.776,
            0.131,
            0.453,
            0.976,
            41,
            0.41,
            0.313,
            0.513,
        ],
    ]
    return {
        "evidence_aucs": pd.DataFrame(
            [
                ["auc_primary_supine", 0.732, 22, 8, 14, 0.500, 0.964, 0.041, 2, 0.082],
                ["auc_metastasis_enhanced", 0.812, 22, 4, 18, 0.540, 1.0, 0.033, 2, 0.066],
            ],
            columns=["id", "auc", "n", "positive", "negative", "lower", "upper", "p_value",
                     "tried", "p_adjusted"],
        ),
        "evidence_discordance": pd.DataFrame(
            [["sensitivity", 22, 6, 1, 9, 6, 0.0743, 4, 0.297, 15 / 22, 15 / 22, 0.601]],
            columns=["id", "n", "tp", "fn", "tn", "fp", "p_value", "tried", "p_adjusted",
                     "accuracy", "majority", "p_majority"],
        ),
        "evidence_null": pd.DataFrame(null, columns=[
            "id", "selection", "permutations", "mean", "sd", "low", "high", "reached", "share",
            "lower", "upper",
        ]),
        "evidence_shares": pd.DataFrame(
            [["primary_high", 8 / 24, 0.156, 0.553, 8, 24]],
            columns=["id", "estimate", "lower", "upper", "numerator", "denominator"],
        ),
    }  # fmt: skip
