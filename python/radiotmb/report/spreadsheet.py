"""CSV whose cells no spreadsheet runs as a formula.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to a
spreadsheet (OWASP, CSV injection). Such text gets a leading apostrophe; numbers stay numbers.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """The cell, with an apostrophe in front where it is text that could run as a formula.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-0.5"), safe_cell(-0.5), safe_cell("KRAS")
    ("'=1+1", '-0.5', -0.5, 'KRAS')
    """
    if not isinstance(value, str) or not value.lstrip(" ").startswith(_STARTS):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    # float() forgives whitespace and underscores that a spreadsheet reads as text.
    return value if value.isascii() and value == value.strip() and "_" not in value else f"'{value}"


def safe_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV text that is safe to open in a spreadsheet, headers included."""
    safe = frame.apply(lambda column: column.map(safe_cell) if column.dtype == object else column)
    safe.columns = [safe_cell(str(name)) for name in frame.columns]
    return safe.to_csv(index=False, lineterminator="\n")
