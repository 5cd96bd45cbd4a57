"""Refusals in the words and with the condition classes of the R side."""

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
    """One number within limits, or a refusal."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or math.isnan(value) or not lower <= value <= upper:
        limits = (
            f"one number from {lower:g} to {upper:g}"
            if math.isfinite(upper)
            else f"one number of at least {lower:g}"
        )
        raise argument_error(argument, limits, value)


def check_whole(value: Any, argument: str, lower: int) -> None:
    """One whole number of at least ``lower``, or a refusal."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or value != value or value != int(value) or value < lower:
        raise argument_error(argument, f"one whole number of at least {lower}", value)


def check_choice(value: Any, argument: str, choices: tuple[str, ...]) -> None:
    """One of the choices, or a refusal."""
    if value not in choices:
        quoted = ", ".join(f'"{choice}"' for choice in choices)
        raise argument_error(argument, f"one of {quoted}", value)
