"""Numbers as a journal prints them."""

from __future__ import annotations

import math
from typing import Any

from radiotmb.inputs.labels import column_label
from radiotmb.runtime.name_some import name_some

MISSING = "–"
# What stands where an estimate has no interval, or where there is no estimate.
NOT_ESTIMABLE = "not estimable"
# So many models or phases a sentence names; a table has the others.
NAMED = 12


def is_missing(value: Any) -> bool:
    """Whether a value is None, NaN or an empty string."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def number(value: Any, digits: int = 2) -> str:
    """A number with a fixed count of decimals; whole numbers without any.

    Examples
    --------
    >>> number(0.7321), number(12), number(None)
    ('0.73', '12', '–')
    """
    if is_missing(value):
        return MISSING
    value = float(value)
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    whole = digits == 0 or (value.is_integer() and abs(value) >= 2)
    text = f"{value:,.0f}".replace(",", "\u202f") if whole else f"{value:.{digits}f}"
    return text.replace("-", "−")


def decimals(value: Any, digits: int = 2) -> str:
    """A number as a column prints it: with the same count of decimals in every row.

    Examples
    --------
    >>> decimals(18), decimals(0.7321), decimals(-1.5)
    ('18.00', '0.73', '−1.50')
    """
    if is_missing(value):
        return MISSING
    value = float(value)
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace("-", "−")


def percent(share: Any, digits: int = 1) -> str:
    """A share as a percentage.

    Examples
    --------
    >>> percent(7 / 24)
    '29.2%'
    """
    return MISSING if is_missing(share) else f"{100 * float(share):.{digits}f}%"


def p_value(value: Any) -> str:
    """A p-value: three decimals, or ``< 0.001``.

    Examples
    --------
    >>> p_value(0.0421)
    '0.042'
    """
    if is_missing(value):
        return MISSING
    value = float(value)
    return "<\u00a00.001" if value < 0.001 else f"{value:.3f}"


def p_sentence(value: Any) -> str:
    """A p-value inside a sentence: ``p = 0.042`` or ``p < 0.001``."""
    text = p_value(value)
    return f"p\u00a0{text}" if text.startswith("<") else f"p\u00a0=\u00a0{text}"


def interval(lower: Any, upper: Any, digits: int = 2) -> str:
    """An interval's two ends.

    Examples
    --------
    >>> interval(0.5, 0.934).replace("\N{NO-BREAK SPACE}", " ")
    '0.50 to 0.93'
    """
    if is_missing(lower) and is_missing(upper):
        return MISSING
    return f"{decimals(lower, digits)}\u00a0to\u00a0{decimals(upper, digits)}"


def estimate(
    value: Any, lower: Any, upper: Any, digits: int = 2, missing: str = "interval not estimable"
) -> str:
    """An estimate with its 95% interval in parentheses, or with what it lacks.

    Examples
    --------
    >>> estimate(0.7, None, None), estimate(None, None, None)
    ('0.70 (interval not estimable)', 'not estimable')
    """
    if is_missing(value):
        return NOT_ESTIMABLE
    if is_missing(lower) and is_missing(upper):
        return f"{number(value, digits)} ({missing})"
    return f"{number(value, digits)} ({interval(lower, upper, digits)})"


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun.

    Examples
    --------
    >>> plural(1, "patient"), plural(7, "patient"), plural(2, "metastasis", "metastases")
    ('1 patient', '7 patients', '2 metastases')
    """
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"


def listed(items: list[str]) -> str:
    """Items joined as a sentence joins them.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def listed_some(items: list[str], most: int = NAMED) -> str:
    """Items joined as a sentence joins them; of many the first, and how many more there are.

    Examples
    --------
    >>> listed_some(["a", "b", "c"]), listed_some(["a", "b", "c"], most=2)
    ('a, b and c', 'a, b and 1 more')
    """
    return listed(items) if len(items) <= most else name_some(items, most)


def sentence(text: str) -> str:
    """The text with a capital at its beginning and one full stop at its end.

    Examples
    --------
    >>> sentence("no event: no test")
    'No event: no test.'
    """
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def variable(name: str) -> str:
    """A column of the patients table as a row's heading.

    Examples
    --------
    >>> variable("venous_invasion"), variable("t_stage")
    ('Venous invasion', 'T stage')
    """
    return column_label(str(name))
