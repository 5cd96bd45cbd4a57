"""The tables that a nested cross-validation leaves behind, under the names of the files."""

from __future__ import annotations

import pandas as pd

from radiotmb.stats.chain_results import NestedCV

# The result's fields, and what a study calls their tables.
_TABLE_OF_FIELD = {
    "predictions": "predictions",
    "averaged": "averaged",
    "folds": "folds",
    "features": "selected",
    "stability": "stability",
    "measures": "measures",
    "calibration": "calibration",
    "decision": "decision_curve",
    "optimism": "optimism",
    "centres": "centres_in_folds",
}


def model_tables(fit: NestedCV) -> dict[str, pd.DataFrame]:
    """The tables of one model: predictions, averaged, folds, selected, ..., roc.

    An engine that does not compute a table leaves it out.
    """
    tables = {
        name: getattr(fit, attribute)
        for attribute, name in _TABLE_OF_FIELD.items()
        if isinstance(getattr(fit, attribute, None), pd.DataFrame)
    }
    return {**tables, "roc": fit.roc.curve}
