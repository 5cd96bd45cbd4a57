"""results.json and provenance.json of the tables."""

from __future__ import annotations

import pandas as pd


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
        "engine": "r", "germline": "germline.vcf.gz",
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
        "models": [
            {**row._asdict(), "flags": [], "skipped": None}
            for row in cutoffs.drop(columns="flags").itertuples(index=False)
        ],
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
        "table_one": {
            "primary status": {"patients": 24, "sizes": {"high": 8, "low": 16}},
            "concordance": {"patients": 24, "sizes": {"concordant": 17, "discordant": 7}},
        },
        "failures": 1,
    }  # fmt: skip


def _rows(frame: pd.DataFrame, comparison: str) -> list[dict]:
    part = frame[frame["comparison"] == comparison].drop(columns="comparison")
    return part.astype(object).where(part.notna(), None).to_dict("records")


def simulate_provenance() -> dict:
    return {
        "key": "9f" * 32,
        "inputs": {"samples.csv": "ab" * 32, "images.csv": "cd" * 32},
        "study": {"name": "simulated cohort", "model": {"outer": 5}},
        "versions": {
            "python": "3.13.5",
            "pyradiomics-bhklab": "3.1.4",
            "R": {"R": "4.2.2", "xgboost": "1.7.4", "pROC": "1.18.0"},
        },
        "seconds": {"burden": 1.2, "extraction": 44.1, "models": 120.3},
    }
