"""Errors with the messages and condition classes of the R side."""

from __future__ import annotations

import math
from typing import Any

from radiotmb.errors import StatisticsError


def data_error(message: str) -> StatisticsError:
    """What R's ``abort_data()`` raises."""
    return StatisticsError(message, condition=("radiotmb_data_error", "radiotmb_error"))


def argument_error(argument: str, expected: str, got: Any) -> StatisticsError:
    """What R's ``abort_argument()`` raises."""
    shown = f'"{got}"' if isinstance(got, str) else "NULL" if got is None else f"{got}"
    return StatisticsError(
        f"`{argument}` must be {expected}, not {shown}.",
        condition=("radiotmb_argument_error", "radiotmb_error"),
    )


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
