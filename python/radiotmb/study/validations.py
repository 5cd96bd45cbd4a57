"""What the validation of a model leaves behind: tables, and a summary as plain data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.runtime.to_json import to_json
from radiotmb.stats.chain_results import ModelValidation

# The result's fields, and what their tables are called.
_TABLE_OF_FIELD = {
    "measures": "measures",
    "predictions": "predictions",
    "calibration": "calibration",
    "smooth": "calibration_smooth",
    "decision": "decision_curve",
    "difference": "difference",
}


def validation_tables(found: ModelValidation) -> dict[str, pd.DataFrame]:
    """The tables of a validation, under the names of their files.

    Parameters
    ----------
    found : ModelValidation

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    tables = {name: getattr(found, attribute) for attribute, name in _TABLE_OF_FIELD.items()}
    tables["roc"] = found.roc.curve
    if found.survival is not None:
        tables["survival_tests"] = found.survival.tests
        tables["hazard_ratios"] = found.survival.hazard_ratios
    if found.discordance is not None:
        tables["discordance"] = found.discordance.measures
    return {name: table for name, table in tables.items() if len(table)}


def validation_summary(found: ModelValidation) -> dict[str, Any]:
    """Numbers of a validation as plain data: n, auc with its interval, measures, difference."""
    measures = found.measures.set_index("measure")[["estimate", "lower", "upper"]]
    return {
        "n": len(found.predictions),
        "n_positive": int((found.predictions["truth"] == found.positive).sum()),
        "auc": found.auc,
        "auc_lower": to_json(found.auc_lower),
        "auc_upper": to_json(found.auc_upper),
        "cutoff": found.cutoff,
        "measures": to_json({name: dict(row) for name, row in measures.iterrows()}),
        "difference": to_json(found.difference.iloc[0].to_dict()),
        "flags": list(found.flags),
    }
