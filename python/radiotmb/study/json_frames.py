"""Frames as JSON data and back, to the last digit and with their types."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd


def frame_to_json(frame: pd.DataFrame) -> dict[str, Any]:
    """A frame as JSON data: each column's type and values.

    Examples
    --------
    >>> frame_to_json(pd.DataFrame({"threshold": [float("-inf"), 0.5]}))
    {'threshold': {'type': 'float64', 'values': ['-inf', 0.5]}}
    """
    return {
        str(name): {
            "type": str(frame[name].dtype),
            "values": [_plain(value) for value in frame[name].tolist()],
        }
        for name in frame.columns
    }


def frame_from_json(plain: dict[str, Any]) -> pd.DataFrame:
    """The frame that :func:`frame_to_json` was given.

    Examples
    --------
    >>> frame = pd.DataFrame({"patient_id": ["007"], "auc": [float("nan")], "n": [3]})
    >>> frame_from_json(frame_to_json(frame)).equals(frame)
    True
    """
    columns = {}
    for name, column in plain.items():
        values = column["values"]
        if column["type"].startswith("float"):
            values = [float(value) for value in values]
        columns[name] = pd.Series(values, dtype=column["type"])
    return pd.DataFrame(columns)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON cannot express it
    return None if value is pd.NA else value
