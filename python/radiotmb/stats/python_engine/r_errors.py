"""Errors with the messages and condition classes of the R side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import StatisticsError


def data_error(message: str) -> StatisticsError:
    """What R's ``abort_data()`` raises."""
    return StatisticsError(message, condition=("radiotmb_data_error", "radiotmb_error"))


def argument_error(argument: str, expected: str, got: Any) -> StatisticsError:
    """What R's ``abort_argument()`` raises."""
    return StatisticsError(
        f"`{argument}` must be {expected}, not {described(got)}.",
        condition=("radiotmb_argument_error", "radiotmb_error"),
    )


def only_in_r(argument: str) -> StatisticsError:
    """What of several centres this engine does not do."""
    return StatisticsError(
        f'`{argument}`: only R leaves centres out and harmonises features; engine = "r" does.',
        condition=("radiotmb_argument_error", "radiotmb_error"),
    )


def described(value: Any) -> str:
    """A value as R's messages show it."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, pd.DataFrame):
        return f"a data frame with {len(value)} rows and {value.shape[1]} columns"
    if isinstance(value, Mapping):
        return "an object of class list"
    if isinstance(value, (bool, np.bool_, float)):
        return status_text(value)
    return f"{value}"


def status_text(value: Any) -> str:
    """One value as R's ``as.character()`` writes it: 1 for 1.0, TRUE for True."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).upper()
    if isinstance(value, (float, np.floating)):
        return f"{value:.15g}"
    return str(value)


def check_number(value: Any, argument: str, lower: float, upper: float = math.inf) -> None:
    """Raise unless the value is one number within limits."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or math.isnan(value) or not lower <= value <= upper:
        limits = (
            f"one number from {lower:g} to {upper:g}"
            if math.isfinite(upper)
            else f"one number of at least {lower:g}"
        )
        raise argument_error(argument, limits, value)


def check_whole(value: Any, argument: str, lower: int) -> None:
    """Raise unless the value is one whole number of at least ``lower``."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or value != value or value != int(value) or value < lower:
        raise argument_error(argument, f"one whole number of at least {lower}", value)


def check_choice(value: Any, argument: str, choices: tuple[str, ...]) -> None:
    """Raise unless the value is one of the choices."""
    if value not in choices:
        quoted = ", ".join(f'"{choice}"' for choice in choices)
        raise argument_error(argument, f"one of {quoted}", value)
