"""Converts Arrow tables, and objects that export them, to pandas."""

from __future__ import annotations

from typing import Any

import pandas as pd


def as_pandas(value: Any) -> Any:
    """A pandas frame of an Arrow table or of any frame with Arrow's interface; else the value.

    Polars frames, DuckDB results and record batches have that interface (``__arrow_c_stream__``).

    Examples
    --------
    >>> import pyarrow
    >>> as_pandas(pyarrow.table({"patient_id": ["P1"], "tmb": [11.7]}))
      patient_id   tmb
    0         P1  11.7
    >>> as_pandas(0.95)
    0.95
    """
    if isinstance(value, (pd.DataFrame, pd.Series)) or not hasattr(value, "__arrow_c_stream__"):
        return value
    import pyarrow

    return pyarrow.table(value).to_pandas()
