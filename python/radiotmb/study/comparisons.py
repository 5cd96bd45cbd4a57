"""What comparisons of models leave behind: tables, and summaries as plain data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.runtime.to_json import records, to_json
from radiotmb.stats.chain_results import AddedValue, ModelComparison


def comparison_tables(found: ModelComparison) -> dict[str, pd.DataFrame]:
    """The tables of a comparison of two chains, under the names of their files.

    Parameters
    ----------
    found : ModelComparison

    Returns
    -------
    dict of str to pandas.DataFrame
        comparison (one row), comparison_repeats, comparison_decision.
    """
    areas = found.areas.set_index("model")["auc"]
    first, second = found.names
    row = {
        "first": first, "second": second, "auc_first": areas[first], "auc_second": areas[second],
        "difference": found.difference, "lower": found.lower, "upper": found.upper,
        "p_value": found.p_value, "permutations": found.permutations,
    }  # fmt: skip
    return {
        "comparison": pd.DataFrame([row]),
        "comparison_repeats": found.each,
        "comparison_decision": found.decision,
    }


def comparison_summary(found: ModelComparison) -> dict[str, Any]:
    """Areas, difference with interval and p of a comparison as plain data."""
    table = comparison_tables(found)["comparison"]
    return {**to_json(records(table)[0]), "n": found.n, "flags": list(found.flags)}


def added_value_tables(found: AddedValue) -> dict[str, pd.DataFrame]:
    """The tables of an added value, under the names of their files.

    Parameters
    ----------
    found : AddedValue

    Returns
    -------
    dict of str to pandas.DataFrame
        added_areas, added_differences, added_test, added_decision, added_predictions.
    """
    return {
        "added_areas": found.areas,
        "added_differences": found.differences,
        "added_test": found.test,
        "added_decision": found.decision,
        "added_predictions": found.averaged,
    }


def added_value_summary(found: AddedValue) -> dict[str, Any]:
    """Areas, differences and the likelihood ratio of an added value as plain data."""
    resamples = 0 if found.resampled is None else int(found.resampled["resample"].nunique())
    return {
        "n": found.n,
        "n_positive": found.n_positive,
        "columns": list(found.columns),
        "areas": to_json(records(found.areas)),
        "differences": to_json(records(found.differences)),
        "test": to_json(records(found.test)[0]),
        "resamples": resamples,
        "permutations": 0 if found.null is None else len(found.null),
        "flags": list(found.flags),
    }
