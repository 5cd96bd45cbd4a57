"""Results as plain data: what JSON can hold, with null for what is missing."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def to_json(value: Any) -> Any:
    """Anything the statistics return as JSON data.

    Frames become lists of rows, arrays lists, missing and infinite numbers ``None``.

    Examples
    --------
    >>> to_json({"auc": np.float64(0.75), "lower": float("nan"), "flags": ("few patients",)})
    {'auc': 0.75, 'lower': None, 'flags': ['few patients']}
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, pd.DataFrame):
        return records(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [to_json(item) for item in value]
    if isinstance(value, (np.ndarray, pd.Series, pd.Index, pd.api.extensions.ExtensionArray)):
        return [to_json(item) for item in value]
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        return to_json(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return str(value)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as a list of rows.

    Examples
    --------
    >>> records(pd.DataFrame({"test": ["log-rank"], "p_value": [float("nan")]}))
    [{'test': 'log-rank', 'p_value': None}]
    """
    columns = {str(name): to_json(frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
